// Persons who look entered twice, and the merges that were made.
#include <algorithm>
#include <map>
#include <set>

#include "people/cards.h"
#include "people/lines.h"
#include "people/membership.h"
#include "people/rules.h"
#include "people/sealed_ethnicity.h"

namespace khuyenhoc::people {

namespace {

using Kind = Field::Kind;

/// How many households one question looks through: some 6 ms in a province of 1.4 million. Who asks goes on from `next`.
constexpr std::size_t most_households = 60;
/// How many are looked through to count a hamlet's: more than any hamlet should have.
constexpr std::size_t most_counted = 400;

std::vector<std::int64_t> households_in(store::Connection& db, const places::Atlas& atlas, const places::Place& place, std::int64_t after, Date on) {
    std::vector<places::PlaceId> hamlets{place.id};
    if (place.kind == places::Kind::commune) hamlets = atlas.hamlets(place.id, on);
    std::vector<std::int64_t> found;
    for (const auto hamlet : hamlets)
        db.query("SELECT household_id FROM household_home WHERE province_id = $1 AND hamlet_id = $2 AND household_id > $3 AND to_date IS NULL",
                 {place.province, hamlet, after}, [&](const store::Row& row) { found.push_back(row.integer(0)); });
    std::ranges::sort(found);
    return found;
}

struct Side {
    std::int64_t person = 0;
    std::int64_t household = 0;
};
struct Pair {
    Side one, other;
    bool sure = false;  ///< the same day of birth, not the year alone
};

/// Looks through households one after another for persons of the same folded name and birth in the same commune.
class Suspecting {
public:
    Suspecting(store::Connection& db, const places::Atlas& atlas, const places::Place& place, Date on)
        : db_(db), atlas_(atlas), place_(place), on_(on),
          commune_(place.kind == places::Kind::commune ? place.id : atlas.commune_of(place.id, on).value_or(0)),
          // A day against another day of the same year is two people; so are a man and a woman of whom only the year is known.
          alike_(db.prepare("SELECT p.person_id, o.person_id, m.household_id, CASE WHEN p.birth = o.birth AND length(p.birth) = 10 THEN 1 ELSE 0 END "
                            "FROM household_member h JOIN person p ON p.province_id = h.province_id AND p.person_id = h.person_id "
                            "JOIN person o ON o.province_id = p.province_id AND o.name_id = p.name_id AND o.birth_year = p.birth_year AND o.person_id <> p.person_id "
                            "JOIN household_member m ON m.province_id = o.province_id AND m.person_id = o.person_id AND m.to_date IS NULL "
                            "WHERE h.province_id = $1 AND h.household_id = $2 AND h.to_date IS NULL AND o.died_on IS NULL "
                            "AND (p.birth = o.birth OR length(p.birth) = 4 OR length(o.birth) = 4) "
                            "AND (p.sex = o.sex OR p.sex = 0 OR o.sex = 0 OR (p.birth = o.birth AND length(p.birth) = 10)) "
                            "ORDER BY p.person_id, o.person_id, m.household_id")) {}

    void look(std::int64_t household, std::vector<Pair>& pairs) {
        alike_->start({place_.province, household});
        while (const store::Row* row = alike_->step()) {
            const Pair pair{{row->integer(0), household}, {row->integer(1), row->integer(2)}, row->integer(3) == 1};
            const std::int64_t hamlet = hamlet_of(pair.other.household);
            const bool inside = place_.kind == places::Kind::commune || hamlet == place_.id;
            if (inside && pair.other.person < pair.one.person) continue;  // seen from the other side
            if (hamlet == 0 || atlas_.commune_of(hamlet, on_).value_or(0) != commune_) continue;
            if (!seen_.insert({pair.one.person, pair.other.person}).second || is_not_same(pair)) continue;
            pairs.push_back(pair);
        }
    }

private:
    std::int64_t hamlet_of(std::int64_t household) {
        return db_.query_integer("SELECT hamlet_id FROM household_home WHERE province_id = $1 AND household_id = $2 AND to_date IS NULL",
                                 {place_.province, household}).value_or(0);
    }
    bool is_not_same(const Pair& pair) {
        const auto [low, high] = std::minmax(pair.one.person, pair.other.person);
        return db_.query_integer("SELECT seq FROM person_not_same WHERE province_id = $1 AND low_id = $2 AND high_id = $3", {place_.province, low, high})
            .has_value();
    }

    store::Connection& db_;
    const places::Atlas& atlas_;
    const places::Place& place_;
    Date on_;
    places::PlaceId commune_;
    std::unique_ptr<store::Statement> alike_;
    std::set<std::pair<std::int64_t, std::int64_t>> seen_;
};

/// What the page shows of one of two: with what tells them apart.
json::object side_line(QueryContext& context, const Keys& keys, const places::Atlas& atlas, std::int64_t province, std::int64_t person) {
    json::object line = person_line(context.db, atlas, province, person, context.today, context.language);
    context.db.query("SELECT birth, ethnicity, citizen_hash, (SELECT count(*) FROM unit_member u WHERE u.province_id = p.province_id AND "
                     "u.person_id = p.person_id AND u.to_date IS NULL), (SELECT min(m.relation) FROM household_member m WHERE m.province_id = p.province_id AND "
                     "m.person_id = p.person_id AND m.to_date IS NULL) FROM person p WHERE p.province_id = $1 AND p.person_id = $2",
                     {province, person}, [&](const store::Row& row) {
                         line["birth"] = view(row.text(0));
                         line["ethnicity"] = view(ethnic_group_name(open_ethnicity(keys.ethnicity, person, row.integer(1))));
                         line["has_citizen_no"] = !row.is_null(2);
                         line["units"] = row.integer(3);
                         line["relation"] = row.is_null(4) ? json::value() : json::value(view(text_of(static_cast<Relation>(row.integer(4)))));
                     });
    return line;
}

Result<Answer> duplicates(const places::Places& places, const Keys& keys, QueryContext& context, const json::object& parameters) {
    const auto atlas = places.atlas();
    const places::Place* place = atlas->find(integer_field(parameters, "place_id"));
    if (place == nullptr || (place->kind != places::Kind::hamlet && place->kind != places::Kind::commune))
        return refuse("people.no_such_hamlet", "place_id");
    const auto limit = static_cast<std::size_t>(optional_integer_field(parameters, "limit").value_or(20));
    const auto all = households_in(context.db, *atlas, *place, integer_field(parameters, "after"), context.today);
    Suspecting suspecting(context.db, *atlas, *place, context.today);
    std::vector<Pair> pairs;
    std::size_t looked = 0;
    while (looked < all.size() && looked < most_households && pairs.size() < limit) suspecting.look(all[looked++], pairs);
    json::array list;
    for (const Pair& pair : pairs)
        list.push_back(json::object{{"one", side_line(context, keys, *atlas, place->province, pair.one.person)},
                                    {"other", side_line(context, keys, *atlas, place->province, pair.other.person)}, {"sure", pair.sure}});
    const bool more = looked < all.size();
    return Answer{.value = json::object{{"pairs", std::move(list)}, {"looked", looked}, {"left", all.size() - looked},
                                        {"next", more ? json::value(all[looked - 1]) : json::value()}},
                  .file = {}, .content_type = {}, .file_name = {}};
}

Result<Answer> merges(const places::Places& places, QueryContext& context, const json::object& parameters) {
    const std::int64_t province = optional_integer_field(parameters, "province").value_or(14);
    const std::int64_t before = optional_integer_field(parameters, "before").value_or(INT64_MAX);
    const std::int64_t limit = optional_integer_field(parameters, "limit").value_or(20);
    const auto atlas = places.atlas();
    struct Row {
        std::int64_t id, keep, gone;
        std::string on, reason, at;
        bool undone;
    };
    std::vector<Row> rows;
    context.db.query("SELECT g.merge_id, g.keep_id, g.gone_id, g.on_date, g.reason, j.at, u.merge_id FROM person_merge g "
                     "JOIN journal j ON j.province_id = g.province_id AND j.seq = g.seq "
                     "LEFT JOIN person_merge_undone u ON u.province_id = g.province_id AND u.merge_id = g.merge_id "
                     "WHERE g.province_id = $1 AND g.merge_id < $2 ORDER BY g.merge_id DESC LIMIT $3",
                     {province, before, limit + 1}, [&](const store::Row& row) {
                         rows.push_back({row.integer(0), row.integer(1), row.integer(2), std::string(row.text(3)), std::string(row.text(4)),
                                         std::string(row.text(5)), !row.is_null(6)});
                     });
    const bool more = static_cast<std::int64_t>(rows.size()) > limit;
    if (more) rows.pop_back();
    json::array list;
    for (const Row& row : rows)
        list.push_back(json::object{{"merge_id", row.id}, {"keep", person_line(context.db, *atlas, province, row.keep, context.today, context.language)},
                                    {"gone", person_line(context.db, *atlas, province, row.gone, context.today, context.language)},
                                    {"on_date", row.on}, {"reason", row.reason}, {"at", row.at}, {"undone", row.undone}});
    return Answer{.value = json::object{{"merges", std::move(list)}, {"more", more}}, .file = {}, .content_type = {}, .file_name = {}};
}

}  // namespace

std::int64_t count_suspected(store::Connection& db, const places::Atlas& atlas, places::PlaceId hamlet, Date on) {
    const places::Place& place = atlas.get(hamlet);
    auto households = households_in(db, atlas, place, 0, on);
    if (households.size() > most_counted) households.resize(most_counted);
    Suspecting suspecting(db, atlas, place, on);
    std::vector<Pair> pairs;
    for (const auto household : households) suspecting.look(household, pairs);
    return static_cast<std::int64_t>(pairs.size());
}

std::vector<QueryLine> duplicate_queries(const places::Places& places, const Keys& keys) {
    const auto* at = &places;
    const auto number = [](std::string_view name, std::string_view note, std::int64_t most = INT64_MAX) {
        return Field{.name = name, .kind = Kind::integer, .required = false, .least = 1, .most = most, .note = note};
    };
    return {
        {.path = "/api/people/duplicates",
         .summary = "Pairs of persons of a hamlet or commune who may have been entered twice: the same name and birth in the same commune.",
         .parameters = {{.name = "place_id", .kind = Kind::integer, .least = 1},
                        {.name = "after", .kind = Kind::integer, .required = false, .least = 0, .note = "The `next` of the answer before."},
                        number("limit", "About how many pairs; 20 when left out.", 100)},
         .run = [at, keys](QueryContext& c, const json::object& p) { return duplicates(*at, keys, c, p); }},
        {.path = "/api/people/merges", .summary = "The merges that were made, newest first.",
         .parameters = {number("before", "The last merge_id of the page before."), number("limit", "20 when left out.", 100),
                        number("province", "Code of the province; 14 when left out.", 8999)},
         .run = [at](QueryContext& c, const json::object& p) { return merges(*at, c, p); }},
    };
}

}  // namespace khuyenhoc::people
