"""The rest of what an office does: whole sheets, what people say of themselves, appeals, entries merged and parted again,
households split, heads changed, criteria drafted, what-ifs kept. Some of it is refused, as in life."""
import json
import pathlib

CRITERIA = pathlib.Path(__file__).resolve().parents[2] / "src/recognition/criteria"
CITIZEN = json.loads((CRITERIA / "citizen-2022.json").read_text())


class MoreActs:
    """Beside `Acts`, whose world, hamlets, chance and year it uses."""

    def begin_more(self):
        self.asks, self.merges, self.appeals, self.drafts = [], [], [], []
        return ((self.save_sheet, 12), (self.self_assess, 8), (self.answer_self, 4), (self.appeal, 6), (self.answer_appeal, 4), (self.merge, 5),
                (self.undo_merge, 4), (self.not_duplicates, 2), (self.split, 4), (self.change_head, 5), (self.scenario, 3), (self.draft, 3))

    def learn_more(self, name, body, status, value):
        if status != 200:
            return
        answer = value["answer"]
        if name == "people.ask_merge":
            self.asks.append(answer["ask_id"])
        elif name == "people.merge_persons":
            self.merges.append(answer["merge_id"])
        elif name == "recognition.appeal":
            self.appeals.append(answer["appeal_id"])
        elif name == "recognition.save_draft":
            self.drafts.append((answer["draft_id"], answer["revision"]))

    def adult(self):
        for _ in range(20):
            hamlet = self.chance.choice(self.hamlets)
            adults = [person for person, birth_year in self.world.members[hamlet] if self.year - birth_year >= 18]
            if adults:
                return hamlet, self.chance.choice(adults)
        return hamlet, 1

    def save_sheet(self):
        hamlet = self.chance.choice(self.hamlets)
        rows = []
        for household in self.chance.sample(self.world.households[hamlet], min(4, len(self.world.households[hamlet]))):
            rows.append({"kind": "household", "subject_id": household, "seen": self.world.revisions.get((2, household), 0),
                         "scores": [int(self.chance.random() < 0.95) for _ in range(3)]})
        return "recognition.save_sheet", {"year": self.year, "rows": rows, "reason": "rà soát lại phiếu"}

    def self_assess(self):
        return "recognition.self_assess", {"year": self.year, "person_id": self.adult()[1], "scores": self.scores()}

    def answer_self(self):
        hamlet, person = self.adult()
        if self.chance.random() < 0.3:
            return "recognition.decline_self", {"year": self.year, "person_id": person, "reason": "cần trao đổi lại"}
        return "recognition.accept_self", {"year": self.year, "hamlet_id": hamlet}

    def appeal(self):
        return "recognition.appeal", {"year": self.year, "title": "citizen", "subject_id": self.adult()[1], "by": "Con trai",
                                      "reason": "Đề nghị xem xét lại.", "filed_on": "2025-12-28"}

    def answer_appeal(self):
        if not self.appeals:
            return self.appeal()
        appeal = self.appeals.pop(self.chance.randrange(len(self.appeals)))
        return "recognition.answer_appeal", {"appeal_id": appeal, "outcome": self.chance.choice(["upheld", "rejected"]), "by": "Chủ tịch UBND xã",
                                             "reason": "Đã xem lại hồ sơ.", "answered_on": "2026-01-05"}

    def two_of_a_hamlet(self):
        hamlet = self.chance.choice(self.hamlets)
        people = [person for person, _ in self.world.members[hamlet]]
        return self.chance.sample(people, 2) if len(people) > 1 else [1, 2]

    def merge(self):
        """Asked for, then confirmed or, now and then, declined."""
        if self.asks and self.chance.random() < 0.1:
            return "people.decline_merge", {"ask_id": self.asks.pop(), "reason": "là hai người"}
        if self.asks:
            return "people.merge_persons", {"ask_id": self.asks.pop(), "on_date": "2025-11-15"}
        keep, gone = self.two_of_a_hamlet()
        return "people.ask_merge", {"keep": keep, "gone": gone, "reason": "nhập hai lần"}

    def undo_merge(self):
        if not self.merges:
            return self.merge()
        return "people.undo_merge", {"merge_id": self.merges.pop(), "reason": "là hai người"}

    def not_duplicates(self):
        one, other = self.two_of_a_hamlet()
        return "people.not_duplicates", {"person_id": one, "other_id": other}

    def of_one_household(self):
        household = self.chance.choice(self.world.households[self.chance.choice(self.hamlets)])
        return household, self.world.in_household.get(household, [])

    def split(self):
        household, people = self.of_one_household()
        leaving = people[1 + len(people) // 2:]
        if not leaving:
            return self.change_head()
        return "people.split_household", {"household_id": household, "members": leaving, "head": leaving[0],
                                          "book_no": f"T{self.chance.getrandbits(30)}", "on_date": "2025-11-20"}

    def change_head(self):
        household, people = self.of_one_household()
        return "people.change_head", {"household_id": household, "person_id": self.chance.choice(people) if people else 1, "on_date": "2025-11-25"}

    def scenario(self):
        return "recognition.save_scenario", {"name": f"Thử {self.chance.getrandbits(20)}", "year": self.year, "sets": [CITIZEN]}

    def draft(self):
        body = {"document": {**CITIZEN, "id": f"nhap-{self.chance.getrandbits(20)}"}, "cases": []}
        if self.drafts and self.chance.random() < 0.5:
            draft, revision = self.drafts.pop()
            body.update(draft_id=draft, revision=revision)
        return "recognition.save_draft", body
