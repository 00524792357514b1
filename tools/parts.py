#!/usr/bin/env python3
"""The parts of others that the program consists of, as CycloneDX 1.5 in JSON: Debian's packages whose code is in the binary or
loaded with it, and npm's, locked by hash. Reads files and asks dpkg; the network is not used.

    parts.py BINARY [> parts.json]

On a machine that was not installed as apt-packages.txt says, a package that is missing is a fault."""
import json
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]


def said(*words):
    return subprocess.run(words, capture_output=True, text=True, check=False).stdout


def needed(binary):
    """The libraries that the binary itself asks for, each with the file that is loaded."""
    names = re.findall(r"\(NEEDED\).*\[([^\]]+)\]", said("readelf", "-dW", str(binary)))
    files = dict(re.findall(r"^\s*(\S+) => (\S+)", said("ldd", str(binary)), re.M))
    return {name: files.get(name, "") for name in names}


def owners(files):
    """By file: the package it is of. What lies in /lib may be known to dpkg as of /usr/lib, and the other way round."""
    known_as = {}
    for file in files:
        for path in (pathlib.Path(file), pathlib.Path(file).resolve()):
            known_as |= {str(path): file, str(path).removeprefix("/usr"): file}
    found = subprocess.run(["dpkg", "-S", *known_as], capture_output=True, text=True, check=False).stdout  # fails for the names it does not know
    packages = dict.fromkeys(files, "")
    for line in found.splitlines():
        package, _, path = line.partition(": ")
        if path in known_as:
            packages[known_as[path]] = package.partition(",")[0].partition(":")[0]
    return packages


def versions(packages):
    found = said("dpkg-query", "-W", "-f=${Package} ${Version}\n", *packages)
    return dict(line.split() for line in found.splitlines() if " " in line)


def built_with():
    """Packages of the section "build": headers among them that are compiled in and loaded by nobody."""
    section = (ROOT / "apt-packages.txt").read_text(encoding="utf-8").partition("# -- build\n")[2].partition("\n# --")[0]
    return [line.partition("#")[0].strip() for line in section.splitlines() if line.partition("#")[0].strip().endswith("-dev")]


def debian(binary):
    packages = sorted({*owners(needed(binary).values()).values(), *built_with()})
    known = versions([package for package in packages if package])
    for package in packages:
        version = known.get(package, "")
        yield {"type": "library", "name": package, "version": version, "scope": "required", "purl": f"pkg:deb/debian/{package}@{version}"}


def npm():
    locked = json.loads((ROOT / "web/package-lock.json").read_text(encoding="utf-8"))["packages"]
    for path, package in sorted(locked.items()):
        name = path.rpartition("node_modules/")[2]
        if name:
            yield {"type": "library", "name": name, "version": package["version"], "scope": "optional" if package.get("optional") else "required",
                   "purl": f"pkg:npm/{name.replace('@', '%40')}@{package['version']}", "hashes": hashes(package), "licenses": licences(package)}


def hashes(package):
    algorithm, _, digest = package.get("integrity", "").partition("-")
    return [{"alg": algorithm.upper().replace("SHA", "SHA-"), "content": digest}] if digest else []


def licences(package):
    return [{"expression": package["license"]}] if "license" in package else []


def parts(binary):
    return [*debian(binary), *npm()]


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    if not needed(sys.argv[1]):
        sys.exit(f"{sys.argv[1]} is no program that loads libraries")
    components = parts(pathlib.Path(sys.argv[1]))
    nameless = [one for one in components if not one["name"] or not one["version"]]
    json.dump({"bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1, "components": components}, sys.stdout, ensure_ascii=False, indent=1)
    print()
    sys.exit(f"of no package, or not installed: {nameless}" if nameless else 0)


if __name__ == "__main__":
    main()
