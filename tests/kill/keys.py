#!/usr/bin/env python3
"""Changes of keys, killed: `keys rotate` and `keys reseal` at any moment. keys.py BINARY [--rounds 40] [--people 1500] [--seed 1]

After each kill the database opens with the key file there is, or (of a rotation) with the one beside it, which takes its name; a
re-sealing goes on when it is asked to and is refused to everybody else until then. Whatever was killed, the report stays the same,
every check passes, and people's ethnic groups and numbers open."""
import argparse
import os
import pathlib
import random
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "harness"))
import khuyenhoc  # noqa: E402


def killed_after(program, verb, seconds):
    """Whether the verb was still running when it was killed."""
    process = program.start("keys", verb)
    time.sleep(seconds)
    running = process.poll() is None
    process.kill()
    process.wait()
    return running


def time_of(program, verb):
    began = time.monotonic()
    done = program.run("keys", verb)
    if done.returncode != 0:
        sys.exit(f"keys {verb}: {done.stderr[-300:]}")
    return time.monotonic() - began


class Round:
    def __init__(self, program, tally, report, chance):
        self.program, self.tally, self.report, self.chance = program, tally, report, chance
        self.stopped = {"rotate": 0, "reseal": 0}
        self.unfinished = self.beside = 0

    def sound(self, what):
        checked = self.program.run("check")
        self.tally.ok(checked.returncode == 0 and " 0 found" in checked.stdout, f"{what}: check", checked.stdout[-200:] + checked.stderr[-200:])
        self.tally.ok(self.report() == self.said, f"{what}: the report")

    def play(self, number, verb, whole):
        what = f"{number} {verb}"
        self.stopped[verb] += killed_after(self.program, verb, self.chance.uniform(0, whole * 1.05))
        self.beside += os.path.exists(self.program.db + ".key.new")
        status = self.program.run("keys", "status")
        self.tally.ok(status.returncode == 0, f"{what}: the key opens it", status.stderr[-200:])
        if "sealed up to" in status.stdout:
            self.unfinished += 1
            refused = self.program.run("check")
            self.tally.ok("keys.resealing" in refused.stderr, f"{what}: others are refused", refused.stderr[-200:])
            done = self.program.run("keys", "reseal")
            self.tally.ok(done.returncode == 0, f"{what}: it goes on", done.stderr[-200:])
        self.sound(what)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binary")
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--people", type=int, default=1500)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    tally = khuyenhoc.Tally()
    with tempfile.TemporaryDirectory(prefix="khuyenhoc-keys-") as folder:
        program = khuyenhoc.Program(options.binary, os.path.join(folder, "a.db"))
        made = program.run("demo", "--people", options.people, "--seed", options.seed)
        if made.returncode != 0:
            sys.exit(made.stderr[-500:])
        rounds = Round(program, tally, lambda: program.run("report", "--year", 2025, "--format", "json").stdout, random.Random(options.seed))
        rounds.said = rounds.report()
        whole = {verb: time_of(program, verb) for verb in ("rotate", "reseal")}
        rounds.sound("before")
        for number in range(options.rounds):
            verb = ("rotate", "reseal")[number % 2]
            rounds.play(number, verb, whole[verb])
        print(f"stopped in time: {rounds.stopped}; re-sealings left in the middle: {rounds.unfinished}; new key files left beside: {rounds.beside}")
        tally.ok(all(rounds.stopped.values()), "some were stopped in time")
    return tally.close()


if __name__ == "__main__":
    sys.exit(main())
