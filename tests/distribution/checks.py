"""What a statement may be: of one province (tenant), of all of them (national, and says so), of a table as it stands, whichever that is
(whole, and says so: copying), or of no province (reference)."""
import re

import forbidden
import standin

RULES = ("unknown_tag", "national_without_need", "insert_without_key", "no_province", "refused", "many_partitions", "not_inside", "national_of_one")
TAG = re.compile(r"^\s*/\*\s*(\w+)\s*\*/")


def tables_in(sql, classes):
    named = re.findall(r"\b(?:FROM|JOIN|INTO|UPDATE)\s+(\w+)|,\s*(\w+)\s+(?:AS\s+)?\w+\s+(?=ON\b|WHERE\b|,)", forbidden.without_texts(sql), re.I)
    return {name for pair in named for name in pair if name in classes}


def tag_of(sql, classes):
    """By the rule that a reader can apply: a tag that stands there, else tenant when a tenant table is named."""
    said = TAG.match(sql)
    if said:
        return said[1]
    return "tenant" if any(classes[table] == "tenant" for table in tables_in(sql, classes)) else "reference"


def fault_of_words(sql, tag, classes):
    """What can be seen without a server."""
    tenants = [table for table in tables_in(sql, classes) if classes[table] == "tenant"]
    if tag not in ("tenant", "national", "whole", "reference") or (TAG.match(sql) and tag not in ("national", "whole")):
        return "unknown_tag"
    if tag == "national" and not tenants:
        return "national_without_need"
    if tag != "tenant":
        return None
    into = re.match(r"\s*INSERT INTO (\w+)\s*\(([^)]*)\)", sql, re.I)
    if into and classes.get(into[1]) == "tenant" and not re.search(r"\bprovince_id\b", into[2]):
        return "insert_without_key"
    if not into and not re.search(r"\bprovince_id\s*(=|IN)\s*\(?\$\d", sql):
        return "no_province"
    return None


def fault_of_plan(tag, plan):
    """What the stand-in's planner says: (rule, detail), and how many partitions it could leave out."""
    if isinstance(plan, str):
        return ("refused", plan), 0
    reading = standin.Reading(plan)
    if tag == "tenant" and (len(reading.loose) > 1 or reading.spans):
        return ("many_partitions", f"reads {len(reading.loose)} partitions of {', '.join(sorted(reading.scanned))}"), reading.removed
    if tag in ("national", "whole") and reading.spans:
        return ("not_inside", "; ".join(sorted(set(reading.spans)))), reading.removed
    if tag == "national" and len(reading.loose) == 1:
        return ("national_of_one", "reads one partition: it is a tenant's statement"), reading.removed
    return None, reading.removed


class Verdict:
    def __init__(self, sql, tag, faults, removed):
        self.sql, self.tag, self.faults, self.removed = sql, tag, faults, removed


def judge(statements, classes, nullable, address, schema):
    """A verdict for each statement. `faults`: {rule: detail}."""
    out = []
    tags = [tag_of(sql, classes) for sql in statements]
    plans = standin.plans(address, schema, [(sql, tag in ("national", "whole")) for sql, tag in zip(statements, tags)])
    for sql, tag, plan in zip(statements, tags, plans):
        faults = dict(forbidden.faults(sql, nullable))
        word = fault_of_words(sql, tag, classes)
        found, removed = fault_of_plan(tag, plan)
        if word:
            faults[word] = ""
        elif found:
            faults[found[0]] = found[1]
        out.append(Verdict(sql, tag, faults, removed))
    return out
