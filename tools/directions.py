#!/usr/bin/env python3
"""Holds the includes to the directions written in CMakeLists.txt.

Reads `capability(NAME USES ... )` lines; every `#include "folder/..."` in folder NAME must name NAME itself or something it
uses (directly). Third-party headers that belong behind one file are checked too.
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
# Third-party headers that may be included only in these files.
BEHIND = {
    r"boost/asio": ["src/http/wire.", "src/http/io.cpp", "src/http/connection.", "src/http/server.cpp"],
    r"openssl/": ["src/http/wire.cpp", "src/http/certificate.cpp", "src/accounts/totp.cpp", "src/accounts/tests/passkey_test.cpp"],
    r"boost/beast": ["src/http/request_reader.cpp"],
    r"sqlite3\.h": ["src/store/sqlite.cpp"],
    r"boost/json": ["src/base/json.h", "src/base/json.cpp"],
    r"sodium\.h": ["src/base/crypto.cpp", "src/base/key_wrap.cpp", "src/base/sealed_stream.cpp"],
    r"xlsxwriter\.h": ["src/sheets/"],
    r"zip\.h|expat\.h": ["src/sheets/"],
    r"CLI/": ["src/app/"],
    r"zxcvbn\.h": ["src/accounts/password.cpp"],
    r"fido\.h|fido/": ["src/accounts/passkey.cpp"],
    r"curl/": ["src/oidc/fetch.cpp"],
    r"cjose/": ["src/oidc/token.cpp"],
    r"brotli/|zlib\.h": ["src/http/", "src/sheets/", "src/keeping/compressed.cpp"],
}


def capabilities():
    text = (ROOT / "CMakeLists.txt").read_text()
    found = {}
    for match in re.finditer(r"^capability\((\w+)([^)]*)\)", text, re.M):
        name, rest = match.groups()
        words = rest.split()
        section, uses, folder = None, [], f"src/{name}"
        for word in words:
            if word in ("USES", "LINKS", "FOLDER"):
                section = word
            elif section == "USES":
                uses.append(word)
            elif section == "FOLDER":
                folder = word
        found[name] = (folder, uses)
    return found


def main():
    known = capabilities()
    wrong = []
    for name, (folder, uses) in known.items():
        allowed = set(uses) | {name}
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix not in (".h", ".cpp") or "node_modules" in path.parts:
                continue
            relative = path.relative_to(ROOT).as_posix()
            for number, line in enumerate(path.read_text().splitlines(), 1):
                include = re.match(r'\s*#include\s+[<"]([^">]+)[">]', line)
                if not include:
                    continue
                target = include.group(1)
                top = target.split("/")[0]
                if top in known and top not in allowed and "/" in target:
                    wrong.append(f"{relative}:{number}: {name} may not include {target}")
                for pattern, places in BEHIND.items():
                    if re.match(pattern, target) and not any(relative.startswith(p) for p in places) and "/tests/" not in relative:
                        wrong.append(f"{relative}:{number}: {target} belongs behind {', '.join(places)}")
    order = list(known)
    for name, (_, uses) in known.items():
        for used in uses:
            if order.index(used) >= order.index(name):
                wrong.append(f"CMakeLists.txt: {name} uses {used}, which is not below it")
    for line in wrong:
        print(line)
    print(f"directions: {len(known)} folders, {len(wrong)} wrong includes")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
