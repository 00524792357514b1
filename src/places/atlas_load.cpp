// Reading the atlas from the store: nine small tables, each in key order.
#include <algorithm>

#include "base/check.h"
#include "base/text.h"
#include "places/atlas.h"
#include "places/types.h"

namespace khuyenhoc::places {

namespace {

Date date_at(const store::Row& row, int column) {
    const auto date = parse_date(row.text(column));
    check(date.has_value(), "a stored date is a date");
    return *date;
}

Period period_at(const store::Row& row, int from, int to) {
    return {date_at(row, from), row.is_null(to) ? std::nullopt : std::optional(date_at(row, to))};
}

/// What siblings are ordered by: code, then name as Vietnamese sorts it, with numbers by value ("Bản 2" before "Bản
/// 10").
std::string order_key(const Place& place) {
    if (!place.codes.empty()) return "0" + place.codes.back().code;
    std::string padded, digits;
    const auto flush = [&] {
        if (!digits.empty()) padded.append(digits.size() < 8 ? 8 - digits.size() : 0, '0').append(digits);
        digits.clear();
    };
    for (const char c : place.names.empty() ? std::string() : place.names.back().name) {
        if (c >= '0' && c <= '9') {
            digits.push_back(c);
            continue;
        }
        flush();
        padded.push_back(c);
    }
    flush();
    return "1" + vietnamese_sort_key(padded);
}

}  // namespace

struct Atlas::Loader {
    store::Connection& db;
    Atlas& atlas;

    Place& place_at(const store::Row& row, int column = 0) {
        const auto found = atlas.index_.find(row.integer(column));
        check(found != atlas.index_.end(), "a row about a place names a place");
        return atlas.places_[found->second];
    }

    void places() {
        db.query("SELECT place_id, kind, province_id, from_date, to_date FROM place ORDER BY place_id", {},
                 [&](const store::Row& row) {
                     Place place;
                     place.id = row.integer(0);
                     const auto kind = parse_kind(row.text(1));
                     check(kind.has_value(), "a stored kind of place is known");
                     place.kind = *kind;
                     place.province = row.integer(2);
                     place.period = period_at(row, 3, 4);
                     atlas.index_.emplace(place.id, atlas.places_.size());
                     atlas.places_.push_back(std::move(place));
                 });
    }

    void names() {
        db.query(
            "SELECT place_id, from_date, to_date, type, name, name_en FROM place_name ORDER BY place_id, from_date", {},
            [&](const store::Row& row) {
                place_at(row).names.push_back({period_at(row, 1, 2), std::string(row.text(3)), std::string(row.text(4)),
                                               std::string(row.text(5))});
            });
        db.query("SELECT place_id, alias FROM place_alias ORDER BY place_id, alias", {},
                 [&](const store::Row& row) { place_at(row).aliases.emplace_back(row.text(1)); });
    }

    void codes_and_parents() {
        db.query(
            "SELECT place_id, scheme, code, from_date, to_date FROM place_code ORDER BY place_id, scheme, from_date",
            {}, [&](const store::Row& row) {
                place_at(row).codes.push_back(
                    {period_at(row, 3, 4), std::string(row.text(1)), std::string(row.text(2))});
            });
        db.query(
            "SELECT place_id, parent_id, from_date, to_date FROM place_parent ORDER BY place_id, from_date, parent_id",
            {}, [&](const store::Row& row) {
                place_at(row).parents.push_back({period_at(row, 2, 3), row.integer(1)});
            });
    }

    void measures() {
        db.query(
            "SELECT place_id, measure, as_of, value, source, note, note_en FROM place_measure ORDER BY place_id, measure, as_of",
            {}, [&](const store::Row& row) {
                place_at(row).measures.push_back({std::string(row.text(1)), date_at(row, 2), row.integer(3),
                                                  std::string(row.text(4)), row.optional_text(5),
                                                  row.optional_text(6)});
            });
        db.query("SELECT place_id, lat_e4, lon_e4 FROM place_centre ORDER BY place_id", {}, [&](const store::Row& row) {
            place_at(row).centre = Centre{row.integer(1), row.integer(2)};
        });
    }

    void relations() {
        db.query(
            "SELECT old_place_id, new_place_id, on_date, document FROM place_succession "
            "ORDER BY old_place_id, new_place_id, on_date",
            {}, [&](const store::Row& row) {
                atlas.successions_.push_back(
                    {row.integer(0), row.integer(1), date_at(row, 2), std::string(row.text(3))});
            });
        db.query("SELECT place_id, neighbour_id FROM place_neighbour ORDER BY place_id, neighbour_id", {},
                 [&](const store::Row& row) {
                     atlas.neighbours_[row.integer(0)].push_back(row.integer(1));
                     atlas.neighbours_[row.integer(1)].push_back(row.integer(0));
                 });
        for (auto& [id, list] : atlas.neighbours_) std::ranges::sort(list);
    }

    void index() {
        std::unordered_map<PlaceId, std::string> order;
        for (const auto& place : atlas.places_) {
            order[place.id] = order_key(place);
            for (const auto& code : place.codes) atlas.by_code_[code.code].emplace_back(code.period, place.id);
            for (const auto& name : place.names)
                atlas.by_folded_[fold(name.name)].push_back({place.id, name.period, name.type, spelling_of(name.name)});
            for (const auto& alias : place.aliases)
                atlas.by_folded_[fold(alias)].push_back(
                    {place.id, place.period, place.names.empty() ? "" : place.names.back().type, spelling_of(alias)});
            for (const auto& parent : place.parents)
                atlas.children_[parent.parent].emplace_back(parent.period, place.id);
        }
        for (auto& [id, list] : atlas.children_)
            std::ranges::sort(list, [&](const auto& a, const auto& b) {
                return std::tie(order[a.second], a.second) < std::tie(order[b.second], b.second);
            });
    }
};

Atlas Atlas::load(store::Connection& db) {
    Atlas atlas;
    Loader loader{db, atlas};
    loader.places();
    loader.names();
    loader.codes_and_parents();
    loader.measures();
    loader.relations();
    loader.index();
    return atlas;
}

}  // namespace khuyenhoc::places
