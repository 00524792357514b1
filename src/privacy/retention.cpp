// The storage times: what each rule would remove today, and a command that removes it and keeps the counts.
#include <algorithm>

#include "privacy/duties.h"
#include "privacy/fields.h"
#include "privacy/lines.h"
#include "recognition/erasure.h"

namespace khuyenhoc::privacy {

namespace {

/// Words of requests answered, and of consents withdrawn, before a day. Days, kinds and outcomes stay.
constexpr std::string_view old_requests =
    "SELECT q.request_id FROM privacy_request q WHERE q.province_id = $1 AND (q.detail <> '' OR q.asker_name <> '') AND EXISTS (SELECT 1 FROM request_step s "
    "WHERE s.province_id = q.province_id AND s.request_id = q.request_id AND s.step = 'answered' AND s.on_date < $2) ORDER BY q.request_id";
constexpr std::string_view old_consents =
    "SELECT c.consent_id FROM consent c JOIN consent_withdrawn w ON w.province_id = c.province_id AND w.consent_id = c.consent_id WHERE c.province_id = $1 AND "
    "c.evidence <> '' AND w.withdrawn_on < $2 ORDER BY c.consent_id";

std::vector<std::int64_t> ids_of(store::Connection& db, std::string_view sql, std::int64_t province, Date before) {
    std::vector<std::int64_t> ids;
    db.query(sql, {province, khuyenhoc::to_text(before)}, [&](const store::Row& row) { ids.push_back(row.integer(0)); });
    return ids;
}

std::int64_t blank(CommandContext& context, std::string_view select, std::string_view update, Date before) {
    const auto ids = ids_of(context.db, select, context.province, before);
    for (const auto id : ids) context.db.run(update, {context.province, id});
    return std::ssize(ids);
}

std::vector<Sweep> own_sweeps() {
    const auto of = [](std::string_view rule, std::string_view select, std::string_view update) {
        return Sweep{rule, [select](store::Connection& db, std::int64_t province, Date before) { return std::ssize(ids_of(db, select, province, before)); },
                     [select, update](CommandContext& context, Date before) { return blank(context, select, update, before); }};
    };
    return {{"evidence", recognition::count_evidence_before, recognition::remove_evidence_before},
            of("requests", old_requests, "UPDATE privacy_request SET detail = '', asker_name = '' WHERE province_id = $1 AND request_id = $2"),
            of("withdrawn_consents", old_consents, "UPDATE consent SET evidence = '', kept_at = '' WHERE province_id = $1 AND consent_id = $2")};
}

std::vector<Sweep> all_sweeps(const std::vector<Sweep>& others) {
    auto all = own_sweeps();
    all.insert(all.end(), others.begin(), others.end());
    return all;
}

const Sweep* find_sweep(const std::vector<Sweep>& sweeps, std::string_view rule) {
    const auto found = std::ranges::find(sweeps, rule, &Sweep::rule);
    return found == sweeps.end() ? nullptr : &*found;
}

Result<json::value> run(CommandContext& context, const std::vector<Sweep>& sweeps) {
    json::array rules;
    for (const auto& rule : retention_rules()) {
        const auto before = months_before(context.today, rule.months);
        const auto* sweep = find_sweep(sweeps, rule.code);
        if (sweep == nullptr) continue;
        const auto removed = sweep->remove(context, before);
        context.db.run("INSERT INTO retention_result(province_id, seq, rule, before_date, removed, on_date) VALUES ($1, $2, $3, $4, $5, $6)",
                       {context.province, context.seq, rule.code, khuyenhoc::to_text(before), removed, khuyenhoc::to_text(context.today)});
        rules.push_back(json::object{{"code", rule.code}, {"before", khuyenhoc::to_text(before)}, {"removed", removed}});
    }
    return json::object{{"on", khuyenhoc::to_text(context.today)}, {"rules", std::move(rules)}};
}

json::object plan(store::Connection& db, std::int64_t province, Date today, const std::vector<Sweep>& sweeps) {
    json::array rules;
    for (const auto& rule : retention_rules()) {
        const auto before = months_before(today, rule.months);
        const auto* sweep = find_sweep(sweeps, rule.code);
        rules.push_back(json::object{{"code", rule.code}, {"name", rule.name.to_json()}, {"why", rule.why.to_json()}, {"months", rule.months},
                                     {"document", rule.document}, {"confidence", rule.confidence}, {"before", khuyenhoc::to_text(before)},
                                     {"rows", sweep == nullptr ? json::value() : json::value(sweep->count(db, province, before))}});
    }
    return {{"on", khuyenhoc::to_text(today)}, {"rules", std::move(rules)}};
}

json::array last_runs(store::Connection& db, std::int64_t province) {
    json::array runs;
    db.query("SELECT rule, before_date, removed, on_date, seq FROM retention_result WHERE province_id = $1 ORDER BY seq DESC, rule LIMIT 100", {province},
             [&](const store::Row& row) {
                 runs.push_back(json::object{{"code", text_at(row, 0)}, {"before", text_at(row, 1)}, {"removed", row.integer(2)}, {"on", text_at(row, 3)},
                                             {"command", row.integer(4)}});
             });
    return runs;
}

}  // namespace

json::object retention_plan(store::Connection& db, std::int64_t province, Date today, const std::vector<Sweep>& sweeps) {
    return plan(db, province, today, all_sweeps(sweeps));
}

CommandLine retention_line(std::vector<Sweep> sweeps) {
    return {.name = "privacy.run_retention", .summary = "Remove what has been kept for its time, by the rules of the storage schedule; the counts are kept.",
            .may = whole_province(Roles{Role::administrator, Role::secretary}, Access::open), .fields = {},
            .run = [all = all_sweeps(sweeps)](CommandContext& c, const json::object&) { return run(c, all); }};
}

std::vector<QueryLine> retention_queries(std::int64_t province, std::vector<Sweep> sweeps) {
    return {{.path = "/api/privacy/retention", .summary = "The storage schedule, what it would remove today, and what the last runs removed.",
             .may = whole_province(Roles{Role::administrator, Role::secretary, Role::auditor}, Access::open), .parameters = {},
             .run = [province, all = all_sweeps(sweeps)](QueryContext& c, const json::object&) -> Result<Answer> {
                 auto out = plan(c.db, province, c.today, all);
                 out["runs"] = last_runs(c.db, province);
                 return answer_of(std::move(out));
             }}};
}

}  // namespace khuyenhoc::privacy
