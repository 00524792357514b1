#include "people/unlisted.h"

namespace khuyenhoc::people {

void leave_out(CommandContext& context, std::int64_t person_id) {
    list_again(context, person_id);
    context.db.run("INSERT INTO person_unlisted(province_id, person_id, seq) VALUES ($1, $2, $3)", {context.province, person_id, context.seq});
}

void list_again(CommandContext& context, std::int64_t person_id) {
    context.db.run("DELETE FROM person_unlisted WHERE province_id = $1 AND person_id = $2", {context.province, person_id});
}

Unlisted::Unlisted(store::Connection& db, std::int64_t province, const Caller& caller) {
    if (caller.account == 0 || finds_everybody.contains(caller.role)) return;
    db.query("SELECT u.person_id, m.household_id, m.relation FROM person_unlisted u LEFT JOIN household_member m ON m.province_id = u.province_id AND "
             "m.person_id = u.person_id WHERE u.province_id = $1",
             {province}, [&](const store::Row& row) {
                 persons_.insert(row.integer(0));
                 if (!row.is_null(2) && row.integer(2) == 1) households_.insert(row.integer(1));
             });
}

std::int64_t Unlisted::take_from(json::array& list) const {
    json::array listed;
    for (auto& one : list)
        if (!has(one.at("id").as_int64())) listed.push_back(std::move(one));
    const auto taken = static_cast<std::int64_t>(list.size() - listed.size());
    list = std::move(listed);
    return taken;
}

}  // namespace khuyenhoc::people
