#!/usr/bin/env python3
"""The program behind nginx, as docs/operating/network.md has it: its text with other ports and paths.

    nginx.py BINARY

A page, its parts, an upload, an event stream, a refusal; what a client says about itself is not believed. nginx comes from
Debian (nginx-light) and runs as whoever tests, on free ports of this machine."""
import http.server
import json
import os
import pathlib
import re
import socket
import subprocess
import sys
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "harness"))
import khuyenhoc  # noqa: E402

REGISTER = "Số hộ,Quan hệ,Họ và tên,Ngày sinh,Giới tính,Bản,Xã\n1,Chủ hộ,Lò Văn Tiến,1980-02-03,Nam,Bản Không Có,Xã Không Có\n"


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Echo(http.server.BaseHTTPRequestHandler):
    """Says what nginx made of a client's words."""

    def do_GET(self):
        body = json.dumps([[name.lower(), value] for name, value in self.headers.items()]).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def text_of_document():
    text = (ROOT / "docs/operating/network.md").read_text(encoding="utf-8")
    return re.search(r"```nginx\n(.*?)```", text, re.S).group(1)


def site(folder, certificate, behind, tls, plain, name):
    """The document's text for one upstream. Every replacement must find what it replaces."""
    text = text_of_document()
    for old, new in (("server 127.0.0.1:8080;", f"server 127.0.0.1:{behind};"), ("upstream khuyenhoc ", f"upstream {name} "), ("http://khuyenhoc;", f"http://{name};"),
                     ("listen 80;", f"listen 127.0.0.1:{plain};"), ("listen 443 ssl", f"listen 127.0.0.1:{tls} ssl"), ("khuyenhoc.example.vn", "localhost"),
                     ("/etc/khuyenhoc/fullchain.pem", certificate.chain), ("/etc/khuyenhoc/privkey.pem", certificate.key),
                     ("/var/log/nginx/khuyenhoc.log khuyenhoc", f"{folder}/{name}.log {name}"), ("log_format khuyenhoc", f"log_format {name}")):
        if old not in text:
            sys.exit(f"docs/operating/network.md no longer says {old!r}")
        text = text.replace(old, new)
    return text


def start_nginx(folder, sites):
    conf = os.path.join(folder, "nginx.conf")
    places = " ".join(f"{what}_temp_path {folder}/{what};" for what in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    pathlib.Path(conf).write_text(f"worker_processes 1; daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log;\n"
                                  f"events {{ worker_connections 256; }}\nhttp {{ {places}\n{sites}}}\n", encoding="utf-8")
    nginx = next((path for path in ("/usr/sbin/nginx", "/usr/local/sbin/nginx") if os.path.exists(path)), "nginx")
    return subprocess.Popen([nginx, "-p", folder, "-c", conf], stderr=subprocess.DEVNULL)


def wait_for(port, process):
    for _ in range(600):
        if process.poll() is not None:
            sys.exit("nginx ended at once")
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)
    sys.exit("nginx does not listen")


def walk_pages(tally, client):
    page = client.get("/")
    tally.ok(page.status == 200 and b"<title>" in page.body, "the page comes", repr(page))
    for name in ("strict-transport-security", "content-security-policy", "x-content-type-options", "referrer-policy", "permissions-policy",
                 "cross-origin-opener-policy", "cross-origin-resource-policy"):
        tally.ok(len(page.all(name)) == 1, f"one {name}")
    part = re.search(rb'src="(/assets/[^"]+\.js)"', page.body)
    if part:  # a build without pages has none
        zipped = client.ask("GET", part.group(1).decode(), headers={"Accept-Encoding": "br"})
        tally.ok(zipped.headers.get("Content-Encoding") == "br", "its script comes compressed", repr(zipped.headers))
    tally.ok(client.get("/api/health").status == 200, "the interface answers")
    missing = client.get("/api/none")
    tally.ok(missing.status == 404 and "Strict-Transport-Security" in missing.headers, "a refusal is the program's own, with its headers", repr(missing))


def walk_origins(tally, line, direct, port):
    """`line` opens a connection: a refusal ends one. What came through the proxy is https, whatever the client says of it; what goes around it is not."""
    https = {"Origin": f"https://localhost:{port}", "Content-Type": "application/json"}
    for said in ({}, {"X-Forwarded-Proto": "http"}):
        own = line().ask("POST", "/api/commands/people.none", b"{}", https | said)
        tally.ok(own.refused != "http.foreign_origin", f"the page's own origin is own {said}", repr(own))
    for origin in (f"http://localhost:{port}", "https://evil.example"):
        other = line().ask("POST", "/api/commands/people.none", b"{}", https | {"Origin": origin})
        tally.ok(other.refused == "http.foreign_origin", f"{origin} is another site", repr(other))
    around = direct.ask("GET", "/api/health", headers={"Host": "evil.example"}, as_=None)
    tally.ok(around.refused == "http.foreign_host", "another name is refused", repr(around))


def sign_in(tally, client, code):
    """As somebody who was handed a code: the headers that the session's requests carry."""
    came = client.post("/api/one-time", {"code": code, "password": "bản làng học suốt đời"})
    if not tally.ok(came.status == 200 and came.value.get("csrf"), "a code opens a session", repr(came)):
        return {}
    cookies = came.all("Set-Cookie")
    for cookie in cookies:
        tally.ok(cookie.startswith("__Host-khuyenhoc") and all(word in cookie for word in ("; Secure", "; HttpOnly", "; SameSite=Strict", "; Path=/")),
                 "a cookie is for TLS alone", cookie.partition("=")[0])
    return {"Cookie": "; ".join(cookie.partition(";")[0] for cookie in cookies), "X-Khuyenhoc-Csrf": came.value["csrf"]}


def walk_upload(tally, client, session):
    large = REGISTER.encode() + b"".join(b"%d,,%s\n" % (row, b"x" * 90) for row in range(80_000))
    session = session | {"Content-Type": "text/csv"}
    stranger = client.ask("POST", "/api/upload/people/look", REGISTER.encode(), {"Content-Type": "text/csv"})
    tally.ok(stranger.refused == "may.sign_in", "nobody uploads without signing in", repr(stranger))
    looked = client.ask("POST", "/api/upload/people/look", large, session)
    tally.ok(looked.status == 200 and isinstance(looked.value, dict), "eight megabytes pass", repr(looked))
    started = client.ask("POST", "/api/upload/people?dry_run=1", REGISTER.encode(), session)
    if not tally.ok(started.status == 202, "an import begins", repr(started)):
        return
    events = client.ask("GET", f"/api/events/{started.value['job']}", headers=session)
    kind = events.headers.get("Content-Type", "")
    tally.ok(kind.startswith("text/event-stream") and b"event: " in events.body, "its events come", repr(events))


def walk_claims(tally, client):
    """A client that says who it is."""
    claims = {"X-Forwarded-For": "6.6.6.6", "X-Forwarded-Proto": "http", "Connection": "keep-alive, X-Forwarded-For"}
    got = dict(client.ask("GET", "/", headers=claims).value)
    tally.ok(got.get("x-forwarded-for") == "127.0.0.1", "nginx says the address itself", got.get("x-forwarded-for", "nothing"))
    tally.ok(got.get("x-forwarded-proto") == "https", "and how it came", got.get("x-forwarded-proto", "nothing"))
    client.ask("GET", "/search?q=L%C3%B2%20V%C4%83n%20Ti%E1%BA%BFn")


def main():
    tally = khuyenhoc.Tally()
    with khuyenhoc.folder("nginx") as folder:
        program = khuyenhoc.make_demo(sys.argv[1], os.path.join(folder, "demo.db"), 600)
        certificate = khuyenhoc.Certificate(folder)
        with program.reading() as db:
            commune = db.execute("SELECT place_id FROM place WHERE kind = 'commune' ORDER BY place_id LIMIT 1").fetchone()[0]
        given = program.run("accounts", "add", "--login", "can.bo", "--name", "Lò Thị Hặc", "--role", "commune_officer", "--place", commune, "--json")
        tally.ok(given.returncode == 0, "a code is printed", given.stderr[-200:])
        echo = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Echo)
        threading.Thread(target=echo.serve_forever, daemon=True).start()
        server = program.serve(words=["--behind-proxy", "--name", "localhost"])
        ours, plain, theirs, other = (free_port() for _ in range(4))
        sites = site(folder, certificate, server.port, ours, plain, "program") + site(folder, certificate, echo.server_port, theirs, other, "echo").replace("server_tokens off;", "")
        nginx = start_nginx(folder, sites)
        try:
            wait_for(ours, nginx)
            def line():
                return khuyenhoc.Client(ours, 60, context=certificate.client_context())

            client = line()
            walk_pages(tally, client)
            walk_origins(tally, line, server.client(), ours)
            walk_upload(tally, client, sign_in(tally, client, json.loads(given.stdout)["code"]))
            demo = client.post("/api/sign-in/demo", {"login": "thuky"})
            tally.ok(demo.refused == "accounts.demo_only", "others do not sign in without a password", repr(demo))
            walk_claims(tally, khuyenhoc.Client(theirs, 60, context=certificate.client_context()))
            moved = khuyenhoc.Client(plain).get("/x?y=1")
            tally.ok(moved.status == 308 and moved.headers["Location"] == "https://localhost/x?y=1", "plain HTTP is sent on", repr(moved))
        finally:
            nginx.terminate()
            nginx.wait(20)
            echo.shutdown()
        tally.ok(server.stop() == 0, "the program stops in order")
        logged = "".join(pathlib.Path(folder, f"{name}.log").read_text(encoding="utf-8") for name in ("program", "echo"))
        tally.ok("GET /search 200" in logged and "q=" not in logged, "nginx logs no question", logged[-300:])
    sys.exit(tally.close())


main()
