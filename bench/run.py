#!/usr/bin/env python3
"""Measures what the goals name and writes docs/reference/bench.md. Every ratio comes from one run on one machine.

    ./dev bench            everything that takes minutes (the nation included)
    ./dev bench quick      without the nation and without the clean build
"""
import argparse
import datetime
import json
import os
import pathlib
import platform
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import pages as pages_data  # noqa: E402
import sign_in  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILD = ROOT / "build/release"
PROGRAM = BUILD / "khuyenhoc"
WORK = ROOT / "build/bench"
PEOPLE = 1404587


class Table:
    def __init__(self):
        self.rows = []
        self.pages_data = []
        self.signing_in = ""

    def add(self, what, goal, reached, note=""):
        self.rows.append((what, goal, reached, note))
        print(f"| {what} | {goal} | {reached} | {note} |", flush=True)


def run(*command, **options):
    return subprocess.run([str(c) for c in command], check=True, text=True, capture_output=True, **options)


def timed(*command, **options):
    start = time.monotonic()
    done = subprocess.run([str(c) for c in command], text=True, capture_output=True, **options)
    return time.monotonic() - start, done


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def get(url, seconds=10):
    with urllib.request.urlopen(url, timeout=seconds) as answer:
        return answer.read()


def peak_mib(pid):
    text = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+)", text).group(1)) / 1024


class Server:
    """The real program on a free loopback port; `first_page` is from its start to the first right report."""

    def __init__(self, db, report=True):
        self.port = free_port()
        start = time.monotonic()
        self.process = subprocess.Popen([str(PROGRAM), "serve", "--db", str(db), "--listen", f"127.0.0.1:{self.port}", "--pace", "1000000"],
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.base = f"http://127.0.0.1:{self.port}"
        while True:
            try:
                get(self.base + "/")
                self.report = json.loads(get(self.base + "/api/report?place=14&year=2025")) if report else None
                break
            except OSError:
                if time.monotonic() - start > 60:
                    raise
                time.sleep(0.01)
        self.first_page = time.monotonic() - start

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(20)


def cascade(table, nation):
    arguments = [] if nation else ["--no-nation"]
    done = run(BUILD / "bench_cascade", "--json", WORK / "cascade.json", *arguments, cwd=ROOT / "bench")
    print(done.stdout[-3000:])
    for row in json.loads((WORK / "cascade.json").read_text())["rows"]:
        table.add(row["what"], row["goal"], row["reached"], row.get("note", ""))


def making(table, db):
    for old in WORK.glob("made.db*"):
        old.unlink()
    made, _ = timed(PROGRAM, "demo", "--db", db)
    bare = json.loads(run(BUILD / "bench_bare_sqlite", db, WORK / "bare.db", "--late-indexes").stdout)
    size = db.stat().st_size / 2**20
    table.add("demo database from nothing", "≤ 2 × bare sqlite3", f"{made / bare['seconds']:.2f} ×",
              f"{made:.1f} s against {bare['seconds']:.1f} s for the same {bare['rows']:,} rows and indexes; {size:.0f} MiB")


def on_postgres(table, made):
    """Durable, as an operator would run it; everything else of the server as Debian sets it."""
    done = run(ROOT / "tests/harness/postgres.sh", sys.executable, ROOT / "bench/postgres.py", PROGRAM, WORK, made,
               env={**os.environ, "KHUYENHOC_SERVER_FSYNC": "on"})
    said = json.loads(done.stdout)
    if not said["equal"]:
        raise ValueError("the reports of the two stores differ")
    table.add("the same demo on PostgreSQL 15", "–", f"{said['demo_s']:.1f} s, {said['mib']:.0f} MiB", "made from nothing on the same machine, fsync on; the report's file is equal byte for byte")
    table.add("one report from the command line, province read from rows", "–", f"{said['report_s']:.1f} s", f"the file: {said['file_report_s']:.1f} s")
    table.add("`db copy` of the province, proved equal", "–", f"{said['there_s']:.0f} s and {said['back_s']:.0f} s", "file to PostgreSQL, and back to a file")


def load_places(db, made):
    """An import looks hamlets up: puts the province's places and the demo's hamlets into a new database, as an office would."""
    with sqlite3.connect(f"file:{made}?mode=ro", uri=True) as source:
        hamlets = source.execute(
            "SELECT p.place_id, n.type, n.name, r.parent_id, p.from_date FROM place p JOIN place_name n ON n.place_id = p.place_id "
            "JOIN place_parent r ON r.place_id = p.place_id WHERE p.kind = 'hamlet' AND r.to_date IS NULL ORDER BY p.place_id").fetchall()
    with Server(db, report=False) as server:
        def send(name, body):
            request = urllib.request.Request(
                f"{server.base}/api/commands/{name}", method="POST", headers={"content-type": "application/json"},
                data=json.dumps({"id": str(uuid.uuid4()), "province": 14, "body": body}).encode())
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.loads(answer.read())
        send("places.load_facts", {})
        for at in range(0, len(hamlets), 200):
            send("places.add_hamlets", {"hamlets": [{"type": h[1], "name": h[2], "commune": h[3], "from_date": max(h[4], "2025-07-01")}
                                                    for h in hamlets[at:at + 200]]})


def importing(table, made):
    csv = WORK / "register.csv"
    if not csv.exists():
        run(PROGRAM, "demo", "--db", WORK / "unused.db", "--register-csv", csv)
    db = WORK / "imported.db"
    for old in WORK.glob("imported.db*"):
        old.unlink()
    load_places(db, made)
    taken, done = timed(PROGRAM, "import", "people", "--db", db, "--file", csv, "--on", "2025-12-31", "--json")
    rows = json.loads(done.stdout)
    bare = json.loads(run(BUILD / "bench_bare_sqlite", db, WORK / "bare.db").stdout)
    table.add("import of a 1,404,587-row CSV", "≤ 2 × bare sqlite3", f"{taken / bare['seconds']:.2f} ×",
              f"{taken:.1f} s against {bare['seconds']:.1f} s; {rows.get('persons', 0):,} persons; CSV {csv.stat().st_size / 2**20:.0f} MiB")


def changing(table, db):
    copy = WORK / "changed.db"
    for suffix in ("", ".key"):
        shutil.copy(f"{db}{suffix}", f"{copy}{suffix}")
    figures = json.loads(run(BUILD / "bench_commit", copy, 2025, 2000).stdout)
    table.add("one person's scores changed, durable, end to end", "≤ 2 × SQLite's single-row commit", f"{figures['ratio']:.2f} ×",
              f"{figures['command_us']:.0f} µs against {figures['bare_commit_us']:.0f} µs, in turn")


def serving(table, db):
    firsts = []
    for _ in range(5):
        with Server(db) as server:
            firsts.append(server.first_page)
    firsts.sort()
    table.add("start to first correct page, province loaded", "≤ 2 s", f"{firsts[2]:.2f} s", f"median of 5; best {firsts[0]:.2f} s")
    with Server(db) as server:
        wrk = run("wrk", "-t1", "-c64", "-d8s", "--latency", server.base + "/api/report?place=14&year=2025").stdout
        p99 = re.search(r"99%\s+([\d.]+)(us|ms|s)", wrk)
        milliseconds = float(p99.group(1)) * {"us": 0.001, "ms": 1, "s": 1000}[p99.group(2)]
        rate = re.search(r"Requests/sec:\s+([\d.]+)", wrk).group(1)
        table.add("dashboard p99 at 64 connections", "≤ 20 ms", f"{milliseconds:.1f} ms", f"{rate} reports/s; wrk on the same two cores")
        table.add("memory with the province loaded", "≤ 1 GiB", f"{peak_mib(server.process.pid):.0f} MiB", "peak, after the load above")


def pages(table):
    html = (ROOT / "web/dist/index.html").read_text()
    names = re.findall(r'(?:src|href)="([^"]+\.js)"', html)
    total = sum((ROOT / "web/dist" / (n.lstrip("/") + ".br")).stat().st_size for n in set(names))
    table.add("first page, script compressed", "≤ 60 KB", f"{total / 1000:.1f} KB", "entry and what it preloads; pages load lazily")


def asking(table, db):
    table.pages_data = pages_data.run(PROGRAM, db, 4, "")
    slowest = max(table.pages_data, key=lambda row: row["p99"])
    table.add("data of every page, p99 at 32 users", "≤ 50 ms", f"{slowest['p99']:.0f} ms", f"the slowest of {len(table.pages_data)}: {slowest['what']}; all of them below")


def signing_in(table, db):
    """At the rates of the goal; and what noting who has looked at whom adds to a card."""
    given = argparse.Namespace(sign_ins=50, requests=200, seconds=30)
    rows, processors = sign_in.run(PROGRAM, db, given)
    table.signing_in = sign_in.section(rows, processors, given)
    entries, requests = rows
    failed = sum(entries["wrong"].values()) + sum(requests["wrong"].values())
    table.add("50 sign-ins beside 200 requests a second, p99 of the requests", "≤ 100 ms", f"{requests['p99']:.0f} ms", f"{entries['done']:.0f} sign-ins a second done, {failed} failed")
    copy = WORK / "noted.db"
    for suffix in ("", ".key"):
        shutil.copy(f"{db}{suffix}", f"{copy}{suffix}")
    cost = json.loads(run(BUILD / "bench_read_log", copy).stdout)
    card = pages_data.run(PROGRAM, db, 4, "^person$")[0]["cpu"] * 1000
    part = (cost["noted_us"] + cost["moved_us"]) / card
    table.add("who has looked at whom, of the processor time of a person's card", "≤ 5 %", f"{part:.1%}", f"{cost['noted_us']:.1f} µs noted and {cost['moved_us']:.1f} µs moved into the store, of {card:.0f} µs")


def building(table):
    clean = WORK / "clean"
    shutil.rmtree(clean, ignore_errors=True)
    environment = dict(os.environ, CCACHE_DISABLE="1")
    run("cmake", "--preset", "release", "-B", clean, cwd=ROOT, env=environment)
    seconds, _ = timed("ninja", "-C", clean, "khuyenhoc", env=environment)
    table.add("clean Release build of the program", "≤ 6 min", f"{seconds / 60:.1f} min", "no compiler cache, two cores")
    file = ROOT / "src/people/register_writer.cpp"
    os.utime(file)
    seconds, _ = timed("ninja", "-C", clean, "khuyenhoc", env=environment)
    table.add("one-file change", "≤ 15 s", f"{seconds:.1f} s", file.name)
    shutil.rmtree(clean)


def http(table):
    figures = json.loads(run(ROOT / "bench/http.sh", PROGRAM).stdout.splitlines()[-1])
    for row in figures["rows"]:
        table.add(row["what"], row["goal"], row["reached"], row.get("note", ""))


def write(table):
    cpu = re.search(r"model name\s*:\s*(.+)", pathlib.Path("/proc/cpuinfo").read_text()).group(1)
    memory = int(re.search(r"MemTotal:\s+(\d+)", pathlib.Path("/proc/meminfo").read_text()).group(1)) / 2**20
    lines = ["# Measured", "",
             f"{datetime.date.today()}, {os.cpu_count()} cores of {cpu}, {memory:.0f} GiB, Linux {platform.release()}. Made by `./dev bench`.",
             "Ratios compare two things measured in turn in one run; single times on a shared machine vary by a third.", "",
             "| what | goal | reached | how |", "|---|---|---|---|"]
    lines += [f"| {' | '.join(row)} |" for row in table.rows]
    out = ROOT / "docs/reference/bench.md"
    out.parent.mkdir(parents=True, exist_ok=True)
    kept = ROOT / "bench/notes.md"
    if kept.exists():
        lines += ["", kept.read_text().rstrip()]
    out.write_text("\n".join(lines) + "\n")
    if table.pages_data:
        pages_data.put_section(out, table.pages_data)
    if table.signing_in:
        pages_data.put_between(out, sign_in.BEGIN, sign_in.END, table.signing_in)


def main():
    quick = "quick" in sys.argv[1:]
    WORK.mkdir(parents=True, exist_ok=True)
    table = Table()
    db = WORK / "made.db"
    sections = [("making", lambda: making(table, db)), ("changing", lambda: changing(table, db)), ("serving", lambda: serving(table, db)), ("asking", lambda: asking(table, db)),
                ("http", lambda: http(table)), ("signing in", lambda: signing_in(table, db)), ("postgres", lambda: on_postgres(table, db)), ("cascade", lambda: cascade(table, not quick or "nation" in sys.argv[1:])), ("importing", lambda: importing(table, db)),
                ("pages", lambda: pages(table))]
    if not quick:
        sections.append(("building", lambda: building(table)))
    failed = 0
    for name, section in sections:
        try:
            section()
        except (OSError, subprocess.SubprocessError, ValueError, AttributeError) as error:
            failed += 1
            table.add(name, "", "not measured", f"{type(error).__name__}: {str(error)[:120]}")
    write(table)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
