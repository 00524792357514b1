#include "recognition/decision_facts.h"

namespace khuyenhoc::recognition {

namespace {

Correction correction_of(const store::Row& row) {
    return {.decision = row.integer(0),
            .corrects = row.integer(1),
            .what = std::string(row.text(2)),
            .right_value = row.optional_text(3).value_or(""),
            .reason = std::string(row.text(4)),
            .number = std::string(row.text(5)),
            .on = std::string(row.text(6)),
            .reissued = row.integer(7)};
}

/// Corrections of a decision, or the one that it is.
std::vector<Correction> corrections(store::Connection& db, std::int64_t province, std::int64_t id, bool own) {
    std::vector<Correction> found;
    db.query(own ? "SELECT c.decision_id, c.corrects, c.what, c.right_value, c.reason, d.number, d.decided_on, 0"
                   " FROM decision_correction AS c JOIN decision AS d ON d.province_id = c.province_id"
                   " AND d.decision_id = c.corrects WHERE c.province_id = $1 AND c.decision_id = $2"
                 : "SELECT c.decision_id, c.corrects, c.what, c.right_value, c.reason, d.number, d.decided_on,"
                   " (SELECT count(*) FROM reissue AS r WHERE r.province_id = c.province_id"
                   " AND r.decision_id = c.decision_id) FROM decision_correction AS c JOIN decision AS d"
                   " ON d.province_id = c.province_id AND d.decision_id = c.decision_id"
                   " WHERE c.province_id = $1 AND c.corrects = $2 ORDER BY c.seq",
             {province, id}, [&](const store::Row& row) { found.push_back(correction_of(row)); });
    return found;
}

json::object correction_json(const Correction& one, bool own) {
    return {{"decision_id", own ? one.corrects : one.decision},
            {"number", one.number},
            {"date", one.on},
            {"what", one.what},
            {"right_value", one.right_value.empty() ? json::value() : json::value(one.right_value)},
            {"reason", one.reason},
            {"reissued", one.reissued}};
}

}  // namespace

std::optional<DecisionFacts> find_decision_facts(store::Connection& db, std::int64_t province, std::int64_t id) {
    std::optional<DecisionFacts> found;
    db.query(
        "SELECT year, place_id, number, decided_on, signer, seq FROM decision WHERE province_id = $1"
        " AND decision_id = $2",
        {province, id}, [&](const store::Row& row) {
            found = DecisionFacts{.id = id,
                                  .place = row.integer(1),
                                  .seq = row.integer(5),
                                  .year = static_cast<int>(row.integer(0)),
                                  .number = std::string(row.text(2)),
                                  .on = std::string(row.text(3)),
                                  .signer = std::string(row.text(4))};
        });
    if (!found) return found;
    if (auto own = corrections(db, province, id, true); !own.empty()) found->corrects = std::move(own.front());
    found->corrected_by = corrections(db, province, id, false);
    found->right_number = found->number;
    found->right_on = found->on;
    found->right_signer = found->signer;
    for (const auto& one : found->corrected_by) {
        if (one.what == "number") found->right_number = one.right_value;
        if (one.what == "date") found->right_on = one.right_value;
        if (one.what == "signer") found->right_signer = one.right_value;
    }
    return found;
}

json::object facts_json(const DecisionFacts& decision) {
    json::array by;
    for (const auto& one : decision.corrected_by) by.push_back(correction_json(one, false));
    return {{"id", decision.id},
            {"year", decision.year},
            {"place_id", decision.place},
            {"number", decision.number},
            {"date", decision.on},
            {"signer", decision.signer},
            {"as_corrected", json::object{{"number", decision.right_number},
                                          {"date", decision.right_on},
                                          {"signer", decision.right_signer}}},
            {"corrects", decision.corrects ? json::value(correction_json(*decision.corrects, true)) : json::value()},
            {"corrected_by", std::move(by)}};
}

json::object certificate_json(const DecisionFacts& decision, SubjectKind kind, std::int64_t subject,
                              store::Connection& db, std::int64_t province) {
    json::object out{{"id", decision.id},
                     {"number", decision.right_number},
                     {"date", decision.right_on},
                     {"signer", decision.right_signer},
                     {"reissued_by", nullptr}};
    for (const auto& one : decision.corrected_by) {
        const auto reissued = db.query_integer(
            "SELECT 1 FROM reissue WHERE province_id = $1 AND decision_id = $2 AND kind = $3 AND subject_id = $4",
            {province, one.decision, static_cast<std::int64_t>(kind), subject});
        if (reissued) out["reissued_by"] = correction_json(one, false);
    }
    return out;
}

json::object provenance_json(store::Connection& db, std::int64_t province, std::int64_t seq) {
    json::object out{{"by", ""}, {"at", ""}, {"seq", seq}};
    db.query("SELECT actor, at FROM journal WHERE province_id = $1 AND seq = $2", {province, seq},
             [&](const store::Row& row) {
                 out["by"] = row.text(0);
                 out["at"] = row.text(1);
             });
    return out;
}

}  // namespace khuyenhoc::recognition
