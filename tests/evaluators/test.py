#!/usr/bin/env python3
"""Recomputes every title of a campaign from the exported inputs with SQL written by hand (demo.sql), in Python's SQLite,
and compares person by person, household by household, clan, hamlet and unit with what the program says.

    test.py BINARY [--people 3000] [--db FILE --year 2025]    (--db: a demo that exists, such as the whole province)"""
import argparse
import csv
import json
import os
import pathlib
import re
import sqlite3
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(HERE.parent / "harness"))
import khuyenhoc  # noqa: E402

SUBJECTS = ("person", "household", "clan", "hamlet", "unit")


def criteria(name):
    return json.loads((ROOT / "src" / "recognition" / "criteria" / f"{name}.json").read_text(encoding="utf-8"))


def numbers(tally, year):
    """The numbers of the five sets, after holding their shape to what demo.sql was written for."""
    citizen, family, clan, community, unit = (criteria(name) for name in (
        "citizen-2022", "family-sonla-2025", "clan-sonla-2025", "community-sonla-2025", "unit-sonla-2025"))

    def shape(document, *conditions):
        return ([indicator["code"] for indicator in document["indicators"]],
                [(c["kind"], c["of"], c.get("among"), c["level"]) for c in document["conditions"]]) == conditions

    tally.ok(shape(citizen, ["A1", "A2", "A3", "A4", "B5", "B6", "B7", "B8", "C9", "C10"], []), "demo.sql fits citizen-2022")
    tally.ok(shape(family, ["F1", "F2", "F3"], [("share_at_least", "learning_citizens", "adults", 1), ("at_most", "children_out_of_school", None, 1),
                                                ("at_most", "children_schooling_unknown", None, 1)]), "demo.sql fits family-sonla-2025")
    tally.ok(shape(clan, ["C1", "C2"], [("share_at_least", "learning_families", "households", 1)]), "demo.sql fits clan-sonla-2025")
    tally.ok(shape(community, ["H1", "H2"], [("share_at_least", "learning_families", "households", 1),
                                             ("share_at_least", "learning_citizens", "adults", 1),
                                             ("share_at_least", "learning_clans", "clans", 1)]), "demo.sql fits community-sonla-2025")
    tally.ok(shape(unit, ["U1", "U2"], [("share_at_least", "staff_learning_citizens", "staff", 1),
                                        ("share_at_least", "staff_learning_citizens", "staff", 2)]), "demo.sql fits unit-sonla-2025")
    least = {i["at_least"] for i in citizen["indicators"]}
    totals = {group["total_at_least"] for group in citizen["groups"]} | {citizen["pass"]["total_at_least"]}
    tally.ok(len(least) == 1 and len(totals) == 1 and all(i["weight"] == 1 for i in citizen["indicators"])
             and all(c["at_least"] == 0 for c in citizen["competences"]) and citizen["scope"]["age_to"] is None, "demo.sql fits citizen-2022's numbers")
    for document in (family, clan, community, unit):
        tally.ok(all(i["at_least"] == i["max"] == i["weight"] == 1 for i in document["indicators"])
                 and document["pass"]["total_at_least"] == len(document["indicators"]), f"demo.sql fits {document['id']}'s numbers")
    tally.ok([c["when_empty"] for c in community["conditions"]] == [False, False, True] and not family["conditions"][0]["when_empty"]
             and not clan["conditions"][0]["when_empty"] and not unit["conditions"][0]["when_empty"]
             and family["conditions"][1]["count"] == family["conditions"][2]["count"] == 0, "demo.sql fits what holds when there is nobody")
    return {"year": year, "adult_age": citizen["scope"]["age_from"], "citizen_total": totals.pop(), "citizen_least": least.pop(),
            "child_from": family["children"]["age_from"], "child_to": family["children"]["age_to"],
            "family_share": family["conditions"][0]["bp"], "clan_share": clan["conditions"][0]["bp"],
            "community_families": community["conditions"][0]["bp"], "community_citizens": community["conditions"][1]["bp"],
            "community_clans": community["conditions"][2]["bp"], "unit_share_1": unit["conditions"][0]["bp"],
            "unit_share_2": unit["conditions"][1]["bp"]}


def load(db, folder, table):
    """One exported file as a table; empty is NULL, whole numbers are numbers."""
    with open(os.path.join(folder, f"{table}.csv"), encoding="utf-8-sig", newline="") as file:
        rows = csv.reader(file)
        columns = next(rows)
        db.execute(f"CREATE TABLE {table}({', '.join(columns)})")

        def value(text):
            if text == "":
                return None
            return int(text) if re.fullmatch(r"-?\d+", text) else text

        place = ", ".join("?" * len(columns))
        db.executemany(f"INSERT INTO {table} VALUES ({place})", ([value(text) for text in row] for row in rows))
    db.execute(f"CREATE INDEX {table}_first ON {table}({columns[0]})")
    if table == "household_member":
        db.execute("CREATE INDEX household_member_person ON household_member(person_id)")
    return columns


def judge(db, names):
    text = re.sub(r"--[^\n]*", "", (HERE / "demo.sql").read_text(encoding="utf-8"))
    text = re.sub(r":([a-z_0-9]+)", lambda match: str(int(names[match[1]])), text)
    for statement in text.split(";"):
        if statement.strip():
            db.execute(statement)


def compare_rows(tally, db, subject):
    """Each subject's state by hand and by the program."""
    total, differ, alone = db.execute(
        f"SELECT count(*), coalesce(sum(j.state <> t.state), 0), coalesce(sum(t.state IS NULL), 0) FROM judged_{subject} j"
        f" LEFT JOIN computed_{subject} t ON t.{subject}_id = j.{subject}_id").fetchone()
    said = db.execute(f"SELECT count(*) FROM computed_{subject}").fetchone()[0]
    examples = db.execute(f"SELECT j.{subject}_id, j.state, t.state FROM judged_{subject} j LEFT JOIN computed_{subject} t"
                          f" ON t.{subject}_id = j.{subject}_id WHERE t.state IS NULL OR t.state <> j.state LIMIT 5").fetchall()
    tally.ok(total > 0 and differ == 0 and alone == 0 and said == total, f"every {subject}",
             f"{total} by hand, {said} by the program, {differ} differ, {alone} missing: {examples}")
    states = dict(db.execute(f"SELECT state, count(*) FROM judged_{subject} GROUP BY state"))
    print(f"{subject}: {total} rows, {json.dumps(states)}", flush=True)


def compare_counts(tally, db, total):
    """The counts of `evaluate --json` for the province."""
    row = db.execute("SELECT * FROM province")
    by_hand = dict(zip([column[0] for column in row.description], row.fetchone()))
    for name, count in by_hand.items():
        tally.ok(total.get(name) == count, f"the province's {name}", f"{count} by hand, {total.get(name)} by the program")
    print("province: " + json.dumps(by_hand), flush=True)


def main():
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("binary")
    words.add_argument("--people", type=int, default=3000)
    words.add_argument("--seed", type=int, default=2025)
    words.add_argument("--db")
    words.add_argument("--year", type=int, default=2025)
    said = words.parse_args()
    tally, started = khuyenhoc.Tally(), time.monotonic()
    with khuyenhoc.folder("evaluators") as folder:
        program = khuyenhoc.Program(said.binary, said.db) if said.db else \
            khuyenhoc.make_demo(said.binary, os.path.join(folder, "demo.db"), said.people, said.seed)
        out = os.path.join(folder, "export")
        done = program.run("export", "cascade-input", "--year", said.year, "--dir", out, timeout=600)
        tally.ok(done.returncode == 0, "export cascade-input", done.stderr[-300:])
        db = sqlite3.connect(":memory:")
        for name in sorted(os.listdir(out)):
            if name.endswith(".csv"):
                load(db, out, name.removesuffix(".csv"))
        judge(db, numbers(tally, said.year))
        for subject in SUBJECTS:
            compare_rows(tally, db, subject)
        evaluated = program.run("evaluate", "--year", said.year, "--json", timeout=600)
        tally.ok(evaluated.returncode == 0, "evaluate --json", evaluated.stderr[-300:])
        compare_counts(tally, db, json.loads(evaluated.stdout)["total"])
    print(f"{time.monotonic() - started:.1f} s")
    sys.exit(tally.close())


main()
