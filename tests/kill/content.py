"""What a database holds, as bare SQLite sees it: without ids, times and hashes, so that two ways to the same facts compare."""
import collections

# Tables whose rows keep the number of the command they came from.
FACT_TABLES = ("person", "household", "household_home", "household_member", "clan", "clan_household", "unit", "unit_member",
               "person_merge", "person_merge_undone", "person_merge_ask", "person_merge_answer", "person_not_same",
               "campaign", "assessment", "decision", "title_event", "snapshot",
               "appeal", "appeal_answer", "decision_correction", "reissue", "decision_part",
               "criteria_draft", "criteria_publication", "scenario",
               "assessment_origin", "assessment_confirmed", "self_assessment", "self_answer", "evidence", "evidence_withdrawn",
               "boundary_file", "boundary_forgotten")

PEOPLE = {
    "person": "SELECT p.full_name, p.birth, p.sex, p.ethnicity, p.citizen_hash, p.citizen_sealed, h.book_no, a.hamlet_id, m.relation,"
              " m.from_date, m.to_date FROM person p LEFT JOIN household_member m ON m.province_id = p.province_id AND m.person_id = p.person_id"
              " LEFT JOIN household h ON h.province_id = m.province_id AND h.household_id = m.household_id"
              " LEFT JOIN household_home a ON a.province_id = h.province_id AND a.household_id = h.household_id",
    "household": "SELECT h.book_no, h.from_date, h.to_date, a.hamlet_id, a.from_date, a.to_date FROM household h"
                 " LEFT JOIN household_home a ON a.province_id = h.province_id AND a.household_id = h.household_id",
    "clan": "SELECT c.name, c.home_hamlet_id, c.from_date, c.to_date FROM clan c",
    "clan_household": "SELECT c.name, c.home_hamlet_id, h.book_no, a.hamlet_id, k.from_date, k.to_date FROM clan_household k"
                      " JOIN clan c ON c.province_id = k.province_id AND c.clan_id = k.clan_id"
                      " JOIN household h ON h.province_id = k.province_id AND h.household_id = k.household_id"
                      " JOIN household_home a ON a.province_id = h.province_id AND a.household_id = h.household_id",
    "unit": "SELECT u.name, u.kind, u.managed_by, u.commune_id, u.from_date, u.to_date FROM unit u",
    "unit_member": "SELECT u.name, u.commune_id, p.full_name, p.birth, p.citizen_hash, m.role, m.from_date, m.to_date FROM unit_member m"
                   " JOIN unit u ON u.province_id = m.province_id AND u.unit_id = m.unit_id"
                   " JOIN person p ON p.province_id = m.province_id AND p.person_id = m.person_id",
    "name_key": "SELECT folded FROM name_key",
}


def people(db):
    """Every row about people, by table, without ids: equal for two imports of the same file."""
    return {table: collections.Counter(db.execute(sql).fetchall()) for table, sql in PEOPLE.items()}


def commands(db):
    """The journal without its times: what was asked, and what was answered."""
    return db.execute("SELECT seq, command_id, name, actor, body_hash, refused, answer FROM journal ORDER BY province_id, seq").fetchall()


def difference(wanted, got):
    return "; ".join(f"{table}: {sum((wanted[table] - got[table]).values())} missing, {sum((got[table] - wanted[table]).values())} too many"
                     for table in wanted if wanted[table] != got[table])


def unowned_facts(db):
    """Facts whose command is not in the journal, or was refused."""
    wrong = []
    for table in FACT_TABLES:
        wrong += [(table, seq) for (seq,) in db.execute(
            f"SELECT DISTINCT f.seq FROM {table} f LEFT JOIN journal j ON j.province_id = f.province_id AND j.seq = f.seq"
            " WHERE j.seq IS NULL OR j.refused = 1")]
    return wrong


def half_done(db, seq, name, body, answer):
    """What a command that is in the journal has not brought about; None when it is whole."""
    if name == "people.change_head":
        return heads_missing(db, seq, body, answer["changed"])
    for table, count in rows_of(name, body, answer).items():
        got = db.execute(f"SELECT count(*) FROM {table} WHERE seq = ?", [seq]).fetchone()[0]
        if got != count:
            return f"{table} has {got} rows, not {count}"
    return None


def heads_missing(db, seq, body, changed):
    """Another change of head on the same day says the same rows anew: they are then of that later command."""
    got = db.execute("SELECT count(*) FROM household_member WHERE household_id = ? AND from_date = ? AND seq >= ?",
                     [body["household_id"], body["on_date"], seq]).fetchone()[0]
    return f"{got} members are said anew, not {changed}" if got < changed else None


def rows_of(name, body, answer):
    """How many rows of each table a command makes."""
    if name == "recognition.record_many":
        return {"assessment": len(body["rows"])}
    if name in ("recognition.record", "recognition.correct"):
        return {"assessment": 1}
    if name == "people.add_household":
        return {"household": 1, "household_home": 1}
    if name == "people.add_person":
        return {"person": 1, "household_member": 1}
    if name == "people.ask_merge":
        return {"person_merge_ask": 1}
    if name == "people.merge_persons":
        return {"person_merge": 1, "person_merge_answer": 1}
    if name == "people.decline_merge":
        return {"person_merge_answer": 1}
    if name == "people.undo_merge":
        return {"person_merge_undone": 1}
    if name == "people.not_duplicates":
        return {"person_not_same": 1}
    if name == "people.split_household":
        return {"household": 1, "household_home": 1, "household_member": answer["members"], "clan_household": len(answer["clan_ids"])}
    if name == "recognition.open_campaign":
        return {"campaign": 1}
    if name == "recognition.propose":
        return {"title_event": sum(answer["proposed"].values())}
    if name == "recognition.refuse":
        return {"title_event": sum(answer["refused"].values())}
    if name in ("recognition.decide", "recognition.revoke"):  # under a number not used before
        done = answer["recognised" if name.endswith("decide") else "revoked"]
        return {"title_event": sum(done.values()), "decision": 1}
    if name == "recognition.appeal":
        return {"appeal": 1}
    if name == "recognition.answer_appeal":
        return {"appeal_answer": 1, "title_event": sum(answer["proposed"].values())}
    if name == "recognition.correct_decision":
        return {"decision": 1, "decision_correction": 1, "reissue": answer["reissued"], "title_event": sum(answer["revoked"].values())}
    if name == "recognition.save_draft":
        return {"criteria_draft": 1}
    if name == "recognition.publish_draft":
        return {"criteria_publication": 1}
    if name == "recognition.save_scenario":
        return {"scenario": 1}
    if name == "recognition.save_sheet":
        return {"assessment": answer["recorded"] + answer["corrected"]}
    if name == "recognition.copy_last_year":
        return dict.fromkeys(("assessment", "assessment_origin"), sum(answer["copied"].values()))
    if name == "recognition.confirm_copied":
        return {"assessment_confirmed": answer["confirmed"]}
    if name == "recognition.self_assess":
        return {"self_assessment": 1}
    if name == "recognition.accept_self":
        return {"self_answer": answer["accepted"], "assessment": answer["recorded"], "assessment_origin": answer["recorded"]}
    if name == "recognition.decline_self":
        return {"self_answer": 1}
    if name == "recognition.add_evidence":
        return {"evidence": 1}
    if name == "recognition.withdraw_evidence":
        return {"evidence_withdrawn": 1}
    if name == "places.load_boundaries":
        return {"boundary_file": 1}
    if name == "places.forget_boundaries":
        return {"boundary_forgotten": 1}
    raise KeyError(f"how many rows does {name} make?")
