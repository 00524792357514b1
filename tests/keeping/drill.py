#!/usr/bin/env python3
"""Keeping a database, as an operator does it: copied between SQLite and PostgreSQL, backed up while offices work, restored,
interrupted by kill -9. Needs a server: tests/harness/postgres.sh drill.py BINARY [--people 2000] [--seed 1]

  copies     SQLite -> PostgreSQL -> SQLite: equal hashes, equal report
  backups    under the load of four offices, restored on the other engine: `check`, `journal verify`, the very moment the backup
             named, and the report of a third database on which the same commands up to that moment were done again
  kills      of copies (they go on) and restores (they are refused), at every stage; nobody else may open what is unfinished
  damage     a turned byte or a cut file is refused and leaves nothing behind"""
import argparse
import contextlib
import json
import os
import pathlib
import random
import sqlite3
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "harness"))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "kill"))
import acts  # noqa: E402
import khuyenhoc  # noqa: E402
import kill  # noqa: E402

OFFICES = 4


class Place(khuyenhoc.Program):
    """A database on one of the two engines, whatever the environment says of the others."""

    def __init__(self, binary, folder, name, on_server):
        super().__init__(binary, os.path.join(folder, name + ".db"))
        self.on_server = on_server
        self.key = self.db + ".key"
        self.address = khuyenhoc.address_of(self.db) if on_server else self.db

    def make_empty(self):
        if self.on_server:
            name = self.address.rpartition("/")[2]
            khuyenhoc.drop_database(name)
            khuyenhoc.psql(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'")
        else:
            for suffix in ("", "-wal", "-shm", "-journal"):
                pathlib.Path(self.db + suffix).unlink(missing_ok=True)
        pathlib.Path(self.key).unlink(missing_ok=True)
        return self

    def database_words(self, _=()):
        return ["--db", self.address, "--key", self.key]

    @contextlib.contextmanager
    def reading(self):
        if self.on_server:
            yield khuyenhoc.PostgresReading(self.address)
            return
        db = sqlite3.connect(f"file:{self.db}?mode=ro", uri=True, timeout=10)
        try:
            yield db
        finally:
            db.close()

    def value(self, *words):
        done = self.run(*words, "--json")
        return json.loads(done.stdout) if done.returncode == 0 else None

    def code(self, *words):
        """The refusal of a verb, or "" when it was done."""
        done = self.run(*words)
        return "" if done.returncode == 0 else done.stderr.strip().splitlines()[-1].split(" ")[0].rstrip(":")

    def report(self, year):
        return self.run("report", "--year", year, "--format", "json").stdout


def copy_words(source, target):
    return ["db", "copy", "--from", source.address, "--from-key", source.key, "--to", target.address, "--to-key", target.key, "--json"]


def copy(source, target):
    done = source.run(*copy_words(source, target), with_db=False)
    return json.loads(done.stdout) if done.returncode == 0 else {"refused": done.stderr[-300:]}


def killed_at(binary, words, stage):
    """Starts a verb and kills it at its first word of `stage`, unless it was faster."""
    process = subprocess.Popen([binary, *words], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    for line in process.stderr:
        if f" {stage} " in line:
            process.kill()
            break
    process.wait()


class Drill:
    def __init__(self, binary, folder, tally, people, seed):
        self.binary, self.folder, self.tally, self.seed = os.path.abspath(binary), folder, tally, seed
        self.base = self.place("base", False)
        made = self.base.run("demo", "--people", people, "--seed", seed, timeout=600)
        if made.returncode != 0:
            sys.exit(f"the demo was not made: {made.stderr[-500:]}")
        self.year = 2025
        self.in_time = self.resumed = 0
        self.report = self.base.report(self.year)

    def place(self, name, on_server):
        return Place(self.binary, self.folder, name, on_server).make_empty()

    def sound(self, place, what):
        checked, verified = place.run("check"), place.run("journal", "verify")
        self.tally.ok(checked.returncode == 0, f"{what}: check", checked.stdout[-200:] + checked.stderr[-200:])
        self.tally.ok(verified.returncode == 0 and "unbroken" in verified.stdout, f"{what}: journal verify", verified.stdout[-200:])
        return verified.stdout

    def copies(self):
        there, back = self.place("there", True), self.place("back", False)
        first, second = copy(self.base, there), copy(there, back)
        self.tally.ok("tables" in first and first.get("tables") == second.get("tables"), "hashes there and back", str(first)[:200] + str(second)[:200])
        for place, what in ((there, "copied to PostgreSQL"), (back, "copied back")):
            self.sound(place, what)
            self.tally.ok(place.report(self.year) == self.report != "", f"{what}: the report")
            self.tally.ok(open(place.key).read() == open(self.base.key).read(), f"{what}: the key")
        self.tally.ok("target_not_empty" in copy(self.base, back).get("refused", ""), "a full target is refused")
        return there, back

    def backup_under_load(self, place, other, passphrase):
        what = f"backup of {'PostgreSQL' if place.on_server else 'SQLite'}"
        replayed = self.place("replayed", False)
        self.tally.ok("tables" in copy(place, replayed), f"{what}: a copy to do the commands again")
        file = os.path.join(self.folder, f"{other.on_server}.backup")
        words = ["--passphrase-file", passphrase] if passphrase else []
        server = place.serve()
        try:
            world = acts.World(place)
            chance = random.Random(self.seed)
            offices = [kill.Office(server, world.part(i, OFFICES), chance.random()) for i in range(OFFICES)]
            for office in offices:
                office.start()
            time.sleep(0.7)
            told_before = [command for office in offices for command in office.sent if command.told]
            kept = place.value("backup", "--out", file, *words)
            time.sleep(0.3)
        finally:
            server.kill()
        for office in offices:
            office.join(30)
        sent = {command.id: command for office in offices for command in office.sent}
        told = sum(command.told is not None for command in sent.values())
        if not self.tally.ok(kept is not None, f"{what}: made while serving"):
            return
        self.tally.ok(told > len(told_before) > 0, f"{what}: offices worked before and after", f"{len(told_before)} of {told}")
        if not passphrase:
            with open(place.key, "rb") as key, open(other.key, "wb") as kept_apart:
                kept_apart.write(key.read())
        restored = other.value("restore", "--from", file, *words)
        if not self.tally.ok(restored is not None and restored["tables"] == kept["tables"], f"{what}: restored with equal hashes"):
            return
        self.tally.ok(f"last hash {kept['last_hash']}" in self.sound(other, what), f"{what}: the moment it named")
        self.do_again(other, replayed, sent, told_before, what)
        self.damage(file, other, what)

    def do_again(self, restored, replayed, sent, told_before, what):
        """The commands of the restored journal, one after another, on a database as it was before the load."""
        with restored.reading() as db:
            ids = [row[0] for row in db.execute("SELECT command_id FROM journal ORDER BY seq")]
        done = [sent[command_id] for command_id in ids if command_id in sent]
        self.tally.ok({command.id for command in told_before} <= {command.id for command in done}, f"{what}: nothing acknowledged before it is missing")
        with replayed.serve() as server:
            client = server.client()
            for command in done:
                client.command(command.name, command.body, command.id)
            client.close()
        self.tally.ok(restored.report(self.year) == replayed.report(self.year) != "", f"{what}: the report of that moment, {len(done)} commands after the base")

    def damage(self, file, place, what):
        whole = open(file, "rb").read()
        bad = file + ".bad"
        chance = random.Random(self.seed)
        nowhere = Place(self.binary, self.folder, "nowhere", False).make_empty()
        with open(place.key, "rb") as key, open(nowhere.key, "wb") as kept_apart:
            kept_apart.write(key.read())
        for i in range(6):
            at = chance.randrange(100, len(whole))
            changed = whole[:at] if i % 3 == 0 else whole[:at] + bytes([whole[at] ^ (1 << i % 8)]) + whole[at + 1:]
            with open(bad, "wb") as out:
                out.write(changed)
            code = nowhere.code("restore", "--from", bad)
            self.tally.ok(code == "keeping.damaged" and not os.path.exists(nowhere.db), f"{what}: damage at byte {at}", code)

    def interrupted(self, target, what):
        """After a kill: refused to everybody, or else complete, because the kill came too late. True when it was in time."""
        target_key = pathlib.Path(target.key)
        target_key.write_bytes(pathlib.Path(self.base.key).read_bytes())
        code = target.code("check")
        self.tally.ok(code in ("keeping.unfinished", ""), f"{what}: nobody opens what is unfinished", code)
        if code == "":
            self.tally.ok(target.report(self.year) == self.report, f"{what}: what opens is complete")
            return False
        self.in_time += 1
        return True

    def kills_of_copies(self, on_server):
        what = f"killed copy to {'PostgreSQL' if on_server else 'SQLite'}"
        target = self.place("killed", on_server)
        for stage in ("copy", "copy", "indexes", "journal"):
            killed_at(self.binary, copy_words(self.base, target), stage)
            if not self.interrupted(target, f"{what} at {stage}"):
                target.make_empty()
        done = copy(self.base, target)
        self.tally.ok("tables" in done, f"{what}: done in the end", str(done)[:300])
        self.resumed += done.get("resumed_at", 0) > 0
        self.tally.ok(target.report(self.year) == self.report, f"{what}: the report")
        self.sound(target, what)

    def kills_of_restores(self, on_server):
        what = f"killed restore to {'PostgreSQL' if on_server else 'SQLite'}"
        file = os.path.join(self.folder, f"base-{on_server}.backup")
        self.tally.ok(self.base.value("backup", "--out", file) is not None, f"{what}: the backup")
        for stage in ("restore", "indexes", "check"):
            target = self.place("restored", on_server)
            pathlib.Path(target.key).write_bytes(pathlib.Path(self.base.key).read_bytes())
            killed_at(self.binary, ["restore", "--from", file, *target.database_words()], stage)
            wanted = "keeping.unfinished" if self.interrupted(target, f"{what} at {stage}") else "keeping.target_not_empty"
            self.tally.ok(target.code("restore", "--from", file) == wanted, f"{what}: not restored over after {stage}")
        target = self.place("restored", on_server)
        pathlib.Path(target.key).write_bytes(pathlib.Path(self.base.key).read_bytes())
        self.tally.ok(target.code("restore", "--from", file) == "", f"{what}: restored in an empty place")
        self.tally.ok(target.report(self.year) == self.report, f"{what}: the report")


def main():
    words = argparse.ArgumentParser()
    words.add_argument("binary")
    words.add_argument("--people", type=int, default=2000)
    words.add_argument("--seed", type=int, default=1)
    given = words.parse_args()
    if not khuyenhoc.SERVER:
        sys.exit("run it through tests/harness/postgres.sh")
    tally = khuyenhoc.Tally()
    with khuyenhoc.folder("keeping") as folder:
        drill = Drill(given.binary, folder, tally, given.people, given.seed)
        there, back = drill.copies()
        passphrase = os.path.join(folder, "passphrase.txt")
        pathlib.Path(passphrase).write_text("một câu dài mà chỉ hội nhớ\n", encoding="utf-8")
        drill.backup_under_load(back, drill.place("from-file", True), None)
        drill.backup_under_load(there, drill.place("from-server", False), passphrase)
        for on_server in (False, True):
            drill.kills_of_copies(on_server)
            drill.kills_of_restores(on_server)
        tally.ok(drill.in_time >= 4 and drill.resumed >= 1, "kills came in time", f"{drill.in_time} kills, {drill.resumed} copies went on")
        print(f"{drill.in_time} of 14 kills came in time, {drill.resumed} of 2 copies went on")
    sys.exit(tally.close())


if __name__ == "__main__":
    main()
