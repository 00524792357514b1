"""Guessing: passwords, logins, one-time codes, second factors."""
import base64
import contextlib
import glob
import json
import os
import statistics
import time

import accounts

# Known and unknown logins: the medians of their times differ by less than this part, or this many seconds.
MOST_APART, MOST_APART_S = 0.25, 0.004
EACH = 18


def play(place):
    place.guessed = True
    texts(place)
    times(place)
    one_account(place)
    one_address(place)
    codes(place)
    second_factors(place)
    passkeys(place)


def texts(place):
    """Nothing that is said tells whether a login exists."""
    place.account("co.that")
    place.client.command("accounts.add", {"login": "chua.dat", "name": "Chưa đặt mật khẩu", "role": "hamlet_head", "place_id": place.hamlet()})
    answers = {login: place.sign_in(login, "sai hoàn toàn 1", source="127.0.8.1") for login in
               ("co.that", "chua.dat", "khong.co", "thuky", "KHÔNG HỢP LỆ", "'; DROP TABLE account;--", "co.that\x00", "system", "a14000000000001")}
    bodies = {login: (answer.status, answer.body) for login, answer in answers.items() if answer.status != 400}
    place.ok(len(set(bodies.values())) == 1 and next(iter(bodies.values()))[0] == 401, "one answer to every wrong login or password", str(bodies))
    shown = [set(name.lower() for name, _ in answer._headers) for answer in answers.values() if answer.status == 401]
    place.ok(all(one == shown[0] for one in shown), "with the same headers")
    place.ok(not any(answer.all("Set-Cookie") for answer in answers.values()), "and no cookie")


def times(place):
    """By the processor's time, which other programs on the machine do not change; by the clock where the machine is at rest."""
    place.account("co.that.hai")
    logins = {"known": ["co.that", "co.that.hai"], "unknown": ["khong.co.mot", "khong.co.hai"]}
    clock, processor = {"known": [], "unknown": []}, {"known": [], "unknown": []}
    for number in range(EACH):
        for kind in sorted(logins, reverse=number % 2 == 1):
            client = place.from_address(f"127.0.7.{number // 6 + 1}")
            client.get("/api/me")
            spent, started = spent_by(place), time.perf_counter()
            answer = client.post("/api/sign-in", {"login": logins[kind][number % 2], "password": "sai hoàn toàn 2"})
            clock[kind].append(time.perf_counter() - started)
            processor[kind].append(spent_by(place) - spent)
            client.close()
            if answer.status != 401:
                place.ok(False, "a wrong password is refused", repr(answer))
                return
    apart(place, "processor", {kind: statistics.median(all_of) for kind, all_of in processor.items()})
    if os.getloadavg()[0] < (os.cpu_count() or 1):
        apart(place, "clock", {kind: statistics.median(all_of) for kind, all_of in clock.items()})


def apart(place, what, median):
    said = ", ".join(f"{kind} {seconds * 1000:.1f} ms" for kind, seconds in median.items())
    print(f"a wrong password, median of {EACH} by the {what}: {said}", flush=True)
    place.ok(abs(median["known"] - median["unknown"]) < max(MOST_APART * median["known"], MOST_APART_S), f"the {what} does not tell whether a login exists", said)


def spent_by(place):
    """The server's time on processors so far, in seconds."""
    total = 0
    for path in glob.glob(f"/proc/{place.server.process.pid}/task/*/schedstat"):
        with contextlib.suppress(OSError), open(path, encoding="ascii") as file:
            total += int(file.read().split()[0])
    return total / 1e9


def wait_of(answer):
    values = answer.all("Retry-After")
    return int(values[0]) if values and values[0].isdigit() else None


def one_account(place):
    """One account from many addresses; its owner still gets in from a browser it has signed in to before."""
    place.account("bi.doan")
    first = place.sign_in("bi.doan")
    device = "; ".join(f"{name}={value}" for name, value in accounts.cookies_of(first).items() if "device" in name)
    place.kept(accounts.Session(first))
    answers = [place.sign_in("bi.doan", f"đoán lần {number}", source=f"127.0.6.{number + 1}") for number in range(14)]
    through = sum(answer.status == 401 for answer in answers)
    place.ok(through == 10 and answers[-1].status == 429, "ten guesses at an account, whatever they come from", str([answer.status for answer in answers]))
    place.ok((wait_of(answers[-1]) or 0) > 60, "it is said when to come back", str(answers[-1].headers))
    place.refused(place.sign_in("bi.doan", source="127.0.6.99"), 429, "accounts.too_often", "the right password is not tried then either")
    place.refused(place.sign_in("bi.doan", source="127.0.6.99", headers={"Cookie": "khuyenhoc-device=" + "0" * 64}), 429, "accounts.too_often", "a made-up device is unknown")
    other = "; ".join(f"{name}={value}" for name, value in accounts.cookies_of(place.sign_in("co.that", source="127.0.6.98")).items() if "device" in name)
    place.refused(place.sign_in("bi.doan", source="127.0.6.97", headers={"Cookie": other or "x=y"}), 429, "accounts.too_often", "another's device is unknown")
    known = place.sign_in("bi.doan", source="127.0.6.96", headers={"Cookie": device})
    place.ok(known.status == 200, "who has been here before gets in", repr(known))
    answers = [place.sign_in("BI.DOAN", f"đoán nữa {number}", source=f"127.0.6.{number + 101}") for number in range(2)]
    place.ok(all(answer.status == 429 for answer in answers), "the same login in other letters is the same account", str(answers))


def one_address(place):
    """Many accounts from one address."""
    answers = [place.sign_in(f"nguoi.{number}", "mật khẩu hay gặp", source="127.0.5.1") for number in range(36)]
    place.ok(any(answer.status == 429 for answer in answers) and answers[0].status == 401, "an address may not try everybody", str([answer.status for answer in answers]))
    place.ok(sum(answer.status == 401 for answer in answers) <= 33, "thirty at once", str([answer.status for answer in answers]))
    forged = place.sign_in("nguoi.98", "mật khẩu hay gặp", source="127.0.5.1", headers={"X-Forwarded-For": "10.1.2.3", "Forwarded": "for=10.1.2.3", "X-Real-IP": "10.1.2.3"})
    place.ok(forged.status == 429, "an address is not what a header says", repr(forged))


def passkeys(place):
    """What a device is asked to sign is no one else's, and rubbish is no signature."""
    here = {"Host": f"localhost:{place.server.port}"}
    origin = f"http://localhost:{place.server.port}"

    def used(challenge, host=here, **changed):
        said = json.dumps({"type": "webauthn.get", "challenge": challenge, "origin": origin, "crossOrigin": False} | changed)
        given = {"credential": b"x" * 32, "client_data": said.encode(), "authenticator_data": b"\0" * 37, "signature": b"y" * 70}
        return place.post("/api/passkeys/sign-in", {name: base64.urlsafe_b64encode(value).decode().rstrip("=") for name, value in given.items()}, headers=host, source="127.0.9.1")

    asked = place.post("/api/passkeys/ask", {}, headers=here, source="127.0.9.1")
    place.ok(asked.status == 200 and asked.value["host"] == "localhost", "anybody may be asked for a passkey", repr(asked))
    challenge = asked.value["challenge"]
    for what, changed in (("another site", {"origin": "https://evil.example"}), ("a frame", {"crossOrigin": True}), ("a registration", {"type": "webauthn.create"})):
        place.refused(used(challenge, **changed), 401, "accounts.passkey_unknown", f"what was signed for {what} opens nothing")
    place.refused(used(challenge), 401, "accounts.passkey_unknown", "a passkey that nobody has opens nothing")
    place.refused(used(challenge), 409, "accounts.passkey_over", "what was asked is used up")
    place.refused(used(challenge, {}), 409, "accounts.passkey_not_here", "nor at an address of numbers")
    answers = [place.post("/api/passkeys/ask", {}, headers=here, source="127.0.9.2") for _ in range(14)]
    place.ok(answers[0].status == 200 and answers[-1].status == 429, "nobody may ask without end", str([answer.status for answer in answers]))
    place.refused(place.post("/api/passkeys/begin", {"password": accounts.PASSWORD}, headers=here), 401, "may.sign_in", "a passkey is added by its holder")


def redeemed(place, code, source, login="", password="bản mới hoàn toàn 31"):
    return place.post("/api/one-time", {"code": code, "password": password} | ({"login": login} if login else {}), source=source)


def codes(place):
    code = place.program.people.code("co.ma", "hamlet_head", "--place", str(place.hamlet()))
    place.refused(redeemed(place, code, "127.0.4.1", "nguoi.khac"), 401, "accounts.not_known", "a code for another login")
    place.ok(redeemed(place, code, "127.0.4.1", "co.ma").status == 200, "a code is good once")
    place.refused(redeemed(place, code, "127.0.4.1", "co.ma"), 401, "accounts.not_known", "a code again")
    late = place.program.people.code("muon.ma", "hamlet_head", "--place", str(place.hamlet()))
    place.write("UPDATE account_code SET expires_ms = 1000 WHERE used_ms IS NULL")
    place.refused(redeemed(place, late, "127.0.4.2", "muon.ma"), 401, "accounts.not_known", "a code too late")
    account = place.client.post("/api/accounts", {"q": "muon.ma"}).value
    number = next(one["id"] if "id" in one else one["account_id"] for one in account["accounts"])
    given = [place.client.post("/api/accounts/code", {"account_id": number}) for _ in range(2)]
    if not place.ok(all(answer.status == 200 for answer in given), "a code is given in person", str(given)):
        return
    first, second = (answer.value["code"] for answer in given)
    place.refused(redeemed(place, first, "127.0.4.2", "muon.ma"), 401, "accounts.not_known", "a code that another has replaced")
    place.ok(redeemed(place, second, "127.0.4.2", "muon.ma").status == 200, "the newer one is good")
    answers = [redeemed(place, f"{number:012}" * 2, "127.0.4.3") for number in range(14)]
    place.ok(answers[-1].status == 429 and {answer.status for answer in answers} <= {401, 429}, "codes cannot be guessed", str([answer.status for answer in answers]))
    bits = sum(letter.isalnum() for letter in second)
    place.ok(bits >= 12, "a code is long enough", f"{bits} letters or digits")


def second_factors(place):
    session = place.account("co.lop.hai", "auditor")
    used = accounts.totp(session.secret)
    place.refused(place.sign_in("co.lop.hai", source="127.0.3.1"), 401, "accounts.code_needed", "the password alone")
    place.ok(place.sign_in("co.lop.hai", source="127.0.3.1", code=used).status == 401, "the code that set it up, again")
    fresh = accounts.totp(session.secret, step=1)
    good = place.sign_in("co.lop.hai", source="127.0.3.1", code=fresh)
    place.ok(good.status == 200, "a code is good", repr(good))
    place.ok(place.sign_in("co.lop.hai", source="127.0.3.1", code=fresh).status == 401, "the same code again")
    recovery = session.recovery[0]
    place.ok(place.sign_in("co.lop.hai", source="127.0.3.1", code=recovery).status == 200, "a recovery code is good")
    place.ok(place.sign_in("co.lop.hai", source="127.0.3.1", code=recovery).status == 401, "once")
    answers = [place.sign_in("co.lop.hai", source=f"127.0.3.{number + 2}", code=f"{number:06}") for number in range(14)]
    place.ok(answers[-1].status == 429, "second factors cannot be tried out", str([answer.status for answer in answers]))
    place.ok(all(answer.status != 200 for answer in answers), "none of them fits")
    wrong = place.sign_in("co.lop.hai", "sai hoàn toàn 3", source="127.0.3.40", code=accounts.totp(session.secret, step=1))
    place.ok(wrong.status in (401, 429) and wrong.refused != "accounts.code_needed", "a code without the password says nothing", repr(wrong))
    bare = place.kept(accounts.redeem(place.program.people.code("chua.lop.hai", "auditor"), "chua.lop.hai", place.client))
    place.refused(place.get("/api/criteria/drafts", bare), 403, "accounts.totp_first", "a role that wants a second factor, without it")
