#include "privacy/subject.h"

#include "people/erasure.h"
#include "privacy/fields.h"
#include "privacy/privacy.h"

namespace khuyenhoc::privacy {

namespace {

constexpr std::string_view open_homes =
    "SELECT m.household_id, a.hamlet_id FROM household_member m LEFT JOIN household_home a ON a.province_id = m.province_id AND "
    "a.household_id = m.household_id AND a.to_date IS NULL WHERE m.province_id = $1 AND m.person_id = $2 AND m.to_date IS NULL ORDER BY m.household_id";
constexpr std::string_view last_home =
    "SELECT m.household_id, a.hamlet_id FROM household_member m JOIN household_home a ON a.province_id = m.province_id AND "
    "a.household_id = m.household_id WHERE m.province_id = $1 AND m.person_id = $2 ORDER BY m.from_date DESC, a.from_date DESC LIMIT 1";

/// Households with their hamlets: the open ones, else the last.
std::vector<std::pair<std::int64_t, std::int64_t>> homes_of(store::Connection& db, std::int64_t province, std::int64_t person_id) {
    std::vector<std::pair<std::int64_t, std::int64_t>> homes;
    const auto take = [&](const store::Row& row) { homes.emplace_back(row.integer(0), row.optional_integer(1).value_or(0)); };
    db.query(open_homes, {province, person_id}, take);
    if (homes.empty()) db.query(last_home, {province, person_id}, take);
    return homes;
}

/// A question names no province: the id does.
std::int64_t province_of(std::int64_t province, std::int64_t id) { return province != 0 ? province : id / 1'000'000'000'000; }

Result<About> about_person(store::Connection& db, std::int64_t named_province, std::int64_t person_id) {
    const auto province = province_of(named_province, person_id);
    if (!db.query_integer("SELECT person_id FROM person WHERE province_id = $1 AND person_id = $2", {province, person_id})) return not_covered();
    About about{.persons = {person_id}};
    for (const auto& [household, hamlet] : homes_of(db, province, person_id)) {
        about.households.push_back(household);
        if (hamlet != 0) about.places.push_back(hamlet);
    }
    // Somebody who never lived anywhere is the province's.
    if (about.places.empty()) about.places.push_back(province);
    return about;
}

FindAbout through(std::string_view name, std::string_view sql) {
    return [name, sql](store::Connection& db, std::int64_t province, const json::object& fields) -> Result<About> {
        const auto id = integer_in(fields, name);
        const auto person = db.query_integer(sql, {province_of(province, id), id});
        if (!person) return not_covered();
        return about_person(db, province, *person);
    };
}

}  // namespace

std::optional<Subject> find_subject(store::Connection& db, std::int64_t province, std::int64_t person_id) {
    std::optional<Subject> found;
    db.query("SELECT full_name, birth, died_on FROM person WHERE province_id = $1 AND person_id = $2", {province, person_id},
             [&](const store::Row& row) { found = Subject{person_id, std::string(row.text(0)), std::string(row.text(1)), !row.is_null(2), 0}; });
    if (!found) return found;
    for (const auto& [household, hamlet] : homes_of(db, province, person_id))
        if (hamlet != 0) found->place_id = hamlet;
    return found;
}

Result<Subject> subject_of(CommandContext& context, std::int64_t person_id, std::string_view where) {
    auto subject = find_subject(context.db, context.province, person_id);
    if (!subject) return refuse("people.no_such_person", where);
    if (people::is_merged_away(context.db, context.province, person_id)) return refuse("people.person_merged", where);
    if (is_erased(context.db, context.province, person_id)) return refuse("privacy.erased", where);
    return *subject;
}

std::vector<Consent> consents_of(store::Connection& db, std::int64_t province, std::int64_t person_id) {
    std::vector<Consent> all;
    db.query("SELECT c.purpose, c.giver, c.given_on, c.until_date, w.withdrawn_on FROM consent c LEFT JOIN consent_withdrawn w ON "
             "w.province_id = c.province_id AND w.consent_id = c.consent_id WHERE c.province_id = $1 AND c.person_id = $2 ORDER BY c.consent_id",
             {province, person_id}, [&](const store::Row& row) {
                 const auto day = [&](int column) { return row.is_null(column) ? std::nullopt : parse_date(row.text(column)); };
                 all.push_back({std::string(row.text(0)), row.text(1) == "self" ? Giver::self : Giver::guardian, *day(2), day(3), day(4)});
             });
    return all;
}

FindAbout person_in(std::string_view name) {
    return [name](store::Connection& db, std::int64_t province, const json::object& fields) -> Result<About> {
        return about_person(db, province, integer_in(fields, name));
    };
}

FindAbout request_in(std::string_view name) {
    return through(name, "SELECT person_id FROM privacy_request WHERE province_id = $1 AND request_id = $2");
}

FindAbout consent_in(std::string_view name) { return through(name, "SELECT person_id FROM consent WHERE province_id = $1 AND consent_id = $2"); }

bool is_restricted(store::Connection& db, std::int64_t province, std::int64_t person_id) {
    return db.query_integer("SELECT restricted FROM restriction WHERE province_id = $1 AND person_id = $2 ORDER BY change_no DESC LIMIT 1",
                            {province, person_id}).value_or(0) == 1;
}

bool is_erased(store::Connection& db, std::int64_t province, std::int64_t person_id) {
    return db.query_integer("SELECT seq FROM erasure WHERE province_id = $1 AND person_id = $2", {province, person_id}).has_value();
}

Verdict may_publish(store::Connection& db, std::int64_t province, std::int64_t person_id, std::string_view purpose, Date on) {
    const auto subject = find_subject(db, province, person_id);
    const auto* law = law_on(on);
    if (!subject || law == nullptr) return {.self_missing = true, .guardian_missing = true};
    return may_use(*law, purpose, ages_on(subject->birth, on), consents_of(db, province, person_id), on, is_restricted(db, province, person_id),
                   is_erased(db, province, person_id));
}

}  // namespace khuyenhoc::privacy
