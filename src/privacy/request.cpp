#include "privacy/request.h"

#include <algorithm>
#include <map>

#include "base/check.h"

namespace khuyenhoc::privacy {

namespace {

constexpr std::string_view columns =
    "SELECT q.request_id, q.person_id, q.place_id, q.kind, q.purpose, q.asked_by, q.asker_id, q.asker_name, q.channel, q.third_party, q.received_on, "
    "q.detail, q.assisted FROM privacy_request q";

Request request_of(const store::Row& row) {
    Request one;
    one.id = row.integer(0);
    one.person_id = row.integer(1);
    one.place_id = row.integer(2);
    one.kind = row.text(3);
    one.purpose = row.optional_text(4).value_or("");
    one.asked_by = row.text(5);
    one.asker_id = row.optional_integer(6).value_or(0);
    one.asker_name = row.text(7);
    one.channel = row.text(8);
    one.third_party = row.integer(9) == 1;
    one.received_on = *parse_date(row.text(10));
    one.detail = row.text(11);
    one.assisted = row.optional_text(12).value_or("");
    return one;
}

void add_steps(store::Connection& db, std::int64_t province, std::vector<Request>& requests) {
    for (auto& request : requests)
        db.query("SELECT step, on_date, outcome, reason, by_name FROM request_step WHERE province_id = $1 AND request_id = $2 ORDER BY step_no",
                 {province, request.id}, [&](const store::Row& row) {
                     request.steps.push_back({std::string(row.text(0)), std::string(row.text(1)), row.optional_text(2).value_or(""), std::string(row.text(3)),
                                              std::string(row.text(4))});
                 });
}

}  // namespace

bool Request::has(std::string_view step) const {
    return std::ranges::any_of(steps, [&](const Step& one) { return one.step == step; });
}

Next next_of(const Request& request, const Deadlines& deadlines) {
    if (request.is_answered()) return {};
    if (!request.has("acknowledged")) return {"acknowledge", std::min(deadlines.acknowledge_by, deadlines.answer_by)};
    return {"answer", deadlines.answer_by};
}

Deadlines deadlines_of(const Request& request) {
    const auto* law = law_on(request.received_on);
    check(law != nullptr, "a request is received under a law that is loaded");
    const auto* kind = find_kind(*law, request.kind);
    check(kind != nullptr, "a request's kind was checked");
    return deadlines(working_days(), *law, *kind, request.received_on, request.third_party, request.has("extended"));
}

Result<void> may_step(const Request& request, std::string_view step, Date on, Date today) {
    if (on > today) return refuse("privacy.future_date", "on_date");
    if (on < request.received_on) return refuse("privacy.before_receipt", "on_date");
    if (request.is_answered()) return refuse("privacy.request_answered", "request_id");
    if (step == "acknowledged" && request.has("acknowledged")) return refuse("privacy.acknowledged_already", "request_id");
    if (step != "extended") return {};
    if (request.has("extended")) return refuse("privacy.extended_already", "request_id");
    if (on > deadlines_of(request).answer_by) return refuse("privacy.too_late_to_extend", "on_date");
    return {};
}

std::optional<Request> find_request(store::Connection& db, std::int64_t province, std::int64_t request_id) {
    static const std::string sql = std::string(columns) + " WHERE q.province_id = $1 AND q.request_id = $2";
    std::vector<Request> found;
    db.query(sql, {province, request_id}, [&](const store::Row& row) { found.push_back(request_of(row)); });
    add_steps(db, province, found);
    return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

std::vector<Request> requests_of(store::Connection& db, std::int64_t province, std::int64_t person_id, Wanted wanted) {
    std::vector<Request> all;
    const auto take = [&](const store::Row& row) { all.push_back(request_of(row)); };
    static const std::string of_person = std::string(columns) + " WHERE q.province_id = $1 AND q.person_id = $2 ORDER BY q.received_on, q.request_id";
    static const std::string open_ones = std::string(columns) +
                                         " WHERE q.province_id = $1 AND NOT EXISTS (SELECT 1 FROM request_step s WHERE s.province_id = q.province_id AND "
                                         "s.request_id = q.request_id AND s.step = 'answered') ORDER BY q.received_on, q.request_id";
    static const std::string every = std::string(columns) + " WHERE q.province_id = $1 ORDER BY q.received_on DESC, q.request_id DESC LIMIT 2000";
    if (person_id != 0) db.query(of_person, {province, person_id}, take);
    else db.query(wanted == Wanted::open ? open_ones : every, {province}, take);
    add_steps(db, province, all);
    if (wanted != Wanted::all) std::erase_if(all, [&](const Request& one) { return one.is_answered() != (wanted == Wanted::answered); });
    return all;
}

}  // namespace khuyenhoc::privacy
