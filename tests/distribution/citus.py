"""Spreading a database: what the program says and does, on a stand-in of Citus's catalogue; and the whole of it on a server that has
Citus, when CITUS_URL names one."""
import json
import os
import pathlib
import re
import subprocess
import time

import khuyenhoc
import server

HERE = pathlib.Path(__file__).resolve().parent


def plan_of(program):
    return json.loads(program.run("db", "distribute", "--plan", "--json").stdout)


def stand_in(address):
    """Gives a database the stand-in."""
    keeper = server.with_role(address, "keeper")
    server.psql(keeper, (HERE / "citus_stand_in.sql").read_text())
    name = address.rpartition("/")[2]
    server.psql(keeper, f"ALTER DATABASE {name} SET search_path = public, noted")


def check_stand_in(tally, binary, folder):
    program = khuyenhoc.make_demo(binary, os.path.join(folder, "spread.db"), 600)
    address = khuyenhoc.address_of(program.db)
    report = program.run("report", "--year", "2025", "--format", "csv").stdout
    refused = program.run("db", "distribute")
    tally.ok(refused.returncode == 1 and "app.no_citus" in refused.stderr, "without the extension it is refused", refused.stderr[-200:])
    said = program.run("db", "distribute", "--plan")
    tally.ok(said.returncode == 0 and "citus is missing" in said.stdout and "shards      64" in said.stdout, "the plan says what is missing", said.stdout[:200])

    stand_in(address)
    refused = program.run("report", "--year", "2025")
    tally.ok(refused.returncode == 1 and "app.not_distributed" in refused.stderr, "a database not spread is refused", refused.stderr[-200:])
    plan = plan_of(program)
    check_order(tally, plan)
    # Eight provinces of which one is large: it gets a shard of its own.
    server.psql(address, "INSERT INTO person SELECT p, p * 1000000000000 + g, 'x', 1, '1990', 1990, 0, 0, NULL, NULL, NULL, 1 FROM generate_series(1, 8) p, "
                         "generate_series(1, CASE WHEN p = 4 THEN 5000 ELSE 500 END) g")
    plan = plan_of(program)
    tally.ok(plan["isolate"] == [4], "the large province is isolated", str(plan["isolate"]))
    tally.ok(server.rows(address, "SELECT count(*) FROM noted.told") == [["0"]], "a plan changes nothing")

    done = program.run("db", "distribute")
    tally.ok(done.returncode == 0, "it is spread", done.stderr[-300:])
    told = [row[0] for row in server.rows(address, "SELECT what FROM noted.told ORDER BY n")]
    tenants = [t["name"] for t in plan["tables"] if t["class"] == "tenant"]
    references = [t["name"] for t in plan["tables"] if t["class"] == "reference"]
    tally.ok(told[:len(references)] == [f"reference {name}" for name in references], "reference tables first", str(told[:3]))
    tally.ok([line.split()[1] for line in told if line.startswith("spread")] == tenants, "then every tenant table, parents first")
    tally.ok(told[len(references)] == f"spread {tenants[0]} with none 64", "the first one has the shards", told[len(references)])
    tally.ok(all(f"spread {name} with {tenants[0]} 0" in told and f"emptied {name}" in told for name in tenants[1:]), "the others lie with it")
    tally.ok(told[-1] == "alone 4", "large provinces last", told[-1])
    check_rights(tally, address, plan)
    again = program.run("db", "distribute")
    count = server.rows(address, "SELECT count(*) FROM noted.told")
    tally.ok(again.returncode == 0 and count == [[str(len(told))]], "once more changes nothing", again.stdout + again.stderr[-200:])
    tally.ok(plan_of(program)["steps"] == [], "and there is nothing left to do")
    served = program.run("report", "--year", "2025", "--format", "csv")
    tally.ok(served.stdout == report and report, "the program serves it, with the same report", served.stderr[-200:])
    server.psql(address, "UPDATE noted.pg_dist_partition SET colocationid = 9 WHERE logicalrelid = 'person'::regclass")
    refused = program.run("report", "--year", "2025")
    tally.ok("app.not_distributed" in refused.stderr and "person" in refused.stderr, "a table that lies apart is refused", refused.stderr[-200:])


AWAY = """CREATE FUNCTION reached(p BIGINT) RETURNS BOOLEAN LANGUAGE plpgsql COST 100000 AS $$ BEGIN IF p = 4 THEN RAISE EXCEPTION 'connection to the
remote node failed' USING ERRCODE = '08006'; END IF; RETURN true; END $$;
ALTER TABLE rollup RENAME TO rollup_rows; CREATE VIEW rollup AS SELECT * FROM rollup_rows WHERE reached(province_id);"""


def check_away(tally, binary, folder):
    """A province whose server does not answer: its rows say what Citus says then (SQLSTATE 08006)."""
    program = khuyenhoc.make_demo(binary, os.path.join(folder, "away.db"), 600)
    address = khuyenhoc.address_of(program.db)
    with program.serve() as serving:
        client = serving.client()
        seq = server.rows(address, "SELECT max(seq) FROM journal WHERE province_id = 14")[0][0]
        until = time.monotonic() + 60
        while server.rows(address, "SELECT max(seq) FROM rollup WHERE province_id = 14") != [[seq]] and time.monotonic() < until:
            time.sleep(0.5)
        alone = client.get("/api/national?year=2025").value
        tally.ok([(p["province"], p["state"], p["seq"]) for p in alone["provinces"]] == [(14, "counted", int(seq))], "the roll-up follows the journal",
                 str(alone)[:300])
        report = client.get("/api/report?place=14&year=2025&format=json").value
        tally.ok(alone["totals"]["population"] == report["figures"][0]["denominator"] and
                 alone["totals"]["learning_citizens"] == report["figures"][0]["numerator"], "its counts are the report's", str(alone["totals"]))
        for province in (4, 79):
            server.psql(address, f"INSERT INTO rollup_province VALUES ({province})")
            server.psql(address, f"INSERT INTO rollup SELECT {province}, year, {province}, measure, n * 2, as_of, seq FROM rollup WHERE province_id = 14 AND place_id = 14")
        three = client.get("/api/national?year=2025").value
        tally.ok(three["missing"] == [] and three["totals"]["population"] == 5 * alone["totals"]["population"], "three provinces are added up", str(three["totals"]))
        server.psql(address, AWAY)
        away = client.get("/api/national?year=2025").value
        states = {p["province"]: p["state"] for p in away["provinces"]}
        tally.ok(states == {4: "unavailable", 14: "counted", 79: "counted"}, "the province away is unavailable, the others are read", str(states))
        tally.ok([m["province"] for m in away["missing"]] == [4] and away["totals"]["population"] == 3 * alone["totals"]["population"], "the totals say who is missing")
        csv = client.get("/api/national?year=2025&format=csv").body.decode()
        tally.ok(",Province 4,unavailable,,," in csv and "without 4," in csv, "so does the export", csv[:200])
        tally.ok(client.get("/api/report?place=14&year=2025&format=json").value["figures"][0]["denominator"] == alone["totals"]["population"], "and work")


def check_order(tally, plan):
    kinds = [step["what"] for step in plan["steps"]]
    tally.ok("reference" in kinds and kinds.index("distribute") > max(i for i, kind in enumerate(kinds) if kind == "reference"), "reference tables come first")
    tally.ok(all(re.fullmatch(r"SELECT \w+\('.*\)|(GRANT|REVOKE|DROP TRIGGER) .*", step["sql"]) for step in plan["steps"]), "each step is one statement")


def check_rights(tally, address, plan):
    for table in plan["tables"]:
        if table["append_only"] and not table["removable"]:
            answer = server.psql(address, f"DELETE FROM {table['name']};", stop=False)
            tally.ok("permission denied" in answer, f"{table['name']} is still append-only", answer[:100])


def check_real(tally, binary, folder):
    url = os.environ.get("CITUS_URL", "")
    if not url:
        print("SKIPPED on Citus itself: CITUS_URL names no server that has the extension (Debian 12 has no package of it). 1 skipped", flush=True)
        return
    environment = os.environ | {"KHUYENHOC_TEST_STORE": url, "KHUYENHOC_TEST_TEMPLATE": "template1"}
    for name, words in {"scenes": ["scenes/run.py"], "gallery": ["gallery/test.py"], "evaluators": ["evaluators/test.py", "--people", "3000"]}.items():
        done = subprocess.run(["python3", "-B", str(HERE.parent / words[0]), binary, *words[1:]], env=environment, capture_output=True, text=True, timeout=1800)
        tally.ok(done.returncode == 0, f"{name} on Citus", done.stdout[-300:])
