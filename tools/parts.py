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
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    return done.stdout if done.returncode == 0 else ""


def needed(binary):
    """The libraries that the binary itself asks for, each with the file that is loaded."""
    names = re.findall(r"\(NEEDED\).*\[([^\]]+)\]", said("readelf", "-dW", str(binary)))
    files = dict(re.findall(r"^\s*(\S+) => (\S+)", said("ldd", str(binary)), re.M))
    return {name: files.get(name, "") for name in names}


def owner(file):
    """The package a file is of. What lies in /lib may be known to dpkg as of /usr/lib, and the other way round."""
    path = pathlib.Path(file)
    for one in (path, path.resolve(), pathlib.Path(str(path).removeprefix("/usr"))):
        found = said("dpkg", "-S", str(one))
        if found:
            return found.partition(": ")[0].partition(",")[0].partition(":")[0]
    return ""


def built_with():
    """Packages of the section "build": headers among them that are compiled in and loaded by nobody."""
    section = (ROOT / "apt-packages.txt").read_text(encoding="utf-8").partition("# -- build\n")[2].partition("\n# --")[0]
    return [line.partition("#")[0].strip() for line in section.splitlines() if line.partition("#")[0].strip().endswith("-dev")]


def debian(binary):
    packages = {owner(file): "required" for file in needed(binary).values()}
    for package in built_with():
        packages.setdefault(package, "excluded" if package.removesuffix("-dev") in packages else "required")
    for package, scope in sorted(packages.items()):
        version = said("dpkg-query", "-W", "-f=${Version}", package) if package else ""
        yield {"type": "library", "name": package, "version": version, "scope": scope, "purl": f"pkg:deb/debian/{package}@{version}"}


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
    components = parts(pathlib.Path(sys.argv[1]))
    nameless = [one for one in components if not one["name"] or not one["version"]]
    json.dump({"bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1, "components": components}, sys.stdout, ensure_ascii=False, indent=1)
    print()
    sys.exit(f"of no package, or not installed: {nameless}" if nameless else 0)


if __name__ == "__main__":
    main()
