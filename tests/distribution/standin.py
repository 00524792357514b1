"""The stand-in for Citus: the same tables, those of provinces partitioned by the hash of province_id. What the planner of PostgreSQL
does with a statement there is what Citus would do with it: one partition is one shard."""
import json
import re

from server import answers, psql, rows

PARTS = 8
PROVINCES = 16
ROWS = 200  # of each province in each table: enough for plans to differ

SETTINGS = """SET search_path = {schema}; SET plan_cache_mode = force_generic_plan; SET jit = off; SET max_parallel_workers_per_gather = 0; SET client_min_messages = error;"""

VALUES = {"bigint": "p * 1000000000000 + g", "integer": "g", "text": "'t' || g"}


def columns_of(address, source):
    """{table: [(column, type)]}."""
    tables = {}
    for table, column, kind in rows(address, "SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod) FROM pg_class c JOIN pg_attribute a ON "
                                    f"a.attrelid = c.oid WHERE c.relnamespace = '{source}'::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT "
                                    "a.attisdropped ORDER BY c.relname, a.attnum"):
        tables.setdefault(table, []).append((column, kind))
    return tables


def build(address, source, schema, classes):
    """Makes `schema` with the tables of `source` and some rows."""
    script = [f"DROP SCHEMA IF EXISTS {schema} CASCADE; CREATE SCHEMA {schema}; SET search_path = {schema};"]
    tables = columns_of(address, source)
    for table in tables:
        is_tenant = classes.get(table) == "tenant"
        script.append(f"CREATE TABLE {table} (LIKE {source}.{table})" + (" PARTITION BY HASH (province_id);" if is_tenant else ";"))
        if is_tenant:
            script += [f"CREATE TABLE {table}__p{i} PARTITION OF {table} FOR VALUES WITH (MODULUS {PARTS}, REMAINDER {i});" for i in range(PARTS)]
    for (definition,) in rows(address, f"SELECT pg_get_indexdef(i.indexrelid) FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid WHERE "
                              f"c.relnamespace = '{source}'::regnamespace ORDER BY 1"):
        script.append(definition.replace(f" ON {source}.", f" ON {schema}.") + ";")
    for table, columns in tables.items():
        filled = ", ".join("p" if name == "province_id" else VALUES[kind] for name, kind in columns)
        provinces = PROVINCES if classes.get(table) == "tenant" else 1
        script.append(f"INSERT INTO {table} SELECT {filled} FROM generate_series(1, {provinces}) p, generate_series(1, {ROWS}) g ON CONFLICT DO NOTHING;")
    script.append("ANALYZE;")
    psql(address, "\n".join(script))


def plans(address, schema, statements):
    """For each (statement, is it national) its generic plan, or the sentence of the server why there is none. Partitions are joined
    and taken in one by one for national statements only: for a tenant's it would keep the planner from leaving any out."""
    scripts = [f"SET enable_partitionwise_aggregate = {is_national}; SET enable_partitionwise_join = {is_national};\n"
               f"PREPARE s{i} AS {sql};\n" + explain(i) for i, (sql, is_national) in enumerate(statements)]
    out = []
    for answer in answers(address, SETTINGS.replace("{schema}", schema), scripts):
        at = answer.find("ERROR:")
        out.append(answer[at:at + 200].split("\n")[0] if at >= 0 else json.loads(unquoted(answer))[0]["Plan"])
    return out


def explain(i):
    """Explains prepared statement i with a value of its type for each parameter: 14 or 'x'."""
    value = "CASE WHEN t::text IN ('bigint', 'integer', 'smallint') THEN '14' ELSE '''x''' END"
    return (f"SELECT 'EXPLAIN (FORMAT JSON, COSTS OFF) EXECUTE s{i}' || COALESCE('(' || (SELECT string_agg({value}, ',' ORDER BY o) FROM "
            f"unnest(parameter_types) WITH ORDINALITY u(t, o)) || ')', '') FROM pg_prepared_statements WHERE name = 's{i}' \\gexec")


def unquoted(answer):
    return answer[1:-1].replace('""', '"') if answer.startswith('"') else answer


CONDITIONS = ("Index Cond", "Recheck Cond", "Filter")


class Reading:
    """What a plan says of partitions."""

    def __init__(self, plan):
        self.removed = 0
        self.spans = []    # names of nodes that need rows of several partitions together
        self.loose = set() # partitions read whatever an outer row says
        self.scanned = set()
        self.loose |= self.read(plan, False)

    def read(self, node, is_folded):
        """The partitions below `node` that no outer row chooses. `is_folded`: an aggregate above has taken them in partition by
        partition."""
        self.removed += node.get("Subplans Removed", 0)
        children = node.get("Plans", [])
        parts = self.scan(node)
        below = []
        for child in children:
            found = self.read(child, is_folded)
            if child.get("Parent Relationship") in ("InitPlan", "SubPlan"):
                if len(found) > 1:
                    self.spans.append("a subquery over partitions")
                parts |= found
            else:
                below.append((child, found))
        together = set().union(*(found for _, found in below)) if below else set()
        if self.joins_across(node, below):
            self.spans.append("a join across partitions")
        if len(together) > 1 and self.gathers(node) and not self.is_gathered_below(node):
            self.spans.append("an aggregate above the partitions")
        return parts | together

    def scan(self, node):
        name = re.fullmatch(r"(\w+)__p(\d+)", node.get("Relation Name", ""))
        if not name or node["Node Type"] == "ModifyTable":
            return set()
        self.scanned.add(name[1])
        conditions = " ".join(str(node.get(c, "")) for c in CONDITIONS)
        is_chosen = re.search(r"province_id = \(?\w+\.province_id", conditions)
        return set() if is_chosen else {int(name[2])}

    @staticmethod
    def joins_across(node, below):
        if node["Node Type"] not in ("Nested Loop", "Hash Join", "Merge Join"):
            return False
        sides = [found for _, found in below if found]
        by = " ".join(str(node.get(c, "")) for c in ("Hash Cond", "Merge Cond", "Join Filter"))
        return len(sides) > 1 and len(set().union(*sides)) > 1 and not re.search(r"province_id = \(?\w+\.province_id", by)

    @staticmethod
    def gathers(node):
        return node["Node Type"] in ("Aggregate", "Group", "WindowAgg", "Unique", "SetOp")

    @classmethod
    def is_gathered_below(cls, node):
        """Whether every partition is taken in by an aggregate of its own, or no group has rows of two provinces."""
        if node.get("Partial Mode") == "Finalize" or any("province_id" in key for key in node.get("Group Key", [])):
            return True
        return all(cls.is_folded_before_scan(child) for child in node.get("Plans", []))

    @classmethod
    def is_folded_before_scan(cls, node):
        if cls.gathers(node):
            return True
        children = node.get("Plans", [])
        return bool(children) and all(cls.is_folded_before_scan(child) for child in children)
