"""Who acts in a test's database: accounts made as an operator makes them, and one session for each, kept as long as the database.
Python standard library only."""
import base64
import hashlib
import hmac
import http.cookies
import json
import struct
import threading
import time

PASSWORD = "bản làng xanh mướt 2025"
# Of the accounts of a demo. Everyone else a test names becomes another secretary of the province.
DEMO_LOGIN = {"officer": "thuky"}
DEMO_LOGINS = ("quantri", "thuky", "canbo.xa", "chihoi", "donvi", "thuquy", "hoidong", "trungtam", "giaovien", "kiemtra", "congdan")


class NoSession(Exception):
    """Somebody could not sign in."""


class Session:
    """What a browser keeps of being signed in."""

    def __init__(self, answer):
        if answer.status != 200:
            raise NoSession(repr(answer))
        self.cookies = cookies_of(answer)
        self.csrf = answer.value["csrf"]
        self.must = answer.value["must"]
        self.token = next(value for name, value in self.cookies.items() if name in ("khuyenhoc", "__Host-khuyenhoc"))

    @property
    def cookie(self):
        """Under both names: of plain HTTP and of TLS."""
        return f"khuyenhoc={self.token}; __Host-khuyenhoc={self.token}"

    def headers(self):
        return {"Cookie": self.cookie, "X-Khuyenhoc-Csrf": self.csrf}


def cookies_of(answer):
    jar = http.cookies.SimpleCookie()
    for value in answer.all("Set-Cookie"):
        jar.load(value)
    return {name: morsel.value for name, morsel in jar.items()}


def totp(secret, at=None, step=0):
    """The six digits of an authenticator: RFC 6238 with SHA-1."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    number = hmac.new(key, struct.pack(">Q", int((time.time() if at is None else at) // 30) + step), hashlib.sha1).digest()
    start = number[19] & 15
    return f"{(struct.unpack('>I', number[start:start + 4])[0] & 0x7fffffff) % 1000000:06}"


class Accounts:
    """The sessions of one database. Shared by its copies, which have the same rows and the same key."""

    def __init__(self, program, sessions=None):
        self._program = program
        self._lock = threading.Lock()
        self.sessions = dict(sessions or {})  # by actor

    def copied(self, program):
        return Accounts(program, self.sessions)

    def session(self, actor, client):
        """The actor's session, begun through `client` when there is none yet."""
        if actor not in self.sessions:
            with self._lock:
                if actor not in self.sessions:
                    self.sessions[actor] = self._begin(actor, client)
        return self.sessions[actor]

    def forget(self, actor):
        self.sessions.pop(actor, None)

    def _begin(self, actor, client):
        is_demo = client.ask("GET", "/api/me", as_=None).value["demo"] is not None
        login = DEMO_LOGIN.get(actor, actor)
        if is_demo and login in DEMO_LOGINS:
            return Session(client.post("/api/sign-in/demo", {"login": login}, as_=None))
        return self.add(actor, "secretary", client)

    def add(self, login, role, client, *seat):
        """An account of its own, with its password and, where the role wants it, its second factor. `seat`: "--place", id, ..."""
        code = self.code(login, role, *seat)
        until = time.monotonic() + 5  # the first account brings the places along, through another program
        while client.ask("GET", "/api/places/14", as_=None).status != 200 and time.monotonic() < until:
            time.sleep(0.02)
        session = redeem(code, login, client)
        if session.must == "totp":
            session.secret = confirm_totp(session, client)
        return session

    def code(self, login, role, *seat):
        """Opens an account from the command line; the one-time code that it printed."""
        done = self._program.run("accounts", "add", "--login", login, "--name", f"Người thử {login}", "--role", role, *seat, "--json")
        if "accounts.login_taken" in done.stderr:  # whoever made it did not live to use the code
            done = self._program.run("accounts", "code", "--login", login, "--drop-totp", "--json")
        if done.returncode != 0:
            raise NoSession(done.stderr[-300:])
        return json.loads(done.stdout)["code"]


def redeem(code, login, client, password=PASSWORD):
    return Session(client.post("/api/one-time", {"code": code, "login": login, "password": password}, as_=None))


def confirm_totp(session, client):
    """Sets the second factor up; its secret."""
    secret = client.post("/api/totp/begin", {}, session.headers(), as_=None).value["secret"]
    confirmed = client.post("/api/totp/confirm", {"code": totp(secret)}, session.headers(), as_=None)
    if confirmed.status != 200:
        raise NoSession(repr(confirmed))
    session.recovery = confirmed.value["recovery"]
    return secret
