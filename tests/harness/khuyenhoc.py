"""The program under test: its command line, its server and its answers, as the harnesses of tests/ use them.
Python standard library only. Only loopback is spoken to; only processes started here are ever stopped."""
import contextlib
import csv
import hashlib
import http.client
import json
import os
import re
import select
import shutil
import signal
import socket
import sqlite3
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.parse
import uuid

import accounts

PROVINCE = 14
OTHER_PERSON = {"recognition.decide": "second", "people.merge_persons": "second", "people.decline_merge": "second",
                "recognition.answer_appeal": "third"}

# Where databases are made: files, or databases of this PostgreSQL server ("postgresql://role@host:port/name"), whose role
# may make databases.
SERVER = os.environ.get("KHUYENHOC_TEST_STORE", "")
# What a new one is copied from: on a server with Citus, a template that has the extension.
TEMPLATE = os.environ.get("KHUYENHOC_TEST_TEMPLATE", "template0")


class Tally:
    """Counts what passed and failed; says each failure at once, and the closing line at the end."""

    def __init__(self, most_shown=60):
        self.passed = 0
        self.failed = 0
        self._most_shown = most_shown

    def ok(self, holds, what, why=""):
        if holds:
            self.passed += 1
            return True
        self.failed += 1
        if self.failed <= self._most_shown:
            print(f"FAILED {what}" + (f": {why}" if why else ""), flush=True)
        return False

    def close(self):
        print(f"{self.passed} passed, {self.failed} failed", flush=True)
        return 1 if self.failed or not self.passed else 0


class Answer:
    """One HTTP answer. `value` is its JSON, or None."""

    def __init__(self, status, headers, body):
        self.status = status
        self.headers = dict(headers)
        self._headers = headers
        self.body = body
        try:
            self.value = json.loads(body) if body else None
        except ValueError:
            self.value = None

    @property
    def refused(self):
        """The code of the refusal, or None."""
        return self.value["refused"]["code"] if isinstance(self.value, dict) and "refused" in self.value else None

    def all(self, name):
        """Every value of a header that may come more than once."""
        return [value for header, value in self._headers if header.lower() == name.lower()]

    def __repr__(self):
        return f"{self.status} {self.body[:300]!r}"


class Gone(Exception):
    """The server went away before it had answered: nothing is known about what was sent."""


class Certificate:
    """A self-made certificate for `names` in `folder`, and what believes it."""

    def __init__(self, folder, names=("localhost",)):
        self.chain, self.key = os.path.join(folder, "chain.pem"), os.path.join(folder, "chain-key.pem")
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30",
                        "-keyout", self.key, "-out", self.chain, "-subj", f"/CN={names[0]}",
                        "-addext", "subjectAltName=" + ",".join("DNS:" + name for name in names)], check=True, capture_output=True, timeout=60)
        os.chmod(self.key, 0o600)

    def client_context(self):
        return ssl.create_default_context(cafile=self.chain)


class Client:
    """One keep-alive connection. Not shared between threads. Asks as `as_` ("officer": the province's secretary) unless it is
    said otherwise: None is nobody."""

    def __init__(self, port, timeout=30, people=None, as_="officer", context=None):
        """`people`: the accounts.Accounts of the database; none: nobody is ever signed in. `context`: of ssl, for a server that
        speaks TLS and is called localhost."""
        self._connection = (http.client.HTTPSConnection("localhost", port, timeout=timeout, context=context) if context
                            else http.client.HTTPConnection("127.0.0.1", port, timeout=timeout))
        self.people = people
        self.as_ = as_ if people else None

    def ask(self, method, target, body=None, headers=None, as_=""):
        headers = headers or {}
        actor = self.as_ if as_ == "" else as_
        if actor and "Cookie" not in headers:
            headers = self.people.session(actor, self).headers() | headers
        try:
            self._connection.request(method, target, body=body, headers=headers)
            answer = self._connection.getresponse()
            return Answer(answer.status, answer.getheaders(), answer.read())
        except (OSError, http.client.HTTPException) as lost:
            self._connection.close()
            raise Gone(type(lost).__name__) from lost

    def get(self, target, headers=None, as_=""):
        return self.ask("GET", quoted(target), headers=headers, as_=as_)

    def post(self, target, value, headers=None, as_=""):
        return self.ask("POST", quoted(target), json.dumps(value, ensure_ascii=False).encode(),
                        {"Content-Type": "application/json"} | (headers or {}), as_)

    def command(self, name, body, command_id=None, actor=None, province=PROVINCE, language="vi"):
        """`actor` left out: whoever does such things: who decides and confirms is not who proposes and asks, and who answers is neither."""
        actor = actor or (OTHER_PERSON.get(name, self.as_) if self.as_ == "officer" else self.as_)
        return self.post(f"/api/commands/{name}?lang={language}",
                         {"id": command_id or str(uuid.uuid4()), "province": province, "body": body}, as_=actor)

    def close(self):
        self._connection.close()


def quoted(target):
    """Letters beyond ASCII and spaces as escapes; what is escaped already stays."""
    return urllib.parse.quote(target, safe="/?&=%:,.-_~+[]@!$'()*;")


def address_of(db):
    """What `--db` is given for the database that a test knows by a path."""
    if not SERVER:
        return db
    return SERVER.rpartition("/")[0] + "/kh_" + hashlib.sha256(os.path.abspath(db).encode()).hexdigest()[:20]


def psql(sql, address=SERVER):
    """Runs SQL on the tests' server; the rows as lists of texts."""
    done = subprocess.run(["psql", "-X", "-q", "--csv", "-t", "-P", "null=\x01", "-v", "ON_ERROR_STOP=1", address], input=sql, capture_output=True,
                          text=True, timeout=60)
    if done.returncode != 0:
        raise RuntimeError(f"psql: {done.stderr[-300:]}")
    return list(csv.reader(done.stdout.splitlines()))


def drop_database(name):
    """Whoever is connected is sent away. The server's own vacuuming cannot be, by a role that is no superuser: it is waited for."""
    for tries in range(50):
        try:
            psql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            return
        except RuntimeError as error:
            if "pg_signal_backend" not in str(error) or tries == 49:
                raise
            time.sleep(0.2)


class PostgresReading:
    """As much of a connection of sqlite3 as the harnesses use."""

    def __init__(self, address):
        self._address = address

    def execute(self, sql, values=()):
        for value in values:
            sql = sql.replace("?", str(value) if isinstance(value, int) else "'" + value.replace("'", "''") + "'", 1)
        return PostgresRows(tuple(self.value(text) for text in row) for row in psql(sql, self._address))

    @staticmethod
    def value(text):
        if text == "\x01":
            return None
        return int(text) if re.fullmatch("-?(0|[1-9][0-9]*)", text) else text


class PostgresRows(list):
    def fetchall(self):
        return list(self)

    def fetchone(self):
        return self[0] if self else None


class Program:
    """One database and the binary that works on it."""

    def __init__(self, binary, db):
        self.binary = os.path.abspath(binary)
        self.db = str(db)
        self._is_made = False
        self.people = accounts.Accounts(self)

    def database_words(self, words):
        """The words that name the database beside `words`. On a server it is made empty when it is not there yet."""
        if not SERVER:
            return ["--db", self.db]
        name = address_of(self.db).rpartition("/")[2]
        if not self._is_made and not psql(f"SELECT 1 FROM pg_database WHERE datname = '{name}'"):
            psql(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE} ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'")
        self._is_made = True
        return ["--db", address_of(self.db), *(["--key", self.db + ".key"] if "--key" not in words else [])]

    def run(self, *words, timeout=120, with_db=True):
        """Runs one verb to its end: (`import people`, `--file`, ...). Never raises for a bad exit code."""
        words = [str(w) for w in words]
        return subprocess.run([self.binary, *words, *(self.database_words(words) if with_db else [])], timeout=timeout,
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace")

    def start(self, *words, output=subprocess.DEVNULL):
        """Starts a verb and returns its process."""
        return subprocess.Popen([self.binary, *[str(w) for w in words], *self.database_words(words)], stdin=subprocess.DEVNULL,
                                stdout=output, stderr=output)

    def serve(self, wait=30.0, log=None, port=None, certificate=None, words=()):
        """`certificate`: a Certificate, and the server speaks TLS. `words`: options of serve."""
        return Server(self, wait, log, port, certificate, words)

    def copy_to(self, db):
        """The same database elsewhere, with its key. Nothing may be using it."""
        if SERVER:
            old, new = (address_of(path).rpartition("/")[2] for path in (self.db, str(db)))
            drop_database(new)
            psql(f"CREATE DATABASE {new} TEMPLATE {old}")
        for suffix in ("", "-wal", "-shm", ".key"):
            if os.path.exists(self.db + suffix):
                shutil.copyfile(self.db + suffix, str(db) + suffix)
                os.chmod(str(db) + suffix, 0o600)
        copy = Program(self.binary, db)
        copy.people = self.people.copied(copy)
        return copy

    @contextlib.contextmanager
    def reading(self):
        """The database as its bare engine sees it."""
        if SERVER:
            yield PostgresReading(address_of(self.db))
            return
        db = sqlite3.connect(f"file:{self.db}?mode=ro", uri=True, timeout=10)
        try:
            yield db
        finally:
            db.close()


class Server:
    """`serve` on a port of this machine, a free one unless it is said."""

    def __init__(self, program, wait, log, port=None, certificate=None, words=()):
        if port is None:
            with socket.socket() as free:
                free.bind(("127.0.0.1", 0))
                port = free.getsockname()[1]
        self.port = port
        self.people = program.people
        self._log = open(log, "ab") if log else None
        output = self._log or subprocess.DEVNULL
        self.context = certificate.client_context() if certificate else None
        if certificate:
            words = [*words, "--certificate", certificate.chain, "--certificate-key", certificate.key]
        self.process = program.start("serve", "--listen", f"127.0.0.1:{self.port}", *(() if "--pace" in words else ("--pace", "1000000")), *words, output=output)
        self._wait_until_it_listens(wait)

    def _wait_until_it_listens(self, wait):
        until = time.monotonic() + wait
        while time.monotonic() < until:
            if self.process.poll() is not None:
                raise RuntimeError(f"the server ended at once with {self.process.returncode}")
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            time.sleep(0.005)
        self.kill()
        raise RuntimeError(f"the server does not listen after {wait} s")

    def client(self, timeout=30, as_="officer"):
        return Client(self.port, timeout, self.people, as_, self.context)

    def line(self, timeout):
        """A connection for bytes, through TLS when the server speaks it."""
        line = socket.create_connection(("127.0.0.1", self.port), timeout=timeout)
        return self.context.wrap_socket(line, server_hostname="localhost") if self.context else line

    def raw(self, request, timeout=20, most=1 << 20, drip=b""):
        """Sends bytes as they are (`drip`: then one byte each second), reads until the server closes or has answered."""
        with self.line(timeout) as line:
            line.sendall(request)
            got = b""
            with contextlib.suppress(OSError):
                for byte in drip:
                    if select.select([line], [], [], 1.0)[0]:
                        break
                    line.sendall(bytes([byte]))
                while len(got) < most:
                    piece = line.recv(65536)
                    if not piece:
                        break
                    got += piece
                    if whole_message(got):
                        break
        return got

    def stop(self, wait=15):
        """As an operator stops it. Returns the exit code; a server that does not stop is killed and gives None."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(wait)
        except subprocess.TimeoutExpired:
            self.kill()
            return None
        finally:
            self._close_log()

    def kill(self):
        """kill -9, of this child alone."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self._close_log()

    def _close_log(self):
        if self._log:
            self._log.close()
            self._log = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


def whole_message(text):
    head, found, body = text.partition(b"\r\n\r\n")
    if not found:
        return False
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length":
            return len(body) >= int(value)
    return False


@contextlib.contextmanager
def folder(name):
    """A folder for one run, gone afterwards. KHUYENHOC_KEEP=1 keeps it and says where it is."""
    path = tempfile.mkdtemp(prefix=f"khuyenhoc-{name}-")
    try:
        yield path
    finally:
        if os.environ.get("KHUYENHOC_KEEP"):
            print(f"kept: {path}")
        else:
            shutil.rmtree(path, ignore_errors=True)


def make_demo(binary, path, people, seed=2025):
    """A small demo at `path`."""
    program = Program(binary, path)
    made = program.run("demo", "--people", people, "--seed", seed, timeout=600)
    if made.returncode != 0:
        sys.exit(f"the demo was not made (exit {made.returncode}): {made.stderr[-500:]}")
    return program
