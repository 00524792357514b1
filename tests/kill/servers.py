#!/usr/bin/env python3
"""kill -9 of the program and of the PostgreSQL server it works on, and nothing is lost or doubled.

    ../harness/postgres.sh servers.py BINARY [--rounds 30] [--seed 1] [--people 2500]

Eight clients work while, at a random moment, either the program or the database server is killed. A killed program is
started again; a killed server is started again and the program must go on by itself. A client that is told that the store
does not answer, or nothing at all, sends the same command again until it is told something else. Then every command that
was told is in the journal once and with that answer, and `journal verify` and `check` find nothing."""
import argparse
import os
import pathlib
import random
import subprocess
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "harness"))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import acts  # noqa: E402
import content  # noqa: E402
import khuyenhoc  # noqa: E402
import kill  # noqa: E402

CLIENTS = 8
CONTROL = pathlib.Path(__file__).resolve().parents[1] / "harness" / "postgres.sh"
PATIENCE_S = 60


def control(action):
    subprocess.run([CONTROL, "--control", action], check=True, timeout=90)


class Office(threading.Thread):
    """One client. Whatever happens to the servers, it sends a command until it is told what became of it."""

    def __init__(self, place, world, seed, until):
        super().__init__(daemon=True)
        self.place, self.until = place, until
        self.acts = acts.Acts(world, random.Random(seed))
        self.sent, self.again, self.trouble = [], 0, None

    def run(self):
        try:
            while time.monotonic() < self.until:
                name, body = self.acts.next()
                command = kill.Sent(name, body)
                command.told = self.settle(command)
                self.sent.append(command)
                self.acts.learn(name, body, *command.told)
        except Exception as trouble:  # a fault of the harness must not look like a fault of the program
            self.trouble = repr(trouble)

    def settle(self, command):
        give_up = time.monotonic() + PATIENCE_S
        while True:
            try:
                client = self.place.client()
                told = command.send(client)
                client.close()
                if told[0] != 503:
                    return told
            except (khuyenhoc.Gone, OSError):
                pass
            if time.monotonic() > give_up:
                raise TimeoutError(f"{command.name} was not answered for {PATIENCE_S} s")
            self.again += 1
            time.sleep(0.05)


class Place:
    """The program as clients know it: an address that stays, whoever serves there."""

    def __init__(self, program, log):
        self.program, self.log = program, log
        self.server = program.serve(log=log)
        self.port = self.server.port

    def client(self):
        return khuyenhoc.Client(self.port, 20, self.program.people)

    def restart(self):
        self.server.kill()
        self.server = self.program.serve(log=self.log, port=self.port)


def one_round(tally, place, chance, number):
    world = acts.World(place.program)
    until = time.monotonic() + chance.uniform(0.3, 0.9)
    offices = [Office(place, world.part(i, CLIENTS), chance.random(), until) for i in range(CLIENTS)]
    for office in offices:
        office.start()
    time.sleep(chance.uniform(0.05, 0.6))
    if number % 2:
        control("kill")
        time.sleep(chance.uniform(0.0, 1.0))
        control("start")
    else:
        place.restart()
    for office in offices:
        office.join(PATIENCE_S + 30)
        tally.ok(not office.is_alive() and office.trouble is None, f"round {number}: a client was answered", office.trouble or "it hangs")
    sent = [command for office in offices for command in office.sent]
    look(tally, place.program, sent, number)
    return len(sent), sum(office.again for office in offices)


def look(tally, program, sent, number):
    with program.reading() as db:
        told = {row[0]: row for row in db.execute("SELECT command_id, seq, refused, answer FROM journal")}
        doubled = db.execute("SELECT count(*) FROM (SELECT 1 FROM journal GROUP BY command_id HAVING count(*) > 1) AS d").fetchone()[0]
        tally.ok(doubled == 0, f"round {number}: no command is there twice", str(doubled))
        wrong = content.unowned_facts(db) if number % 10 == 9 else []
        tally.ok(not wrong, f"round {number}: every fact has its command", str(wrong[:3]))
    for command in sent:
        rows = [told[command.id][1:]] if command.id in told else []
        tally.ok(kill.ServerRounds.is_as_told(command, rows), f"round {number}: {command.name} is as told", f"{command.told} but {rows}")


def main():
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("binary")
    words.add_argument("--rounds", type=int, default=30)
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--people", type=int, default=2500)
    said = words.parse_args()
    tally, chance, started = khuyenhoc.Tally(), random.Random(said.seed), time.monotonic()
    commands = again = 0
    with khuyenhoc.folder("servers") as folder:
        place = Place(khuyenhoc.make_demo(said.binary, os.path.join(folder, "served.db"), said.people), os.path.join(folder, "server.log"))
        try:
            for number in range(said.rounds):
                done, repeated = one_round(tally, place, chance, number)
                commands, again = commands + done, again + repeated
                if number % 10 == 9:
                    kill.clean(tally, place.program, f"after round {number}")
            tally.ok(place.server.stop() == 0, "the program stops in order")
            kill.clean(tally, place.program, "at the end")
        finally:
            place.server.kill()
    print(f"{said.rounds} kills, half of the program and half of PostgreSQL, {CLIENTS} clients: {commands} commands told, sent again {again} times; "
          f"{time.monotonic() - started:.0f} s, seed {said.seed}")
    sys.exit(tally.close())


if __name__ == "__main__":
    main()
