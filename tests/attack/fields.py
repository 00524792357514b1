"""What is typed into fields: statements, formulas, other fields. Every text of every command and question."""
import csv
import io
import uuid

import scope
import shapes

STATEMENTS = ("'; DROP TABLE person; --", "' OR '1'='1", "\" OR \"\"=\"", "1); DELETE FROM journal; --", "x' UNION SELECT token_hash FROM account_session --",
              "%' ESCAPE '\\", "$1", "\\'; SELECT pg_sleep(5); --")
FORMULAS = ("=HYPERLINK(\"http://ac-y.example\",\"x\")", "+1+1", "-2+3", "@SUM(1)", "\t=1", "＝1+1")
STARTS = ("=", "+", "-", "@", "\t", "\r", "＝")
EXTRA = {"province_id": 14, "actor": "system", "role": "administrator", "is_demo": 1, "seq": 1, "account_id": 1, "password": "x", "__proto__": {"role": "administrator"}}


def play(place):
    world = scope.World(place)
    statements(place, world)
    formulas(place, world)
    extra_fields(place, world)
    strengths(place)
    paths_and_headers(place)


def is_text(name, schema):
    return schema.get("type") == "string" and "enum" not in schema and schema.get("format") not in ("date", "uuid")


def counts(place):
    """How many rows each table has that no attack here may change."""
    return {table: place.one(f"SELECT count(*) FROM {table}") for table in ("account", "account_grant", "assessment", "campaign")}


def statements(place, world):
    before, asked = counts(place), 0
    maker = shapes.Maker(place, world.inside)
    for name, schema, roles in place.commands():
        if not roles or name.startswith(("privacy.erase", "privacy.run", "places.load_facts", "people.add_household")):
            continue
        body = maker.object(schema)
        for spot in shapes.places_of(schema, is_text, place.resolve):
            for text in STATEMENTS[:4]:
                sound(place, place.client.command(name, shapes.changed(body, spot, text), actor="officer"), f"{text} in {'.'.join(map(str, spot))} of {name}")
                asked += 1
    for path, line, schema in place.questions():
        body = schema and maker.object(schema)
        for spot in shapes.places_of(schema or {}, is_text, place.resolve):
            for text in STATEMENTS:
                answer = place.client.post(scope.target_of(place, path, line, world.inside), shapes.changed(body, spot, text))
                sound(place, answer, f"{text} in {'.'.join(map(str, spot))} of {path}")
                asked += 1
        for parameter in map(place.resolve, line.get("parameters", [])):
            if path == "/api/reference" or parameter["in"] != "query" and not is_text(parameter["name"], parameter["schema"]):
                continue
            for text in STATEMENTS:
                coded = "".join(f"%{byte:02X}" for byte in text.encode())
                target = scope.target_of(place, path, line, world.inside, parameter["name"], coded)
                sound(place, place.client.get(target) if body is None else place.client.post(target, body), f"{text} as {parameter['name']} of {path}")
                asked += 1
    after = counts(place)
    place.ok(after == before, "no statement changed a table", f"{before} {after}")
    everyone = place.client.post("/api/people/search", {"q": "%", "limit": 50}).value
    place.ok(not (everyone or {}).get("people"), "a wildcard finds nobody")
    print(f"{asked} statements in texts", flush=True)


def sound(place, answer, what):
    place.ok(answer.status < 500 and b"SQL" not in answer.body and b"syntax" not in answer.body, what, repr(answer))


def formulas(place, world):
    """Names that a spreadsheet would run come out of every list harmless."""
    hamlet, commune = world.hamlet, world.commune
    for number, text in enumerate(FORMULAS):
        place.client.command("people.add_clan", {"name": text + " họ", "home_hamlet_id": hamlet, "from_date": "2025-07-01"})
        place.client.command("people.add_unit", {"name": text + " trường", "kind": "school", "commune_id": commune, "managed_by": "commune", "from_date": "2025-07-01"})
        place.client.command("places.add_hamlet", {"name": text + " bản", "type": "ban", "commune": commune, "from_date": "2025-07-01"})
        house = place.client.command("people.add_household", {"hamlet_id": hamlet, "book_no": text[:20] or str(number), "from_date": "2025-07-01"})
        if house.status == 200:
            place.client.command("people.add_person", {"household_id": house.value["answer"]["household_id"], "relation": "head", "from_date": "2025-07-01",
                                                       "full_name": text + " tên", "birth": "1980", "sex": "male"})
    lists = 0
    for path, line in place.lines("get"):
        formats = [p["schema"].get("enum", []) for p in map(place.resolve, line.get("parameters", [])) if p["name"] == "format"]
        if not formats or "csv" not in formats[0]:
            continue
        for ids in (world.inside, world.outside):
            answer = place.client.get(scope.target_of(place, path, line, ids, "format", "csv"))
            if answer.status == 200:
                lists += 1
                bad = [cell for row in csv.reader(io.StringIO(answer.body.decode("utf-8-sig"))) for cell in row if cell.startswith(STARTS) and not number_of(cell)]
                place.ok(not bad, f"no cell of {path} is a formula", str(bad[:4]))
                disposition = answer.all("Content-Disposition")
                place.ok(all("\n" not in value for value in disposition), "a file's name is one line")
    place.ok(lists > 3, "lists were read", str(lists))


def number_of(cell):
    try:
        float(cell.replace(",", "."))
        return True
    except ValueError:
        return cell == "-"


def extra_fields(place, world):
    """Fields that nobody offers are refused, not taken."""
    maker, session = shapes.Maker(place, world.inside), place.demo("canbo.xa")
    before = place.one("SELECT count(*) FROM journal")
    for name, schema, _ in place.commands():
        for extra, value in EXTRA.items():
            if extra not in place.resolve(schema).get("properties", {}):
                answer = place.client.command(name, maker.object(schema) | {extra: value})
                place.ok(400 <= answer.status < 500, f"{extra} in {name}", repr(answer))
        for extra in ("actor", "caller", "seq", "role"):
            whole = {"id": str(uuid.uuid4()), "province": 14, "body": maker.object(schema), extra: "system"}
            place.ok(place.post(f"/api/commands/{name}", whole, session).status in (400, 403, 422), f"{extra} beside {name}")
    place.ok(place.one("SELECT count(*) FROM journal WHERE refused = 0") <= before, "nothing of it was done")
    for target, body in (("/api/sign-in", {"login": "thuky", "password": "x"}), ("/api/sign-in/demo", {"login": "canbo.xa"}), ("/api/one-time", {"code": "1", "password": "x"}),
                         ("/api/password", {"old": "x", "new": "y"}), ("/api/sessions/end", {"others": True}), ("/api/totp/confirm", {"code": "1"}), ("/api/totp/off", {"code": "1"})):
        for extra, value in EXTRA.items():
            if extra not in body:
                answer = place.post(target, body | {extra: value}, None if "sign-in" in target or "one-time" in target else session)
                place.ok(answer.status in (400, 422) and not answer.all("Set-Cookie"), f"{extra} to {target}", repr(answer))
    me = place.get("/api/me", session).value
    place.ok([grant["role"] for grant in me["grants"]] == ["commune_officer"], "nobody has become more than they were")


def strengths(place):
    """How hard a password is to guess is told to whoever chooses one, and to nobody else."""
    seen = []
    for password, refused in (("ngắn quá", "accounts.password_short"), ("Mật khẩu 2025", "accounts.password_common"), ("toi la canbo.xa", "accounts.password_is_login"),
                              ("nương ngô xanh bên suối", None)):
        answer = place.post("/api/password/look", {"password": password, "login": "canbo.xa"})
        place.ok(answer.status == 200 and answer.value["would_refuse"] == refused, f"what is said of {password}", repr(answer))
        place.ok(password.encode() not in answer.body and answer.all("Cache-Control") == ["no-store"], "and not said again", repr(answer))
        seen.append(answer.value["bits"])
    place.ok(seen[1] < answer.value["least"] < answer.value["good"] < seen[3], "a sentence is harder than a word", str(seen))
    long = place.post("/api/password/look", {"password": "é" * 1000})
    place.ok(long.status == 200 and long.value["would_refuse"] == "accounts.password_long", "what is very long is not even tried", repr(long))


def paths_and_headers(place):
    for path in ("/../../etc/passwd", "/..%2f..%2fetc%2fpasswd", "/assets/..%5c..%5cattacked.db", "/%2e%2e/attacked.db.key", "//attacked.db", "/attacked.db.key", "/api/evidence/..%2f1",
                 "/api/jobs/..%2f..%2fattacked.db", "/%00", "/api/persons/14000000000001%00", "/.git/config", "/assets/%252e%252e/attacked.db"):
        answer = place.client.ask("GET", path)
        place.ok(b"root:" not in answer.body and b"SQLite" not in answer.body and answer.status < 500, f"{path} is no file", repr(answer))
    for text in ("x%0d%0aSet-Cookie:%20khuyenhoc=1", "x%0aX: y", "vi%0d%0a%0d%0a<script>"):
        for path in (f"/api/me?lang={text}", f"/api/places/find?name={text}", f"/{text}", f"/api/report?place=14&year=2025&format={text}"):
            answer = place.client.ask("GET", path.replace(" ", "%20"))
            place.ok(not any("khuyenhoc=1" in value or name == "X" for name, value in answer._headers) and answer.status < 500, f"{path} makes no header", repr(answer))
