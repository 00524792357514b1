"""The text lint: SQL that SQLite, PostgreSQL and Citus do not all have, or do not all mean alike."""
import re

RULES = {
    "cast_by_colons": r"::",
    "ilike": r"\bILIKE\b",
    "distinct_on": r"\bDISTINCT\s+ON\b",
    "clock": r"\b(now|clock_timestamp|statement_timestamp|transaction_timestamp|strftime|julianday|datetime|unixepoch|localtime)\s*\(|\bCURRENT_(DATE|TIME|TIMESTAMP)\b|\b(date|time)\s*\(",
    "chance": r"\b(random|gen_random_uuid|randomblob|uuid_generate_v4)\s*\(",
    "for_update": r"\bFOR\s+(NO\s+KEY\s+)?(UPDATE|SHARE)\b",
    "average": r"\bavg\s*\(",
    "rounding": r"\bround\s*\(",
    "division": r"/",
    "lateral": r"\bLATERAL\b",
    "delete_using": r"\bDELETE\s+FROM\s+\w+(\s+AS\s+\w+)?\s+USING\b",
    "changing_subquery": r"\bAS\s*\(\s*(INSERT|UPDATE|DELETE)\b",
    "merge": r"^\s*MERGE\b",
    "series": r"\bgenerate_series\s*\(",
    "grouping_sets": r"\bGROUPING\s+SETS\b|\bGROUP\s+BY\s+(ROLLUP|CUBE)\b",
    "truncate": r"\bTRUNCATE\b",
    "joined_texts": r"\b(string_agg|group_concat|array_agg)\s*\(",
    "greatest_least": r"\b(greatest|least)\s*\(",
    "iif": r"\biif\s*\(",
    "formatting": r"\b(printf|format|to_char)\s*\(",
    "json": r"->|\bjson\w*\s*\(",
    "rowid": r"\b(rowid|ctid|last_insert_rowid|oid)\b",
    "sequence": r"\b(nextval|currval|lastval|autoincrement)\b",
    "advisory_lock": r"\bpg_(try_)?advisory\w*\s*\(",
    "notify": r"^\s*(LISTEN|NOTIFY|UNLISTEN)\b|\bpg_notify\s*\(",
    "replace_into": r"\bINSERT\s+OR\b|^\s*REPLACE\s+INTO\b",
    "array": r"\b(ANY|ALL|ARRAY)\s*[\[(]\s*(\$|ARRAY|')|\bunnest\s*\(",
    "regular_expression": r"!?~\*?|\b(GLOB|REGEXP|SIMILAR\s+TO)\b",
    "key_changed": r"\bSET\s+(\w+\s*=\s*[^,]+,\s*)*province_id\s*=",
    "order_of_limit": r"^(?!.*\bORDER\s+BY\b)(?!.*\bEXISTS\b).*\bLIMIT\s+\d{2,}",
}
SUM = re.compile(r"\bsum\s*\(", re.I)


def without_texts(sql):
    """Comments and quoted texts blanked."""
    return re.sub(r"'(?:[^']|'')*'", "''", re.sub(r"/\*.*?\*/", " ", sql, flags=re.S))


def closing(text, at):
    """The place after the bracket that closes the one at `at`."""
    depth = 0
    for i in range(at, len(text)):
        depth += {"(": 1, ")": -1}.get(text[i], 0)
        if depth == 0:
            return i + 1
    return len(text)


def bare_sums(sql):
    """sum() whose type would differ: not inside CAST(... AS BIGINT), not only compared."""
    for match in SUM.finditer(sql):
        before = sql[:match.start()]
        inside = [m for m in re.finditer(r"\bCAST\s*\(", before, re.I) if closing(sql, m.end() - 1) > match.end()]
        after = sql[closing(sql, match.end() - 1):]
        if not inside and not re.match(r"\s*(<>|=|<|>)", after):
            yield match


def order_items(sql):
    """Each ordered expression of each ORDER BY."""
    for match in re.finditer(r"\bORDER\s+BY\b", sql, re.I):
        depth, item = 0, ""
        for i in range(match.end(), len(sql) + 1):
            char = sql[i] if i < len(sql) else ")"
            if depth == 0 and (char == ")" or re.match(r"\b(LIMIT|UNION|OFFSET|ROWS|RANGE)\b", sql[i:], re.I) and not sql[i - 1].isalnum()):
                break
            if depth == 0 and char == ",":
                yield item.strip()
                item = ""
                continue
            depth += {"(": 1, ")": -1}.get(char, 0)
            item += char
        yield item.strip()


def unordered_nulls(sql, nullable):
    """Ordered columns that may be NULL without saying where NULLs go. `nullable`: {table: columns}."""
    tables = {}
    for match in re.finditer(r"\b(?:FROM|JOIN|INTO|UPDATE|,)\s*(\w+)(?:\s+(?:AS\s+)?(\w+))?", sql, re.I):
        if match[1] in nullable:
            tables[match[2] or match[1]] = match[1]
            tables.setdefault(match[1], match[1])
    for item in order_items(sql):
        column = re.fullmatch(r"(?:(\w+)\.)?(\w+)(\s+(?:ASC|DESC))?", item, re.I)
        if not column:
            continue
        among = [tables[column[1]]] if column[1] in tables else [] if column[1] else set(tables.values())
        if any(column[2] in nullable[table] for table in among):
            yield item


def faults(sql, nullable):
    """The rules that a statement breaks, with what breaks them."""
    bare = without_texts(sql)
    found = {rule: match[0].strip() for rule, pattern in RULES.items() if (match := re.search(pattern, bare, re.I | re.S))}
    for match in bare_sums(bare):
        found["bare_sum"] = bare[match.start():match.end() + 30]
    for item in unordered_nulls(bare, nullable):
        found["order_of_nulls"] = item
    numbers = [int(n) for n in re.findall(r"\$(\d+)", bare)]
    if numbers != list(range(1, len(numbers) + 1)):
        found["parameters"] = f"{numbers}"
    return found
