"""Requests as bytes, with a session: smuggled, oversized, slow."""
import json
import socket
import threading
import time

from sessions import scenario


def play(place):
    session = place.demo("thuky")
    before = place.one("SELECT count(*) FROM journal")
    smuggled(place, session)
    place.ok(place.one("SELECT count(*) FROM journal") == before, "no smuggled command was done")
    oversized(place, session)
    slow(place, session)
    place.ok(place.get("/api/sessions", session).status == 200, "the session goes on, and so does the server")


def heads(place, session, *more):
    return "".join(f"{line}\r\n" for line in (f"Host: 127.0.0.1:{place.server.port}", f"Cookie: {session.cookie}", f"X-Khuyenhoc-Csrf: {session.csrf}",
                                              "Content-Type: application/json", *more))


def smuggled(place, session):
    """A second request within the body of a first must never be taken for one."""
    body = json.dumps(scenario() | {"body": {"name": "lọt", "year": 2025, "sets": []}})
    inner = f"POST /api/commands/recognition.save_scenario HTTP/1.1\r\n{heads(place, session, f'Content-Length: {len(body.encode())}')}\r\n{body}"
    lengths = {"two lengths": ("Content-Length: 5", "Content-Length: 6"), "length and chunks": ("Content-Length: 5", "Transfer-Encoding: chunked"),
               "odd chunks": ("Transfer-Encoding: xchunked",), "chunks twice": ("Transfer-Encoding: chunked", "Transfer-Encoding: identity"),
               "a space before the colon": ("Content-Length : 5",), "a folded length": ("Content-Length:\r\n 5",), "a signed length": ("Content-Length: +5",),
               "a length of hex": ("Content-Length: 0x5",), "a list of lengths": ("Content-Length: 5, 6",), "an odd end of line": ("X: y\nContent-Length: 5",),
               "a zero in a name": ("X\x00: y", "Content-Length: 5")}
    for what, more in lengths.items():
        outer = f"POST /api/sign-out-not HTTP/1.1\r\n{heads(place, session, *more)}\r\n0\r\n\r\n{inner}"
        answer = place.server.raw(outer.encode(), timeout=5)
        place.ok(b" 200 " not in answer.split(b"\r\n")[0] and answer.count(b"HTTP/1.1 200") == 0, what, repr(answer[:300]))
    for line in ("GET /api/me HTTP/1.1 x", "GET /api/me\tHTTP/1.1", "get /api/me HTTP/1.1", "POST /api/sign-out HTTP/9.9"):
        answer = place.server.raw(f"{line}\r\n{heads(place, session)}\r\n".encode(), timeout=5)
        place.ok(not answer.startswith(b"HTTP/1.1 200"), line, repr(answer[:200]))
    for cookies in (f"khuyenhoc={session.token}\r\nCookie: khuyenhoc=x", "khuyenhoc=x; khuyenhoc=" + session.token, "khuyenhoc=" + "0" * 4000):
        answer = place.server.raw(f"GET /api/sessions HTTP/1.1\r\nHost: 127.0.0.1:{place.server.port}\r\nCookie: {cookies}\r\n\r\n".encode(), timeout=5)
        place.ok(answer[:12] in (b"HTTP/1.1 200", b"HTTP/1.1 401", b"HTTP/1.1 400", b"HTTP/1.1 431"), "odd cookies are answered", repr(answer[:200]))


def oversized(place, session):
    for target, kind in (("/api/commands/recognition.save_scenario", "application/json"), ("/api/whatif", "application/json"), ("/api/sign-in", "application/json"), ("/api/password", "application/json")):
        start = f"POST {target} HTTP/1.1\r\n" + heads(place, session, "Content-Length: 999999999999").replace("application/json", kind) + "\r\n"
        place.ok(place.server.raw(start.encode(), timeout=5).startswith((b"HTTP/1.1 413", b"HTTP/1.1 400")), f"a body without end to {target}")
    deep = json.dumps(scenario()).replace('"sets": []', '"sets": ' + "[" * 20000 + "]" * 20000)
    answer = place.client.ask("POST", "/api/commands/recognition.save_scenario", deep.encode(), session.headers() | {"Content-Type": "application/json"}, as_=None)
    place.ok(answer.status in (400, 413, 422), "a body that is deep", repr(answer))
    many = "".join(f"X-{number}: y\r\n" for number in range(5000))
    answer = place.server.raw(f"GET /api/me HTTP/1.1\r\n{heads(place, session)}{many}\r\n".encode(), timeout=5)
    place.ok(answer[:12] in (b"HTTP/1.1 431", b"HTTP/1.1 400"), "headers without end", repr(answer[:200]))


def slow(place, session):
    """Many who send a byte now and then do not keep out who asks in earnest."""
    lines = []
    for _ in range(150):
        line = socket.create_connection(("127.0.0.1", place.server.port), timeout=5)
        line.sendall(f"POST /api/whatif HTTP/1.1\r\n{heads(place, session, 'Content-Length: 1000')}\r\n{{".encode())
        lines.append(line)
    stop = threading.Event()

    def drip():
        while not stop.wait(0.5):
            for line in lines:
                try:
                    line.sendall(b" ")
                except OSError:
                    pass

    dripping = threading.Thread(target=drip, daemon=True)
    dripping.start()
    started = time.monotonic()
    answers = [place.get("/api/sessions", session).status for _ in range(10)]
    took = time.monotonic() - started
    stop.set()
    dripping.join()
    for line in lines:
        line.close()
    place.ok(answers == [200] * 10 and took < 10, "who asks in earnest is answered beside 150 slow ones", f"{answers} in {took:.1f} s")
