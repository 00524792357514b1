"""The catalogue lint: what a schema must be so that Citus can spread it by province. Each rule is a query over PostgreSQL's
own catalogue that returns (table, what); a row is a fault."""
from server import rows

KEY = "province_id"
TYPES = "('bigint', 'integer', 'text')"

# {tenant}, {reference}, {known}: lists of names; {schema}: the schema looked at.
TABLES = "(SELECT c.oid, c.relname FROM pg_class c WHERE c.relnamespace = '{schema}'::regnamespace AND c.relkind = 'r')"
TENANTS = "(SELECT t.oid, t.relname, a.attnum AS key FROM " + TABLES + " t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attname = '" + KEY + \
    "' WHERE t.relname = ANY ({tenant}))"
COLUMNS = "(SELECT t.relname, a.* FROM " + TABLES + " t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped)"
KEYS = "(SELECT c.*, s.relname, r.relname AS referred FROM pg_constraint c JOIN " + TABLES + " s ON s.oid = c.conrelid JOIN pg_class r ON r.oid = c.confrelid" \
    " WHERE c.contype = 'f')"

RULES = {
    "unknown_table": "SELECT relname, 'its class is written nowhere' FROM " + TABLES + " t WHERE NOT relname = ANY ({known})",
    "missing_table": "SELECT n, 'has a class and is not there' FROM unnest({known}) n WHERE NOT EXISTS (SELECT 1 FROM " + TABLES + " t WHERE t.relname = n)",
    "tenant_without_key": "SELECT relname, 'no NOT NULL BIGINT province_id' FROM " + TABLES + " t WHERE relname = ANY ({tenant}) AND NOT EXISTS (SELECT 1 FROM "
    "pg_attribute a WHERE a.attrelid = t.oid AND a.attname = '" + KEY + "' AND a.attnotnull AND a.atttypid = 'bigint'::regtype)",
    "no_primary_key": "SELECT relname, '' FROM " + TABLES + " t WHERE NOT EXISTS (SELECT 1 FROM pg_index i WHERE i.indrelid = t.oid AND i.indisprimary)",
    "key_not_first": "SELECT t.relname, i.indexrelid::regclass::text FROM " + TENANTS + " t JOIN pg_index i ON i.indrelid = t.oid JOIN pg_class x ON "
    "x.oid = i.indexrelid JOIN pg_am m ON m.oid = x.relam WHERE m.amname <> 'brin' AND i.indkey[0] <> t.key",
    "bad_type": "SELECT relname, attname || ' ' || format_type(atttypid, atttypmod) FROM " + COLUMNS + " c WHERE format_type(atttypid, atttypmod) NOT IN " + TYPES,
    "default_expression": "SELECT t.relname, pg_get_expr(d.adbin, d.adrelid) FROM " + TABLES + " t JOIN pg_attrdef d ON d.adrelid = t.oid JOIN pg_attribute a "
    "ON a.attrelid = t.oid AND a.attnum = d.adnum WHERE a.attgenerated = '' AND pg_get_expr(d.adbin, d.adrelid) LIKE '%(%'",
    "sequence": "SELECT c.relname, '' FROM pg_class c WHERE c.relnamespace = '{schema}'::regnamespace AND c.relkind = 'S'",
    "identity": "SELECT relname, attname FROM " + COLUMNS + " c WHERE attidentity <> ''",
    "generated": "SELECT relname, attname FROM " + COLUMNS + " c WHERE attgenerated <> ''",
    "trigger": "SELECT t.relname, g.tgname FROM " + TABLES + " t JOIN pg_trigger g ON g.tgrelid = t.oid WHERE NOT g.tgisinternal"
    " AND g.tgname <> t.relname || '_only_blank'",  # `db distribute` drops these before it spreads a table
    "rule": "SELECT t.relname, w.rulename FROM " + TABLES + " t JOIN pg_rewrite w ON w.ev_class = t.oid",
    "exclusion": "SELECT t.relname, c.conname FROM " + TABLES + " t JOIN pg_constraint c ON c.conrelid = t.oid AND c.contype = 'x'",
    "deferrable": "SELECT t.relname, c.conname FROM " + TABLES + " t JOIN pg_constraint c ON c.conrelid = t.oid AND c.condeferrable",
    "set_null": "SELECT relname, conname FROM " + KEYS + " k WHERE confdeltype IN ('n', 'd') OR confupdtype IN ('n', 'd')",
    "reference_across": "SELECT relname, conname FROM " + KEYS + " k WHERE NOT (relname = ANY ({tenant}) AND referred = ANY ({tenant})) AND NOT "
    "(relname = ANY ({reference}) AND referred = ANY ({reference}))",
    "reference_without_key": "SELECT k.relname, k.conname FROM " + KEYS + " k JOIN " + TENANTS + " s ON s.oid = k.conrelid JOIN " + TENANTS +
    " r ON r.oid = k.confrelid WHERE NOT EXISTS (SELECT 1 FROM generate_subscripts(k.conkey, 1) n WHERE k.conkey[n] = s.key AND k.confkey[n] = r.key)",
    "inheritance": "SELECT t.relname, '' FROM " + TABLES + " t JOIN pg_inherits i ON i.inhrelid = t.oid",
    "not_a_table": "SELECT c.relname, c.relkind::text FROM pg_class c WHERE c.relnamespace = '{schema}'::regnamespace AND c.relkind IN ('v', 'm', 'f', 'p')",
}


def names(tables, *classes):
    return "ARRAY[" + ", ".join(f"'{name}'" for name, kind in tables.items() if kind in classes) + "]::text[]"


def faults(address, schema, tables):
    """{(rule, table): detail} for a schema whose tables have these classes {name: tenant | reference | local}."""
    lists = {"schema": schema, "tenant": names(tables, "tenant"), "reference": names(tables, "reference"),
             "known": names(tables, "tenant", "reference", "local")}
    asked = " UNION ALL ".join(f"(SELECT '{rule}', q.* FROM ({sql}) AS q(a, b))" for rule, sql in RULES.items())
    for name, value in lists.items():
        asked = asked.replace("{" + name + "}", value)
    return {(rule, table): detail for rule, table, detail in rows(address, asked)}
