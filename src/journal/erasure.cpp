#include "journal/erasure.h"

#include "base/check.h"

namespace khuyenhoc::journal {

void each_body(store::Connection& db, std::int64_t province, std::string_view name,
               const std::function<void(std::int64_t, const json::object&, const json::value&)>& each) {
    db.query("SELECT seq, body, answer FROM journal WHERE province_id = $1 AND name = $2 AND body <> '' ORDER BY seq", {province, name},
             [&](const store::Row& row) {
                 const auto body = parse_json(row.text(1), 64);
                 const auto answer = parse_json(row.text(2), 64);
                 check(body && body->is_object() && answer, "the journal keeps JSON");
                 each(row.integer(0), body->as_object(), *answer);
             });
}

void blank_body(CommandContext& context, std::int64_t seq) {
    const auto blanked = context.db.run("UPDATE journal SET body = '' WHERE province_id = $1 AND seq = $2 AND body <> ''", {context.province, seq});
    if (blanked == 0) return;
    context.db.run("INSERT INTO journal_blanked(province_id, seq, by_seq) VALUES ($1, $2, $3)", {context.province, seq, context.seq});
}

}  // namespace khuyenhoc::journal
