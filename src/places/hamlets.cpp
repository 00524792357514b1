// Adding hamlets. They are judged by the rows of the running transaction, not by the atlas, so that many commands in
// one transaction see each other.
#include <set>
#include <tuple>

#include "base/check.h"
#include "base/text.h"
#include "places/facts.h"
#include "places/places.h"
#include "places/types.h"

namespace khuyenhoc::places {

namespace {

Result<void> judge_commune(store::Connection& db, std::int64_t province, const NewHamlet& hamlet,
                           const std::string& where) {
    std::optional<std::string> kind;
    std::optional<Period> period;
    db.query("SELECT kind, from_date, to_date FROM place WHERE place_id = $1 AND province_id = $2",
             {hamlet.commune, province}, [&](const store::Row& row) {
                 kind = row.text(0);
                 period = Period{*parse_date(row.text(1)), row.is_null(2) ? std::nullopt : parse_date(row.text(2))};
             });
    if (!kind) return refuse("places.unknown", where + "commune");
    if (*kind != "commune") return refuse("places.not_a_commune", where + "commune");
    if (!period->holds(hamlet.from))
        return refuse("places.not_then", where + "from_date", {{"on", to_text(hamlet.from)}});
    return {};
}

bool name_taken(store::Connection& db, const NewHamlet& hamlet) {
    const std::string from = to_text(hamlet.from);
    return db
        .query_integer(
            "SELECT n.place_id FROM place_parent l JOIN place_name n ON n.place_id = l.place_id "
            "WHERE l.parent_id = $1 AND n.type = $2 AND n.name = $3 "
            "AND (l.to_date IS NULL OR l.to_date > $4) ORDER BY n.place_id LIMIT 1",
            {hamlet.commune, hamlet.type, hamlet.name, from})
        .has_value();
}

/// "Ba Nhất 1" -> "Ba Nhat 1".
std::string english_name(std::string_view name) {
    std::string plain = fold(name);
    bool starts = true;
    for (char& c : plain) {
        if (starts && c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
        starts = c == ' ';
    }
    return plain;
}

/// The commune from that day on, and after its end whatever took its place: a hamlet stays while the communes above it
/// merge. Every commune that ended has one successor (a check of the facts).
void belong(store::Connection& db, PlaceId hamlet, PlaceId commune, std::string from) {
    while (true) {
        const auto to = db.query_text("SELECT to_date FROM place WHERE place_id = $1 AND to_date IS NOT NULL", {commune});
        db.run("INSERT INTO place_parent(place_id, parent_id, from_date, to_date) VALUES ($1, $2, $3, $4)",
               {hamlet, commune, std::string_view(from), store::optional_text(to)});
        const auto next = db.query_integer(
            "SELECT new_place_id FROM place_succession WHERE old_place_id = $1 ORDER BY new_place_id LIMIT 1", {commune});
        if (!to || !next) return;
        commune = *next;
        from = *to;
    }
}

void insert(store::Connection& db, std::int64_t province, PlaceId id, const NewHamlet& hamlet) {
    const std::string from = to_text(hamlet.from);
    const std::string folded = fold(hamlet.name);
    const std::string english = english_name(hamlet.name);
    db.run("INSERT INTO place(place_id, kind, province_id, from_date) VALUES ($1, 'hamlet', $2, $3)",
           {id, province, from});
    db.run("INSERT INTO place_name(place_id, from_date, type, name, name_en, folded) VALUES ($1, $2, $3, $4, $5, $6)",
           {id, from, hamlet.type, hamlet.name, english, folded});
    belong(db, id, hamlet.commune, from);
}

}  // namespace

Result<std::vector<PlaceId>> add_hamlets(store::Connection& db, std::int64_t province,
                                         std::span<const NewHamlet> hamlets) {
    std::set<std::tuple<PlaceId, std::string, std::string>> in_this_call;
    for (std::size_t i = 0; i < hamlets.size(); ++i) {
        const NewHamlet& hamlet = hamlets[i];
        const std::string where = hamlets.size() == 1 ? std::string() : "hamlets[" + std::to_string(i) + "].";
        const TypeWords* type = find_type(hamlet.type);
        if (type == nullptr || type->kind != Kind::hamlet) return refuse("places.bad_type", where + "type");
        if (fold(hamlet.name).empty())
            return refuse("places.bad_name", where + "name", {{"shape", shape_of(hamlet.name)}});
        if (auto fits = judge_commune(db, province, hamlet, where); !fits) return std::unexpected(fits.error());
        if (!in_this_call.emplace(hamlet.commune, hamlet.type, hamlet.name).second || name_taken(db, hamlet))
            return refuse("places.name_taken", where + "name");
    }
    std::vector<PlaceId> ids;
    if (hamlets.empty()) return ids;
    // The counter starts at 1; serial numbers below `first_hamlet_serial` belong to the facts files.
    const PlaceId first =
        store::draw_ids(db, province, "place", static_cast<std::int64_t>(hamlets.size())) + first_hamlet_serial - 1;
    for (const auto& hamlet : hamlets) {
        ids.push_back(first + static_cast<PlaceId>(ids.size()));
        insert(db, province, ids.back(), hamlet);
    }
    return ids;
}

}  // namespace khuyenhoc::places
