#!/usr/bin/env python3
"""Attacks on the program as it is served, each of which must fail.

    test.py BINARY [--only sessions] [--people 1500]"""
import argparse
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import place as places  # noqa: E402  (puts the harness on the path)
import copying  # noqa: E402
import fields  # noqa: E402
import guessing  # noqa: E402
import khuyenhoc  # noqa: E402
import requests_sent  # noqa: E402
import scope  # noqa: E402
import sessions  # noqa: E402

GROUPS = {"sessions": sessions, "guessing": guessing, "fields": fields, "scope": scope, "requests": requests_sent, "copying": copying}
# Most attacks are faster than any person, and would be slowed before they had failed by themselves.
SERVED = {"copying": ("--pace", str(copying.PACE))}


def play(tally, said, folder, names):
    place = places.Place(tally, said.binary, folder, said.people, SERVED.get(names[0], ()))
    try:
        for name in names:
            started = time.monotonic()
            GROUPS[name].play(place)
            print(f"{name}: {time.monotonic() - started:.1f} s", flush=True)
        place.close()
    finally:
        place.server.kill()


def main():
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("binary")
    words.add_argument("--only", choices=sorted(GROUPS))
    words.add_argument("--people", type=int, default=1500)
    said = words.parse_args()
    tally = khuyenhoc.Tally()
    wanted = [name for name in GROUPS if said.only in (None, name)]
    for names in ([name for name in wanted if name not in SERVED], *([name] for name in wanted if name in SERVED)):
        if names:
            with khuyenhoc.folder("attack") as folder:
                play(tally, said, folder, names)
    sys.exit(tally.close())


main()
