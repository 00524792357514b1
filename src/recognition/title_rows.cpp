#include "recognition/title_rows.h"

#include <fmt/format.h>

#include "base/check.h"
#include "recognition/title_change.h"

namespace khuyenhoc::recognition {

SubjectRow subject_row(const Model& model, SubjectKind kind, std::uint32_t number) {
    SubjectRow row{.kind = kind,
                   .id = model.id_of(kind, number),
                   .home = home_of(model, kind, number).value_or(0),
                   .computed = model.state_of(kind, number),
                   .mark = model.mark_of(kind, number)};
    if (kind == SubjectKind::person)
        if (const auto household = model.population().household_of(number))
            row.household = model.population().household_id(*household);
    return row;
}

void HomeNames::add(const Model& model, places::PlaceId place) {
    if (place == 0 || homes_.contains(place)) return;
    const auto& atlas = model.atlas();
    const auto on = model.on();
    const auto commune = atlas.commune_of(place, on);
    homes_[place] = {atlas.full_name(place, on, "vi"), atlas.full_name(place, on, "en"),
                     commune ? atlas.full_name(*commune, on, "vi") : "",
                     commune ? atlas.full_name(*commune, on, "en") : ""};
}

const HomeNames::Home& HomeNames::of(places::PlaceId place) const {
    static const Home nowhere;
    const auto found = homes_.find(place);
    return found == homes_.end() ? nowhere : found->second;
}

json::value HomeNames::json_of(places::PlaceId place) const {
    const auto found = homes_.find(place);
    if (found == homes_.end()) return nullptr;
    return json::object{{"id", place}, {"name", found->second.name}, {"name_en", found->second.name_en}};
}

SubjectNames::SubjectNames(store::Connection& db, std::int64_t province, Date on)
    : person_(db.prepare("SELECT full_name, birth_year FROM person WHERE province_id = $1 AND person_id = $2")),
      head_(db.prepare("SELECT p.full_name FROM household_member AS m JOIN person AS p ON p.province_id = m.province_id"
                       " AND p.person_id = m.person_id WHERE m.province_id = $1 AND m.household_id = $2"
                       " AND m.relation = 1 AND m.from_date <= $3 AND (m.to_date IS NULL OR m.to_date > $4)"
                       " ORDER BY m.from_date LIMIT 1")),
      book_(db.prepare("SELECT coalesce(book_no, '') FROM household WHERE province_id = $1 AND household_id = $2")),
      clan_(db.prepare("SELECT name FROM clan WHERE province_id = $1 AND clan_id = $2")),
      unit_(db.prepare("SELECT name FROM unit WHERE province_id = $1 AND unit_id = $2")),
      province_(province),
      on_(khuyenhoc::to_text(on)) {}

std::string SubjectNames::text(store::Statement& statement, std::int64_t id) {
    statement.start({province_, id});
    const auto* row = statement.step();
    return row == nullptr ? "" : std::string(row->text(0));
}

SubjectNames::Line SubjectNames::of(const SubjectRow& row, const HomeNames& homes) {
    Line line;
    switch (row.kind) {
        case SubjectKind::person:
            person_->start({province_, row.id});
            if (const auto* found = person_->step()) {
                line.name = found->text(0);
                line.birth_year = found->integer(1);
            }
            if (row.household != 0) line.book_no = text(*book_, row.household);
            break;
        case SubjectKind::household:
            head_->start({province_, row.id, on_, on_});
            if (const auto* found = head_->step()) line.name = found->text(0);
            line.book_no = text(*book_, row.id);
            break;
        case SubjectKind::clan:
            line.name = text(*clan_, row.id);
            break;
        case SubjectKind::hamlet:
            line.name = homes.of(row.id).name;
            break;
        case SubjectKind::unit:
            line.name = text(*unit_, row.id);
            break;
    }
    return line;
}

std::string explanation_path(SubjectKind kind, std::int64_t id) {
    constexpr std::array<std::string_view, 5> folders = {"people", "households", "clans", "hamlets", "units"};
    return fmt::format("/api/{}/{}/explanation", folders.at(static_cast<std::size_t>(kind) - 1), id);
}

json::object subject_json(const SubjectRow& row, const SubjectNames::Line& line) {
    json::object out{{"id", row.id}, {"name", line.name}};
    if (line.birth_year != 0) out["birth_year"] = line.birth_year;
    if (row.household != 0) out["household_id"] = row.household;
    if (!line.book_no.empty()) out["book_no"] = line.book_no;
    return out;
}

}  // namespace khuyenhoc::recognition
