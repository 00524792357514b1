#!/usr/bin/env python3
"""Which parts of others have a known weakness that is mended elsewhere: Debian's security updates that wait for a package of the program, and what
npm's registry says of the pages' packages. Asks the network; run it before a release, and weekly where the program is served.

    advisories.py BINARY

Ends with 0 when both were asked and know of nothing, 1 when something waits, 2 when one of them could not be asked."""
import json
import pathlib
import re
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import parts  # noqa: E402

GRAVE = ("high", "critical")


def waiting(simulated, packages):
    """Of `apt-get -s upgrade`: (package, version here, version there) of those among `packages` that Debian's security team has mended."""
    found = re.findall(r"^Inst (\S+) \[([^\]]+)\] \((\S+) ([^)]*)\)", simulated, re.M)
    return [(name, here, there) for name, here, there, archives in found if name in packages and "Debian-Security" in archives]


def advised(report):
    """Of `npm audit --json`: [(package, severity, whether it is grave)], or None when the registry did not answer."""
    try:
        said = json.loads(report)
    except ValueError:
        return None
    if "vulnerabilities" not in said:
        return None
    return [(name, one["severity"], one["severity"] in GRAVE) for name, one in sorted(said["vulnerabilities"].items())]


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    packages = {part["name"] for part in parts.debian(sys.argv[1])}
    simulated = subprocess.run(["apt-get", "-s", "upgrade"], capture_output=True, text=True, check=False)
    old = waiting(simulated.stdout, packages)
    for name, here, there in old:
        print(f"{name} {here}: {there} waits")
    report = subprocess.run(["npm", "audit", "--json"], cwd=parts.ROOT / "web", capture_output=True, text=True, check=False).stdout
    bad = advised(report)
    for name, severity, _ in bad or []:
        print(f"{name} (npm): {severity}")
    asked = simulated.returncode == 0 and bad is not None
    print(f"{len(packages)} packages of Debian, {len(old)} with a security update; npm: {'could not be asked' if bad is None else f'{len(bad)} advisories'}")
    sys.exit(1 if old or any(grave for _, _, grave in bad or []) else 0 if asked else 2)


if __name__ == "__main__":
    main()
