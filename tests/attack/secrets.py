#!/usr/bin/env python3
"""Known secrets go through the program; afterwards they are looked for wherever they must not be.

    secrets.py BINARY [--people 1500]

Looked through: the server's log, every refusal, what is open to everybody, the database with its write-ahead log, a backup, and
whatever a process leaves behind that crashes. Names and addresses of people stand in the database and in answers to whoever may
read them: they are looked for everywhere else."""
import argparse
import glob
import os
import pathlib
import resource
import signal
import sqlite3
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import place as places  # noqa: E402  (puts the harness on the path)
import accounts  # noqa: E402
import khuyenhoc  # noqa: E402

CITIZEN, CHILD_CITIZEN, WRONG_CITIZEN = "014071000917", "014215000919", "01407100091"
CHILD, HEAD, PHONE = "Quàng Thị Bí Mật Nhỏ", "Quàng Văn Bí Mật Lớn", "0912345917"
PASSWORD, NEW_PASSWORD, WRONG_PASSWORD = "con suối trong vắt 917", "con suối trong vắt 918", "con suối đục ngầu 917"
SENSITIVE_REASON, RECORD_REASON = "vì lý do kín đáo số 917", "trao hồ sơ kín đáo số 917"


class Run:
    def __init__(self, place):
        self.place = place
        self.client = place.client
        self.secrets = {"a password": PASSWORD, "a new password": NEW_PASSWORD, "a wrong password": WRONG_PASSWORD, "a citizen number": CITIZEN,
                        "a child's citizen number": CHILD_CITIZEN, "a reason": SENSITIVE_REASON, "another reason": RECORD_REASON}
        self.personal = {"a child's name": CHILD, "a name": HEAD, "a telephone": PHONE, "a citizen number with a digit missing": WRONG_CITIZEN}
        self.refusals = []

    def play(self):
        self.people()
        self.signing_in()
        self.reading()
        self.mistakes()
        self.open_to_all()

    def people(self):
        house = self.done("people.add_household", {"hamlet_id": self.place.hamlet(), "book_no": "917", "from_date": "2025-07-01"})["household_id"]
        head = {"household_id": house, "relation": "head", "from_date": "2025-07-01", "full_name": HEAD, "birth": "1971-04-05", "sex": "male", "citizen_no": CITIZEN}
        self.head = self.done("people.add_person", head)["person_id"]
        child = {"household_id": house, "relation": "child", "from_date": "2025-07-01", "full_name": CHILD, "birth": "2015-03-02", "sex": "female", "citizen_no": CHILD_CITIZEN, "ethnicity": 3}
        self.child = self.done("people.add_person", child)["person_id"]

    def done(self, name, body):
        answer = self.client.command(name, body)
        if answer.status != 200:
            sys.exit(f"{name}: {answer}")
        return answer.value["answer"]

    def signing_in(self):
        people = self.place.program.people
        code = people.code("bi.mat", "auditor")
        session = accounts.redeem(code, "bi.mat", self.client, PASSWORD)
        session.secret = accounts.confirm_totp(session, self.client)
        used = accounts.totp(session.secret, step=1)
        again = self.place.sign_in("bi.mat", PASSWORD, code=used)
        self.place.ok(again.status == 200, "the account signs in", repr(again))
        changed = self.place.post("/api/password", {"old": PASSWORD, "new": NEW_PASSWORD}, accounts.Session(again))
        self.place.ok(changed.status == 200, "it changes its password", repr(changed))
        self.session = accounts.Session(changed)
        for number in range(3):
            self.refusals.append(self.place.sign_in("bi.mat", WRONG_PASSWORD, source=f"127.0.2.{number + 1}", code=used))
        self.refusals.append(self.place.post("/api/password", {"old": WRONG_PASSWORD, "new": PASSWORD}, self.session))
        self.refusals.append(self.place.post("/api/one-time", {"code": code, "login": "bi.mat", "password": PASSWORD}))
        unused = people.code("bi.mat.hai", "auditor")
        for one in (code, unused):
            self.secrets |= {f"a code {one[:2]}": one, f"a plain code {one[:2]}": one.replace(" ", "")}
        self.secrets |= {"a token": session.token, "the token now": self.session.token, "a mark": self.session.csrf, "a second factor": session.secret}
        self.secrets |= {f"a recovery code {number}": one for number, one in enumerate(session.recovery)}
        self.secrets |= {f"a device {number}": value for number, answer in enumerate((again, changed)) for name, value in accounts.cookies_of(answer).items() if "device" in name}

    def reading(self):
        read = self.client.post(f"/api/persons/{self.child}/sensitive", {"reason": SENSITIVE_REASON})
        whole = self.client.post(f"/api/persons/{self.head}/whole-record", {"reason": RECORD_REASON, "format": "json"})
        self.place.ok(read.status == 200 and whole.status == 200, "what is sensitive is read for a reason", f"{read} {whole}")
        self.client.post("/api/people/find-by-citizen-no", {"citizen_no": CITIZEN})
        self.client.post("/api/people/search", {"q": HEAD})
        self.refusals.append(self.client.get(f"/api/people/search?q={HEAD}"))

    def mistakes(self):
        """Each is refused, and no refusal says again what was typed."""
        person = {"household_id": 1, "relation": "child", "from_date": "2025-07-01", "full_name": CHILD, "birth": "1990", "sex": "female"}
        for change in ({"citizen_no": WRONG_CITIZEN}, {"citizen_no": CITIZEN}, {"birth": PHONE}, {"relation": HEAD}, {"household_id": CITIZEN}, {"sex": CHILD}):
            self.refusals.append(self.client.command("people.add_person", person | change))
        for target, body in ((f"/api/persons/{self.child}/sensitive", {"reason": "x"}), ("/api/people/find-by-citizen-no", {"citizen_no": WRONG_CITIZEN})):
            self.refusals.append(self.client.post(target, body))
        self.refusals.append(self.client.ask("POST", "/api/commands/people.add_person", f'{{"id": "{HEAD}", "{PHONE}": {CITIZEN},,'.encode()))
        self.refusals.append(self.client.ask("POST", "/api/commands/people.add_person", f'{{"id": "x", "id": "{HEAD}"}}'.encode()))
        self.refusals.append(self.client.ask("GET", khuyenhoc.quoted(f"/api/persons/{HEAD}")))
        self.refusals.append(self.place.client.get("/api/sessions", {"Cookie": f"khuyenhoc={self.session.token}x"}, as_=None))
        self.refusals.append(self.place.post("/api/sign-out", {}, headers={"Cookie": self.session.cookie, "X-Khuyenhoc-Csrf": self.session.csrf + "x"}))
        register = f"Số hộ,Quan hệ,Họ và tên,Ngày sinh,Giới tính,Số định danh,Bản,Xã\n1,Chủ hộ,{HEAD},{PHONE},?,{WRONG_CITIZEN},Không có,Không có\n"
        begun = self.client.ask("POST", "/api/upload/people?dry_run=1&on=2025-12-31", register.encode(), {"Content-Type": "text/csv"})
        self.place.ok(begun.status < 500, "a register with mistakes is taken or refused", repr(begun))
        time.sleep(1)
        for answer in self.refusals:
            self.place.ok(400 <= answer.status < 500, "a mistake is refused", repr(answer))

    def open_to_all(self):
        for path in ("/api/health", "/api/about", "/api/openapi.json", "/api/reference", "/api/me", "/", "/api/figures", "/api/privacy/duties"):
            self.refusals.append(self.client.ask("GET", path, as_=None))

    def look(self, where, content, secrets):
        for what, secret in secrets.items():
            forms = {secret.encode(), secret.encode("utf-16-le"), khuyenhoc.quoted(secret).encode()}
            if all(letter in "0123456789abcdef" for letter in secret) and len(secret) % 2 == 0:
                forms.add(bytes.fromhex(secret))
            self.place.ok(not any(form in content for form in forms), f"{where} holds {what}", secret)


def crash(place, run):
    """What a process that dies of a fault leaves behind: nothing that holds memory."""
    before = set(glob.glob("core*"))
    place.server.process.send_signal(signal.SIGSEGV)
    place.server.process.wait(30)
    for path in set(glob.glob("core*")) - before:
        size = os.path.getsize(path)
        os.unlink(path)
        place.ok(size == 0, "a process that crashes leaves no image of its memory", f"{size} bytes")
    place.ok(not os.WCOREDUMP(-place.server.process.returncode) if place.server.process.returncode < -128 else True, "and the system says that it wrote none")
    for path in glob.glob("/tmp/*khuyenhoc*core*"):
        place.ok(False, "an image of memory", path)
    run.place.server._close_log()


def main():
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("binary")
    words.add_argument("--people", type=int, default=1500)
    said = words.parse_args()
    tally = khuyenhoc.Tally()
    hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
    resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))
    with khuyenhoc.folder("secrets") as folder:
        place = places.Place(tally, said.binary, folder, said.people)
        try:
            run = Run(place)
            run.play()
            backup = os.path.join(folder, "backup")
            tally.ok(place.program.run("backup", "--out", backup).returncode == 0, "a backup is made")
            crash(place, run)
        finally:
            place.server.kill()
        everything = run.secrets | run.personal
        run.look("the log", read(place.log), everything)
        for answer in run.refusals:
            run.look(f"{answer.refused or answer.status}", answer.body + str(answer._headers).encode(), everything)
        run.look("a backup", read(backup), everything)
        for suffix in () if khuyenhoc.SERVER else ("", "-wal"):
            if os.path.exists(place.program.db + suffix):
                run.look("the database" + suffix, read(place.program.db + suffix), run.secrets)
        if not khuyenhoc.SERVER:
            with sqlite3.connect(place.program.db) as db:
                run.look("the database as text", "\n".join(db.iterdump()).encode(), run.secrets)
    sys.exit(tally.close())


def read(path):
    with open(path, "rb") as file:
        return file.read()


if __name__ == "__main__":
    main()
