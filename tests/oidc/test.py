#!/usr/bin/env python3
"""Signing in at another service, against a certified provider that runs on this machine (npm: oidc-provider) and lies on request.

    test.py BINARY

Tying, signing in, untying; and everything that must not let anybody in. Speaks only on loopback."""
import http.client
import http.server
import json
import os
import pathlib
import re
import shutil
import socket
import ssl
import subprocess
import sys
import threading
import time
import urllib.parse

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "harness"))
import accounts  # noqa: E402
import khuyenhoc  # noqa: E402

SECRET = "bi mat/cua+chuong%trinh"  # what a form must escape
SUBJECT = "nguoi-dung-248731"


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Provider:
    """oidc-provider on a port of its own."""

    def __init__(self, port, redirect_uri):
        if not (HERE / "node_modules" / "oidc-provider").is_dir():
            subprocess.run(["npm", "ci", "--silent", "--no-audit", "--no-fund"], cwd=HERE, check=True)
        self.port, self.redirect_uri = port, redirect_uri
        self.issuer = f"http://127.0.0.1:{port}"
        self.process = None
        self.start()

    def start(self):
        self.process = subprocess.Popen([shutil.which("node") or "node", HERE / "provider.mjs", str(self.port), self.redirect_uri, SECRET],
                                        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        if "ready" not in self.process.stdout.readline():
            sys.exit("the provider did not start")

    def stop(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()

    def told(self, **words):
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        line.request("POST" if words else "GET", "/control", json.dumps(words) if words else None)
        asked = json.loads(line.getresponse().read())
        line.close()
        return asked


class Browser:
    """Keeps the cookies of the program and of the provider, and comes back with what the provider put into the address."""
    count = 0

    def __init__(self, place):
        self.place = place
        self.connect()
        self.cookies, self.theirs = {}, {}
        self.csrf = None

    def connect(self):
        """From an address of its own: attempts are counted by address."""
        self.client = self.place.server.client(as_=None)
        Browser.count += 1
        self.client._connection.source_address = (f"127.0.{1 + Browser.count // 250}.{1 + Browser.count % 250}", 0)

    def post(self, path, body, **headers):
        headers |= {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())} if self.cookies else {}
        if self.csrf:
            headers["X-Khuyenhoc-Csrf"] = self.csrf
        answer = self.client.post(path, body, headers, as_=None)
        for name, value in accounts.cookies_of(answer).items():
            self.cookies[name] = value
            if not value:
                del self.cookies[name]
        if isinstance(answer.value, dict) and answer.value.get("csrf"):
            self.csrf = answer.value["csrf"]
        return answer

    def get(self, path):
        return self.client.get(path, {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}, as_=None)

    def begin(self, page="/people"):
        return self.post("/api/oidc/start", {"page": page})

    def goes(self, address):
        """Follows the provider until it sends back to the program; what it put into the address."""
        for _ in range(8):
            parts = urllib.parse.urlsplit(address)
            line = http.client.HTTPConnection(parts.hostname, parts.port, timeout=20)
            line.request("GET", f"{parts.path}?{parts.query}", headers={"Cookie": "; ".join(f"{n}={v}" for n, v in self.theirs.items())})
            answer = line.getresponse()
            body = answer.read()
            for cookie in answer.headers.get_all("Set-Cookie") or []:
                name, _, value = cookie.partition(";")[0].partition("=")
                self.theirs[name] = value
            line.close()
            address = urllib.parse.urljoin(address, answer.headers.get("Location", ""))
            if address.startswith(self.place.provider.redirect_uri):
                return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(address).query))
            if answer.status not in (302, 303):
                raise RuntimeError(f"the provider answered {answer.status} at {parts.path}: {body[-300:]}")
        raise RuntimeError("the provider does not send back")

    def ends(self, returned):
        wanted = {name: returned[name] for name in ("code", "state", "iss", "error") if name in returned}
        return self.post("/api/oidc/finish", wanted)

    def whole(self, page="/people"):
        """Signs in at the provider from beginning to end."""
        begun = self.begin(page)
        return self.ends(self.goes(begun.value["to"])) if begun.status == 200 else begun

    def account(self):
        me = self.get("/api/me").value
        return me["account"]["login"] if me["signed_in"] else None


class Place:
    """The program, the provider and an account."""

    def __init__(self, binary, folder, tally):
        self.tally, self.folder = tally, folder
        ours, theirs = free_port(), free_port()
        self.provider = Provider(theirs, f"http://127.0.0.1:{ours}/sign-in/back")
        self.secret_file = os.path.join(folder, "secret")
        pathlib.Path(self.secret_file).write_text(SECRET + "\n", encoding="utf-8")
        os.chmod(self.secret_file, 0o600)
        self.program = khuyenhoc.Program(binary, os.path.join(folder, "oidc.db"))
        self.log = os.path.join(folder, "server.log")
        self.port = ours
        self.serve()
        client = self.server.client()
        client.get("/api/me")
        self.program.people.add("bi.thu", "secretary", client)
        with self.program.reading() as db:
            self.commune = db.execute("SELECT place_id FROM place WHERE kind = 'commune' ORDER BY place_id LIMIT 1").fetchone()[0]
        self.officer = self.program.people.add("can.bo", "commune_officer", client, "--place", self.commune)
        self.keeper = client

    def words(self, *more):
        return ["--oidc-issuer", self.provider.issuer, "--oidc-client-id", "khuyenhoc", "--oidc-client-secret-file", self.secret_file,
                "--oidc-name", "Tài khoản công vụ", *more]

    def serve(self, *more):
        self.server = self.program.serve(log=self.log, port=self.port, words=self.words(*more))

    def again(self, *more):
        self.server.stop()
        self.serve(*more)
        self.keeper = self.server.client()

    def browser(self, session=None):
        browser = Browser(self)
        if session is not None:
            browser.cookies = {"khuyenhoc": session.token}
            browser.csrf = session.csrf
        return browser

    def ok(self, holds, what, answer=""):
        return self.tally.ok(holds, what, repr(answer))

    def refused(self, answer, code, what, where=None):
        refusal = (answer.value or {}).get("refused", {})
        is_in = any(name == "khuyenhoc" and value for name, value in accounts.cookies_of(answer).items())
        self.ok(answer.refused == code and (where is None or refusal["where"] == where) and not is_in, what, answer)


def tied(place, session, password=accounts.PASSWORD):
    """The account's holder, signed in, proves at the provider who they are there."""
    browser = place.browser(session)
    begun = browser.post("/api/oidc/tie", {"password": password})
    return browser, begun, browser.ends(browser.goes(begun.value["to"])) if begun.status == 200 else begun


def tying(place):
    place.provider.told(login=SUBJECT)
    place.refused(place.browser().whole(), "accounts.not_tied", "an identity that nobody has tied opens nothing, and makes no account")
    browser = place.browser(place.officer)
    place.refused(browser.post("/api/oidc/tie", {"password": "không phải đâu"}), "accounts.password_wrong", "a session left open ties nothing")
    place.ok(place.browser().post("/api/oidc/tie", {"password": accounts.PASSWORD}).refused == "may.sign_in", "nobody ties without signing in")
    place.ok(browser.get("/api/oidc").value == {"name": "Tài khoản công vụ", "tied": None}, "the page knows the service's name", browser.get("/api/oidc"))
    browser, begun, done = tied(place, place.officer)
    place.ok("prompt=login" in begun.value["to"], "whoever ties proves it anew", begun)
    place.ok(done.status == 200 and done.value == {"tied": True}, "the holder ties the account", done)
    place.ok(browser.get("/api/oidc").value["tied"] > 0, "and sees since when")
    place.refused(browser.post("/api/oidc/tie", {"password": accounts.PASSWORD}), "accounts.tied", "one identity a service")
    other = place.program.people.add("can.bo.hai", "commune_officer", place.keeper, "--place", place.commune)
    place.refused(tied(place, other)[2], "accounts.tied_elsewhere", "one account an identity")
    with place.program.reading() as db:
        rows = db.execute("SELECT issuer, subject_hash FROM account_external").fetchall()
    place.ok(len(rows) == 1 and SUBJECT not in rows[0][1] and re.fullmatch("[0-9a-f]{32}", rows[0][1]), "the subject is kept as a hash", rows)


def tied_by_others(place):
    """An attacker begins to tie, and has the victim end it; or the other way round."""
    attacker, victim = place.browser(place.program.people.session("can.bo.ba", place.keeper)), place.browser(place.officer)
    place.provider.told(login="ke.tan.cong")
    begun = attacker.post("/api/oidc/tie", {"password": accounts.PASSWORD})
    returned = attacker.goes(begun.value["to"])
    place.refused(victim.ends(returned), "oidc.not_begun", "what an attacker began ties nothing for the victim")
    victim.cookies |= {name: value for name, value in attacker.cookies.items() if name == "khuyenhoc-pending"}
    place.refused(victim.ends(returned), "oidc.not_begun", "not even with the attacker's cookie")
    nobody = place.browser()
    nobody.cookies = {name: value for name, value in attacker.cookies.items() if name == "khuyenhoc-pending"}
    place.refused(nobody.ends(returned), "oidc.not_begun", "nor for somebody who has signed out meanwhile")
    place.provider.told(login=SUBJECT)


def signing_in(place):
    browser = place.browser()
    me = browser.get("/api/me").value
    place.ok(me["oidc"] is True and me["oidc_name"] == "Tài khoản công vụ", "the page offers it", me)
    begun = browser.begin()
    query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(begun.value["to"]).query))
    place.ok(query["code_challenge_method"] == "S256" and query["response_type"] == "code" and query["scope"] == "openid" and len(query["nonce"]) == 64,
             "a code with PKCE, state and nonce is asked for", query)
    cookie = begun.all("Set-Cookie")[0]
    place.ok(all(word in cookie for word in ("khuyenhoc-pending=", "; HttpOnly", "; SameSite=Strict", "; Path=/", "Max-Age=600")), "what is pending is kept from scripts and other sites", cookie)
    place.ok(not any(query[name] in cookie for name in ("state", "nonce")), "and sealed")
    done = browser.ends(browser.goes(begun.value["to"]))
    place.ok(done.status == 200 and done.value["page"] == "/people" and browser.account() == "can.bo", "whoever is tied is let in, to the page they wanted", done)
    place.ok("khuyenhoc-pending" not in browser.cookies, "what was pending is gone")
    place.ok(len(browser.get("/api/sessions").value["sessions"]) >= 2, "it is a session like any other")


def pages(place):
    """The page to open afterwards is one of ours."""
    for page in ("//ac-y.example/x", "https://ac-y.example", "/\\ac-y.example", "javascript:alert(1)", "people", "/api/oidc/start", "/a\tb", ""):
        done = place.browser().whole(page)
        place.ok(done.status == 200 and done.value["page"] == "/", f"{page!r} is not opened", done)
    place.ok(place.browser().begin("/" + "x" * 400).refused == "shape.out_of_range", "nor one without end")


def wrong_ways(place):
    browser, other = place.browser(), place.browser()
    begun = browser.begin()
    returned = browser.goes(begun.value["to"])
    other.begin()
    place.refused(other.ends(returned), "oidc.not_begun", "the code of one browser in another that has begun as well")
    place.refused(place.browser().ends(returned), "oidc.not_begun", "in one that has not")
    for state in ("", "0" * 64, returned["state"][:-1], returned["state"] + "0"):
        answer = browser.ends(returned | {"state": state})
        place.ok(answer.refused in ("oidc.not_begun", "shape.out_of_range"), "another state", answer)
    for cookie in ("x", browser.cookies["khuyenhoc-pending"][:-2] + "AA", ""):
        touched = place.browser()
        touched.cookies = {"khuyenhoc-pending": cookie}
        place.refused(touched.ends(returned), "oidc.not_begun", "a cookie that was touched")
    place.refused(browser.ends(returned | {"iss": "https://ac-y.example"}), "oidc.not_believed", "another provider's answer", "issuer")
    place.refused(browser.ends({name: value for name, value in returned.items() if name != "iss"}), "oidc.not_believed", "one that does not say whose it is", "issuer")
    place.refused(browser.ends(returned | {"code": "x" * 40}), "oidc.code_refused", "a made-up code")
    kept = dict(browser.cookies)
    answer = browser.post("/api/oidc/finish", {name: returned[name] for name in ("state", "code", "iss")}, Origin="https://ac-y.example")
    place.refused(answer, "http.foreign_origin", "another site brings it")
    place.ok(browser.ends(returned).status == 200, "and the right one still works")
    browser.cookies, browser.csrf = kept, None
    place.refused(browser.ends(returned), "oidc.code_refused", "a code that was used")
    place.provider.told(deny=True)
    place.refused(place.browser().whole(), "oidc.denied", "somebody goes away from the provider's page")
    place.provider.told(deny=False)


def guessing(place):
    """Attempts are counted before the provider is asked."""
    browser = place.browser()
    returned = browser.goes(browser.begin().value["to"])
    asked = place.provider.told()["/token"]
    answers = [browser.ends(returned | {"code": f"guess{i}"}) for i in range(12)]
    place.ok([one.refused for one in answers].count("oidc.code_refused") == 10 and answers[-1].status == 429, "ten wrong codes, then it is waited", answers[-1])
    place.ok(place.provider.told()["/token"] == asked + 10, "and the provider is left in peace")


def lies(place):
    """Tokens that the provider would never make, in place of its own."""
    now = int(time.time())
    faults = (("nonce", {"claims": {"nonce": "0" * 64}}), ("nonce", {"claims": {"nonce": None}}), ("audience", {"claims": {"aud": "another"}}),
              ("audience", {"claims": {"aud": ["khuyenhoc", "another"]}}), ("audience", {"claims": {"azp": "another"}}), ("expired", {"claims": {"exp": now - 61}}),
              ("expired", {"claims": {"exp": "tomorrow"}}), ("issued", {"claims": {"iat": now + 3600}}), ("issued", {"claims": {"iat": now - 7200}}),
              ("issuer", {"claims": {"iss": place.provider.issuer + "/"}}), ("subject", {"claims": {"sub": ""}}), ("subject", {"claims": {"sub": 7}}),
              ("algorithm", {"sign": "none"}), ("algorithm", {"sign": "shared"}), ("signature", {"sign": "stranger"}), ("key", {"sign": "stranger", "header": {"alg": "PS256"}}),
              ("token", {"header": {"crit": ["b64"], "b64": True}}), ("key", {"header": {"kid": "unknown"}}), ("token", {"text": {"access_token": "x"}}),
              ("token", {"text": {"id_token": 7}}))
    for where, fault in faults:
        place.provider.told(fault=fault)
        place.refused(place.browser().whole(), "oidc.not_believed", f"{fault} is not believed", where)
        place.provider.told(fault=None)
        place.ok(place.browser().whole().status == 200, "the truth is")


def bad_answers(place):
    for what, fault in (("an error", {"status": 500}), ("a way elsewhere", {"redirect": place.provider.issuer + "/token2"}), ("an answer without end", {"long": True}),
                        ("no JSON", {"text": "<html>"})):
        place.provider.told(fault=fault)
        place.refused(place.browser().whole(), "oidc.away", f"{what} from the token endpoint")
    place.ok(place.provider.told().get("/token2") is None, "nothing is followed elsewhere")
    place.provider.told(fault={"wait": 20_000})
    browser, other = place.browser(), place.browser()
    returned, second = (one.goes(one.begin().value["to"]) for one in (browser, other))
    began = time.monotonic()
    place.refused(slow_and_busy(place, browser, returned, other, second), "oidc.away", "a provider that does not answer")
    place.ok(4.9 < time.monotonic() - began < 15, "is waited for five seconds", time.monotonic() - began)
    place.provider.told(fault=None)
    place.ok(other.ends(second).status == 200, "what was not tried is still good")


def slow_and_busy(place, browser, returned, other, second):
    """While one waits for the provider, another is told so at once and everybody else works on."""
    answers = []
    line = threading.Thread(target=lambda: answers.append(browser.ends(returned)))
    line.start()
    time.sleep(1)
    began = time.monotonic()
    place.refused(other.ends(second), "oidc.busy", "whoever comes meanwhile is not kept waiting")
    place.ok(place.keeper.get("/api/sessions", as_="bi.thu").status == 200, "questions are answered meanwhile")
    ended = place.keeper.post("/api/sessions/end", {"session_id": 1}, as_="bi.thu")
    place.ok(ended.refused == "accounts.no_session" and time.monotonic() - began < 3.5, "and changes made", ended)
    line.join()
    return answers[0]


def rotation(place):
    place.provider.told(rotate="ES256")
    browser = place.browser()
    began = place.provider.told().get("/jwks", 0)
    place.again()
    place.ok(place.browser().whole().status == 200, "another kind of key")
    place.provider.told(rotate="PS256")
    place.refused(place.browser().whole(), "oidc.not_believed", "keys were asked for a moment ago: not again", "key")
    for _ in range(5):
        browser.whole()
    place.ok(place.provider.told()["/jwks"] == began + 1, "however many tokens name a key that is not known", place.provider.told())
    place.again()
    place.ok(place.browser().whole().status == 200, "a new key is found")


def restart(place):
    """What was begun before is ended after, by another program on the same database."""
    browser = place.browser()
    returned = browser.goes(browser.begin().value["to"])
    place.again()
    browser.connect()
    place.ok(browser.ends(returned).status == 200, "a restart loses nothing")


def away(place):
    """A provider that is not there when the program needs it."""
    place.provider.stop()
    place.again()
    began = time.monotonic()
    for _ in range(3):
        place.refused(place.browser().begin(), "oidc.away", "a provider that is down")
    place.ok(time.monotonic() - began < 5, "is said at once")
    place.ok(place.browser().post("/api/sign-in", {"login": "can.bo.hai", "password": accounts.PASSWORD}).status == 200, "passwords work as ever")
    place.provider.start()
    place.provider.told(login=SUBJECT)
    place.again()


def second_factor(place):
    """The account's own code is asked for all the same, unless the operator lets the provider's count."""
    session = place.program.people.add("thu.quy", "treasurer", place.keeper)
    place.provider.told(login="thu-quy-1")
    place.ok(tied(place, session)[2].status == 200, "somebody with a second factor ties")
    for amr in (None, ["pwd"], ["mfa", "otp"]):
        place.provider.told(amr=amr)
        browser = place.browser()
        place.refused(browser.whole(), "accounts.code_needed", f"the code is asked for ({amr})")
    place.refused(browser.post("/api/oidc/code", {"code": "000000"}), "accounts.totp_wrong", "a wrong one")
    place.refused(browser.ends({"state": "x", "code": "y"}), "oidc.not_begun", "nothing else can be made of what is kept")
    code = accounts.totp(session.secret, step=1)
    done = browser.post("/api/oidc/code", {"code": code})
    place.ok(done.status == 200 and browser.account() == "thu.quy", "the right one", done)
    place.refused(place.browser().post("/api/oidc/code", {"code": code}), "oidc.not_begun", "a code alone is nothing")
    place.again("--oidc-second-factor")
    for amr in (None, ["pwd"], ["sms", "MFA"]):
        place.provider.told(amr=amr)
        place.refused(place.browser().whole(), "accounts.code_needed", f"a password is no second factor ({amr})")
    for amr in (["mfa"], ["pwd", "otp"], ["hwk"]):
        place.provider.told(amr=amr)
        place.ok(place.browser().whole().status == 200, f"{amr} spares the code where the operator allows it")
    place.provider.told(amr=None, login=SUBJECT)
    place.again()


def endings(place):
    """Untied, given back by a keeper, closed."""
    browser = place.browser()
    place.ok(browser.whole().status == 200, "still tied")
    place.ok(browser.post("/api/oidc/untie", {}).status == 200 and browser.get("/api/oidc").value["tied"] is None, "the holder unties")
    place.refused(place.browser().whole(), "accounts.not_tied", "what was untied")
    place.ok(tied(place, place.officer)[2].status == 200, "and ties again")
    given = json.loads(place.program.run("accounts", "code", "--login", "can.bo", "--json").stdout)["code"]
    place.officer = accounts.redeem(given, "can.bo", place.keeper)
    place.refused(place.browser().whole(), "accounts.not_tied", "whoever is given the account back has it without others' ties")
    place.ok(tied(place, place.officer)[2].status == 200, "and ties once more")
    me = place.browser(place.officer).get("/api/me").value
    keeper = place.program.people.session("bi.thu", place.keeper)
    closed = place.keeper.command("accounts.close", {"account_id": me["account"]["id"]}, actor="bi.thu")
    place.ok(closed.status == 200 and keeper is not None, "the account is closed", closed)
    place.refused(place.browser().whole(), "accounts.not_tied", "a closed account")
    fresh = place.program.people.add("can.bo.moi", "commune_officer", place.keeper, "--place", place.commune)
    place.ok(tied(place, fresh)[2].status == 200, "the identity is free for the person's next account")


class Sealed(http.server.BaseHTTPRequestHandler):
    """The document of a provider that speaks TLS."""

    def do_GET(self):
        issuer = f"https://localhost:{self.server.server_port}"
        body = json.dumps({"issuer": issuer, "authorization_endpoint": issuer + "/a", "token_endpoint": issuer + "/t", "jwks_uri": issuer + "/k"}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def vouched_for(place):
    """A provider is only asked behind a certificate that somebody known has signed, for its own name."""
    certificate = khuyenhoc.Certificate(place.folder)
    line = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Sealed)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate.chain, certificate.key)
    line.socket = context.wrap_socket(line.socket, server_side=True)
    threading.Thread(target=line.serve_forever, daemon=True).start()
    for name, words, code in (("localhost", [], "oidc.away"), ("localhost", ["--oidc-authority", certificate.chain], None), ("127.0.0.1", ["--oidc-authority", certificate.chain], "oidc.away")):
        issuer = f"https://{name}:{line.server_port}"
        with place.program.serve(log=place.log, words=["--oidc-issuer", issuer, "--oidc-client-id", "khuyenhoc", "--oidc-name", "y", *words]) as server:
            begun = server.client(as_=None).post("/api/oidc/start", {}, as_=None)
            place.ok(begun.refused == code, f"{issuer} {words[:1]} is asked or not", begun)
    line.shutdown()


def settings(place):
    """What serve refuses before it listens."""
    os.chmod(place.secret_file, 0o644)
    cases = {"everybody": place.words(), "https": ["--oidc-issuer", "http://ac-y.example", "--oidc-client-id", "x", "--oidc-name", "y"],
             "https address": ["--oidc-issuer", "https://a@b.example", "--oidc-client-id", "x", "--oidc-name", "y"],
             "--oidc-client-id is needed": ["--oidc-issuer", "https://a.example", "--oidc-name", "y"], "--oidc-issuer is needed": ["--oidc-client-id", "x"],
             "--oidc-name is needed": ["--oidc-issuer", "https://a.example", "--oidc-client-id", "x"]}
    for said, words in cases.items():
        done = place.program.run("serve", "--listen", "127.0.0.1:0", *words, timeout=30)
        place.ok(done.returncode == 2 and said in done.stderr, f"serve says: {said}", done.stderr)
    os.chmod(place.secret_file, 0o600)


def main():
    tally = khuyenhoc.Tally()
    with khuyenhoc.folder("oidc") as folder:
        place = Place(sys.argv[1], folder, tally)
        try:
            for walk in (tying, tied_by_others, signing_in, pages, wrong_ways, guessing, restart, lies, second_factor, rotation, endings, away, bad_answers, settings):
                walk(place)
            tally.ok(place.server.stop() == 0, "the program stops in order")
            vouched_for(place)
            log = pathlib.Path(place.log).read_text(encoding="utf-8", errors="replace")
            tally.ok(SECRET not in log and SUBJECT not in log and "code=" not in log and '"code"' not in log, "no secret is in the log", log[-300:])
            checked = place.program.run("check")
            tally.ok(checked.returncode == 0, "the database is sound", checked.stdout[-300:])
        finally:
            place.server.kill()
            place.provider.stop()
    sys.exit(tally.close())


main()
