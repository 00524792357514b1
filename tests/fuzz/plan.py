#!/usr/bin/env python3
"""Writes build/fuzz/build.ninja: every src/*/fuzz_*.cpp with the sources it needs, under the fuzzer and the sanitizers.

What a fuzzer needs is found from its includes: "sheets/sheets.h" (a folder's door) brings the whole folder,
"recognition/criteria.h" brings src/recognition/criteria*.cpp; what those include is followed in the same way.
Prints the fuzzers, one name a line: `http_request` for src/http/fuzz_request.cpp; the folder's corpus may be named either way."""
import pathlib
import re
import shutil
import sys

root = pathlib.Path(__file__).resolve().parents[2]
build = root / "build" / "fuzz"
FLAGS = ("-std=c++23 -O1 -g1 -fno-omit-frame-pointer -fsanitize=fuzzer-no-link,address,undefined "
         "-fno-sanitize-recover=all -DKHUYENHOC_FUZZ=1")
LIBRARIES = "-lfmt -lboost_json -licui18n -licuuc -lsodium -lsqlite3 -lxlsxwriter -lzip -lexpat -lz -lbrotlienc -lpthread"
# Sockets and threads: behind a door, but nothing a fuzzer drives.
LEFT_OUT = {"http": {"server", "connection", "io", "wire", "certificate", "workers", "event_stream", "static_files", "compress", "response_head", "failure_log"}}
INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"', re.M)


def folder_of(name):
    return root / name if name == "demo" else root / "src" / name


def sources_of_header(header):
    """The .cpp files that stand behind "folder/stem.h"."""
    name, _, rest = header.partition("/")
    stem = rest.removesuffix(".h")
    if rest == "embedded.h":
        return embedded_sources(name)
    kept = lambda path: path.name != "main.cpp" and not path.name.startswith("fuzz_") and path.stem not in LEFT_OUT.get(name, ())
    if stem == name:
        return sorted(filter(kept, folder_of(name).glob("*.cpp")))
    return sorted(filter(kept, (p for p in folder_of(name).glob(f"{stem}*.cpp") if re.fullmatch(rf"{stem}(_\w+)?\.cpp", p.name))))


def embedded_sources(name):
    """A capability's files as a source of its own, made as cmake/capability.cmake makes it."""
    folder, out = folder_of(name), build / "embedded" / name
    out.mkdir(parents=True, exist_ok=True)
    assets = sorted(p for pattern in ("migrations/*.sql", "facts/*", "criteria/*", "texts/*") for p in folder.glob(pattern))
    parts, rows = "", ""
    for i, path in enumerate(assets):
        symbol = f"embedded_{name}_{i}"
        parts += (f'asm(".section .rodata\\n.balign 16\\n{symbol}:\\n.incbin \\"{path}\\"\\n{symbol}_end:\\n.byte 0\\n.text\\n");\n'
                  f'extern const char {symbol}[] asm("{symbol}");\nextern const char {symbol}_end[] asm("{symbol}_end");\n')
        rows += f'    {{"{path.relative_to(folder)}", {{{symbol}, static_cast<unsigned long>({symbol}_end - {symbol})}}}},\n'
    write(out / "embedded.h", "#pragma once\n#include <span>\n#include <string_view>\nnamespace khuyenhoc {\n"
          f"struct {name}_file {{ std::string_view path; std::string_view bytes; }};\nstd::span<const {name}_file> {name}_files();\n"
          f"std::string_view {name}_file_bytes(std::string_view path);\n}}\n")
    write(out / "embedded.cpp", f'#include "{name}/embedded.h"\nextern "C" {{\n{parts}}}\nnamespace khuyenhoc {{\n'
          f"std::span<const {name}_file> {name}_files() {{\n  static const {name}_file files[] = {{\n{rows}  }};\n  return files;\n}}\n"
          f"std::string_view {name}_file_bytes(std::string_view path) {{\n  for (const auto& file : {name}_files()) if (file.path == path) "
          "return file.bytes;\n  return {};\n}\n}\n")
    return [out / "embedded.cpp"]


def write(path, text):
    """Only when it differs, so that nothing is built again for nothing."""
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")


def header_path(header):
    name = header.partition("/")[0]
    return root / header if name == "demo" else root / "src" / header


def needs(fuzzer):
    sources, headers, waiting = [], set(), [fuzzer]
    while waiting:
        path = waiting.pop()
        for header in INCLUDE.findall(path.read_text(encoding="utf-8")):
            if header in headers:
                continue
            headers.add(header)
            if header_path(header).exists():
                waiting.append(header_path(header))
            for source in sources_of_header(header):
                if source not in sources and source != fuzzer:
                    sources.append(source)
                    waiting.append(source)
    return sorted(sources)


def object_of(source):
    return "o/" + str(source.relative_to(root)).replace("/", "+") + ".o"


def main():
    clang = next((c for c in ("clang++-19", "clang++") if shutil.which(c)), None)
    if clang is None:
        sys.exit("clang++-19 is missing: it is in apt-packages.txt")
    launcher = "ccache " if shutil.which("ccache") else ""
    includes = f"-I{root / 'src'} -I{root} -I{build / 'embedded'}"
    lines = [f"rule cc\n  command = {launcher}{clang} {FLAGS} {includes} -MMD -MF $out.d -c $in -o $out\n  depfile = $out.d\n  deps = gcc",
             f"rule link\n  command = {clang} -g1 -fsanitize=fuzzer,address,undefined $in -o $out {LIBRARIES}"]
    objects = set()
    for fuzzer in sorted(root.glob("src/*/fuzz_*.cpp")):
        name = fuzzer.parent.name + "_" + fuzzer.stem.removeprefix("fuzz_")
        parts = [fuzzer, *needs(fuzzer)]
        for part in parts:
            if part not in objects:
                objects.add(part)
                lines.append(f"build {object_of(part)}: cc {part}")
        lines.append(f"build {name}: link " + " ".join(object_of(p) for p in parts))
        print(name)
    build.mkdir(parents=True, exist_ok=True)
    (build / "build.ninja").write_text("\n".join(lines) + "\n", encoding="utf-8")


main()
