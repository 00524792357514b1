// Writing a checked facts file into the tables. What is there already stays as it is.
#include "base/check.h"
#include "base/crypto.h"
#include "base/text.h"
#include "places/embedded.h"
#include "places/facts.h"
#include "places/places.h"

namespace khuyenhoc::places {

namespace {

using store::Parameter;

/// The shipped file of a province; empty when there is none.
std::string_view shipped_facts(std::int64_t province) {
    if (province == 14) return places_file_bytes("facts/son-la.json");
    return {};
}

/// Dates as texts that live as long as the statement needs them.
struct PeriodText {
    std::string from;
    std::optional<std::string> to;
    explicit PeriodText(const Period& period)
        : from(to_text(period.from)), to(period.to ? std::optional(to_text(*period.to)) : std::nullopt) {}
};

class Writing {
public:
    explicit Writing(store::Connection& db) : db_(db) {}

    bool write(const Place& place) {
        const PeriodText period(place.period);
        const auto added = db_.run(
            "INSERT INTO place(place_id, kind, province_id, from_date, to_date) VALUES ($1, $2, $3, $4, $5) "
            "ON CONFLICT (place_id) DO NOTHING",
            {place.id, text_of(place.kind), place.province, period.from, store::optional_text(period.to)});
        if (added == 0) return false;
        write_names(place);
        write_links(place);
        write_measures(place);
        return true;
    }

    void succession(PlaceId old_place, PlaceId new_place, Date on, std::string_view document) {
        const std::string day = to_text(on);
        db_.run(
            "INSERT INTO place_succession(old_place_id, new_place_id, on_date, document) VALUES ($1, $2, $3, $4) "
            "ON CONFLICT (old_place_id, new_place_id, on_date) DO NOTHING",
            {old_place, new_place, day, document});
    }

    void neighbours(PlaceId a, PlaceId b) {
        db_.run(
            "INSERT INTO place_neighbour(place_id, neighbour_id) VALUES ($1, $2) "
            "ON CONFLICT (place_id, neighbour_id) DO NOTHING",
            {a, b});
    }

private:
    void write_names(const Place& place) {
        for (const auto& name : place.names) {
            const PeriodText period(name.period);
            const std::string folded = fold(name.name);
            db_.run(
                "INSERT INTO place_name(place_id, from_date, to_date, type, name, name_en, folded) "
                "VALUES ($1, $2, $3, $4, $5, $6, $7)",
                {place.id, period.from, store::optional_text(period.to), name.type, name.name, name.name_en, folded});
        }
        for (const auto& alias : place.aliases) {
            const std::string folded = fold(alias);
            db_.run("INSERT INTO place_alias(place_id, alias, folded) VALUES ($1, $2, $3)", {place.id, alias, folded});
        }
        for (const auto& code : place.codes) {
            const PeriodText period(code.period);
            db_.run("INSERT INTO place_code(place_id, scheme, code, from_date, to_date) VALUES ($1, $2, $3, $4, $5)",
                    {place.id, code.scheme, code.code, period.from, store::optional_text(period.to)});
        }
    }

    void write_links(const Place& place) {
        for (const auto& parent : place.parents) {
            const PeriodText period(parent.period);
            db_.run("INSERT INTO place_parent(place_id, parent_id, from_date, to_date) VALUES ($1, $2, $3, $4)",
                    {place.id, parent.parent, period.from, store::optional_text(period.to)});
        }
        if (place.centre)
            db_.run("INSERT INTO place_centre(place_id, lat_e4, lon_e4) VALUES ($1, $2, $3)",
                    {place.id, place.centre->lat_e4, place.centre->lon_e4});
    }

    void write_measures(const Place& place) {
        for (const auto& m : place.measures) {
            const std::string as_of = to_text(m.as_of);
            db_.run(
                "INSERT INTO place_measure(place_id, measure, as_of, value, source, note, note_en) VALUES ($1, $2, $3, $4, $5, "
                "$6, $7)",
                {place.id, m.measure, as_of, m.value, m.source, store::optional_text(m.note), store::optional_text(m.note_en)});
        }
    }

    store::Connection& db_;
};

}  // namespace

Result<json::object> load_facts(store::Connection& db, std::int64_t province) {
    const std::string_view bytes = shipped_facts(province);
    if (bytes.empty()) return refuse("places.no_facts", "province", {{"province", std::to_string(province)}});
    auto facts = read_facts(bytes);
    if (!facts) return std::unexpected(facts.error());
    check(facts->province == province, "a facts file is about its province");

    Writing writing(db);
    std::int64_t added = 0;
    for (const auto& fact : facts->places)
        if (writing.write(fact.place)) ++added;
    for (const auto& fact : facts->places)
        for (const PlaceId old_place : fact.formed_from)
            writing.succession(old_place, fact.place.id, facts->succession_on, facts->succession_document);
    for (const auto& [a, b] : facts->neighbours) writing.neighbours(a, b);
    return json::object{{"added", added}, {"places", facts->places.size()}, {"sha256", sha256_hex(bytes)}};
}

}  // namespace khuyenhoc::places
