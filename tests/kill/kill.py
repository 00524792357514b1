#!/usr/bin/env python3
"""kill -9 at random moments, and nothing is lost, half done or doubled.

    kill.py BINARY [--rounds 200] [--seed 1] [--people 2500] [--register 12000]

Two thirds of the rounds kill the server while four clients record, correct, propose and decide; one third kills an
import, which is then run again (and perhaps killed again) until it ends. After each kill `journal verify` and `check`
must find nothing. Every client makes a command's id before sending it and remembers what it was told:

  told     -> the journal has it once, with that answer; sent again it is `repeated` and equal
  not told -> it is there whole (as many rows as the command makes) or not at all; sending it again settles it

An import that was killed ends with the same people, households, clans and units as one that was not."""
import argparse
import json
import os
import pathlib
import random
import sys
import threading
import time
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "harness"))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import acts  # noqa: E402
import content  # noqa: E402
import khuyenhoc  # noqa: E402

CLIENTS = 4
ROUNDS_OF_ONE_DATABASE = 25


class Sent:
    """A command, and what its client was told: None while nothing came back."""

    def __init__(self, name, body):
        self.id = str(uuid.uuid4())
        self.name = name
        self.body = body
        self.told = None

    def send(self, client):
        answer = client.command(self.name, self.body, self.id)
        return answer.status, answer.value


def said(told):
    """An outcome without the mark of repetition."""
    status, value = told
    if isinstance(value, dict):
        value = {name: part for name, part in value.items() if name != "repeated"}
    return status, value


class Office(threading.Thread):
    """One client: sends commands one after another until the server is gone."""

    def __init__(self, server, world, seed):
        super().__init__(daemon=True)
        self.client = server.client(timeout=20)
        self.acts = acts.Acts(world, random.Random(seed))
        self.sent = []
        self.trouble = None

    def run(self):
        try:
            while True:
                name, body = self.acts.next()
                command = Sent(name, body)
                self.sent.append(command)
                command.told = command.send(self.client)
                self.acts.learn(name, body, *command.told)
        except khuyenhoc.Gone:
            pass
        except Exception as trouble:  # a fault of the harness must not look like a fault of the program
            self.trouble = repr(trouble)
        finally:
            self.client.close()


class Deadline:
    """Ends a run that takes too long, as a failure, with everything tidied up."""

    def __init__(self, seconds):
        self.until = time.monotonic() + seconds

    def look(self, tally, when):
        if time.monotonic() > self.until:
            tally.ok(False, f"in time: stopped after {when}")
            sys.exit(tally.close())


class ServerRounds:
    def __init__(self, tally, base, folder, chance, deadline):
        self.tally, self.base, self.folder, self.chance, self.deadline = tally, base, folder, chance, deadline
        self.log = os.path.join(folder, "server.log")
        self.server = None
        self.round = 0
        self.told = self.silent = self.silent_done = 0
        self.kept = []
        self.program = None

    def begin_database(self):
        path = os.path.join(self.folder, "served.db")
        for suffix in ("", "-wal", "-shm", ".key"):
            if os.path.exists(path + suffix):
                os.unlink(path + suffix)
        self.program = self.base.copy_to(path)
        self.kept = []

    def play(self, rounds):
        try:
            for number in range(rounds):
                if number % ROUNDS_OF_ONE_DATABASE == 0:
                    if number:
                        self.settle_all(self.server)
                    self.begin_database()
                    self.server = self.program.serve(log=self.log)
                self.one_round(self.server)
                self.deadline.look(self.tally, f"{self.round} rounds of the server")
            self.settle_all(self.server)
        finally:
            if self.server:
                self.server.kill()

    def one_round(self, server):
        self.round += 1
        world = acts.World(self.program)
        offices = [Office(server, world.part(i, CLIENTS), self.chance.random()) for i in range(CLIENTS)]
        for office in offices:
            office.start()
        time.sleep(self.chance.uniform(0.0, 0.4))
        server.kill()
        for office in offices:
            office.join(30)
            self.tally.ok(not office.is_alive() and office.trouble is None, f"round {self.round}: a client ended", office.trouble or "")
        sent = [command for office in offices for command in office.sent]
        self.told += sum(command.told is not None for command in sent)
        self.silent += sum(command.told is None for command in sent)
        self.look(sent)
        clean(self.tally, self.program, f"round {self.round}")
        if self.chance.random() < 0.25:  # and once while it starts
            dying = self.program.start("serve", "--listen", "127.0.0.1:0")
            time.sleep(self.chance.uniform(0.0, 0.08))
            dying.kill()
            dying.wait()
        self.server = self.program.serve(log=self.log)
        self.resend(self.server, sent)
        self.kept += sent

    def look(self, sent):
        """The database as it lies after the kill, through bare SQLite."""
        with self.program.reading() as db:
            wrong = content.unowned_facts(db)
            self.tally.ok(not wrong, f"round {self.round}: every fact has its command", str(wrong[:3]))
            for command in sent:
                rows = db.execute("SELECT seq, refused, answer FROM journal WHERE command_id = ?", [command.id]).fetchall()
                self.tally.ok(len(rows) <= 1, f"round {self.round}: {command.name} is there once", str(len(rows)))
                if command.told is not None:
                    self.tally.ok(self.is_as_told(command, rows), f"round {self.round}: {command.name} is as told",
                                  f"{command.told} but {rows}")
                if rows and not rows[0][1]:
                    missing = content.half_done(db, rows[0][0], command.name, command.body, json.loads(rows[0][2]))
                    self.tally.ok(missing is None, f"round {self.round}: {command.name} is whole", missing or "")

    @staticmethod
    def is_as_told(command, rows):
        status, value = command.told
        if status == 200:
            return len(rows) == 1 and rows[0][0] == value["seq"] and not rows[0][1] and json.loads(rows[0][2]) == value["answer"]
        if rows:  # a refusal of the command's own is remembered
            return bool(rows[0][1]) and json.loads(rows[0][2])["code"] == value["refused"]["code"]
        return value["refused"]["code"].partition(".")[0] in ("shape", "json", "journal", "http", "store", "may")

    def resend(self, server, sent):
        client = server.client()
        for command in sent:
            first = command.send(client)
            if command.told is None:
                self.silent_done += bool(first[0] == 200 and first[1]["repeated"])
                command.told = first
                first = command.send(client)
            self.tally.ok(said(first) == said(command.told) and (first[0] != 200 or first[1]["repeated"]),
                          f"round {self.round}: {command.name} again gives the same", f"{first} after {command.told}")
        client.close()

    def settle_all(self, server):
        """At the end of a database: everything it was ever told, once more."""
        self.resend(server, self.chance.sample(self.kept, min(500, len(self.kept))))
        self.tally.ok(server.stop() == 0, "the server stops in order")
        with self.program.reading() as db:
            doubled = db.execute("SELECT count(*) FROM (SELECT 1 FROM journal GROUP BY command_id HAVING count(*) > 1) AS d").fetchone()[0]
            self.tally.ok(doubled == 0, "no command is in the journal twice", str(doubled))
            known = dict(db.execute("SELECT command_id, answer FROM journal"))
            lost = sum(c.told[0] == 200 and json.loads(known.get(c.id, "null")) != c.told[1]["answer"] for c in self.kept)
            self.tally.ok(lost == 0, "nothing that was told is lost", str(lost))
        clean(self.tally, self.program, f"after round {self.round}")


class ImportRounds:
    def __init__(self, tally, base, folder, chance, deadline, register):
        self.tally, self.base, self.folder, self.chance, self.deadline = tally, base, folder, chance, deadline
        self.kills = self.too_late = 0
        self.words = ["import", "people", "--file", register, "--on", "2025-12-31"]

    def fresh(self, name):
        return self.base.copy_to(os.path.join(self.folder, name))

    def begin(self):
        """The same import without a kill: what it gives and how long it takes."""
        program = self.fresh("whole.db")
        started = time.monotonic()
        done = program.run(*self.words, "--json")
        self.takes = time.monotonic() - started
        self.tally.ok(done.returncode == 0, "an import without a kill", done.stdout[-300:] + done.stderr[-300:])
        if done.returncode != 0:
            sys.exit(self.tally.close())
        with program.reading() as db:
            self.whole = content.people(db)
            self.commands = content.commands(db)
        self.tally.ok(len(self.whole["person"]) > 100, "the import brings people", str(len(self.whole["person"])))
        again = program.run(*self.words, "--json")
        with program.reading() as db:
            self.tally.ok(content.commands(db) == self.commands and content.people(db) == self.whole, "the same file twice changes nothing",
                          again.stdout[-300:])

    def play(self, rounds):
        self.begin()
        kills = 0
        while kills < rounds:
            program = self.fresh(f"import-{kills}.db")
            kills += self.one_import(program, rounds - kills)
            self.deadline.look(self.tally, f"{kills} kills of an import")
            for suffix in ("", "-wal", "-shm", ".key"):
                if os.path.exists(program.db + suffix):
                    os.unlink(program.db + suffix)

    def one_import(self, program, most):
        kills = 0
        while kills < most and (kills == 0 or self.chance.random() < 0.35):
            process = program.start(*self.words)
            time.sleep(self.chance.uniform(0.0, self.takes))
            if process.poll() is not None:  # it had ended: no kill
                self.too_late += 1
                self.takes *= 0.9
                break
            process.kill()
            process.wait()
            kills += 1
            with program.reading() as db:
                wrong = content.unowned_facts(db)
                self.tally.ok(not wrong, "after a killed import every fact has its command", str(wrong[:3]))
            clean(self.tally, program, "a killed import")
        done = program.run(*self.words, "--json")
        self.kills += kills
        self.tally.ok(done.returncode == 0, "the import ends when run again", done.stdout[-300:] + done.stderr[-300:])
        with program.reading() as db:
            self.tally.ok(content.people(db) == self.whole, "a killed import ends with the same people", content.difference(self.whole, content.people(db)))
            self.tally.ok(content.commands(db) == self.commands, "with the same commands, none doubled")
        clean(self.tally, program, "a killed and finished import")
        return kills


def clean(tally, program, when):
    for words in (("journal", "verify"), ("check",)):
        done = program.run(*words)
        tally.ok(done.returncode == 0, f"{when}: {' '.join(words)}", (done.stdout + done.stderr)[-400:])


def make_bases(binary, folder, people, registered):
    """A demo with an open campaign; a register of another one, and a database with its places and nobody in them."""
    demo = khuyenhoc.make_demo(binary, os.path.join(folder, "demo.db"), people)
    with demo.serve() as server:  # before anything is killed, everybody has signed in
        client = server.client()
        for actor in ("officer", "second", "third"):
            client.get("/api/me", as_=actor)
        client.close()
    larger = khuyenhoc.make_demo(binary, os.path.join(folder, "larger.db"), registered)
    places = khuyenhoc.Program(binary, os.path.join(folder, "places.db"))
    with places.serve() as server:
        client = server.client()
        client.get("/api/me")  # with the first account come the places
        with larger.reading() as db:
            hamlets = db.execute("SELECT n.name, n.type, r.parent_id, p.from_date FROM place p JOIN place_name n ON n.place_id = p.place_id"
                                 " JOIN place_parent r ON r.place_id = p.place_id WHERE p.kind = 'hamlet' AND r.from_date = p.from_date"
                                 " AND n.to_date IS NULL ORDER BY p.place_id").fetchall()
        rows = [{"name": n, "type": t, "commune": c, "from_date": f} for n, t, c, f in hamlets]
        added = client.command("places.add_hamlets", {"hamlets": rows})
        client.close()
    if added.status != 200:
        sys.exit(f"the places cannot be made: {added}")
    register = os.path.join(folder, "register.csv")
    made = larger.run("demo", "--people", registered, "--register-csv", register)
    if made.returncode != 0:
        sys.exit(f"the register cannot be made: {made.stderr[-300:]}")
    return demo, places, register


def main():
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("binary")
    words.add_argument("--rounds", type=int, default=200)
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--people", type=int, default=2500)
    words.add_argument("--register", type=int, default=12000, help="people of the imported register")
    words.add_argument("--seconds", type=float, default=540, help="give up (and fail) when it takes longer")
    said_words = words.parse_args()
    tally, chance, started = khuyenhoc.Tally(), random.Random(said_words.seed), time.monotonic()
    deadline = Deadline(said_words.seconds)
    with khuyenhoc.folder("kill") as folder:
        demo, places, register = make_bases(said_words.binary, folder, said_words.people, said_words.register)
        importing = said_words.rounds // 3
        imports = ImportRounds(tally, places, folder, chance, deadline, register)
        imports.play(importing)
        serving = ServerRounds(tally, demo, folder, chance, deadline)
        serving.play(said_words.rounds - importing)
    print(f"{imports.kills} kills of an import (and {imports.too_late} that came too late), {serving.round} of the server: "
          f"{serving.told} commands told, {serving.silent} not told, of which {serving.silent_done} had been done; "
          f"{time.monotonic() - started:.0f} s, seed {said_words.seed}")
    sys.exit(tally.close())


if __name__ == "__main__":
    main()
