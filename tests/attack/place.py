"""Where attacks are played: a small demo that is served, with the people who attack and are attacked."""
import os
import pathlib
import re
import sqlite3
import sys
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "harness"))
import accounts  # noqa: E402
import khuyenhoc  # noqa: E402

PASSWORD = accounts.PASSWORD
YEAR = 2025
# What a role may be held at when a test opens an account for it; the others are the demo's own.
LOGINS = {"administrator": "quantri", "secretary": "thuky", "commune_officer": "canbo.xa", "hamlet_head": "chihoi", "unit_officer": "donvi", "treasurer": "thuquy",
          "council_member": "hoidong", "centre_manager": "trungtam", "teacher": "giaovien", "auditor": "kiemtra", "citizen": "congdan"}


class Place:
    def __init__(self, tally, binary, folder, people=1500, words=()):
        self.tally, self.folder = tally, folder
        self.program = khuyenhoc.make_demo(binary, os.path.join(folder, "attacked.db"), people)
        self.log = os.path.join(folder, "server.log")
        self.server = self.program.serve(log=self.log, words=words)
        self.client = self.server.client()
        self.document = self.client.ask("GET", "/api/openapi.json", as_="officer").value
        self.tokens = []  # everything that must never be seen again
        self.guessed = self.reached = self.paced = False

    def ok(self, holds, what, why=""):
        return self.tally.ok(holds, what, why)

    def refused(self, answer, status, code, what):
        return self.ok(answer.status == status and answer.refused == code, what, f"{answer}, not {status} {code}")

    def post(self, target, value, session=None, headers=None, source=None):
        """As a browser of its own: without anything kept but what `session` says. `source`: the address it comes from."""
        client = self.from_address(source) if source else self.client
        try:
            return client.post(target, value, (session.headers() if session else {}) | (headers or {}), as_=None)
        finally:
            if source:
                client.close()

    def get(self, target, session=None):
        return self.client.get(target, session.headers() if session else {}, as_=None)

    def from_address(self, source):
        client = self.server.client(as_=None)
        client._connection.source_address = (source, 0)  # any of 127.0.0.0/8 is this machine's
        return client

    def demo(self, login):
        """A new session of one of the demo's accounts."""
        return self.kept(accounts.Session(self.post("/api/sign-in/demo", {"login": login})))

    def account(self, login, role="hamlet_head", place=None):
        """A new account with a password; the second factor too where the role wants it."""
        seat = ["--place", str(place or self.hamlet())] if role not in ("secretary", "administrator", "auditor") else []
        return self.kept(self.program.people.add(login, role, self.client, *seat))

    def sign_in(self, login, password=PASSWORD, source=None, headers=None, **more):
        return self.post("/api/sign-in", {"login": login, "password": password, **more}, headers=headers, source=source)

    def kept(self, session):
        self.tokens.append(session.token)
        return session

    @staticmethod
    def uuid():
        return str(uuid.uuid4())

    def hamlet(self):
        return self.one("SELECT min(place_id) FROM place WHERE kind = 'hamlet'")

    def one(self, sql):
        with self.program.reading() as db:
            return db.execute(sql).fetchone()[0]

    def all(self, sql):
        with self.program.reading() as db:
            return [row[0] for row in db.execute(sql).fetchall()]

    def write(self, sql):
        """Beside the program, as only a test does."""
        if khuyenhoc.SERVER:
            khuyenhoc.psql(sql, khuyenhoc.address_of(self.program.db))
            return
        with sqlite3.connect(self.program.db, timeout=10) as db:
            db.execute(sql)

    def resolve(self, schema):
        while "$ref" in schema:
            part = self.document
            for word in schema["$ref"].lstrip("#/").split("/"):
                part = part[word]
            schema = part
        return schema

    def lines(self, method):
        """(path, line) of the document, without what streams or takes files."""
        for path, methods in self.document["paths"].items():
            if method in methods and not path.startswith(("/api/events", "/api/jobs", "/api/upload")):
                yield path, methods[method]

    def questions(self):
        """(path, line, schema of the body or None) of whatever is asked and changes nothing."""
        for path, line in self.lines("get"):
            yield path, line, None
        for path, line in self.lines("post"):
            sent = line.get("requestBody", {}).get("content", {}).get("application/json")
            if roles_of(line) is not None and sent and not path.startswith("/api/commands/"):
                yield path, line, self.resolve(sent["schema"])

    def commands(self):
        """(name, schema of the body, roles that may)."""
        for path, line in self.lines("post"):
            if path.startswith("/api/commands/"):
                envelope = self.resolve(line["requestBody"]["content"]["application/json"]["schema"])
                yield path.removeprefix("/api/commands/"), self.resolve(envelope["properties"]["body"]), roles_of(line)

    def close(self):
        """The program is as sound as before, and its log holds no token."""
        self.client.close()
        self.ok(self.server.stop() == 0, "the server stops in order")
        with open(self.log, "rb") as file:
            log = file.read()
        self.ok(not any(token.encode() in log for token in self.tokens), "no token of a session is in the log")
        if self.guessed:
            self.ok(b'"accounts.not_known":' in log and b'"accounts.too_often":' in log, "the log counts who could not sign in", log[-400:].decode("utf-8", "replace"))
            self.ok(not any(part in log for part in (b"bi.doan", b"co.that", b"nguoi.", b"127.0.5.", b"127.0.6.")), "and names nobody and no address")
            self.ok(b'"event":"accounts.wrong","account":' in log and b'"event":"accounts.signed_in","account":' in log, "and which account somebody got or did not get into")
        if self.reached:
            self.ok(re.search(rb'"event":"accounts.refused_access","account":\d+,"times":\d+,"line":"[^"]+","refused":"may.not_yours"', log), "and who reached for what is not theirs")
        if self.paced:
            self.ok(b'"refused":"accounts.too_fast"' in log, "the log says which account was too fast", log[-400:].decode("utf-8", "replace"))
        self.ok(b"internal" not in log and b"Bug" not in log, "the log tells of no fault", log[-400:].decode("utf-8", "replace"))
        for verb in (("journal", "verify"), ("check",)):
            done = self.program.run(*verb)
            self.ok(done.returncode == 0, " ".join(verb), (done.stdout + done.stderr)[-400:])


def roles_of(line):
    """Of x-may: "secretary, auditor (personal)"; None for a line that is not of roles."""
    words = line.get("x-may", "").partition(" (")[0].split(", ")
    return set(words) if words and all(word in LOGINS for word in words) else None
