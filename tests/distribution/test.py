#!/usr/bin/env python3
"""Distribution rules: whether the schema and every statement would stand being spread by province over many servers.
  test.py BINARY [--tests FOLDER] [--seen FOLDER]
Needs KHUYENHOC_TEST_STORE (run it through tests/harness/postgres.sh). What it proves is that the rules are kept, on plain PostgreSQL;
Citus itself is only tried when CITUS_URL names a server that has it.
--tests: a folder with the C++ test programs, whose statements are collected; --seen: statements collected before."""
import argparse
import json
import os
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "harness")]
import checks  # noqa: E402
import citus  # noqa: E402
import forbidden  # noqa: E402
import khuyenhoc  # noqa: E402
import schema  # noqa: E402
import server  # noqa: E402
import standin  # noqa: E402
import statements  # noqa: E402

# Harnesses of the program itself: whatever they make it say is its own.
OURS = {"scenes": "scenes/run.py", "gallery": "gallery/test.py"}
PROGRAMS = ("journal_test", "places_test", "people_test", "recognition_test", "privacy_test", "indicators_test", "demo_test", "app_test")


def plan_of(program):
    said = program.run("db", "distribute", "--plan", "--json")
    if said.returncode != 0:
        sys.exit(f"db distribute --plan: {said.stderr[-300:]}")
    return json.loads(said.stdout)


def nullable_columns(address, classes):
    found = {table: set() for table in classes}
    for table, column in server.rows(address, "SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid WHERE c.relnamespace = "
                                     "'public'::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attnotnull"):
        found.get(table, set()).add(column)
    return found


def collect(binary, tests, folder):
    """Runs the program's tests with the list of statements switched on; {origin: texts}."""
    origins = {name: [sys.executable, "-B", str(HERE.parent / script), binary] for name, script in OURS.items()}
    for name in PROGRAMS if tests else ():
        origins[name] = [os.path.join(tests, name), "--gtest_brief=1"]
    environment = {key: value for key, value in os.environ.items() if key != "KHUYENHOC_TEST_STORE"}  # files: the texts are the same
    found = {}
    for origin, command in origins.items():
        into = os.path.join(folder, origin)
        os.makedirs(into, exist_ok=True)
        done = subprocess.run(command, env=environment | {"KHUYENHOC_STATEMENTS": into}, capture_output=True, text=True, timeout=900)
        if done.returncode != 0:
            print(f"  note: {origin} failed while its statements were collected (its own test says why)")
        found[origin] = statements.seen(into)
    return found


def seen_before(folder):
    return {path.name: statements.seen(path) for path in sorted(pathlib.Path(folder).iterdir())}


def statements_to_judge(found):
    """(where, text) of every statement of the program, how many pieces of source no test ran, and those that cannot be judged."""
    pieces = statements.in_sources() + statements.in_migrations()
    ours = set().union(*(found.get(name, ()) for name in OURS))
    for origin, texts in found.items():
        if origin not in OURS:  # tests say SQL of their own too: only what the sources begin is the program's
            ours |= {text for text in texts if any(piece.begins(text) for piece in pieces)}
    never = [piece for piece in pieces if not any(piece.is_in(text) or piece.begins(text) for text in ours)]
    where = {text: origin_of(text, pieces) for text in ours} | {piece.text: piece.where for piece in never if not piece.is_open}
    return where, len(never), [piece for piece in never if piece.is_open]


def origin_of(text, pieces):
    """Where in the sources a statement stands, or where the piece is that begins it."""
    return next((piece.where for piece in pieces if piece.is_in(text)), None) or next(
        (piece.where for piece in pieces if piece.begins(text)), "made while running")


def check_statements(tally, found, classes, nullable, address):
    where, never, unjudged = statements_to_judge(found)
    verdicts = checks.judge(list(where), classes, nullable, address, "standin")
    for verdict in verdicts:
        said = "; ".join(f"{rule} {detail}" for rule, detail in sorted(verdict.faults.items()))
        tally.ok(not verdict.faults, f"{where[verdict.sql]} ({verdict.tag})", f"{said}\n    {verdict.sql[:300]}")
    for piece in unjudged:
        tally.ok(False, piece.where, "no test ran it and it is not whole, so nobody can judge it")
    count = {tag: sum(verdict.tag == tag for verdict in verdicts) for tag in ("tenant", "national", "whole", "reference")}
    print(f"statements: {len(verdicts)} ({count['tenant']} tenant, {count['national']} national, {count['whole']} whole tables, {count['reference']} reference); {never} of the sources' were "
          f"run by no test and judged by their text; the planner left out {sum(v.removed for v in verdicts)} partitions", flush=True)


def check_schema(tally, address, classes):
    found = schema.faults(address, "public", classes)
    for (rule, table), detail in found.items():
        tally.ok(False, f"schema: {rule} {table}", detail)
    tally.ok(not found, f"{len(classes)} tables under {len(schema.RULES)} rules")
    kinds = {kind: [table for table, of in classes.items() if of == kind] for kind in ("tenant", "reference", "local")}
    print(f"schema: {len(kinds['tenant'])} tenant tables; reference: {', '.join(kinds['reference'])}; local: {', '.join(kinds['local'])}", flush=True)


def bad_classes(script):
    reference = set(re.findall(r"-- reference: (\w+)", script))
    named = [name for name in re.findall(r"CREATE TABLE (\w+)", script) if name != "stranger"]
    return {name: "reference" if name in reference else "tenant" for name in named} | {"promised": "tenant"}


def check_bad_schema(tally, address):
    script = (HERE / "bad" / "schema.sql").read_text()
    server.psql(address, f"DROP SCHEMA IF EXISTS bad CASCADE; CREATE SCHEMA bad; SET search_path = bad;\n{script}")
    found = set(schema.faults(address, "bad", bad_classes(script)))
    planted = set(re.findall(r"^-- fault: (\w+) (\w+)$", script, re.M))
    for fault in sorted(planted):
        tally.ok(fault in found, f"planted in the bad schema: {' '.join(fault)}", "not found")
    tally.ok(found <= planted, "nothing else in the bad schema", str(sorted(found - planted)))
    tally.ok({rule for rule, _ in planted} == set(schema.RULES), "every rule of the schema has a planted fault",
             str(sorted(set(schema.RULES) - {rule for rule, _ in planted})))


def check_bad_statements(tally, classes, nullable, address):
    text = (HERE / "bad" / "statements.sql").read_text()
    pairs = re.findall(r"^([^-\n].*)\n-- (.+)$", text, re.M)
    planted = set()
    for verdict, (sql, said) in zip(checks.judge([sql for sql, _ in pairs], classes, nullable, address, "standin"), pairs):
        wanted = set() if said == "none" else set(said.split())
        planted |= wanted
        tally.ok(wanted <= set(verdict.faults) if wanted else not verdict.faults, f"planted: {said} in {sql[:80]}", f"found {verdict.faults}")
    rules = set(forbidden.RULES) | {"bare_sum", "order_of_nulls", "parameters"} | set(checks.RULES)
    tally.ok(planted >= rules, "every rule of the statements has a planted fault", str(sorted(rules - planted)))


def main():
    words = argparse.ArgumentParser()
    words.add_argument("binary")
    words.add_argument("--tests")
    words.add_argument("--seen")
    words = words.parse_args()
    tally = khuyenhoc.Tally()
    with khuyenhoc.folder("distribution") as folder:
        program = khuyenhoc.make_demo(words.binary, os.path.join(folder, "demo.db"), 600)
        address = khuyenhoc.address_of(program.db)
        classes = {table["name"]: table["class"] for table in plan_of(program)["tables"]}
        check_schema(tally, address, classes)
        standin.build(address, "public", "standin", classes)
        nullable = nullable_columns(address, classes)
        check_bad_schema(tally, address)
        check_bad_statements(tally, classes, nullable, address)
        found = seen_before(words.seen) if words.seen else collect(words.binary, words.tests, os.path.join(folder, "seen"))
        check_statements(tally, found, classes, nullable, address)
        citus.check_stand_in(tally, words.binary, folder)
        citus.check_away(tally, words.binary, folder)
        citus.check_real(tally, words.binary, folder)
    return tally.close()


if __name__ == "__main__":
    sys.exit(main())
