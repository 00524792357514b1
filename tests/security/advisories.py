#!/usr/bin/env python3
"""tools/advisories.py sees what waits, and never takes a silence for good news."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools"))
import advisories  # noqa: E402

UPGRADE = """Reading package lists...
Inst libssl3 [3.0.16-1~deb12u1] (3.0.17-1~deb12u3 Debian:12.15/oldstable, Debian-Security:12/oldstable-security [amd64])
Inst bash [5.2.15-2+b8] (5.2.15-2+b13 Debian:12.15/oldstable [amd64])
Inst libpq5 [15.13-0+deb12u1] (15.14-0+deb12u1 Debian:12.15/oldstable [amd64]) []
Inst apt [2.6.1] (2.6.2 Debian-Security:12/oldstable-security [amd64])
"""
REPORT = '{"vulnerabilities": {"vite": {"severity": "high"}, "acorn": {"severity": "low"}}}'
SILENT = ('{"message": "405 Method Not Allowed", "statusCode": 405}', "", "<html>")


def main():
    wrong = []
    found = advisories.waiting(UPGRADE, {"libssl3", "libpq5", "libfmt9"})
    if found != [("libssl3", "3.0.16-1~deb12u1", "3.0.17-1~deb12u3")]:
        wrong.append(f"waiting: {found}")
    if advisories.waiting("", {"libssl3"}):
        wrong.append("something waits where nothing does")
    if advisories.advised(REPORT) != [("acorn", "low", False), ("vite", "high", True)]:
        wrong.append(f"advised: {advisories.advised(REPORT)}")
    if advisories.advised('{"vulnerabilities": {}}') != []:
        wrong.append("no advisory is not none")
    wrong += [f"a registry that does not answer was taken for one that knows of nothing: {silent!r}" for silent in SILENT if advisories.advised(silent) is not None]
    for fault in wrong:
        print(f"FAILED {fault}")
    print(f"advisories: {len(wrong)} failed")
    sys.exit(1 if wrong else 0)


main()
