#!/usr/bin/env python3
"""Signing in beside ordinary work: so many sign-ins and so many requests of people who are signed in, each second, whether the
program keeps up or not. A time counts from the moment the request was due, so one that waits behind others is not forgotten.

    sign_in.py PROGRAM DB [--sign-ins 50] [--requests 200] [--entered 0] [--seconds 30] [--page FILE]     the database is copied first

Accounts are made as a keeper of accounts makes them: a commune's officer each, with a code given in person and a password.
The throttle stands as it is, and nothing goes around it: it counts wrong attempts and gives back what was right, every
password here is right, each officer comes from an address of their own (any of 127.0.0.0/8 is this machine) and from the
browser they have signed in with before. An attempt that it refused would count as a failure."""
import argparse
import asyncio
import json
import pathlib
import random
import signal
import sqlite3
import sys
import tempfile
import time
import urllib.parse
import uuid

from pages import ON, PROVINCE, YEAR, at, cpu_seconds, put_between, start
from signed_in import sign_in

GOAL_MS = 100
ACCOUNTS = 48
CHANGES = 0.05  # of the ordinary requests: somebody's scores are put right, as in a campaign
PERSON = 1      # as `assessment.kind` has it
NAMES = ["An", "Bình", "Cương", "Dũng", "Hòa", "Khánh", "Lâm", "Minh", "Nam", "Phong", "Quân", "Sơn", "Thành", "Tiến", "Việt"]
PASSWORD = "bản làng xanh mướt 2025"
BEGIN, END = "<!-- signing in: made by bench/sign_in.py -->", "<!-- end of signing in -->"


class Commune:
    """What an officer works with."""

    def __init__(self, source, commune):
        def ids(sql, *parameters):
            return [row[0] for row in source.execute(sql, parameters).fetchall()]
        self.commune = commune
        self.hamlets = ids("SELECT p.place_id FROM place p JOIN place_parent r ON r.place_id = p.place_id WHERE r.parent_id = ? AND r.to_date IS NULL"
                           " AND p.kind = 'hamlet' AND p.to_date IS NULL", commune)
        holes = ",".join("?" * len(self.hamlets))
        self.households = ids(f"SELECT h.household_id FROM household_home h JOIN household o ON o.province_id = h.province_id AND o.household_id = h.household_id"
                              f" WHERE h.hamlet_id IN ({holes}) AND h.to_date IS NULL AND o.to_date IS NULL ORDER BY h.household_id LIMIT 2000", *self.hamlets)
        # Each is put right once: of two who do it at once, one would be refused.
        self.scored = source.execute(f"SELECT a.subject_id, max(a.revision) FROM assessment a JOIN household_member m ON m.province_id = a.province_id AND m.person_id = a.subject_id"
                                     f" JOIN household_home h ON h.province_id = m.province_id AND h.household_id = m.household_id WHERE a.year = ? AND a.kind = ? AND length(a.scores) = 10"
                                     f" AND h.hamlet_id IN ({holes}) GROUP BY a.subject_id LIMIT 1000", (YEAR, PERSON, *self.hamlets)).fetchall()
        random.shuffle(self.scored)
        holes = ",".join("?" * min(300, len(self.households)))
        self.persons = ids(f"SELECT person_id FROM household_member WHERE household_id IN ({holes}) AND to_date IS NULL", *self.households[:300])


def communes_of(db, most):
    """The first communes where somebody lives."""
    with sqlite3.connect(f"file:{db}?mode=ro", uri=True) as source:
        found = (row[0] for row in source.execute("SELECT place_id FROM place WHERE kind = 'commune' AND to_date IS NULL ORDER BY place_id").fetchall())
        lived_in = []
        for commune in found:
            one = Commune(source, commune)
            if one.persons and len(lived_in) < most:
                lived_in.append(one)
        return lived_in


def command(name, **body):
    return "POST", f"/api/commands/{name}", {}, {"id": str(uuid.uuid4()), "province": PROVINCE, "body": body}


def question(where, entered):
    """(method, path, parameters, body) of what an officer does next; `entered`: the part that enters somebody in the register."""
    one = random.choice
    drawn = random.random()
    if drawn < entered:
        person = {"household_id": one(where.households), "relation": "other", "from_date": ON, "full_name": f"Lò Văn {one(NAMES)} {one(NAMES)}",
                  "birth": f"{random.randint(1940, 2020)}-{random.randint(1, 12):02}-{random.randint(1, 28):02}", "sex": "male"}
        return command("people.add_person", **person)
    if drawn < entered + CHANGES and where.scored:
        subject, seen = where.scored.pop()
        row = {"kind": "person", "subject_id": subject, "seen": seen, "group": "farmers_rural", "scores": [random.randint(5, 10) for _ in range(10)]}
        return command("recognition.save_sheet", year=YEAR, reason="Đo tốc độ", rows=[row])
    return one([
        ("GET", f"/api/persons/{one(where.persons)}", {}, None),
        ("GET", f"/api/persons/{one(where.persons)}/sheet", {"year": YEAR}, None),
        ("GET", f"/api/households/{one(where.households)}", {}, None),
        ("GET", f"/api/households/{one(where.households)}/sheet", {"year": YEAR}, None),
        ("GET", f"/api/hamlets/{one(where.hamlets)}/sheet", {"year": YEAR, "limit": 50}, None),
        ("GET", f"/api/hamlets/{one(where.hamlets)}/households", {"on": ON, "limit": 50}, None),
        ("POST", "/api/people/search", {}, {"q": one(["lo van", "nguyen thi", "cam"]), "limit": 20, "place_id": one(where.hamlets)}),
        ("GET", "/api/titles", {"place_id": where.commune, "year": YEAR, "title": "family", "list": "recognised", "limit": 50}, None),
        ("GET", "/api/tasks", {"place_id": where.commune, "year": YEAR}, None),
        ("GET", "/api/report", {"place": where.commune, "year": YEAR, "format": "json"}, None),
        ("GET", "/api/me", {}, None),
    ])


class Browser:
    """One address and what its browser keeps; as many connections as it needs at once."""

    def __init__(self, port, address):
        self.port, self.address = port, address
        self.idle = []
        self.cookies, self.csrf = {}, ""

    async def ask(self, method, path, parameters=None, body=None, signed_in=True):
        """(status, JSON or None), cookies kept."""
        reader, writer = self.idle.pop() if self.idle else await asyncio.open_connection("127.0.0.1", self.port, limit=2**24, local_addr=(self.address, 0))
        data = b"" if body is None else json.dumps(body, ensure_ascii=False).encode()
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items() if signed_in or name.endswith("-device"))
        lines = [f"{method} {path}?{urllib.parse.urlencode(parameters or {})} HTTP/1.1", "Host: 127.0.0.1", f"Cookie: {cookies}", "User-Agent: Firefox/140.0 Windows"]
        lines += [f"X-Khuyenhoc-Csrf: {self.csrf}"] if signed_in else []
        lines += ["Content-Type: application/json", f"Content-Length: {len(data)}"] if body is not None else []
        writer.write("\r\n".join([*lines, "", ""]).encode() + data)
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = [line.partition(": ")[::2] for line in head[1:]]
        answer = await reader.readexactly(int(dict(headers)["Content-Length"]))
        self.idle.append((reader, writer))
        given = [value.split(";")[0].split("=", 1) for name, value in headers if name == "Set-Cookie"]
        return int(head[0].split(" ")[1]), answer, dict(given)

    async def enter(self, path, body):
        """Signs in: the status. What the browser held before goes on; a session is a session."""
        status, answer, given = await self.ask("POST", path, body=body, signed_in=False)
        if status == 200 and not self.csrf:
            self.cookies, self.csrf = given, json.loads(answer)["csrf"]
        return status


class Officer:
    def __init__(self, port, number, where, entered):
        self.where, self.entered, self.login = where, entered, f"xa.do.{number}"
        self.browser = Browser(port, f"127.{1 + number // 200}.1.{1 + number % 200}")

    async def begin(self, keeper):
        """By the keeper's hand: an account, a code, and with it a password."""
        async def told(path, body):
            status, answer, _ = await keeper.ask("POST", path, body=body)
            if status != 200:
                raise OSError(f"{path}: {status} {answer[:300]!r}")
            return json.loads(answer)
        added = await told("/api/commands/accounts.add", {"id": str(uuid.uuid4()), "province": PROVINCE, "body": {
            "login": self.login, "name": f"Cán bộ đo {self.login}", "role": "commune_officer", "place_id": self.where.commune}})
        code = await told("/api/accounts/code", {"account_id": added["answer"]["account_id"]})
        status = await self.browser.enter("/api/one-time", {"code": code["code"], "login": self.login, "password": PASSWORD})
        if status != 200:
            raise OSError(f"the password was not set: {status}")

    async def sign_in(self):
        return await self.browser.enter("/api/sign-in", {"login": self.login, "password": PASSWORD})

    async def work(self):
        return (await self.browser.ask(*question(self.where, self.entered)))[0]


class Kind:
    """Times from the due moment in ms, and what was not answered with 200."""

    def __init__(self, what, each_second):
        self.what, self.each_second = what, each_second
        self.times, self.wrong = [], {}

    async def one(self, act, due):
        try:
            status = await act()
        except (OSError, EOFError) as error:
            status = type(error).__name__
        self.times.append((time.perf_counter() - due) * 1000)
        if status != 200:
            self.wrong[status] = self.wrong.get(status, 0) + 1

    async def send(self, choose, seconds):
        """Moments drawn as people come: whoever comes knows nothing of who waits."""
        begun = due = time.perf_counter()
        sent = []
        while True:
            due += random.expovariate(self.each_second)
            if due > begun + seconds:
                break
            await asyncio.sleep(max(0, due - time.perf_counter()))
            sent.append(asyncio.create_task(self.one(choose(), due)))
        await asyncio.gather(*sent)

    def row(self, seconds):
        times, failed = sorted(self.times), sum(self.wrong.values())
        return {"what": self.what, "sent": len(times), "done": (len(times) - failed) / seconds, "wrong": self.wrong,
                "p50": at(times, 0.5), "p99": at(times, 0.99), "p999": at(times, 0.999), "most": times[-1]}


async def load(port, pid, communes, given):
    keeper = Browser(port, "127.0.0.1")
    headers = sign_in(f"http://127.0.0.1:{port}", "quantri")
    keeper.cookies, keeper.csrf = dict(part.split("=", 1) for part in headers["Cookie"].split("; ")), headers["X-Khuyenhoc-Csrf"]
    officers = [Officer(port, number, communes[number % len(communes)], given.entered) for number in range(ACCOUNTS)]
    for officer in officers:
        await officer.begin(keeper)
    for officer in officers * 4:  # what a first question loads is not what is measured
        await officer.work()
    kinds = [Kind("sign-ins", given.sign_ins), Kind("ordinary requests", given.requests)]
    acts = [lambda: random.choice(officers).sign_in, lambda: random.choice(officers).work]
    before, begun = cpu_seconds(pid), time.perf_counter()
    await asyncio.gather(*(kind.send(act, given.seconds) for kind, act in zip(kinds, acts) if kind.each_second > 0))
    took = time.perf_counter() - begun
    return [kind.row(took) for kind in kinds if kind.times], (cpu_seconds(pid) - before) / took


def run(program, db, given):
    """Rows, and how many processors the program used."""
    with tempfile.TemporaryDirectory() as folder:
        process, port, copy = start(program, folder, db)
        try:
            return asyncio.run(load(port, process.pid, communes_of(copy, ACCOUNTS), given))
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(20)


def section(rows, processors, given):
    """The part of docs/reference/bench.md that these measurements are."""
    lines = [BEGIN, "## Signing in beside work", "",
             f"{given.sign_ins} sign-ins and {given.requests} ordinary requests a second for {given.seconds} s, as they come (a time counts from the moment a request was due); "
             f"{ACCOUNTS} accounts, one request in {1 / CHANGES:.0f} puts somebody's scores right. Goal: p99 of the ordinary requests ≤ {GOAL_MS} ms on two cores, which the load shares. "
             f"The program used {processors:.2f} processors.", "",
             "| what | sent | done each second | failed | p50 ms | p99 ms | p99.9 ms |", "|---|---|---|---|---|---|---|"]
    lines += [f"| {row['what']} | {row['sent']} | {row['done']:.1f} | {sum(row['wrong'].values())} | {row['p50']:.1f} | {row['p99']:.1f} | {row['p999']:.1f} |" for row in rows]
    return "\n".join(lines + [END])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program", type=pathlib.Path)
    parser.add_argument("db", type=pathlib.Path)
    parser.add_argument("--sign-ins", type=int, default=50)
    parser.add_argument("--requests", type=int, default=200)
    parser.add_argument("--entered", type=float, default=0, help="the part of the requests that enter somebody in the register; each makes the program read the year again")
    parser.add_argument("--seconds", type=int, default=30)
    parser.add_argument("--page", type=pathlib.Path, help="put the table into this page, such as docs/reference/bench.md")
    given = parser.parse_args()
    random.seed(14)
    rows, processors = run(given.program, given.db, given)
    for row in rows:
        print(f"{row['what']:18} sent {row['sent']:6} done {row['done']:6.1f}/s p50 {row['p50']:7.1f} p99 {row['p99']:7.1f} p99.9 {row['p999']:7.1f} "
              f"most {row['most']:7.1f} ms {row['wrong'] or ''}", flush=True)
    print(f"processors used by the program: {processors:.2f}")
    if given.page:
        put_between(given.page, BEGIN, END, section(rows, processors, given))
    return 1 if any(row["wrong"] for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
