"""The demo on PostgreSQL, beside the file it is compared with: time to make, to load, to copy there and back, size.

    ../tests/harness/postgres.sh postgres.py PROGRAM FOLDER MADE.db     prints one JSON object"""
import json
import os
import pathlib
import subprocess
import sys
import time


def timed(*words):
    start = time.monotonic()
    done = subprocess.run([str(w) for w in words], check=True, capture_output=True, text=True)
    return time.monotonic() - start, done.stdout


def main():
    program, folder, made = sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3]
    test_store = os.environ["KHUYENHOC_TEST_STORE"]
    server = test_store.rpartition("/")[0]
    key, back = folder / "postgres.key", folder / "back.db"
    for old in [key, *folder.glob("back.db*"), *folder.glob("copied.key")]:
        old.unlink(missing_ok=True)
    for name in ("made", "copied"):
        timed("psql", "-q", test_store, "-c", f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'")
    said = {"demo_s": timed(program, "demo", "--db", f"{server}/made", "--key", key)[0]}
    said["mib"] = int(timed("psql", "-qAt", f"{server}/made", "-c", "SELECT pg_database_size('made')")[1]) / 2**20
    words = ("--place", "14", "--year", "2025", "--format", "csv")
    said["report_s"], there = timed(program, "report", "--db", f"{server}/made", "--key", key, *words)
    here_s, here = timed(program, "report", "--db", made, *words)
    said["file_report_s"], said["equal"] = here_s, here == there
    said["there_s"] = timed(program, "db", "copy", "--from", made, "--to", f"{server}/copied", "--to-key", folder / "copied.key")[0]
    said["back_s"] = timed(program, "db", "copy", "--from", f"{server}/copied", "--from-key", folder / "copied.key", "--to", back)[0]
    print(json.dumps(said))


if __name__ == "__main__":
    main()
