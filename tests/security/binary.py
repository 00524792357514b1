#!/usr/bin/env python3
"""What compiler and linker were to do for the program's safety, and the list of others' parts in it. Looks at files only.

    binary.py BINARY"""
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))
import parts as listed  # noqa: E402

FAULTS = []


def ok(holds, what):
    if not holds:
        FAULTS.append(what)
        print(f"FAILED {what}")


def readelf(option, binary):
    return subprocess.run(["readelf", *option.split(), str(binary)], capture_output=True, text=True, check=True).stdout


COMPILED_WITH = ("-fstack-protector-strong", "-fstack-clash-protection")


def compilers(binary):
    """How each object of our own was compiled: the compiler's own words in the debug information, options and all."""
    return set(re.findall(r"GNU C\+\+23 .*", readelf("-p.debug_str", binary) + readelf("-p.debug_line_str", binary)))


def protections(head, segments, dynamic, compiled, imported):
    """Of readelf's words: what is missing."""
    if not compiled or any(option not in how for how in compiled for option in COMPILED_WITH):
        yield f"every object is compiled with {' '.join(COMPILED_WITH)}"
    if "__stack_chk_fail" not in imported or not re.search(r"__\w+_chk@GLIBC", imported):
        yield "writing past the end of what is on the stack, or of what the library is given, stops the program"
    if not re.search(r"Type:\s+DYN", head):
        yield "the program is loaded at an address of chance"
    if not re.search(r"GNU_STACK\s.*\sRW\s", segments):
        yield "no code runs on the stack"
    if re.search(r"LOAD\s.*\sRWE\s", segments):
        yield "nothing is written to and run"
    if "GNU_RELRO" not in segments or not re.search(r"BIND_NOW|\bNOW\b", dynamic):
        yield "tables of addresses are closed once it is linked"
    if re.search(r"\((TEXTREL|RPATH|RUNPATH)\)", dynamic):
        yield "libraries come from the system's own folders, and code is not changed while loading"


def parts(binary):
    """Every library that is loaded and every package of the pages is on the list, each with its version."""
    components = listed.parts(binary)
    names = {one["name"] for one in components}
    ok(len(listed.needed(binary)) > 10 and "" not in names, f"every library is of a package: {listed.needed(binary)}")
    ok(all(one["version"] for one in components), f"every part has a version: {[one['name'] for one in components if not one['version']]}")
    for name in ("libsodium23", "libssl3", "libsqlite3-0", "libpq5", "libboost1.81-dev", "libcli11-dev", "svelte", "vite"):
        ok(name in names, f"{name} is on the list")
    ok(all(one.get("hashes") for one in components if "pkg:npm" in one["purl"]), "every package of the pages is locked by its hash")
    print(f"{len(components)} parts of others")


def main():
    binary = pathlib.Path(sys.argv[1])
    head, segments, dynamic, imported = (readelf(option, binary) for option in ("-hW", "-lW", "-dW", "-W --dyn-syms"))
    seen = (head, segments, dynamic, compilers(binary), imported)
    for missing in protections(*seen):
        ok(False, missing)
    # The check itself: each protection that goes must be found.
    for place, damaged in ((0, head.replace("DYN", "EXEC")), (1, segments.replace(" RW ", " RWE")), (1, segments.replace("GNU_RELRO", "X")),
                           (2, re.sub(r"(BIND_|\b)NOW\b", "", dynamic)), (2, dynamic + " 0x1d (RUNPATH) [/tmp]"),
                           (3, {*seen[3], "GNU C++23 12.2.0 -O2"}), (4, imported.replace("__stack_chk_fail", "")), (4, re.sub(r"_chk@", "@", imported))):
        ok(len(list(protections(*seen[:place], damaged, *seen[place + 1:]))) > len(list(protections(*seen))), f"a protection that goes is found: {place}")
    parts(binary)
    print(f"binary: {len(FAULTS)} failed")
    sys.exit(1 if FAULTS else 0)


main()
