"""Values for a schema of the OpenAPI document that fit, as somebody at the pages would send them."""

TEXT_OF = {"on_date": "2025-11-20", "birth": "1990", "citizen_no": "014090000999", "number": "7/QĐ-UBND", "detected_at": "2026-10-05T08:00", "at": "2026-10-06T08:00"}


class Maker:
    def __init__(self, place, ids):
        """`ids`: by name of a field, the id it gets."""
        self.place, self.ids = place, ids

    def value(self, schema, name=""):
        schema = self.place.resolve(schema)
        kind = schema.get("type")
        if "enum" in schema:
            return schema["enum"][0]
        if kind == "integer":
            return self.integer(schema, name)
        if kind == "string":
            return self.text(schema, name)
        if kind == "boolean":
            return False
        if kind == "array":
            return [self.value(schema.get("items", {}), name)] * max(1, schema.get("minItems", 1))
        if kind == "object":
            return self.object(schema)
        return {}

    def integer(self, schema, name):
        if name in self.ids:
            return self.ids[name]
        if name == "year":
            return 2025
        return max(schema.get("minimum", 1), 1)

    @staticmethod
    def text(schema, name):
        if schema.get("format") == "date":
            return "2025-11-20"
        least = schema.get("minLength", 1)
        return TEXT_OF.get(name, "x" * max(least, 1))

    def object(self, schema, every=False):
        """With what is required, or with every field."""
        return {name: self.value(part, name) for name, part in schema.get("properties", {}).items() if every or name in schema.get("required", []) or name in self.ids}


def places_of(schema, wanted, resolve, path=()):
    """The paths of every field for which `wanted(name, schema)` holds: ("rows", 0, "subject_id")."""
    schema = resolve(schema)
    for name, part in schema.get("properties", {}).items():
        part = resolve(part)
        if part.get("type") == "object":
            yield from places_of(part, wanted, resolve, (*path, name))
        elif part.get("type") == "array":
            items = resolve(part.get("items", {}))
            if items.get("type") == "object":
                yield from places_of(items, wanted, resolve, (*path, name, 0))
            elif wanted(name, items):
                yield (*path, name, 0)
        elif wanted(name, part):
            yield (*path, name)


def changed(value, path, new):
    """A copy of `value` with `new` at `path`, which is made where it is not there."""
    if not path:
        return new
    first, rest = path[0], path[1:]
    if isinstance(first, int):
        copy = list(value) if isinstance(value, list) and value else [{}]
        copy[first] = changed(copy[first], rest, new)
        return copy
    copy = dict(value) if isinstance(value, dict) else {}
    copy[first] = changed(copy.get(first, [] if rest and isinstance(rest[0], int) else {}), rest, new)
    return copy
