#!/usr/bin/env python3
"""Holds docs/security/asvs.md to what it says: every requirement of level 1 and 2 of ASVS 4.0.3 stands there once, and every
test that is named exists. Reads files only.

    asvs.py                    or asvs.py FILE.md, to see that a damaged list is found"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
# Numbers of the requirements of level 1 and 2, a chapter's sections in order. Those left out are of level 3 or were withdrawn.
REQUIRED = {
    "1.1": "1-7", "1.2": "1-4", "1.4": "1,4,5", "1.5": "1-4", "1.6": "1-4", "1.7": "1-2", "1.8": "1-2", "1.9": "1-2", "1.10": "1", "1.11": "1-2", "1.12": "2", "1.14": "1-6",
    "2.1": "1-12", "2.2": "1-3", "2.3": "1-3", "2.4": "1-5", "2.5": "1-7", "2.6": "1-3", "2.7": "1-6", "2.8": "1-7", "2.9": "1-3", "2.10": "1-4",
    "3.1": "1", "3.2": "1-4", "3.3": "1-4", "3.4": "1-5", "3.5": "1-3", "3.7": "1",
    "4.1": "1-3,5", "4.2": "1-2", "4.3": "1-3",
    "5.1": "1-5", "5.2": "1-8", "5.3": "1-10", "5.4": "1-3", "5.5": "1-4",
    "6.1": "1-3", "6.2": "1-6", "6.3": "1-2", "6.4": "1-2",
    "7.1": "1-4", "7.2": "1-2", "7.3": "1,3,4", "7.4": "1-3",
    "8.1": "1-4", "8.2": "1-3", "8.3": "1-8",
    "9.1": "1-3", "9.2": "1-4",
    "10.2": "1-2", "10.3": "1-3",
    "11.1": "1-8",
    "12.1": "1-3", "12.2": "1", "12.3": "1-6", "12.4": "1-2", "12.5": "1-2", "12.6": "1",
    "13.1": "1,3-5", "13.2": "1-3,5-6", "13.3": "1-2", "13.4": "1-2",
    "14.1": "1-4", "14.2": "1-6", "14.3": "2-3", "14.4": "1-7", "14.5": "1-4",
}
LINE = re.compile(r"^\| (\d+\.\d+\.\d+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$")
NAMED = re.compile(r"`([\w./-]+)::([\w., -]+)`")


def required():
    for section, numbers in REQUIRED.items():
        for part in numbers.split(","):
            first, _, last = part.partition("-")
            for number in range(int(first), int(last or first) + 1):
                yield f"{section}.{number}"


def missing_test(file, name):
    """Why the test is not there, or nothing. `Suite.test` of C++ is looked for as its macro, others as their words."""
    path = ROOT / file
    if not path.is_file():
        return f"no file {file}"
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".cpp":
        suite, _, test = name.partition(".")
        found = re.search(rf"^TEST(_F|_P)?\({re.escape(suite)},\s*{re.escape(test)}\)", text, re.M)
    else:
        found = re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text)
    return None if found else f"no {name} in {file}"


def faults(text, counts=None):
    """What is wrong with the list; `counts` gets how many lines of each verdict there are."""
    seen, verdicts = {}, {} if counts is None else counts
    for number, line in enumerate(text.splitlines(), 1):
        if not re.match(r"^\| \d", line):
            continue
        row = LINE.match(line)
        if not row:
            yield f"line {number} is not a line of four columns"
            continue
        requirement, _, verdict, evidence = (cell.strip() for cell in row.groups())
        if requirement in seen:
            yield f"{requirement} stands twice"
        seen[requirement] = number
        verdicts[verdict] = verdicts.get(verdict, 0) + 1
        named = NAMED.findall(evidence)
        if verdict not in ("shown", "exempt", "deviates", "open"):
            yield f"{requirement}: {verdict!r} is no verdict"
        if verdict == "shown" and not named:
            yield f"{requirement} is shown by no test"
        if verdict != "shown" and len(evidence) < 20:
            yield f"{requirement} has no reason"
        yield from (f"{requirement}: {why}" for why in (missing_test(*one) for one in named) if why)
    wanted = set(required())
    yield from (f"{requirement} is missing" for requirement in sorted(wanted - set(seen)))
    yield from (f"{requirement} is not of level 1 or 2" for requirement in sorted(set(seen) - wanted))


def main():
    document = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs/security/asvs.md"
    text = document.read_text(encoding="utf-8")
    counts = {}
    wrong = list(faults(text, counts))
    print(f"asvs: {sum(counts.values())} of {len(list(required()))} requirements, {counts}")
    for fault in wrong:
        print(f"FAILED {fault}")
    # The check itself: a line that goes, a line twice and a test that is not there must each be found.
    line = next(one for one in text.splitlines() if "| shown |" in one)
    for what, damaged in (("a line that goes", text.replace(line + "\n", "", 1)), ("a line twice", text.replace(line, f"{line}\n{line}", 1)),
                          ("a test that is not there", text.replace(line, re.sub(r"::[\w.]+", "::Gone.gone", line), 1))):
        if len(list(faults(damaged))) <= len(wrong):
            wrong.append(what)
            print(f"FAILED not found: {what}")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
