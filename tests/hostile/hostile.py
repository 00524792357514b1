#!/usr/bin/env python3
"""A hostile client: every command and every question of the OpenAPI document, with bodies that fit half, odd texts, huge and
negative numbers, ids of other kinds, wrong years, keys twice, halves of uploads. Seeded. It comes in as each role of a demo in turn,
most often as one that may do most, and now and then as nobody, so that what it sends reaches the lines and not only the door.

    hostile.py BINARY [--seconds 8] [--seed 1] [--people 1500] [--tls]

Whatever comes, the answer is a refusal or an answer: never a fault (500), never silence. Afterwards the server still
answers, memory has not run away, and `check` and `journal verify` find nothing."""
import argparse
import json
import os
import pathlib
import random
import sys
import time
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "harness"))
import accounts  # noqa: E402
import khuyenhoc  # noqa: E402

SECRETARY = "thuky"
WHO = (SECRETARY,) * 9 + accounts.DEMO_LOGINS + (None,)

NUMBERS = [0, 1, -1, 2, 5, 14, 15, 99, 2**31, -2**31, 2**53, 2**53 - 1, 2**63 - 1, -2**63, 2**64, 10**30, 1.5, -0.0, 1e308]
DATES = ["2025-07-01", "2025-06-30", "2025-12-31", "2025-01-01", "1800-01-01", "2999-12-31", "2024-02-29", "2025-02-29", "0000-00-00", "2025-7-1", "", "31/12/2025"]
YEARS = [2025, 2026, 2024, 1990, 2100, 1989, 2101, 0, -2025]
TEXTS = ["", " ", "a", "Lò Văn Tiến", "Lo\u0300 Va\u0306n", "ĐÀO", "\u202eoverride", "👩‍👩‍👧‍👦", "a" * 101, "ă" * 3000, "x" * 100_000, "\u0301", "\ufeff", "\u200b", "Robert'); DROP TABLE person;--",
         "=1+1", "<script>alert(1)</script>", "../../etc/passwd", "%00", "{where}", "{}", "\t\n", "\U0010ffff", "İıẞ", "null", "14", "NaN", "citizen-2022", "2022"]
WORDS = [None, True, False, [], {}, [[]], [None], {"": ""}]


class Ids:
    """Ids of every kind, so that one kind can be given for another."""

    def __init__(self, program):
        with program.reading() as db:
            self.of = {name: [row[0] for row in db.execute(sql + " ORDER BY random() LIMIT 200")] for name, sql in {
                "person": "SELECT person_id FROM person", "household": "SELECT household_id FROM household", "clan": "SELECT clan_id FROM clan",
                "unit": "SELECT unit_id FROM unit", "hamlet": "SELECT place_id FROM place WHERE kind = 'hamlet'",
                "commune": "SELECT place_id FROM place WHERE kind IN ('commune', 'district', 'province', 'area')"}.items()}
            # Ids of one kind are those of another too: a hostile client that closes its own account goes no further.
            self.own = {row[0] for row in db.execute("SELECT account_id FROM account UNION SELECT grant_id FROM account_grant")}

    def any(self, chance, name=""):
        found = self.some(chance, name)
        return found + 1000 if name in ("account_id", "grant_id") and found in self.own else found

    def some(self, chance, name):
        kinds = [kind for kind in self.of if kind in name] or list(self.of)
        if chance.random() < 0.25:
            kinds = list(self.of)
        if "place" in name and chance.random() < 0.8:
            kinds = ["commune", "hamlet"]
        return chance.choice(self.of[chance.choice(kinds)])


class Maker:
    """Values for a schema of the document: mostly of the right shape, often not."""

    def __init__(self, chance, ids):
        self.chance, self.ids = chance, ids

    def odd(self):
        return self.chance.choice(self.chance.choice([NUMBERS, DATES, TEXTS, WORDS, YEARS]))

    def value(self, schema, name=""):
        if self.chance.random() < 0.06:
            return self.odd()
        kind = schema.get("type")
        if "enum" in schema:
            return self.chance.choice(schema["enum"])
        if kind == "integer":
            return self.integer(schema, name)
        if kind == "string":
            return self.chance.choice(DATES if schema.get("format") == "date" and self.chance.random() < 0.6 else
                                      ["2025-08-01"] if schema.get("format") == "date" else TEXTS[:6] * 4 + TEXTS)
        if kind == "boolean":
            return self.chance.choice([True, False])
        if kind == "array":
            return [self.value(schema.get("items", {}), name) for _ in range(self.chance.choice([0, 1, 1, 2, 3, 10, 11]))]
        if kind == "object":
            return self.object(schema)
        return self.odd()

    def integer(self, schema, name):
        if name == "year":
            return self.chance.choice(YEARS[:2] * 4 + YEARS)
        if name.endswith("id") or name in ("commune", "subjects", "except", "within"):
            return self.ids.any(self.chance, name) if self.chance.random() < 0.9 else self.chance.choice(NUMBERS)
        least, most = schema.get("minimum", -2), schema.get("maximum", 40)
        return self.chance.randint(least, min(most, least + 40)) if self.chance.random() < 0.85 else self.chance.choice(NUMBERS)

    def object(self, schema):
        made = {}
        for name, part in schema.get("properties", {}).items():
            if self.chance.random() < (0.96 if name in schema.get("required", []) else 0.4):
                made[name] = self.value(part, name)
        if self.chance.random() < 0.02:
            made[self.chance.choice(["extra", "", "seq", "province_id", "a" * 300])] = self.odd()
        return made


def text_of(chance, value):
    """JSON of a value, now and then with damage: keys twice, cut off, bytes that are no UTF-8, a depth nobody needs."""
    text = json.dumps(value, ensure_ascii=chance.random() < 0.3).encode("utf-8", "surrogatepass")
    luck = chance.random()
    if luck < 0.01:
        return text[:chance.randrange(len(text) + 1)]
    if luck < 0.02:
        return text.replace(b"{", b'{"year": 2025, "year": 2026, ', 1)
    if luck < 0.03:
        at = chance.randrange(len(text) + 1)
        return text[:at] + bytes([chance.randrange(256)]) + text[at:]
    if luck < 0.035:
        return b"[" * 5000
    return b"" if luck < 0.04 else text


class Attack:
    def __init__(self, tally, program, server, chance):
        self.tally, self.program, self.server, self.chance = tally, program, server, chance
        self.client = server.client(timeout=30)
        self.document = self.client.get("/api/openapi.json").value
        self.maker = Maker(chance, Ids(program))
        self.lines = [(path, method, line) for path, lines in self.document["paths"].items() for method, line in lines.items() if method in ("get", "post")]
        self.lines = [line for line in self.lines if not line[0].startswith(("/api/events", "/api/jobs", "/api/sign-out", "/api/sessions/end"))]
        self.asked, self.statuses, self.slowest = 0, {}, (0.0, "")
        self.who, self.past, self.lines_past = None, {who: [0, 0] for who in (*accounts.DEMO_LOGINS, None)}, set()

    def resolve(self, schema):
        while "$ref" in schema:
            part = self.document
            for word in schema["$ref"].lstrip("#/").split("/"):
                part = part[word]
            schema = part
        return schema

    def one(self):
        path, method, line = self.chance.choice(self.lines)
        self.who, self.path = self.chance.choice(WHO), path
        if path.startswith("/api/upload"):
            return self.upload(path)
        target, query = path, []
        for parameter in line.get("parameters", []):
            parameter = self.resolve(parameter)
            value = self.maker.value(parameter.get("schema", {}), parameter["name"])
            text = value if isinstance(value, str) else json.dumps(value)
            if parameter["in"] == "path":
                target = target.replace("{" + parameter["name"] + "}", quote(text[:4000]) or "0")
            elif parameter.get("required") or self.chance.random() < 0.5:
                query.append(f"{parameter['name']}={quote(text[:4000])}")
        target += "?" + "&".join(query) if query else ""
        body = None
        if method == "post":
            body = text_of(self.chance, self.body(path, line))
        return self.send(method.upper(), target, body)

    def body(self, path, line):
        content = line.get("requestBody", {}).get("content", {}).get("application/json", {})
        schema = self.resolve(content.get("schema", {}))
        if not path.startswith("/api/commands/"):
            return self.maker.value(schema)
        inner = self.maker.object(self.resolve(schema["properties"]["body"]))
        envelope = {"id": str(uuid.UUID(int=self.chance.getrandbits(128))), "province": 14, "body": inner}
        if self.chance.random() < 0.05:
            envelope[self.chance.choice(["id", "province", "body"])] = self.maker.odd()
        if self.chance.random() < 0.02:
            envelope["province"] = 15
        return envelope

    def upload(self, path):
        header = "Số hộ,Quan hệ,Họ và tên,Ngày sinh,Giới tính,Bản,Xã\n"
        rows = "".join(",".join(str(self.maker.odd()) for _ in range(self.chance.randint(0, 9))) + "\n" for _ in range(self.chance.randint(0, 20)))
        body = (header + rows).encode("utf-8", "surrogatepass")
        return self.send("POST", path + self.chance.choice(["", "?dry_run=1", "?on=2025-12-31", "?on=x"]), body[:self.chance.choice([len(body), 10, 0])], "text/csv")

    def send(self, method, target, body, kind="application/json"):
        self.asked += 1
        started = time.monotonic()
        try:
            answer = self.client.ask(method, target, body, {"Content-Type": kind} if body is not None else {}, as_=self.who)
        except khuyenhoc.Gone as gone:
            self.tally.ok(self.server.process.poll() is None, "the server lives", f"exit {self.server.process.poll()} after {method} {target} {body!r:.600}")
            self.tally.ok(False, "an answer comes", f"{gone} after {method} {target} {body!r:.600}")
            return False
        took = time.monotonic() - started
        self.slowest = max(self.slowest, (took, f"{method} {target[:120]}"))
        self.statuses[answer.status] = self.statuses.get(answer.status, 0) + 1
        self.note_door(answer)
        known = answer.status < 400 or (answer.refused is not None and answer.refused != "internal")
        if answer.status >= 500 and answer.refused in ("store.busy", "recognition.busy", "app.too_many_jobs", "people.import_busy"):
            return True
        self.tally.ok(answer.status < 500 and known, f"{method} {target[:200]}", f"{answer.status} {answer.body[:200]!r} to {body!r:.1500}")
        return True


    def note_door(self, answer):
        """Whether it came past the door; a session that a request of ours ended is begun again."""
        stopped = answer.refused in ("may.sign_in", "may.not_yours", "may.not_covered", "accounts.csrf", "accounts.totp_first")
        self.past[self.who][0 if stopped else 1] += 1
        if not stopped:
            self.lines_past.add(self.path)
        if self.who and answer.refused in ("may.sign_in", "accounts.csrf"):
            self.client.people.forget(self.who)

    def everybody_comes_in(self):
        for login in accounts.DEMO_LOGINS:
            me = self.client.get("/api/me", as_=login).value
            self.tally.ok(me["signed_in"] and me["account"]["login"] == login, f"{login} is signed in", repr(me)[:200])

    def reached_the_lines(self):
        """Most of what was sent reached a line; of a longer run, everybody reached some and most lines were reached."""
        stopped, past = (sum(counts[i] for counts in self.past.values()) for i in (0, 1))
        self.tally.ok(past > stopped, "most requests come past the door", f"{past} did, {stopped} did not")
        if self.asked > 1000:
            for who, (_, came) in self.past.items():
                self.tally.ok(came > 0, f"{who} reaches something", repr(self.past))
            known = {path for path, _, _ in self.lines}
            self.tally.ok(len(self.lines_past) > 0.9 * len(known), "nearly every line is reached", repr(sorted(known - self.lines_past))[:600])
        print(f"{past} past the door, {stopped} stopped at it, {len(self.lines_past)} lines reached", flush=True)


def quote(text):
    return "".join(c if c.isalnum() and c.isascii() else "".join(f"%{b:02X}" for b in c.encode("utf-8", "surrogatepass")) for c in text)


def memory_mb(pid):
    with open(f"/proc/{pid}/status", encoding="ascii") as status:
        return next(int(line.split()[1]) // 1024 for line in status if line.startswith("VmRSS:"))


def main():
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("binary")
    words.add_argument("--seconds", type=float, default=8)
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--people", type=int, default=1500)
    words.add_argument("--tls", action="store_true", help="through TLS")
    said = words.parse_args()
    tally = khuyenhoc.Tally()
    with khuyenhoc.folder("hostile") as folder:
        program = khuyenhoc.make_demo(said.binary, os.path.join(folder, "demo.db"), said.people)
        log = os.path.join(folder, "server.log")
        server = program.serve(log=log, certificate=khuyenhoc.Certificate(folder) if said.tls else None)
        attack = Attack(tally, program, server, random.Random(said.seed))
        attack.everybody_comes_in()
        before = memory_mb(server.process.pid)
        until = time.monotonic() + said.seconds
        while time.monotonic() < until and attack.one():
            pass
        alive = server.process.poll() is None
        if alive:
            after = memory_mb(server.process.pid)
            tally.ok(after < before + 300, "memory has not run away", f"{before} MB before, {after} MB after")
            print(f"{attack.asked} requests, statuses {dict(sorted(attack.statuses.items()))}, slowest {attack.slowest[0] * 1000:.0f} ms "
                  f"({attack.slowest[1]}), memory {before} -> {after} MB")
        attack.reached_the_lines()
        tally.ok(server.stop() == 0, "the server stops in order")
        with open(log, "rb") as file:
            lines = file.read()
        tally.ok(b"internal" not in lines and b"Bug" not in lines, "the log tells of no fault", lines[-600:].decode("utf-8", "replace"))
        for verb in (("journal", "verify"), ("check",)):
            done = program.run(*verb)
            tally.ok(done.returncode == 0, " ".join(verb), (done.stdout + done.stderr)[-600:])
    sys.exit(tally.close())


main()
