#!/usr/bin/env python3
"""Several programs on one PostgreSQL database: each sees what the others did, and all end equal.

    ../harness/postgres.sh test.py BINARY [--changes 1000] [--people 2500] [--seed 1]

Changes go through one of two programs at random, and what one was told is looked for in the other's answers: within a
second. At the end the figures of every place are the same in both, and in a third program that has only read the rows."""
import argparse
import os
import pathlib
import random
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "harness"))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "kill"))
import acts  # noqa: E402
import khuyenhoc  # noqa: E402
import kill  # noqa: E402

MOST_S = 1.0


def figures(client, year, places):
    """The counts of each place and of what lies under it, as one text."""
    texts = []
    for place in places:
        answer = client.get(f"/api/counts?year={year}&place_id={place}")
        texts.append(answer.body.decode() if answer.status == 200 else repr(answer))
    return "\n".join(texts)


def main():
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("binary")
    words.add_argument("--changes", type=int, default=1000)
    words.add_argument("--people", type=int, default=2500)
    words.add_argument("--seed", type=int, default=1)
    said = words.parse_args()
    tally, chance = khuyenhoc.Tally(), random.Random(said.seed)
    with khuyenhoc.folder("instances") as folder:
        program = khuyenhoc.make_demo(said.binary, os.path.join(folder, "shared.db"), said.people)
        world = acts.World(program)
        year, places = world.year, [14, *sorted(set(world.communes.values()))]
        with program.serve() as here, program.serve() as there:
            clients = [here.client(), there.client()]
            for client in clients:
                figures(client, year, places[:1])
            office = acts.Acts(world.part(0, 1), chance)
            slowest, done, refused = 0.0, 0, 0
            for number in range(said.changes):
                side = chance.randrange(2)
                name, body = office.next()
                status, value = kill.Sent(name, body).send(clients[side])
                office.learn(name, body, status, value)
                done, refused = done + (status == 200), refused + (status != 200)
                if number % 10 == 0 and status == 200:
                    started = time.monotonic()
                    other = figures(clients[1 - side], year, places[:1])
                    slowest = max(slowest, time.monotonic() - started)
                    tally.ok(other == figures(clients[side], year, places[:1]), f"change {number}: {name} is seen through the other program")
            tally.ok(done > said.changes / 2, "most changes are done", f"{done} done, {refused} refused")
            tally.ok(slowest <= MOST_S, f"within {MOST_S} s", f"{slowest:.2f} s")
            ends = [figures(client, year, places) for client in clients]
            with program.serve() as third:
                anew = third.client()
                ends.append(figures(anew, year, places))
                anew.close()
            tally.ok(ends[0] == ends[1] == ends[2], "both programs and one that read everything anew have equal figures")
            for client in clients:
                client.close()
        kill.clean(tally, program, "at the end")
    print(f"{done} changes done and {refused} refused through two programs; the slowest look through the other took {slowest * 1000:.0f} ms")
    sys.exit(tally.close())


if __name__ == "__main__":
    main()
