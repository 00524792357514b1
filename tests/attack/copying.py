"""Copying: a session that reads or changes as a program does, and not as somebody who works."""
import time

from place import LOGINS

PACE = 60            # of one account, a minute
AT_ONCE = 10 * PACE


def play(place):
    """`place`: served with `--pace 60`."""
    session = place.demo(LOGINS["secretary"])
    persons = place.all("SELECT person_id FROM person ORDER BY person_id LIMIT 700")

    def read(who, number):
        return place.get(f"/api/persons/{persons[number % len(persons)]}", who)

    began = time.monotonic()
    answers = [read(session, number) for number in range(AT_ONCE + 60)]
    most = AT_ONCE + int(time.monotonic() - began) + 1
    let = [answer.status for answer in answers].count(200)
    stopped = answers[-1]
    place.ok(AT_ONCE <= let <= most, "a stolen session copies no more than an evening's work at once", f"{let} of {len(answers)}, not {AT_ONCE} to {most}")
    place.refused(stopped, 429, "accounts.too_fast", "then it is slowed")
    place.ok(stopped.all("Retry-After") == ["1"], "and told when to come back", str(stopped.headers))
    place.refused(place.post("/api/people/search", {"q": "lo thi"}, session), 429, "accounts.too_fast", "by whatever question about people")
    place.ok(place.get("/api/places", session).status == 200 and place.get("/api/sessions", session).status == 200, "what stands open, or is one's own, has no pace")
    place.ok(read(place.demo(LOGINS["auditor"]), 1).status == 200, "nor have others at the same address")
    place.refused(read(place.demo(LOGINS["secretary"]), 1), 429, "accounts.too_fast", "another session of the account is the same account")
    time.sleep(1.1)
    place.ok(read(session, 1).status == 200, "it goes on when it was said to")

    def change(number):
        body = {"year": 2025, "name": f"Thử {number}", "sets": []}
        return place.post("/api/commands/recognition.save_scenario", {"id": place.uuid(), "province": 14, "body": body}, session)

    answers = [change(number).status for number in range(AT_ONCE + 60)]
    place.ok(answers[0] != 429 and answers[-1] == 429, "changes have their own pace", f"{answers[0]} ... {answers[-1]}")
    place.paced = True
