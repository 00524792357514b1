"""What an office does all day, as commands: recording, correcting, proposing, deciding, refusing, revoking, registering.
Knows the database only through bare SQLite and what it has been told; some of what it asks for is refused, as in life."""
import collections

import more_acts

ON = "2025-12-31"
FIRST_YEAR = 2025
SETS = {"citizen": "citizen-2022", "family": "family-sonla-2025", "clan": "clan-sonla-2025",
        "community": "community-sonla-2025", "unit": "unit-sonla-2025"}
TITLES = {1: "citizen", 2: "family", 3: "clan", 4: "community", 5: "unit"}
INDICATORS = {"household": 3, "clan": 2, "hamlet": 2, "unit": 2}


class World:
    """Who is where, and how far the newest campaign has come."""

    def __init__(self, program):
        with program.reading() as db:
            self.year = db.execute("SELECT max(year) FROM campaign").fetchone()[0]
            self.communes = dict(db.execute("SELECT r.place_id, r.parent_id FROM place_parent r JOIN place p ON p.place_id = r.place_id"
                                            " WHERE p.kind = 'hamlet' AND r.to_date IS NULL"))
            self.members = collections.defaultdict(list)   # by hamlet: (person, birth year)
            self.households = collections.defaultdict(list)
            self.in_household = collections.defaultdict(list)
            for household, person in db.execute("SELECT household_id, person_id FROM household_member WHERE to_date IS NULL ORDER BY relation, person_id"):
                self.in_household[household].append(person)
            for hamlet, household in db.execute("SELECT hamlet_id, household_id FROM household_home WHERE to_date IS NULL"):
                self.households[hamlet].append(household)
            for hamlet, person, year in db.execute(
                    "SELECT a.hamlet_id, p.person_id, p.birth_year FROM household_home a JOIN household_member m ON"
                    " m.province_id = a.province_id AND m.household_id = a.household_id JOIN person p ON p.province_id = m.province_id AND"
                    " p.person_id = m.person_id WHERE a.to_date IS NULL AND m.to_date IS NULL AND p.died_on IS NULL"):
                self.members[hamlet].append((person, year))
            self.revisions = dict(((kind, subject), revision) for kind, subject, revision in db.execute(
                "SELECT kind, subject_id, max(revision) FROM assessment WHERE year = ? GROUP BY kind, subject_id", [self.year]))
            events = db.execute("SELECT year, kind, subject_id, event FROM title_event e WHERE event_no = (SELECT max(event_no) FROM"
                                " title_event l WHERE l.province_id = e.province_id AND l.year = e.year AND l.kind = e.kind AND"
                                " l.subject_id = e.subject_id)").fetchall()
        self.titles = {(year, kind, subject): event for year, kind, subject, event in events}

    def part(self, number, parts):
        """The hamlets one client works in."""
        return [self, sorted(self.households)[number::parts]]


class Acts(more_acts.MoreActs):
    def __init__(self, part, chance):
        self.world, self.hamlets = part
        self.chance = chance
        self.year = self.world.year
        self.decisions = 0
        self.new_households = []
        self.more = self.begin_more()
        self.waiting = {hamlet: [m for m in self.world.members[hamlet] if (1, m[0]) not in self.world.revisions] for hamlet in self.hamlets}
        self.busy = [hamlet for hamlet in self.hamlets if self.waiting[hamlet]]
        self.recorded = [person for hamlet in self.hamlets for person, _ in self.world.members[hamlet] if (1, person) in self.world.revisions]

    def next(self):
        if not self.busy:
            return "recognition.open_campaign", {"year": self.year + 1, "criteria": SETS}
        acts = (self.record_people, 30), (self.record_other, 10), (self.correct, 25), (self.propose, 10), (self.decide, 10), (self.refuse, 4), \
            (self.revoke, 4), (self.add_household, 4), (self.add_person, 6), *self.more
        return self.chance.choices([act for act, _ in acts], [weight for _, weight in acts])[0]()

    def learn(self, name, body, status, value):
        """What an answer teaches."""
        self.learn_more(name, body, status, value)
        if name == "recognition.open_campaign":
            self.year += 1  # opened by this client or by another one
            self.waiting = {hamlet: list(self.world.members[hamlet]) for hamlet in self.hamlets}
            self.busy = [hamlet for hamlet in self.hamlets if self.waiting[hamlet]]
            self.recorded, self.world.revisions = [], {}
        elif name == "recognition.record_many" and status == 200:
            for row in body["rows"]:
                self.recorded.append(row["subject_id"])
                self.world.revisions[1, row["subject_id"]] = 1
        elif name == "recognition.correct" and status == 200:
            self.world.revisions[1, body["subject_id"]] = value["answer"]["revision"]
        elif name == "people.add_household" and status == 200:
            self.new_households.append(value["answer"]["household_id"])

    # -- one command each

    def record_people(self):
        hamlet = self.chance.choice(self.busy)
        rows = self.waiting[hamlet][:self.chance.randint(1, 8)]
        del self.waiting[hamlet][:len(rows)]
        if not self.waiting[hamlet]:
            self.busy.remove(hamlet)
        return "recognition.record_many", {"year": self.year, "kind": "person", "rows": [self.row(*member) for member in rows]}

    def row(self, person, birth_year):
        if self.year - birth_year < 18:
            return {"subject_id": person, "schooling": self.chance.choice(["attends", "attends", "attends", "out_of_school", "completed"])}
        return {"subject_id": person, "scores": self.scores()}

    def scores(self):
        least = self.chance.choice([8, 8, 8, 5, 0])
        return [self.chance.randint(least, 10) if self.chance.random() < 0.99 else -1 for _ in range(10)]

    def record_other(self):
        kind = self.chance.choice(["household", "household", "household", "hamlet"])
        hamlet = self.chance.choice(self.hamlets)
        subject = hamlet if kind == "hamlet" else self.chance.choice(self.world.households[hamlet])
        return "recognition.record", {"year": self.year, "kind": kind, "subject_id": subject,
                                      "scores": [int(self.chance.random() < 0.95) for _ in range(INDICATORS[kind])]}

    def correct(self):
        if not self.recorded:
            return self.record_people()
        person = self.chance.choice(self.recorded)
        revision = self.world.revisions.get((1, person), 1) + (self.chance.random() < 0.03)
        return "recognition.correct", {"year": self.year, "kind": "person", "subject_id": person, "corrects": revision,
                                       "reason": "nhập nhầm dòng", "scores": self.scores()}

    def propose(self):
        return "recognition.propose", {"year": self.year, "place_id": self.chance.choice(self.hamlets)}

    def decision(self, hamlet):
        self.decisions += 1
        return {"year": self.year, "place_id": self.world.communes[hamlet], "number": f"{self.chance.getrandbits(40)}/QĐ-UBND",
                "decided_on": "2025-12-20", "signer": "Chủ tịch UBND xã"}

    def decide(self):
        hamlet = self.chance.choice(self.hamlets)
        return "recognition.decide", {**self.decision(hamlet), "within": hamlet}

    def of_state(self, wanted):
        hamlet = self.chance.choice(self.hamlets)
        subjects = [(year, 2, household) for household in self.world.households[hamlet] for year in (self.year, FIRST_YEAR)
                    if self.world.titles.get((year, 2, household)) == wanted]
        if not subjects:
            return hamlet, None
        found = self.chance.choice(subjects)
        self.world.titles.pop(found)
        return hamlet, found

    def refuse(self):
        hamlet, found = self.of_state("proposed")
        if found is None:
            return self.propose()
        return "recognition.refuse", {"year": found[0], "place_id": self.world.communes[hamlet], "title": "family", "subjects": [found[2]],
                                      "reason": "chưa đủ minh chứng"}

    def revoke(self):
        hamlet, found = self.of_state("recognised")
        if found is None:
            return self.decide()
        return "recognition.revoke", {**self.decision(hamlet), "year": found[0], "title": "family", "subjects": [found[2]],
                                      "reason": "có đơn phản ánh đúng"}

    def add_household(self):
        return "people.add_household", {"hamlet_id": self.chance.choice(self.hamlets), "book_no": f"M{self.chance.getrandbits(30)}",
                                        "from_date": "2025-11-01"}

    def add_person(self):
        if not self.new_households:
            return self.add_household()
        return "people.add_person", {"household_id": self.chance.choice(self.new_households), "relation": "other", "from_date": "2025-11-01",
                                     "full_name": self.chance.choice(["Lò Văn", "Quàng Thị", "Mùa A", "Nguyễn Thị"]) + " " +
                                                  self.chance.choice(["Tiến", "Đào", "Páo", "Hạnh", "Ỏn"]),
                                     "birth": f"{self.chance.randint(1940, 2020)}-{self.chance.randint(1, 12):02}-{self.chance.randint(1, 28):02}",
                                     "sex": self.chance.choice(["male", "female"]), "ethnicity": 3}
