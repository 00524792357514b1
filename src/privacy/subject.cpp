#include "privacy/subject.h"

#include "people/about.h"
#include "people/erasure.h"
#include "privacy/fields.h"
#include "privacy/privacy.h"

namespace khuyenhoc::privacy {

namespace {

FindAbout through(std::string_view name, std::string_view sql) {
    return [name, sql](store::Connection& db, std::int64_t province, const json::object& fields) -> Result<About> {
        const auto id = integer_in(fields, name);
        // A question names no province: the id does.
        const auto person = db.query_integer(sql, {province != 0 ? province : id / 1'000'000'000'000, id});
        if (!person) return not_covered();
        About about;
        const std::int64_t persons[] = {*person};
        if (auto added = people::add_persons(about, db, province, persons); !added) return std::unexpected(added.error());
        return about;
    };
}

}  // namespace

std::optional<Subject> find_subject(store::Connection& db, std::int64_t province, std::int64_t person_id) {
    std::optional<Subject> found;
    db.query("SELECT full_name, birth, died_on FROM person WHERE province_id = $1 AND person_id = $2", {province, person_id},
             [&](const store::Row& row) { found = Subject{person_id, std::string(row.text(0)), std::string(row.text(1)), !row.is_null(2), 0}; });
    if (found) found->place_id = people::hamlet_of_person(db, province, person_id).value_or(0);
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
