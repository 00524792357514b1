#!/usr/bin/env python3
"""Runs scenes: texts of commands and questions with the answers they must get, over real HTTP against the real program.

    run.py BINARY [SCENE.scene ...] [--update]

Each scene is played twice: straight, and with the server stopped and started again after every step that may change
something. Both must give the text in the file; --update writes what the straight play gave (review it in the diff).

A scene is a list of steps separated by empty lines:

    world empty | world demo 1000        the database to start from: only the shipped places, or a demo
    command NAME [id=LABEL] [actor=A] [lang=L]   then a JSON body; the same LABEL is the same command id
    get TARGET | post TARGET             a question; `post` takes a JSON body
    run WORDS                            the command line on the same database; {dir} is the scene's folder
    file NAME                            the lines below go into {dir}/NAME
    same NAME NAME ...                   the values must be equal
    restart

Below the head of a step: `show PATH, PATH` keeps only these parts of the answer, `let NAME = PATH` keeps a value for
`$NAME` later, then `----` and the expected answer. Paths: answer.place_ids[0], below[*].place.name, answer.rows.length.
Ids, numbers of the journal, times, hashes and today's date are written as #1, <seq>, <time>, <hash>, <today>."""
import argparse
import datetime
import json
import pathlib
import re
import shlex
import sys
import time
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "harness"))
import khuyenhoc  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
STEPS = ("world", "command", "get", "post", "run", "file", "same", "restart")
UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"


class Wrong(Exception):
    """The scene itself is not well written."""


class Step:
    def __init__(self, first_line, lines):
        self.first_line = first_line
        self.kind, _, self.rest = lines[0].partition(" ")
        if self.kind not in STEPS:
            raise Wrong(f"line {first_line}: there is no step {self.kind!r}")
        head, self.expected = lines[1:], []
        if "----" in head:
            at = head.index("----")
            head, self.expected = head[:at], head[at + 1:]
        self.head = head
        self.shows, self.lets, body = [], [], []
        for line in head:
            if line.startswith("show "):
                self.shows += [path.strip() for path in line[5:].split(",")]
            elif line.startswith("let "):
                name, _, path = line[4:].partition("=")
                self.lets.append((name.strip(), path.strip()))
            else:
                body.append(line)
        self.body = "\n".join(body)

    def text(self, expected):
        lines = [f"{self.kind} {self.rest}".rstrip(), *self.head]
        return lines + (["----", *expected] if expected else [])


def read_scene(path):
    """The scene as a list of texts (comments) and steps, in order."""
    parts, block, start = [], [], 1
    for number, line in enumerate([*path.read_text(encoding="utf-8").split("\n"), ""], 1):
        if line.strip() == "" and block:
            parts.append(block if block[0].startswith("#") else Step(start, block))
            block = []
        elif line.strip():
            start = start if block else number
            block.append(line.rstrip())
    return parts


def at_path(value, path):
    """The value at `path`; a list when the path has [*]."""
    for word in re.findall(r"[^.\[\]]+|\[\*\]|\[-?\d+\]", path):
        if word == "[*]":
            rest = path.split("[*]", 1)[1].lstrip(".")
            return [at_path(item, rest) if rest else item for item in value]
        try:
            if word.startswith("["):
                value = value[int(word[1:-1])]
            elif word == "length" and isinstance(value, list):
                value = len(value)
            else:
                value = value[word]
        except (KeyError, IndexError, TypeError):
            return None
    return value


class Play:
    """One play of one scene."""

    def __init__(self, binary, scene, folder, worlds, restarting):
        self.binary, self.scene, self.worlds, self.restarting = binary, scene, worlds, restarting
        self.folder = pathlib.Path(folder)
        self.log = self.folder / "server.log"
        self.program = self.server = None
        self.values, self.fields, self.ids = {}, {}, {}

    def close(self):
        if self.server:
            code = self.server.stop()
            self.server = None
            return code
        return 0

    def play(self, step):
        """The lines this step gives."""
        return getattr(self, step.kind)(step)

    # -- steps

    def world(self, step):
        self.program = self.worlds.make(step.rest, self.folder / "world.db")
        self.server = self.program.serve(log=self.log)
        return []

    def restart(self, _step=None):
        code = self.server.stop()
        if code != 0:
            raise Wrong(f"the server ended with {code}")
        self.server = self.program.serve(log=self.log)
        return []

    def command(self, step):
        name, *options = step.rest.split()
        said = dict(option.split("=", 1) for option in options)
        label = said.get("id")
        command_id = str(uuid.uuid5(uuid.NAMESPACE_URL, f"{self.scene}/{label}")) if label else str(uuid.uuid4())
        answer = self.with_client(lambda client: client.command(
            name, json.loads(self.filled(step.body) or "{}"), command_id, said.get("actor"), language=said.get("lang", "vi")))
        return self.after(self.answered(step, answer))

    def get(self, step):
        return self.answered(step, self.with_client(lambda client: client.get(self.filled(step.rest))))

    def post(self, step):
        body = json.loads(self.filled(step.body))
        return self.answered(step, self.with_client(lambda client: client.post(self.filled(step.rest), body)))

    def run(self, step):
        words = [word.replace("{dir}", str(self.folder)) for word in shlex.split(self.filled(step.rest))]
        done = self.program.run(*words)
        text = done.stdout if done.returncode == 0 or done.stdout else done.stderr
        lines = [f"exit {done.returncode}"]
        try:
            value = json.loads(done.stdout)
        except ValueError:
            lines += [self.plain(line) for line in text.replace(str(self.folder), "{dir}").splitlines() if line.strip()]
        else:
            lines += self.pretty(self.kept(step, value))
            self.keep(step, value)
        return self.after(lines)

    def file(self, step):
        (self.folder / step.rest).write_text(self.filled(step.body) + "\n", encoding="utf-8")
        return []

    def same(self, step):
        names = step.rest.split()
        values = [self.values.get(name) for name in names]
        alike = all(value == values[0] and value is not None for value in values)
        return ["equal"] if alike else ["NOT EQUAL: " + ", ".join(f"{n} {json.dumps(v)}" for n, v in zip(names, values))]

    # -- what steps share

    def with_client(self, ask):
        client = self.server.client()
        try:
            return ask(client)
        finally:
            client.close()

    def after(self, lines):
        if self.restarting:
            self.restart()
        return lines

    def filled(self, text):
        def value(match):
            if match[1] not in self.values:
                raise Wrong(f"${match[1]} has no value yet")
            kept = self.values[match[1]]
            return kept if isinstance(kept, str) else json.dumps(kept, ensure_ascii=False)
        return re.sub(r"\$([a-z_][a-z_0-9]*)", value, text)

    def answered(self, step, answer):
        value = answer.value
        lines = [str(answer.status)]
        if value is None:
            text = answer.body.decode("utf-8", "replace").lstrip("\ufeff")
            return lines + [self.plain(line) for line in text.splitlines()]
        self.keep(step, value)
        return lines + self.pretty(self.kept(step, value))

    def keep(self, step, value):
        for name, path in step.lets:
            self.values[name] = at_path(value, path)
            self.fields[name] = re.findall(r"[a-z_]+", path)[-1]

    def kept(self, step, value):
        return {path: at_path(value, path) for path in step.shows} if step.shows else value

    # -- how answers are written down

    def pretty(self, value, key=None, indent=""):
        value = self.normal(value, key)
        short = json.dumps(value, ensure_ascii=False, sort_keys=True)
        if len(short) + len(indent) <= 110 or not isinstance(value, (dict, list)) or not value:
            return [indent + short]
        inner = indent + "  "
        lines = [indent + ("{" if isinstance(value, dict) else "[")]
        items = sorted(value.items()) if isinstance(value, dict) else enumerate(value)
        for name, item in items:
            part = self.pretty(item, name, inner)
            if isinstance(value, dict):
                part[0] = f"{inner}{json.dumps(name, ensure_ascii=False)}: {part[0].lstrip()}"
            lines += part[:-1] + [part[-1] + ","]
        lines[-1] = lines[-1][:-1]
        return lines + [indent + ("}" if isinstance(value, dict) else "]")]

    def normal(self, value, key=None):
        if isinstance(value, dict):
            return {name: self.normal(item, name) for name, item in value.items()}
        if isinstance(value, list):
            return [self.normal(item, key) for item in value]
        if key in ("seq", "journal_seq") and value is not None:
            return "<seq>"
        if isinstance(key, str) and (key.endswith("_ms") or key.endswith("_s") or key.endswith("_us")):
            return "<took>"
        if isinstance(value, int) and not isinstance(value, bool) and value >= 10**12:
            return self.id_mark(value, key)
        return self.plain(value) if isinstance(value, str) else value

    def id_mark(self, number, key=None):
        """A kept value by its name. Persons and households count alike, so a name kept from the same field goes first."""
        names = [name for name, value in self.values.items() if value == number]
        alike = [name for name in names if self.fields[name] == key]
        if alike or (names and key in (None, "id", "subject_id", "place_id", "place_ids", "hamlet_id", "commune_id")):
            return "$" + (alike or names)[0]
        return "#" + str(self.ids.setdefault((key, number), len(self.ids) + 1))

    def plain(self, text):
        text = re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", "<time>", text)
        text = re.sub(UUID, "<uuid>", text)
        text = re.sub(r"^\d+ checks, ", "<n> checks, ", text)
        text = re.sub(r"\b[0-9a-f]{64}\b", "<hash>", text)
        text = text.replace(today_in_vietnam(), "<today>")
        text = re.sub(r"\b14/\d{9}\b", "14/<seq>", text)
        return re.sub(r"\b14\d{12}\b", lambda match: self.id_mark(int(match[0])), text)


def today_in_vietnam():
    return (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=7)).strftime("%Y-%m-%d")


class Worlds:
    """Databases to start from, each made once and copied."""

    def __init__(self, binary, folder):
        self.binary, self.folder, self.made = binary, pathlib.Path(folder), {}

    def make(self, name, db):
        if name not in self.made:
            path = self.folder / (name.replace(" ", "-") + ".db")
            if name == "empty":
                made = khuyenhoc.Program(self.binary, path)
                with made.serve() as server:  # with the first account come the places
                    client = server.client()
                    client.get("/api/me")
                    client.close()
            else:
                made = khuyenhoc.make_demo(self.binary, path, int(name.removeprefix("demo ")))
            self.made[name] = made
        return self.made[name].copy_to(db)


def play_through(parts, play):
    """(text of the scene as played, [(step, lines)])."""
    told = []
    try:
        for part in parts:
            if isinstance(part, Step):
                try:
                    told.append((part, play.play(part)))
                except (Wrong, khuyenhoc.Gone, RuntimeError, ValueError) as problem:
                    told.append((part, [f"BROKEN: {problem}"]))
                    break
        code = play.close()
        if code != 0:
            told[-1][1].append(f"BROKEN: the server ended with {code}")
    finally:
        play.close()
    return told


def compare(tally, scene, mode, parts, told):
    steps = [part for part in parts if isinstance(part, Step)]
    for step, lines in told:
        same = lines == step.expected
        why = "" if same else "\n  expected:\n    " + "\n    ".join(step.expected[:40]) + "\n  got:\n    " + "\n    ".join(lines[:40])
        tally.ok(same, f"{scene}, line {step.first_line} ({mode}): {step.kind} {step.rest}", why)
    tally.ok(len(told) == len(steps), f"{scene} ({mode}) was played to its end")


def rewrite(path, parts, told):
    lines = dict((id(step), got) for step, got in told)
    blocks = []
    for part in parts:
        blocks.append("\n".join(part.text(lines.get(id(part), part.expected)) if isinstance(part, Step) else part))
    path.write_text("\n\n".join(blocks) + "\n", encoding="utf-8")


def main():
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("binary")
    words.add_argument("scenes", nargs="*", type=pathlib.Path)
    words.add_argument("--update", action="store_true")
    said = words.parse_args()
    tally = khuyenhoc.Tally()
    with khuyenhoc.folder("scenes") as base:
        worlds = Worlds(said.binary, base)
        for path in said.scenes or sorted(HERE.glob("*.scene")):
            started = time.monotonic()
            for mode in ("straight", "restarting"):
                parts = read_scene(path)
                with khuyenhoc.folder("scene") as folder:
                    told = play_through(parts, Play(said.binary, path.stem, folder, worlds, mode == "restarting"))
                if said.update and mode == "straight":
                    rewrite(path, parts, told)
                    parts = read_scene(path)
                    told = list(zip([p for p in parts if isinstance(p, Step)], [lines for _, lines in told]))
                compare(tally, path.name, mode, parts, told)
            print(f"{path.name}: {time.monotonic() - started:.1f} s", flush=True)
    sys.exit(tally.close())


main()
