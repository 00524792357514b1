#!/usr/bin/env python3
"""Holds docs/security/dpia-son-la.md to the program: every field kept of a person stands there with its grade, every storage time
and clock is the facts' own, and what it names exists. Reads files only.

    dpia.py                    or dpia.py FILE.md, to see that a damaged assessment is found"""
import json
import pathlib
import re
import sys

import asvs

ROOT = asvs.ROOT
DOCUMENT = ROOT / "docs/security/dpia-son-la.md"
GRADES = ("cơ bản", "nhạy cảm", "trẻ em")
CONFIDENCE = "OSNBU"
NUMBER = re.compile(r"\d+/\d{4}/[A-ZĐ][A-ZĐ\d-]+")
ARTICLE = re.compile(r"Điều (\d+(?:-\d+)?)")


def read(path):
    return (ROOT / path).read_text(encoding="utf-8")


def facts(name):
    return json.loads(read(f"src/privacy/facts/{name}.json"))


def rows(text):
    """By first word in backticks: the cells of every line of a table."""
    found = {}
    for line in text.splitlines():
        row = re.match(r"^\| `([^`]+)`", line)
        if row:
            found.setdefault(row[1], []).append([cell.strip() for cell in line.strip("| ").split(" | ")])
    return found


def quoted(text):
    return set(re.findall(r"`([^`]+)`", text))


def sections():
    """(section, columns) of the whole record, and the tables left out of it, as the code has them."""
    code = read("src/privacy/record_sections.cpp")
    body, _, rest = code.partition("constexpr LeftOut")
    found = [(one[0], one[1].split()) for one in re.findall(r'\{"(\w+)", "[^"]+", "[^"]+", "[\w ]+",.*?\n?\s*"([a-z_ ]+)"\},', body, re.S)]
    return found, re.findall(r'^    \{"(\w+)", "', rest.partition("constexpr ColumnWords")[0], re.M)


def graded(text):
    table, words = rows(text), quoted(text)
    found, apart = sections()
    if not apart or len(found) != len(re.findall(r'^    \{"\w+", "[^"]+", "[^"]+", "', read("src/privacy/record_sections.cpp").partition("constexpr LeftOut")[0], re.M)):
        yield "the list of fields could not be read"
    for section, columns in found:
        row = " | ".join(" | ".join(cells) for cells in table.get(section, []))
        if missing := [column for column in columns if column not in quoted(row)]:
            yield f"{section}: {' '.join(missing)} not there"
        if not any(grade in row for grade in GRADES):
            yield f"{section} has no grade"
    yield from (f"table {name} is left out of the record and of the assessment" for name in apart if name not in words)
    for line in read("src/app/tests/may_matrix.txt").splitlines():
        name, access = (line[:58].strip(), line[59:68].strip()) if not line.startswith("#") else ("", "")
        if access == "sensitive" and name not in words:
            yield f"sensitive: {name} not there"
    sealed = re.search(r"constexpr std::string_view numbers = (.*?);", read("src/app/purposes.cpp"), re.S)[1]
    yield from (f"what is sealed: {purpose} not there" for purpose in re.findall(r'"([^"]+)"', sealed) if purpose not in words)
    for purpose in facts("purposes")["purposes"]:
        if purpose["code"] not in table or purpose["vi"] not in " ".join(map(str, table[purpose["code"]])):
            yield f"purpose {purpose['code']} not there in its words"


def stored(text):
    table, rules = rows(text), facts("retention")["rules"]
    for rule in rules:
        wanted = [f"{rule['months']} tháng", rule["confidence"]]
        if not any(cells[1:3] == wanted and rule["vi"] in cells[0] for cells in table.get(rule["code"], [])):
            yield f"{rule['code']}: not {rule['vi']}, {' '.join(wanted)}"
    timed = {code for code, lines in table.items() for cells in lines if len(cells) > 2 and re.fullmatch(r"\d+ tháng", cells[1])}
    yield from (f"{code} has a storage time of no rule" for code in timed - {rule["code"] for rule in rules})


def clocks(text):
    table, law = rows(text), facts("duties")["law"][-1]
    for kind in law["requests"]:
        wanted = [str(law["acknowledge"]["working_days"]), str(kind["days"]), str(kind["third_party_days"]), str(kind["extension_days"]),
                  "/".join(kind[name] for name in ("confidence", "third_party_confidence", "extension_confidence"))]
        if not any(cells[1:6] == wanted for cells in table.get(kind["kind"], [])):
            yield f"{kind['kind']}: not {' '.join(wanted)}"
    for fact, said in (("breach", f"{law['breach']['hours']} giờ"), ("child", f"dưới {law['child']['under']} tuổi"), ("child", f"từ đủ {law['child']['own_consent_from']} tuổi")):
        if f"{said} [{law[fact]['confidence']}]" not in text:
            yield f"{said} [{law[fact]['confidence']}] not there"


def named(text):
    """Tests, files, documents and articles: each is somewhere."""
    yield from (why for one in asvs.NAMED.findall(text) if (why := asvs.missing_test(*one)))
    for word in quoted(text):
        if re.fullmatch(r"(src|tests|docs|web|tools)/[\w./-]+", word) and not (ROOT / word).exists():
            yield f"no file {word}"
    known = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "src").glob("*/**/*.json"))
    yield from (f"document {number} is in no facts" for number in set(NUMBER.findall(text)) if number not in known)
    duties = read("src/privacy/facts/duties.json")
    yield from (f"article {number} is in no facts" for number in set(ARTICLE.findall(text)) if f"Điều {number}" not in duties)
    for line in text.splitlines():
        if len(re.findall("(?<![*“])chưa biết", line)) > len(re.findall(r"chưa biết — [^|.;]*\bđiền\b", line)):
            yield f"unknown, and nobody to say it: {line[:60]}"
    yield from (f"[{mark}] is no mark" for mark in set(re.findall(r"\[([A-Z])\]", text)) if mark not in CONFIDENCE)


def faults(text):
    return [*graded(text), *stored(text), *clocks(text), *named(text)]


def damages(text):
    """What each of these has damaged must be found."""
    yield "a field that goes", text.replace("`citizen_no`", "số")
    yield "a grade that goes", re.sub(r"(?m)^(\| `units`.*)$", lambda row: re.sub("|".join(GRADES), "", row[1]), text)
    yield "another storage time", text.replace("| 60 tháng |", "| 61 tháng |", 1)
    yield "another clock", re.sub(r"(?m)^(\| `delete`.*?)\| 20 \|", r"\1| 25 |", text)
    yield "a test that is not there", re.sub(r"(`tests/attack/\w+\.py)::\w+`", r"\1::gone`", text, count=1)
    yield "an article of nobody's", text.replace("Điều 24", "Điều 240", 1)
    yield "unknown to nobody", text + "\nchưa biết\n"


def main():
    text = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else DOCUMENT).read_text(encoding="utf-8")
    wrong = faults(text)
    for fault in wrong:
        print(f"FAILED {fault}")
    for what, damaged in damages(text):
        if damaged == text or len(faults(damaged)) <= len(wrong):
            wrong.append(what)
            print(f"FAILED not found: {what}")
    found, _ = sections()
    print(f"assessment of impact: {len(found)} sections, {sum(len(columns) for _, columns in found)} fields, {len(asvs.NAMED.findall(text))} tests named, {len(wrong)} failed")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
