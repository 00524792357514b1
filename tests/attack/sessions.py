"""Sessions: none is given from outside, none outlives its end, no other site acts in it."""
import json
import time
import uuid

import accounts
import khuyenhoc

A_SECOND = 1.2  # how late another program's change may count


def play(place):
    fixed(place)
    stolen(place)
    other_sites(place)
    closed(place)


def fixed(place):
    """A cookie somebody else has set is not the one that is signed in."""
    for planted in ("0" * 64, "a" * 64, "", "x", "'; DROP TABLE account_session;--"):
        answer = place.post("/api/sign-in/demo", {"login": "canbo.xa"}, headers={"Cookie": f"khuyenhoc={planted}; __Host-khuyenhoc={planted}"})
        session = place.kept(accounts.Session(answer))
        place.ok(session.token != planted and len(session.token) == 64, f"a planted cookie {planted[:8]!r} is replaced")
        if planted:
            me = place.client.get("/api/me", {"Cookie": f"khuyenhoc={planted}"}, as_=None)
            place.ok(me.value["signed_in"] is False, "what was planted is of nobody")
    one, two = place.demo("canbo.xa"), place.demo("canbo.xa")
    place.ok(one.token != two.token and one.csrf != two.csrf, "each signing in has a token of its own")
    again = place.post("/api/sign-in/demo", {"login": "chihoi"}, one)
    place.ok(again.status == 200 and accounts.Session(again).token != one.token, "signing in as another begins a new session")
    for value in again.all("Set-Cookie"):
        place.ok("HttpOnly" in value and "SameSite=Strict" in value and "Path=/" in value, "cookies are for this program's requests alone", value.partition("=")[0])


def scenario():
    return {"id": str(uuid.uuid4()), "province": 14, "body": {"name": "bẫy", "year": 2025, "sets": []}}


def is_dead(place, session, why):
    answer = place.get("/api/sessions", session)
    place.refused(answer, 401, "may.sign_in", f"a token after {why}")
    command = place.post("/api/commands/recognition.save_scenario", scenario(), session)
    place.ok(command.status == 401, f"a command after {why}", repr(command))


def stolen(place):
    session = place.demo("canbo.xa")
    place.ok(place.get("/api/sessions", session).status == 200, "a session is good")
    place.post("/api/sign-out", {}, session)
    is_dead(place, session, "signing out")
    head = place.account("truong.ban.mot")
    others = [place.kept(accounts.Session(place.sign_in("truong.ban.mot"))) for _ in range(2)]
    changed = place.post("/api/password", {"old": accounts.PASSWORD, "new": "một câu khác hẳn 77"}, head)
    place.ok(changed.status == 200, "the password is changed", repr(changed))
    for session in (head, *others):
        is_dead(place, session, "a change of password")
    now = place.kept(accounts.Session(changed))
    other = place.kept(accounts.Session(place.sign_in("truong.ban.mot", "một câu khác hẳn 77")))
    place.post("/api/sessions/end", {"others": True}, now)
    is_dead(place, other, "ending the others")
    other = place.kept(accounts.Session(place.sign_in("truong.ban.mot", "một câu khác hẳn 77")))
    listed = place.get("/api/sessions", now)
    place.ok(not any(token in listed.body.decode() for token in place.tokens), "the list of sessions holds no token")
    number = next(one["session_id"] for one in listed.value["sessions"] if not one["current"])
    place.refused(place.post("/api/sessions/end", {"session_id": number}, place.demo("chihoi")), 404, "accounts.no_session", "ending another's session")
    place.ok(place.get("/api/sessions", other).status == 200, "it goes on")
    place.post("/api/sessions/end", {"session_id": number}, now)
    is_dead(place, other, "being ended")
    for path in ("/api/me", "/api/sessions", "/api/health", "/api/about"):
        place.ok(now.token not in place.get(path, now).body.decode(), f"{path} holds no token")
    for target in (f"/api/sessions?khuyenhoc={now.token}", f"/api/sessions?token={now.token}"):
        place.ok(place.get(target).status in (400, 401, 422), "a token in an address signs nobody in")
    place.ok(place.client.get("/api/sessions", {"Authorization": "Bearer " + now.token}, as_=None).status == 401, "nor in Authorization")
    for changed_token in (now.token[:-1] + ("0" if now.token[-1] != "0" else "1"), now.token.upper() + "0", now.token[:32], now.token * 2):
        place.ok(place.client.get("/api/sessions", {"Cookie": "khuyenhoc=" + changed_token}, as_=None).status == 401, "nor a token that was touched")


def other_sites(place):
    """What a page of another site could send with the victim's cookie."""
    victim, other = place.demo("thuky"), place.demo("thuky")
    body = json.dumps(scenario()).encode()
    cookie, json_type = {"Cookie": victim.cookie}, {"Content-Type": "application/json"}
    sent = {"no mark": {}, "a wrong mark": {"X-Khuyenhoc-Csrf": "0" * 64}, "an empty mark": {"X-Khuyenhoc-Csrf": ""},
            "another session's mark": {"X-Khuyenhoc-Csrf": other.csrf}, "the token as mark": {"X-Khuyenhoc-Csrf": victim.token},
            "a foreign Origin": {"X-Khuyenhoc-Csrf": victim.csrf, "Origin": "https://ac-y.example"},
            "Origin null": {"X-Khuyenhoc-Csrf": victim.csrf, "Origin": "null"},
            "a neighbouring port": {"X-Khuyenhoc-Csrf": victim.csrf, "Origin": f"http://127.0.0.1:{place.server.port + 1}"},
            "a site that begins alike": {"X-Khuyenhoc-Csrf": victim.csrf, "Origin": f"http://127.0.0.1:{place.server.port}.ac-y.example"},
            "cross-site": {"X-Khuyenhoc-Csrf": victim.csrf, "Sec-Fetch-Site": "cross-site"},
            "same-site": {"X-Khuyenhoc-Csrf": victim.csrf, "Sec-Fetch-Site": "same-site"},
            "a form of text": {"Content-Type": "text/plain"}, "a form": {"Content-Type": "application/x-www-form-urlencoded"},
            "a form with files": {"Content-Type": "multipart/form-data; boundary=x"}}
    before = place.one("SELECT count(*) FROM journal")
    targets = ("/api/commands/recognition.save_scenario", "/api/sign-out", "/api/sessions/end", "/api/totp/begin", "/api/password", "/api/accounts/code",
               "/api/upload/people", "/api/upload/boundaries", "/api/jobs/cancel/1", "/api/whatif")
    for what, headers in sent.items():
        for target in targets:
            answer = place.client.ask("POST", target, body, json_type | cookie | headers, as_=None)
            place.ok(answer.status in (403, 415) and answer.refused in ("accounts.csrf", "http.foreign_origin", "http.not_json", "http.content_type"), f"{what} to {target}", repr(answer))
    for target in targets:
        answer = place.client.get(target, cookie, as_=None)
        place.ok(answer.status in (403, 404, 405, 422), f"asking {target} changes nothing", repr(answer))
    for origin in ("https://ac-y.example", "null"):
        answer = place.post("/api/sign-in/demo", {"login": "thuky"}, headers={"Origin": origin})
        place.ok(answer.status == 403 and not answer.all("Set-Cookie"), "no other site signs anybody in", repr(answer))
    place.ok(place.client.get("/api/sessions", cookie | {"Host": "ac-y.example"}, as_=None).status in (400, 403, 421), "a name that was pointed here is not served")
    for origin in ("https://ac-y.example",):
        answer = place.client.get("/api/me", cookie | {"Origin": origin}, as_=None)
        place.ok(not answer.all("Access-Control-Allow-Origin"), "no other site may read an answer")
    place.ok(place.one("SELECT count(*) FROM journal") == before, "nothing of it reached the journal")
    place.ok(place.get("/api/sessions", victim).status == 200, "and the victim is still signed in")


def closed(place):
    """Who is let go is out at once."""
    head = place.account("truong.ban.hai")
    me = place.get("/api/me", head).value
    answer = place.client.command("accounts.close", {"account_id": me["account"]["id"]})
    place.ok(answer.status == 200, "the account is closed", repr(answer))
    time.sleep(A_SECOND)
    is_dead(place, head, "the account was closed")
    place.refused(place.sign_in("truong.ban.hai", source="127.0.9.1"), 401, "accounts.not_known", "signing in to a closed account")
    moved = place.account("truong.ban.ba")
    me = place.get("/api/me", moved).value
    place.client.command("accounts.end_grant", {"grant_id": me["grants"][0]["grant_id"]})
    time.sleep(A_SECOND)
    answer = place.get(f"/api/hamlets/{place.hamlet()}/households", moved)
    place.refused(answer, 403, "may.not_yours", "what a role opened, after it was taken away")
