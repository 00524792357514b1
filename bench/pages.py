#!/usr/bin/env python3
"""Every question the pages ask, each sent by 32 users who think for 300 ms between two, over the full demo; ids are drawn
at random from it. Times are what a user waits for on loopback, with answers compressed as a browser takes them.

    pages.py PROGRAM DB [--seconds S] [--only PATTERN] [--page FILE]     the database is copied first; nothing is written to yours"""
import argparse
import asyncio
import contextlib
import glob
import json
import pathlib
import random
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
import uuid

from signed_in import sign_in

USERS = 32
THINK_S = 0.3
GOAL_MS = 50
YEAR = 2025
PROVINCE = 14
ON = f"{YEAR}-12-31"
BEGIN, END = "<!-- pages' data: made by bench/pages.py -->", "<!-- end of pages' data -->"


class Demo:
    """Ids of the demo to ask about."""

    def __init__(self, db):
        with sqlite3.connect(f"file:{db}?mode=ro", uri=True) as source:
            def some(sql, most=4000):
                rows = source.execute(sql).fetchall()
                return random.sample(rows, min(most, len(rows)))
            self.communes = [r[0] for r in some("SELECT place_id FROM place WHERE kind = 'commune' AND to_date IS NULL")]
            self.hamlets = [r[0] for r in some("SELECT place_id FROM place WHERE kind = 'hamlet' AND to_date IS NULL")]
            self.households = [r[0] for r in some("SELECT household_id FROM household WHERE to_date IS NULL")]
            self.clans = [r[0] for r in some("SELECT clan_id FROM clan")]
            self.units = [r[0] for r in some("SELECT unit_id FROM unit")]
            self.decisions = [r[0] for r in some("SELECT decision_id FROM decision")]
            # With a hamlet that each may speak of; another's is refused before any work.
            self.noticed = some("SELECT d.decision_id, r.place_id FROM decision d JOIN place_parent r ON r.parent_id = d.place_id AND r.to_date IS NULL"
                                " JOIN place h ON h.place_id = r.place_id AND h.kind = 'hamlet'")
            self.criteria = [r[0] for r in some("SELECT criteria_id FROM criteria_set")]
            first, last = source.execute("SELECT min(person_id), max(person_id) FROM person").fetchone()
            self.persons = [random.randint(first, last) for _ in range(4000)]
            self.names = [r[0] for r in some("SELECT folded FROM name_key", 4000)]
            self.hamlet_names = [r[0] for r in some("SELECT name FROM place_name WHERE type = 'bản'", 300)] or ["Bó"]
        self.titles = ("citizen", "family", "clan", "community", "unit")

    def known_place(self):
        return random.choice([PROVINCE, random.choice(self.communes), random.choice(self.hamlets)])


class Said:
    """What the demo lacks and some questions are about, written into the copy: a draft, a scenario, a job, a person of a known number."""

    def __init__(self, port, demo, documents, signed_in):
        self.signed_in = signed_in
        self.base = f"http://127.0.0.1:{port}"
        document = {**documents["citizen"], "id": "citizen-2022-do", "document": {"number": "dự thảo", "date": None, "confidence": "U"}}
        self.draft = self.tell("recognition.save_draft", document=document, cases=[])["draft_id"]
        self.scenario = self.tell("recognition.save_scenario", name="Đo tốc độ", year=YEAR, sets=[documents["citizen"]])["scenario_id"]
        self.citizen_no = "014090000999"
        self.tell("people.add_person", household_id=random.choice(demo.households), relation="other", from_date=ON, full_name="Lò Văn Đo", birth="1990",
                  sex="male", citizen_no=self.citizen_no)
        register = self.post("/api/people/template?format=csv", None)
        self.job = json.loads(self.post("/api/upload/people?dry_run=1", register))["job"]

    def post(self, path, data, **headers):
        return urllib.request.urlopen(urllib.request.Request(self.base + path, data, self.signed_in | headers), timeout=30).read()

    def tell(self, command, **body):
        sent = json.dumps({"id": str(uuid.uuid4()), "province": PROVINCE, "body": body}).encode()
        return json.loads(self.post(f"/api/commands/{command}", sent, **{"content-type": "application/json"}))["answer"]


def shuffled(text):
    words = text.split()
    random.shuffle(words)
    return " ".join(words)


def searches(demo):
    """Person search as people type: (label, words)."""
    one = random.choice
    return [("a whole name", lambda: one(demo.names)),
            ("lo van tien", lambda: "lo van tien"),
            ("common words", lambda: one(["lo van", "nguyen thi", "lo thi", "cam van", "van", "thi", "nguyen", "quang van", "lo thi th"])),
            ("one letter", lambda: one("abcdghklmnopqstvxy")),
            ("cut short", lambda: one(["ng v a", "l v t", "ng t h", "lvt", "nt hoa", "ng thi ph", "l t", "v t", "th"])),
            ("another order", lambda: shuffled(one(demo.names))),
            ("no hit", lambda: one(["zzz qqq", "van van van thi", "lo nguyen quang cam", "tien tien", "xyw"])),
            ("a name and a year", lambda: f"{one(demo.names)} {random.randint(1950, 2024)}"),
            ("household 45 of a hamlet", lambda: f"hộ {random.randint(1, 150)} bản {one(demo.hamlet_names)}"),
            ("head and hamlet", lambda: f"{one(demo.names).split()[-1]} bản {one(demo.hamlet_names)}")]


def questions(demo, documents, said):
    """(what, function that gives (path, parameters, body or None))."""
    one = random.choice

    def get(path, **parameters):
        return path, parameters, None

    def post(path, **body):
        return path, {}, body

    def changed(title):
        document = json.loads(json.dumps(documents[title]))
        for indicator in document.get("indicators", []):
            if "pass" in indicator and random.random() < 0.3 and isinstance(indicator["pass"], int):
                indicator["pass"] = max(1, indicator["pass"] + one([-1, 1]))
        return document

    def notices():
        decision, hamlet = one(demo.noticed)
        return get(f"/api/decisions/{decision}/notices", hamlet_id=hamlet, **{"from": 0})

    people = [(f"search for people: {what}", lambda q=q: post("/api/people/search", q=q(), limit=20, place_id=one(demo.hamlets))) for what, q in searches(demo)]
    return people + [
        ("find a person by number", lambda: post("/api/people/find-by-citizen-no", citizen_no=one([said.citizen_no, f"0140{random.randrange(10**8):08}"]))),
        ("search for places", lambda: get("/api/places/search", q=one(["ban", "muong", "na", one(demo.hamlet_names)]), on=ON)),
        ("communes of the province", lambda: get("/api/places", under=PROVINCE, kind="commune", on=ON)),
        ("place, chain, neighbours", lambda: get(f"/api/places/{demo.known_place()}", on=ON)),
        ("figures of the province", lambda: get("/api/report", place=PROVINCE, year=YEAR, format="json")),
        ("figures of a commune", lambda: get("/api/report", place=one(demo.communes), year=YEAR, format="json")),
        ("figures of a hamlet", lambda: get("/api/report", place=one(demo.hamlets), year=YEAR, format="json")),
        ("figures by earlier boundaries", lambda: get("/api/report", place=PROVINCE, year=YEAR, on="2025-06-30", format="json")),
        ("dictionary of figures", lambda: get("/api/figures")),
        ("tasks", lambda: get("/api/tasks", place_id=demo.known_place(), year=YEAR)),
        ("board of the province", lambda: get("/api/board", place_id=PROVINCE, year=YEAR, **{"from": one([0, 50, 400])}, limit=50)),
        ("board of a commune", lambda: get("/api/board", place_id=one(demo.communes), year=YEAR, limit=50)),
        ("sheet of a hamlet, first part", lambda: get(f"/api/hamlets/{one(demo.hamlets)}/sheet", year=YEAR, limit=50)),
        ("sheet of a hamlet, 200 households", lambda: get(f"/api/hamlets/{one(demo.hamlets)}/sheet", year=YEAR, limit=200)),
        ("sheet of a household", lambda: get(f"/api/households/{one(demo.households)}/sheet", year=YEAR)),
        ("sheet of a person", lambda: get(f"/api/persons/{one(demo.persons)}/sheet", year=YEAR)),
        ("self-assessment of a person", lambda: get(f"/api/persons/{one(demo.persons)}/self", year=YEAR)),
        ("assessment of a clan", lambda: get("/api/assessment", kind="clan", subject_id=one(demo.clans), year=YEAR)),
        ("evidence of a household", lambda: get("/api/evidence", kind="household", subject_id=one(demo.households), year=YEAR)),
        ("households of a hamlet", lambda: get(f"/api/hamlets/{one(demo.hamlets)}/households", on=ON, limit=50)),
        ("clans of a hamlet", lambda: get(f"/api/hamlets/{one(demo.hamlets)}/clans", on=ON)),
        ("units of a commune", lambda: get(f"/api/communes/{one(demo.communes)}/units", on=ON)),
        ("person", lambda: get(f"/api/persons/{one(demo.persons)}")),
        ("household", lambda: get(f"/api/households/{one(demo.households)}")),
        ("clan", lambda: get(f"/api/clans/{one(demo.clans)}", limit=50)),
        ("unit", lambda: get(f"/api/units/{one(demo.units)}", limit=50)),
        ("why, a person", lambda: get(f"/api/persons/{one(demo.persons)}/explanation", year=YEAR)),
        ("why, a household", lambda: get(f"/api/households/{one(demo.households)}/explanation", year=YEAR)),
        ("why, a hamlet", lambda: get(f"/api/hamlets/{one(demo.hamlets)}/explanation", year=YEAR)),
        ("titles of a household through the years", lambda: get(f"/api/households/{one(demo.households)}/titles")),
        ("titles of a person through the years", lambda: get(f"/api/people/{one(demo.persons)}/titles")),
        ("titles of a clan through the years", lambda: get(f"/api/clans/{one(demo.clans)}/titles")),
        ("titles of a hamlet through the years", lambda: get(f"/api/hamlets/{one(demo.hamlets)}/titles")),
        ("titles of a unit through the years", lambda: get(f"/api/units/{one(demo.units)}/titles")),
        ("council of the province", lambda: get("/api/council", place_id=PROVINCE, year=YEAR)),
        ("council of a commune", lambda: get("/api/council", place_id=one(demo.communes), year=YEAR)),
        ("list of titles", lambda: get("/api/titles", place_id=one(demo.communes), year=YEAR, title=one(demo.titles[:3]),
                                       list=one(["waiting", "none", "proposed", "recognised", "contradiction"]), **{"from": one([0, 50, 2000])}, limit=50)),
        ("list of titles, the province", lambda: get("/api/titles", place_id=PROVINCE, year=YEAR, title=one(demo.titles),
                                                     list=one(["waiting", "none", "proposed", "recognised", "contradiction"]), **{"from": one([0, 50, 20000])}, limit=50)),
        ("list of titles by name", lambda: post("/api/titles/find", place_id=one(demo.communes), year=YEAR, title="citizen", list="recognised", limit=50,
                                                name=one(["lo van", "thi", one(demo.names)]), **{"from": 0})),
        ("list of decisions", lambda: get("/api/decisions", place_id=demo.known_place(), year=YEAR)),
        ("decision", lambda: get(f"/api/decisions/{one(demo.decisions)}", limit=50)),
        ("notices of a decision", notices),
        ("notice to a household", lambda: get(f"/api/households/{one(demo.households)}/notice", year=YEAR)),
        ("appeals", lambda: get("/api/appeals", place_id=demo.known_place(), year=YEAR, state="open", **{"from": 0}, limit=50)),
        ("suspected duplicates of a commune", lambda: get("/api/people/duplicates", place_id=one(demo.communes), limit=20)),
        ("suspected duplicates of a hamlet", lambda: get("/api/people/duplicates", place_id=one(demo.hamlets), limit=20)),
        ("merges", lambda: get("/api/people/merges", limit=20)),
        ("what-if, a slider move", lambda: post("/api/whatif", place_id=PROVINCE, year=YEAR, sets=[changed("citizen")], only="titles")),
        ("what-if, three sets", lambda: post("/api/whatif", place_id=PROVINCE, year=YEAR, only="titles", sets=[changed(t) for t in demo.titles[:3]])),
        ("fairness", lambda: post("/api/whatif/fairness", year=YEAR, title=one(demo.titles[:2]), sets=[changed("citizen")])),
        ("a saved scenario", lambda: get(f"/api/scenarios/{said.scenario}")),
        ("scenarios", lambda: get("/api/scenarios")),
        ("campaigns", lambda: get("/api/campaigns")),
        ("criteria", lambda: get("/api/criteria")),
        ("one criteria set", lambda: get(f"/api/criteria/{urllib.parse.quote(one(demo.criteria))}")),
        ("drafts of criteria", lambda: get("/api/criteria/drafts")),
        ("criteria tried on the population", lambda: post("/api/criteria/try", document=changed(one(demo.titles[:2])), cases=[], year=YEAR, place_id=PROVINCE)),
        ("a draft of criteria", lambda: get(f"/api/criteria/drafts/{said.draft}")),
        ("state of an import", lambda: get(f"/api/jobs/{said.job}")),
        ("file: households of a hamlet, CSV", lambda: get(f"/api/hamlets/{one(demo.hamlets)}/households", on=ON, format="csv")),
        ("file: households of a hamlet, XLSX", lambda: get(f"/api/hamlets/{one(demo.hamlets)}/households", on=ON, format="xlsx")),
        ("file: clans of a hamlet, XLSX", lambda: get(f"/api/hamlets/{one(demo.hamlets)}/clans", on=ON, format="xlsx")),
        ("file: units of a commune, XLSX", lambda: get(f"/api/communes/{one(demo.communes)}/units", on=ON, format="xlsx")),
        ("file: board of a commune, XLSX", lambda: get("/api/board", place_id=one(demo.communes), year=YEAR, format="xlsx")),
        ("file: learning families of a hamlet, XLSX", lambda: get("/api/titles", place_id=one(demo.hamlets), year=YEAR, title="family", list="recognised", format="xlsx")),
        ("file: report of a commune, XLSX", lambda: get("/api/report", place=one(demo.communes), year=YEAR, format="xlsx")),
        ("file: template of a register, XLSX", lambda: get("/api/people/template", format="xlsx")),
        ("about the program", lambda: get("/api/about")),
    ]


class User:
    """One kept connection; measures from the first byte sent to the last received."""

    def __init__(self, port, signed_in):
        self.port = port
        self.head = "".join(f"{name}: {value}\r\n" for name, value in signed_in.items())
        self.reader = self.writer = None

    async def ask(self, path, parameters, body):
        if self.writer is None:
            self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port, limit=2**24)
        query = urllib.parse.urlencode({**parameters, "lang": "vi"})
        data = b"" if body is None else json.dumps(body, ensure_ascii=False).encode()
        head = f"{'GET' if body is None else 'POST'} {path}?{query} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/json\r\nAccept-Encoding: gzip, br\r\n{self.head}"
        if body is not None:
            head += f"Content-Type: application/json\r\nContent-Length: {len(data)}\r\n"
        start = time.perf_counter()
        self.writer.write(head.encode() + b"\r\n" + data)
        answer = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        fields = dict(line.split(": ", 1) for line in answer.lower().split("\r\n")[1:] if ": " in line)
        if "content-length" in fields:
            await self.reader.readexactly(int(fields["content-length"]))
        else:
            while size := int((await self.reader.readline()).strip() or b"0", 16):
                await self.reader.readexactly(size + 2)
            await self.reader.readline()
        return (time.perf_counter() - start) * 1000, int(answer.split(" ", 2)[1])

    async def close(self):
        if self.writer is not None:
            self.writer.close()


def cpu_seconds(pid):
    spent = 0
    for path in glob.glob(f"/proc/{pid}/task/*/schedstat"):
        with contextlib.suppress(OSError):  # a thread may have ended meanwhile
            spent += int(pathlib.Path(path).read_text().split()[0])
    return spent / 1e9


async def measure(port, signed_in, pid, question, seconds):
    """Sorted times in ms, how many answers were neither an answer nor a known refusal, CPU ms of the server per request."""
    times, statuses = [], {}
    until = time.perf_counter() + seconds
    before = cpu_seconds(pid)

    async def work():
        user = User(port, signed_in)
        await asyncio.sleep(random.random() * THINK_S)
        while time.perf_counter() < until:
            try:
                took, status = await user.ask(*question())
            except (OSError, EOFError, asyncio.IncompleteReadError) as error:  # no answer is one too, and stands among the statuses
                statuses[type(error).__name__] = statuses.get(type(error).__name__, 0) + 1
                await user.close()
                user = User(port, signed_in)
                await asyncio.sleep(THINK_S)
                continue
            times.append(took)
            statuses[status] = statuses.get(status, 0) + 1
            await asyncio.sleep(THINK_S)
        await user.close()

    await asyncio.gather(*(work() for _ in range(USERS)))
    return sorted(times), statuses, (cpu_seconds(pid) - before) * 1000 / max(1, len(times))


def at(times, share):
    return times[min(len(times) - 1, int(len(times) * share))]


def start(program, folder, db):
    copy = pathlib.Path(folder) / "pages.db"
    for suffix in ("", ".key"):
        subprocess.run(["cp", "--reflink=auto", f"{db}{suffix}", f"{copy}{suffix}"], check=True)
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    process = subprocess.Popen([str(program), "serve", "--db", str(copy), "--listen", f"127.0.0.1:{port}", "--pace", "1000000"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    base = f"http://127.0.0.1:{port}"
    for _ in range(600):
        try:
            urllib.request.urlopen(f"{base}/api/report?place={PROVINCE}&year={YEAR}", timeout=10).read()
            return process, port, copy
        except OSError:
            time.sleep(0.1)
    raise OSError("the program does not answer")


def criteria_by_title(port):
    """The documents of the campaign, which the what-if pages send back with a threshold moved."""
    def fetch(path):
        return json.loads(urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10).read())
    documents = {}
    for one in fetch("/api/campaigns")["campaigns"][0]["criteria"]:
        document = fetch(f"/api/criteria/{urllib.parse.quote(one['id'])}")["document"]
        documents[document["title"]] = document
    return documents


def run(program, db, seconds, only):
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        process, port, copy = start(program, folder, db)
        try:
            demo, documents = Demo(copy), criteria_by_title(port)
            signed_in = sign_in(f"http://127.0.0.1:{port}")
            asked = questions(demo, documents, Said(port, demo, documents, signed_in))
            every = [question for _, question in asked]
            asked.append(("all of them, mixed", lambda: random.choice(every)()))
            for what, question in asked:
                if not re.search(only, what):
                    continue
                times, statuses, cpu = asyncio.run(measure(port, signed_in, process.pid, question, seconds * (5 if what.startswith("all") else 1)))
                wrong = {status: count for status, count in statuses.items() if status != 200}
                row = {"what": what, "requests": len(times), "p50": at(times, 0.5), "p99": at(times, 0.99), "most": times[-1], "cpu": cpu, "wrong": wrong}
                rows.append(row)
                print(f"{what:45} {len(times):5} p50 {row['p50']:7.1f} p99 {row['p99']:7.1f} cpu {cpu:6.2f} ms {wrong or ''}", flush=True)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(20)
    return rows


def section(rows):
    """The part of docs/reference/bench.md that these measurements are."""
    over = [row["what"] for row in rows if row["p99"] > GOAL_MS]
    lines = [BEGIN, "## Pages' data", "",
             f"Every question the pages ask, {USERS} users each thinking {THINK_S * 1000:.0f} ms between two, 1.4 million people loaded; goal: p99 ≤ {GOAL_MS} ms.",
             "The users run on the same cores, and whatever else runs there is in the times; processor time of the program is its own alone.",
             f"Above the goal: {', '.join(over) if over else 'none'}.", "",
             "| question | requests | p50 ms | p99 ms | processor ms each |", "|---|---|---|---|---|"]
    lines += [f"| {row['what']} | {row['requests']} | {row['p50']:.1f} | {row['p99']:.1f} | {row['cpu']:.2f} |" for row in rows]
    return "\n".join(lines + [END])


def put_between(page, begin, end, text):
    """`text`, which starts with `begin` and ends with `end`, into the page in place of what stood there."""
    before, _, rest = page.read_text().partition(begin)
    rest = rest.partition(end)[2].strip("\n")
    page.write_text(before.rstrip() + "\n\n" + text + "\n" + (f"\n{rest}\n" if rest else ""))


def put_section(page, rows):
    put_between(page, BEGIN, END, section(rows))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program", type=pathlib.Path)
    parser.add_argument("db", type=pathlib.Path)
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--only", default="")
    parser.add_argument("--page", type=pathlib.Path, help="put the table into this page, such as docs/reference/bench.md")
    given = parser.parse_args()
    random.seed(14)
    rows = run(given.program, given.db, given.seconds, given.only)
    if given.page:
        put_section(given.page, rows)
    bad = [row["what"] for row in rows if row["wrong"]]
    if bad:
        print("not answered with 200:", ", ".join(bad))
    return 1 if bad or not rows else 0


if __name__ == "__main__":
    sys.exit(main())
