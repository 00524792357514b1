#include "recognition/about.h"

#include <map>

#include "recognition/fields.h"

namespace khuyenhoc::recognition {

namespace {

using Ids = std::vector<std::int64_t>;

Result<void> add_subjects(About& about, store::Connection& db, std::int64_t province, SubjectKind kind, const Ids& ids) {
    switch (kind) {
        case SubjectKind::person:
            return people::add_persons(about, db, province, ids);
        case SubjectKind::household:
            return people::add_households(about, db, province, ids);
        case SubjectKind::clan:
            return people::add_clans(about, db, province, ids);
        case SubjectKind::unit:
            return people::add_units(about, db, province, ids);
        case SubjectKind::hamlet:
            for (const auto id : ids) people::add_place(about, id);
            return {};
    }
    return not_covered();
}

Result<About> of_subjects(store::Connection& db, std::int64_t province, SubjectKind kind, const Ids& ids) {
    About about;
    if (auto added = add_subjects(about, db, province, kind, ids); !added) return std::unexpected(added.error());
    return about;
}

/// Fields are checked in a command's body; a route beside the tables hands over what it finds in an address.
std::optional<SubjectKind> kind_in(const json::object& fields) {
    const auto* kind = find_field(fields, "kind");
    return kind == nullptr || !kind->is_string() ? std::nullopt : parse_subject_kind(kind->as_string());
}

Ids ids_in(const json::object& fields, std::string_view name) {
    const auto* value = find_field(fields, name);
    if (value != nullptr && value->is_array()) return json::value_to<Ids>(*value);
    return value != nullptr && value->is_int64() ? Ids{value->as_int64()} : Ids{};
}

/// What one row of the store says something is about: {kind, subject_id}.
FindAbout about_kept(std::string_view field, std::string_view sql) {
    return [=](store::Connection& db, std::int64_t province, const json::object& fields) -> Result<About> {
        const auto id = integer_in(fields, field);
        std::optional<std::pair<SubjectKind, std::int64_t>> subject;
        db.query(sql, {province == 0 ? id / 1'000'000'000'000 : province, id}, [&](const store::Row& row) {
            subject = {static_cast<SubjectKind>(row.integer(0)), row.integer(1)};
        });
        if (!subject) return not_covered();
        return of_subjects(db, province, subject->first, {subject->second});
    };
}

std::optional<std::int64_t> place_of_decision(store::Connection& db, std::int64_t province, std::int64_t decision) {
    return db.query_integer("SELECT place_id FROM decision WHERE province_id = $1 AND decision_id = $2",
                            {province == 0 ? decision / 1'000'000'000'000 : province, decision});
}

}  // namespace

FindAbout about_subject(std::string_view ids_field) {
    return [=](store::Connection& db, std::int64_t province, const json::object& fields) -> Result<About> {
        const auto kind = kind_in(fields);
        const auto ids = ids_in(fields, ids_field);
        // Nothing named would be the province as a whole.
        if (!kind || ids.empty()) return not_covered();
        return of_subjects(db, province, *kind, ids);
    };
}

FindAbout about_title() {
    return [](store::Connection& db, std::int64_t province, const json::object& fields) -> Result<About> {
        const auto title = find_title(text_in(fields, "title"));
        if (!title) return not_covered();
        return of_subjects(db, province, kind_of(*title), {integer_in(fields, "subject_id")});
    };
}

FindAbout about_rows() {
    return [](store::Connection& db, std::int64_t province, const json::object& fields) -> Result<About> {
        std::map<SubjectKind, Ids> subjects;
        const auto of_sheet = kind_in(fields);
        for (const auto& row : field(fields, "rows").as_array()) {
            const auto kind = of_sheet ? of_sheet : kind_in(row.as_object());
            if (!kind) return not_covered();
            subjects[*kind].push_back(integer_in(row.as_object(), "subject_id"));
        }
        About about;
        for (const auto& [kind, ids] : subjects)
            if (auto added = add_subjects(about, db, province, kind, ids); !added) return std::unexpected(added.error());
        return about;
    };
}

FindAbout about_decision() {
    return [](store::Connection& db, std::int64_t province, const json::object& fields) -> Result<About> {
        const auto place = place_of_decision(db, province, integer_in(fields, "decision_id"));
        if (!place) return not_covered();
        return About{.places = {*place}};
    };
}

namespace {

/// Whether `place` is the hamlet, or was ever above it.
bool was_above(store::Connection& db, std::int64_t place, std::int64_t hamlet) {
    return place == hamlet || db.query_integer("SELECT 1 FROM place_parent AS p LEFT JOIN place_parent AS q ON q.place_id = p.parent_id"
                                               " LEFT JOIN place_parent AS r ON r.place_id = q.parent_id"
                                               " WHERE p.place_id = $1 AND (p.parent_id = $2 OR q.parent_id = $3 OR r.parent_id = $4) LIMIT 1",
                                               {hamlet, place, place, place})
                                  .has_value();
}

}  // namespace

FindAbout about_decision_or_hamlet() {
    return [whole = about_decision()](store::Connection& db, std::int64_t province, const json::object& fields) -> Result<About> {
        auto about = whole(db, province, fields);
        const auto* hamlet = find_field(fields, "hamlet_id");
        if (!about || hamlet == nullptr) return about;
        if (!was_above(db, about->places.front(), hamlet->as_int64())) return not_covered();
        about->places = {hamlet->as_int64()};
        return about;
    };
}

FindAbout about_appeal() {
    return about_kept("appeal_id", "SELECT kind, subject_id FROM appeal WHERE province_id = $1 AND appeal_id = $2");
}

FindAbout about_evidence() {
    return about_kept("evidence_id", "SELECT kind, subject_id FROM evidence WHERE province_id = $1 AND evidence_id = $2");
}

May may_read(SubjectKind kind, std::string_view field) {
    switch (kind) {
        case SubjectKind::person:
            return only(readers_and_citizen, Access::personal, people::about_person(field));
        case SubjectKind::household:
            return only(readers_and_citizen, Access::personal, people::about_household(field));
        case SubjectKind::clan:
            return only(roles::readers, Access::personal, people::about_clan(field));
        case SubjectKind::unit:
            return only(readers_and_unit, Access::personal, people::about_unit(field));
        case SubjectKind::hamlet:
            break;
    }
    return around(roles::readers, Access::personal, field);
}

}  // namespace khuyenhoc::recognition
