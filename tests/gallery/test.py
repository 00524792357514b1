#!/usr/bin/env python3
"""The gallery of refusals: every refusal declared in the tables is provoked from outside, over real HTTP or through the
command line, and answers with its code, its status and no personal value.

    test.py BINARY [--update]     --update writes docs/reference/refusals.md, which must be up to date

world.json is the world the cases are played in; cases/PREFIX.json has, for every code, one or more ways to provoke it:

    command  a command over HTTP: name, body; also id, actor, province, before (steps done first)
    get, post, raw   a question, a body as it is, bytes as they are
    run      words of the command line; `file` is written first, {file} is its path; `on` names another database, `bare` none
             ({db} and {key} are the world's); `first` is run before
    rows     a register to import, header line first; the code is that of a row's problem
    whatif   a change to a shipped criteria file, asked as a what-if
    draft    the same saved as a draft with its `cases`, then published
    inside   why it cannot be provoked from outside, and `test`, the unit test that does"""
import argparse
import contextlib
import json
import os
import pathlib
import re
import shlex
import sqlite3
import subprocess
import sys
import threading

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(HERE.parent / "harness"))
sys.path.insert(0, str(HERE))
import files  # noqa: E402
import khuyenhoc  # noqa: E402

HOWS = ("command", "get", "post", "raw", "run", "rows", "draft", "whatif")
PAGE = ROOT / "docs" / "reference" / "refusals.md"


class Case(Exception):
    """A case that cannot be played as it is written."""


class Gallery:
    def __init__(self, binary, folder, cases, tally):
        self.folder, self.cases, self.tally = folder, cases, tally
        self.program = khuyenhoc.Program(binary, os.path.join(folder, "gallery.db"))
        self.log = os.path.join(folder, "server.log")
        self.server = self.program.serve(log=self.log)
        self.client = self.server.client()
        self.values = {}
        self.personal = set(cases["personal"])
        self.files = 0

    def filled(self, value):
        """`$name` as a whole text becomes the value; inside a longer text it is written out."""
        if isinstance(value, dict):
            return {name: self.filled(part) for name, part in value.items()}
        if isinstance(value, list):
            return [self.filled(part) for part in value]
        if not isinstance(value, str):
            return value
        if re.fullmatch(r"\$[a-z_0-9]+", value):
            return self.value(value[1:])
        return re.sub(r"\$\{([a-z_0-9]+)\}", lambda match: str(self.value(match[1])), value)

    def value(self, name):
        if name not in self.values:
            raise Case(f"${name} is not known")
        return self.values[name]

    def path_of(self, maker):
        """A file for a case: a text as it is, or `@name`, made by files.py."""
        self.files += 1
        name, content = files.made(maker)
        path = os.path.join(self.folder, f"{self.files}-{name}")
        with open(path, "wb") as file:
            file.write(content)
        return path

    # -- ways: each gives (status or None, [codes], the whole answer as bytes)

    def command(self, way):
        answer = self.client.command(way["command"], self.filled(way.get("body", {})), way.get("id"), way.get("actor"),
                                     way.get("province", 14))
        return self.told(answer)

    def get(self, way):
        return self.told(self.client.ask("GET", khuyenhoc.quoted(self.filled(way["get"])), headers=way.get("headers")))

    def post(self, way):
        body = way["text"].encode("utf-8", "surrogateescape") if "text" in way else json.dumps(self.filled(way["body"])).encode()
        if "repeat" in way:
            body = body * way["repeat"]
        return self.told(self.client.ask("POST", khuyenhoc.quoted(self.filled(way["post"])), body, {"Content-Type": "application/json"} | way.get("headers", {})))

    def raw(self, way):
        text = way["raw"].replace("{port}", str(self.server.port)).encode("latin-1")
        text = text.replace(b"{many}", b"a" * way.get("many", 0))
        answer = self.server.raw(text, timeout=way.get("wait", 10), drip=way.get("drip", "").encode())
        head, _, body = answer.partition(b"\r\n\r\n")
        status = re.match(rb"HTTP/1\.1 (\d{3})", head)
        codes = re.findall(rb'"code":"([a-z_.0-9]+)"', body)
        return int(status[1]) if status else None, [code.decode() for code in codes], answer

    def run(self, way):
        program = self.program
        if "on" in way:  # a database of its own
            program = khuyenhoc.Program(self.program.binary, os.path.join(self.folder, self.filled(way["on"])))
        path = self.path_of(way["file"]) if "file" in way else ""
        places = {"{file}": path, "{dir}": self.folder, "{db}": khuyenhoc.address_of(self.program.db), "{key}": self.program.db + ".key"}

        def words_of(line):
            words = [self.filled(word) for word in shlex.split(line)]
            for mark, place in places.items():
                words = [word.replace(mark, place) for word in words]
            return words

        if "first" in way and (done := self.program.run(*words_of(way["first"]), timeout=60)).returncode != 0:
            raise Case(f"{way['first']}: exit {done.returncode}: {done.stderr[-200:]}")
        words = words_of(way["run"])
        done = program.run(*words, timeout=60, with_db="bare" not in way and "--db" not in words)
        codes = re.findall(r"^([a-z_]+\.[a-z_0-9]+)\b", done.stderr, re.M)
        if done.returncode != 1:
            raise Case(f"exit {done.returncode}: {done.stderr[-200:]}")
        written = b""
        if "read" in way:
            with open(os.path.join(self.folder, way["read"]), "rb") as file:
                written = file.read()
            codes += [code.decode() for code in re.findall(rb"\b([a-z_]+\.[a-z_0-9]+)\b", written)]
        return None, codes, (done.stdout + done.stderr).encode() + written

    def rows(self, way):
        path = self.path_of(self.filled("\n".join(way["rows"]) + "\n"))
        errors = path + ".errors.csv"
        done = self.program.run("import", "people", "--file", path, "--errors", errors, "--on", way.get("day", "2025-12-31"), "--json",
                                *way.get("words", ["--dry-run"]))
        written = open(errors, "rb").read() if os.path.exists(errors) else b""
        codes = re.findall(rb"\b(people\.[a-z_0-9]+)\b", done.stdout.encode() + written)
        return None, [code.decode() for code in codes], done.stdout.encode() + done.stderr.encode() + written

    def draft(self, way):
        document = self.changed(way["draft"], way["change"])
        saved = self.client.command("recognition.save_draft", {"document": document, "cases": way.get("cases", [])})
        body = {"draft_id": saved.value["answer"]["draft_id"], "number": "1/QĐ-HKH", "date": "2025-01-02"}
        if way.get("twice"):
            self.client.command("recognition.publish_draft", body)
        if "save" in way:
            return self.told(self.client.command("recognition.save_draft", {"draft_id": body["draft_id"], "document": document, "cases": [], **way["save"]}))
        return self.told(self.client.command("recognition.publish_draft", body))

    def whatif(self, way):
        document = self.changed(way["whatif"], way["change"])
        return self.told(self.client.post("/api/whatif", {"place_id": self.filled(way.get("place", 14)), "year": 2025,
                                                          "sets": [document] * (2 if way.get("twice") else 1)}))

    @staticmethod
    def changed(name, changes):
        document = json.loads((ROOT / "src/recognition/criteria" / f"{name}.json").read_text(encoding="utf-8"))
        document["id"] = "gallery-" + name
        for path, value in changes.items():
            change(document, path, value)
        return document

    def elsewhere(self, way, kind):
        """A command or question to an empty database of its own; `locked`: while another program holds its write lock."""
        program = khuyenhoc.Program(self.program.binary, os.path.join(self.folder, f"elsewhere-{id(way)}.db"))
        with program.serve(log=self.log) as server:
            client = server.client(timeout=60)
            client.get("/api/me")  # signs in, which writes
            with self.write_lock(program) if way.get("locked") else contextlib.nullcontext():
                told = self.told(client.command(way["command"], way["body"]) if kind == "command" else client.get(way["get"]))
            client.close()
        return told

    @staticmethod
    @contextlib.contextmanager
    def write_lock(program):
        """Holds what another program's command would hold: the file's lock, or the province's turn on a server."""
        if khuyenhoc.SERVER:
            turn = "INSERT INTO writer_turn VALUES (14, 1) ON CONFLICT (province_id) DO UPDATE SET turn = writer_turn.turn + 1;"
            other = subprocess.Popen(["psql", "-X", "-q", khuyenhoc.address_of(program.db)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            other.stdin.write(f"BEGIN; {turn}\n\\echo held\n")
            other.stdin.flush()
            other.stdout.readline()
            yield
            other.kill()
            other.wait()
            return
        other = sqlite3.connect(program.db, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        yield
        other.close()

    def told(self, answer):
        return answer.status, [answer.refused] if answer.refused else [], answer.body

    # -- playing

    def step(self, step):
        """A step of the setup, or one done before a case: it must succeed."""
        if "command" in step:
            answer = self.client.command(step["command"], self.filled(step.get("body", {})), step.get("id"))
        elif "get" in step:
            answer = self.client.get(self.filled(step["get"]))
        elif "post" in step:
            answer = self.client.ask("POST", khuyenhoc.quoted(self.filled(step["post"])), step["text"].encode())
        else:
            raise Case(f"no such step: {step}")
        if answer.status != 200:
            raise Case(f"{step} answered {answer}")
        for name, path in step.get("let", {}).items():
            value = answer.value
            for word in re.findall(r"[^.\[\]]+", path):
                value = value[int(word)] if word.isdigit() else value[word]
            self.values[name] = value

    def play(self, case, way, kind):
        what = f"{case['code']} by {next(name for name in HOWS if name in way)}"
        try:
            for step in way.get("before", []):
                self.step(step)
            how = next(name for name in HOWS if name in way)
            alone = way.get("locked") or way.get("fresh")
            status, codes, answer = self.elsewhere(way, how) if alone else getattr(self, how)(way)
        except (Case, khuyenhoc.Gone, KeyError, OSError, StopIteration) as problem:
            self.tally.ok(False, what, repr(problem))
            return
        self.tally.ok(case["code"] in codes, what, f"{status} {codes} {answer[:300]!r}")
        if status is not None and case["code"] in codes:
            self.tally.ok(status == kind["status"], f"{what} has its status", f"{status}, not {kind['status']}")
        leaked = [value for value in self.personal if value.encode() in answer]
        self.tally.ok(not leaked, f"{what} says nothing personal", str(leaked))

    def close(self):
        self.client.close()
        self.tally.ok(self.server.stop() == 0, "the server stops in order")
        log = open(self.log, "rb").read()
        self.tally.ok(not any(value.encode() in log for value in self.personal), "the server's log says nothing personal")
        self.tally.ok(b"internal" not in log, "the server met no fault", log[-500:].decode("utf-8", "replace"))
        check = self.program.run("check")
        self.tally.ok(check.returncode == 0, "check finds nothing afterwards", check.stdout[-500:])
        verify = self.program.run("journal", "verify")
        self.tally.ok(verify.returncode == 0, "the journal is whole afterwards", verify.stdout[-500:])


def change(document, path, value):
    """Sets, or with {"remove": true} removes, the part at `path`: conditions[0].bp"""
    words = re.findall(r"[^.\[\]]+", path)
    for word in words[:-1]:
        document = document[int(word)] if isinstance(document, list) else document[word]
    last = int(words[-1]) if isinstance(document, list) else words[-1]
    if value == {"remove": True}:
        del document[last]
    elif isinstance(document, list) and last == len(document):
        document.append(value)
    else:
        document[last] = value


def unit_tests():
    """Every unit test by its name Suite.Name, with the text of its file."""
    found = {}
    for path in [*ROOT.glob("src/*/tests/*.cpp"), *ROOT.glob("demo/tests/*.cpp")]:
        text = path.read_text(encoding="utf-8")
        for suite, name in re.findall(r"\bTEST(?:_F|_P)?\(\s*(\w+)\s*,\s*(\w+)\s*\)", text):
            found[f"{suite}.{name}"] = text
    return found


def shown(way):
    """The input of a way, as the page shows it."""
    if "command" in way:
        return f"`POST /api/commands/{way['command']}`", json.dumps(way.get("body", {}), ensure_ascii=False)
    if "get" in way:
        return f"`GET {way['get']}`", "\n".join(f"{name}: {value}" for name, value in way.get("headers", {}).items())
    if "post" in way:
        body = way["text"].encode("utf-8", "surrogateescape").decode("utf-8", "replace") if "text" in way else json.dumps(way["body"], ensure_ascii=False)
        heads = "".join(f"{name}: {value}\n" for name, value in way.get("headers", {}).items())
        return f"`POST {way['post']}`" + (f", {way['repeat']} times" if "repeat" in way else ""), heads + printable(body[:300])
    if "raw" in way:
        return "bytes on the line", printable(way["raw"][:400])
    if "run" in way:
        content = way.get("file", "")
        return f"`khuyenhoc {way['run']}`", files.described(content) if content.startswith("@") else printable(content[:400])
    if "rows" in way:
        return f"`khuyenhoc import people --on {way.get('day', '2025-12-31')}`", "\n".join(way["rows"])
    asked = "asked as a what-if" if "whatif" in way else "saved again as a draft" if "save" in way else "published from a draft"
    changes = way["change"] | ({"cases": way["cases"]} if way.get("cases") else {}) | way.get("save", {})
    return f"A criteria file, {asked}: `{way.get('draft') or way['whatif']}`" + (" twice" if way.get("twice") else "") + " with", "\n".join(
        f"{path}: {'(removed)' if value == {'remove': True} else json.dumps(value, ensure_ascii=False)[:200]}" for path, value in changes.items())


def printable(text):
    return re.sub(r"[^\n\x20-\x7e\u00a0-\uffff]", lambda match: f"\\x{ord(match[0]):02x}", text.replace("\r\n", "\n"))


def page(kinds, cases):
    lines = ["# Refusals", "",
             "Every refusal the program can answer with: its code, its sentence, and an input that provokes it. Made by",
             "`tests/gallery/test.py BINARY --update`, which also plays every input against the program.", "",
             "A refusal changes nothing. Over HTTP it comes as `{\"refused\": {\"code\", \"where\", \"facts\", \"message\"}}` with the status",
             "shown; on the command line as `code (where): sentence` with exit code 1; for a row of an imported file as a line of the",
             "report and of the error file. `where` and `facts` carry names, counts and shapes, never a value.", ""]
    by_code = {}
    for case in cases["cases"]:
        by_code.setdefault(case["code"], []).append(case)
    capability = None
    for kind in kinds:
        if kind["capability"] != capability:
            capability = kind["capability"]
            lines += [f"## {capability}", ""]
        lines += [f"### `{kind['code']}`", "", f"{kind['status']} · {kind['vi']}", "", f"*{kind['en']}*", ""]
        for case in by_code.get(kind["code"], []):
            for way in case.get("ways", []):
                head, body = shown(way)
                note = f" ({way['note']})" if "note" in way else ""
                lines += [head + note + (":" if body else "."), ""]
                lines += ["```", *body.rstrip("\n").split("\n"), "```", ""] if body else []
            if "inside" in case:
                lines += [f"Not reachable from outside: {case['inside']} Tested by `{case['test']}`.", ""]
    return "\n".join(lines).rstrip("\n") + "\n"


def read_cases(codes):
    """Every case, in the order in which the tables declare the prefixes of their codes."""
    order = {prefix: at for at, prefix in enumerate(dict.fromkeys(code.split(".")[0] for code in codes))}
    files_of = sorted((HERE / "cases").glob("*.json"), key=lambda file: (order.get(file.stem, len(order)), file.stem))
    return [case for file in files_of for case in json.loads(file.read_text(encoding="utf-8"))]


def main():
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("binary")
    words.add_argument("--update", action="store_true")
    words.add_argument("--only", help="play only codes that start with this")
    said = words.parse_args()
    tally = khuyenhoc.Tally()
    cases = json.loads((HERE / "world.json").read_text(encoding="utf-8"))
    with khuyenhoc.folder("gallery") as folder:
        program = khuyenhoc.Program(said.binary, os.path.join(folder, "none.db"))
        kinds = json.loads(program.run("document", "refusals", with_db=False).stdout)
        by_code = {kind["code"]: kind for kind in kinds}
        cases["cases"] = read_cases(by_code)
        declared, told = set(by_code), {case["code"] for case in cases["cases"]}
        tally.ok(not declared - told, "every refusal has a case", " ".join(sorted(declared - told)))
        tally.ok(not told - declared, "every case is of a declared refusal", " ".join(sorted(told - declared)))
        tests = unit_tests()
        gallery = Gallery(said.binary, folder, cases, tally)
        for step in cases["setup"]:
            gallery.step(step)
        slow = []
        for case in cases["cases"]:
            if case["code"] not in by_code or (said.only and not case["code"].startswith(said.only)):
                continue
            for way in case.get("ways", []):
                if "wait" in way:  # those that wait do so together
                    slow.append(threading.Thread(target=gallery.play, args=(case, way, by_code[case["code"]])))
                    slow[-1].start()
                else:
                    gallery.play(case, way, by_code[case["code"]])
            if "inside" in case:
                tally.ok(re.search(rf'[" !]{re.escape(case["code"])}\b', tests.get(case.get("test"), "")), f"{case['code']} is tested by {case.get('test')}", "no such test, or its file does not name the code")
            tally.ok("inside" in case or case.get("ways"), f"{case['code']} has a way")
        for thread in slow:
            thread.join()
        gallery.close()
    text = page(kinds, cases)
    if said.update:
        PAGE.parent.mkdir(parents=True, exist_ok=True)
        PAGE.write_text(text, encoding="utf-8")
    tally.ok(PAGE.exists() and PAGE.read_text(encoding="utf-8") == text, "docs/reference/refusals.md is up to date (--update writes it)")
    sys.exit(tally.close())


main()
