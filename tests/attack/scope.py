"""Roles and places: nobody does what their role does not, and nobody learns what lies outside their place."""
import re
import uuid

import shapes
from place import LOGINS, YEAR, roles_of

NOWHERE = 14_999_999_999_999  # an id of nothing
# What is open on purpose: the place only orders what is found; a commune's units are no secret; glass is broken to see elsewhere.
OPEN = {("/api/people/search", "place_id"), ("/api/communes/{commune_id}/units", "commune_id"), ("accounts.break_glass", "place_id")}
WITHIN = ("commune_officer", "hamlet_head", "unit_officer", "citizen")


def play(place):
    place.reached = True
    world = World(place)
    roles_and_commands(place, world)
    guests(place, world)
    outside(place, world)
    jobs(place)


class World:
    """Ids inside the place of the demo's officers, and outside of it."""

    def __init__(self, place):
        self.place = place
        self.hamlet, self.commune, self.household, self.unit = (place.get("/api/me", place.demo(LOGINS[role])).value["grants"][0][seat]["id"] for role, seat in
            (("hamlet_head", "place"), ("commune_officer", "place"), ("citizen", "household"), ("unit_officer", "unit")))
        self.other_hamlet = place.one(f"SELECT min(place_id) FROM place_parent WHERE parent_id IN (SELECT place_id FROM place WHERE kind = 'commune') AND parent_id <> {self.commune}"
                                      " AND to_date IS NULL AND place_id IN (SELECT hamlet_id FROM household_home)")
        self.other_commune = place.one(f"SELECT parent_id FROM place_parent WHERE place_id = {self.other_hamlet} AND to_date IS NULL")
        self.inside = self.ids(self.hamlet, self.commune, self.household, self.unit)
        other_household = place.one(f"SELECT min(household_id) FROM household_home WHERE hamlet_id = {self.other_hamlet} AND to_date IS NULL")
        other_unit = place.one(f"SELECT min(unit_id) FROM unit WHERE unit_id <> {self.unit}") or self.unit_made()
        self.outside = self.ids(self.other_hamlet, self.other_commune, other_household, other_unit)
        self.made()

    def ids(self, hamlet, commune, household, unit):
        place = self.place
        person, other = (place.one(f"SELECT {which}(person_id) FROM household_member WHERE household_id = {household} AND to_date IS NULL") for which in ("min", "max"))
        clan = place.one(f"SELECT min(clan_id) FROM clan WHERE home_hamlet_id = {hamlet}") or place.one(f"SELECT min(clan_id) FROM clan WHERE home_hamlet_id <> {self.hamlet}")
        ids = {name: hamlet for name in ("hamlet_id", "home_hamlet_id", "hamlet")} | {name: commune for name in ("commune_id", "commune", "place_id", "place", "within", "under")}
        ids |= {name: person for name in ("person_id", "head", "keep", "members", "subject_id", "guardian_id")} | {name: other for name in ("gone", "other_id")}
        return ids | {"household_id": household, "from_household_id": household, "clan_id": clan, "unit_id": unit, "subjects": person}

    def unit_made(self):
        return self.place.client.command("people.add_unit", {"name": "Trường xa", "kind": "school", "commune_id": self.other_commune, "managed_by": "commune",
                                                             "from_date": "2025-07-01"}).value["answer"]["unit_id"]

    def made(self):
        """What is not in every demo is made, outside, by the province's secretary."""
        client, person = self.place.client, self.outside["person_id"]
        upload = client.ask("POST", f"/api/upload/evidence?year={YEAR}&kind=person&subject_id={person}", b"%PDF-1.7 outside")
        request = client.command("privacy.receive_request", {"person_id": person, "kind": "see", "asked_by": "self", "channel": "in_person", "received_on": "2026-10-05"})
        consent = client.command("privacy.give_consent", {"person_id": person, "purpose": "contact", "giver": "self", "how": "paper", "evidence": "phiếu", "kept_at": "tủ",
                                                          "taken_by": "Chi hội", "channel": "in_person", "given_on": "2026-10-05"})
        appeal = client.command("recognition.appeal", {"year": YEAR, "title": "citizen", "subject_id": person, "by": "Con", "reason": "xem lại", "filed_on": "2025-12-28"})
        for name, answer in (("evidence_id", upload), ("request_id", request), ("consent_id", consent), ("appeal_id", appeal)):
            value = (answer.value or {}).get("answer", answer.value) or {}
            if name in value:
                self.outside[name] = value[name]
        decision = self.place.one(f"SELECT min(decision_id) FROM decision WHERE place_id = {self.other_commune}")
        if decision:
            self.outside["decision_id"] = decision
        self.outside["account_id"] = self.place.one("SELECT account_id FROM account WHERE login = 'thuky'")
        self.outside["grant_id"] = self.place.one(f"SELECT grant_id FROM account_grant WHERE account_id = {self.outside['account_id']}")


def envelope(body):
    return {"id": str(uuid.uuid4()), "province": 14, "body": body}


def roles_and_commands(place, world):
    """Every role, every command and question that is not the role's."""
    maker = shapes.Maker(place, world.inside)
    before = place.one("SELECT count(*) FROM journal WHERE refused = 0")
    asked = 0
    for role, login in LOGINS.items():
        session = place.demo(login)
        for name, schema, roles in place.commands():
            if roles is not None and role in roles:
                continue
            answer = place.post(f"/api/commands/{name}", envelope(maker.object(schema)), session)
            place.ok(answer.status == 403 and answer.refused in ("may.not_yours", "may.not_covered"), f"{role} may not {name}", repr(answer))
            asked += 1
        for path, line, schema in place.questions():
            roles = roles_of(line)
            if roles is None or role in roles:
                continue
            answer = asked_of(place, target_of(place, path, line, world.inside), schema and maker.object(schema), session)
            place.ok(answer.status == 403 and answer.refused == "may.not_yours", f"{role} may not ask {path}", repr(answer))
            asked += 1
    place.ok(place.one("SELECT count(*) FROM journal WHERE refused = 0") == before, "nothing was done")
    print(f"{asked} commands and questions of roles that may not", flush=True)


def guests(place, world):
    maker = shapes.Maker(place, world.inside)
    for name, schema, _ in place.commands():
        answer = place.post(f"/api/commands/{name}", envelope(maker.object(schema)))
        place.ok(answer.status == 401 and answer.refused == "may.sign_in", f"nobody may {name}", repr(answer))
    for path, line, schema in place.questions():
        if roles_of(line) is not None:
            place.refused(asked_of(place, target_of(place, path, line, world.inside), schema and maker.object(schema)), 401, "may.sign_in", f"nobody may ask {path}")
    for path in ("/api/upload/people", "/api/upload/people/look", "/api/upload/evidence", "/api/upload/boundaries", "/api/jobs/take/x", "/api/jobs/cancel/x",
                 "/api/sign-out", "/api/password", "/api/sessions/end", "/api/totp/begin", "/api/totp/confirm", "/api/totp/off", "/api/accounts/code"):
        place.refused(place.post(path, {}), 401, "may.sign_in", f"nobody may send to {path}")
    for path in ("/api/jobs/x", "/api/sessions"):
        place.refused(place.get(path), 401, "may.sign_in", f"nobody may ask {path}")
    events = place.get("/api/events/x")
    place.ok(b"may.sign_in" in events.body and events.body.count(b"event:") == 1, "nobody may follow /api/events/x", repr(events))


def asked_of(place, target, body, session=None):
    """The answer to a question: a POST when it has a body."""
    return place.get(target, session) if body is None else place.post(target, body, session)


def target_of(place, path, line, ids, name=None, value=None):
    """The address of a question with what it requires; `name` gets `value`."""
    maker, query = shapes.Maker(place, ids), []
    for parameter in map(place.resolve, line.get("parameters", [])):
        given = value if parameter["name"] == name else maker.value(parameter["schema"], parameter["name"])
        if parameter["in"] == "path":
            path = path.replace("{" + parameter["name"] + "}", str(given))
        elif parameter.get("required") or parameter["name"] == name:
            query.append(f"{parameter['name']}={given}")
    return path + ("?" + "&".join(query) if query else "")


def is_id(name, schema):
    return schema.get("type") == "integer" and (name.endswith("_id") or name in ("commune", "within", "place", "keep", "gone", "head", "members", "subjects"))


def outside(place, world):
    """An id from elsewhere is answered exactly as one of nothing."""
    asked = 0
    for role in WITHIN:
        session = place.demo(LOGINS[role])
        maker = shapes.Maker(place, world.inside)
        for path, line, schema in place.questions():
            if role not in (roles_of(line) or ()):
                continue
            body = schema and maker.object(schema)
            for parameter in map(place.resolve, line.get("parameters", [])):
                name = parameter["name"]
                if is_id(name, parameter["schema"]) and name in world.outside and (path, name) not in OPEN:
                    answers = [asked_of(place, target_of(place, path, line, world.inside, name, value), body, session) for value in (world.outside[name], NOWHERE)]
                    alike(place, answers, f"{role} asks {path} about another place's {name}")
                    asked += 1
            for spot in shapes.places_of(schema or {}, is_id, place.resolve):
                name = next(word for word in reversed(spot) if isinstance(word, str))
                if name in world.outside and (path, name) not in OPEN:
                    target = target_of(place, path, line, world.inside)
                    answers = [asked_of(place, target, shapes.changed(body, spot, value), session) for value in (world.outside[name], NOWHERE)]
                    alike(place, answers, f"{role} asks {path} with another place's {name}")
                    asked += 1
        for name, schema, roles in place.commands():
            if role not in (roles or ()):
                continue
            body = maker.object(schema)
            for spot in shapes.places_of(schema, is_id, place.resolve):
                field = next(word for word in reversed(spot) if isinstance(word, str))
                if (name, field) not in OPEN and field in world.outside and (field in body or field in place.resolve(schema).get("required", []) or len(spot) > 1):
                    answers = [place.post(f"/api/commands/{name}", envelope(shapes.changed(body, spot, value)), session) for value in (world.outside[field], NOWHERE)]
                    alike(place, answers, f"{role} sends {name} with another place's {'.'.join(map(str, spot))}")
                    asked += 1
    print(f"{asked} ids of other places in questions and commands", flush=True)


def alike(place, answers, what):
    here, nothing = answers
    if here.body == nothing.body and (here.status == nothing.status == 422 or here.refused == "people.not_a_member"):
        return  # refused for another reason, the same of both
    place.ok(here.status == 403 and here.refused in ("may.not_covered", "may.not_yours"), what, repr(here))
    place.ok((here.status, here.body) == (nothing.status, nothing.body), f"{what}: no difference from one that is not there", f"{here} and {nothing}")


def jobs(place):
    """The work one officer has begun is not another's to see, take or stop."""
    register = "Số hộ,Quan hệ,Họ và tên,Ngày sinh,Giới tính,Bản,Xã\n1,Chủ hộ,Lò Văn Thử,1980,Nam,Bó,Quỳnh Nhai\n".encode()
    begun = place.client.ask("POST", "/api/upload/people?dry_run=1&on=2025-12-31", register, {"Content-Type": "text/csv"})
    found = re.search(rb'"job(?:_id)?":"?([\w-]+)', begun.body)
    if not place.ok(found is not None, "an import is begun", repr(begun)):
        return
    job = found[1].decode()
    place.ok(place.client.get(f"/api/jobs/{job}").status == 200, "whoever began it sees it")
    for role in ("commune_officer", "hamlet_head", "auditor", "administrator", "citizen"):
        session = place.demo(LOGINS[role])
        answers = [place.get("/api/jobs/" + one, session) for one in (job, "f" * len(job))]
        place.ok(answers[0].status in (403, 404) and answers[0].body == answers[1].body, f"{role} does not see another's work", repr(answers))
        for act in ("take", "cancel"):
            answers = [place.post(f"/api/jobs/{act}/{one}", {}, session) for one in (job, "f" * len(job))]
            place.ok(answers[0].status in (403, 404) and answers[0].body == answers[1].body, f"{role} does not {act} another's work", repr(answers))
        events = [place.get(f"/api/events/{one}", session).body for one in (job, "f" * len(job))]
        place.ok(events[0] == events[1] and b"progress" not in events[0], f"{role} does not follow another's work", repr(events))
