// Persons who look entered twice, and the merges that were made.
#include <algorithm>
#include <map>
#include <set>

#include "people/cards.h"
#include "people/merges.h"
#include "people/lines.h"
#include "people/membership.h"
#include "people/rules.h"
#include "people/unlisted.h"
#include "places/within.h"
#include "people/sealed_ethnicity.h"

namespace khuyenhoc::people {

namespace {

using Kind = Field::Kind;

/// How many households one question looks through: some 6 ms in a province of 1.4 million. Who asks goes on from `next`.
constexpr std::size_t most_households = 60;
/// How many are looked through to count a hamlet's: more than any hamlet should have.
constexpr std::size_t most_counted = 400;
constexpr std::int64_t most_asked = 50;
constexpr std::int64_t looked_at_once = 100;

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
            if (!seen_.insert({pair.one.person, pair.other.person}).second || is_settled(pair)) continue;
            pairs.push_back(pair);
        }
    }

private:
    std::int64_t hamlet_of(std::int64_t household) {
        return db_.query_integer("SELECT hamlet_id FROM household_home WHERE province_id = $1 AND household_id = $2 AND to_date IS NULL",
                                 {place_.province, household}).value_or(0);
    }
    /// Said to be two people, or waiting for a second person to say that they are one.
    bool is_settled(const Pair& pair) {
        const auto [low, high] = std::minmax(pair.one.person, pair.other.person);
        return db_.query_integer("SELECT seq FROM person_not_same WHERE province_id = $1 AND low_id = $2 AND high_id = $3", {place_.province, low, high})
                   .has_value() ||
               merge_asked(db_, place_.province, low, high);
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
                         line["has_ethnicity"] = open_ethnicity(keys.ethnicity, person, row.integer(1)) != 0;
                         line["has_citizen_no"] = !row.is_null(2);
                         line["units"] = row.integer(3);
                         line["relation"] = row.is_null(4) ? json::value() : json::value(view(text_of(static_cast<Relation>(row.integer(4)))));
                     });
    return line;
}

/// Whether two people's ethnic groups are known and differ: which they are is not said here.
bool ethnicity_differs(store::Connection& db, const Keys& keys, std::int64_t province, const Pair& pair) {
    const auto group_of = [&](std::int64_t person) {
        const auto sealed = db.query_integer("SELECT ethnicity FROM person WHERE province_id = $1 AND person_id = $2", {province, person});
        return open_ethnicity(keys.ethnicity, person, sealed.value_or(0));
    };
    const int one = group_of(pair.one.person), other = group_of(pair.other.person);
    return one != 0 && other != 0 && one != other;
}

json::object pair_line(QueryContext& context, const Keys& keys, const places::Atlas& atlas, std::int64_t province, const Pair& pair) {
    return {{"one", side_line(context, keys, atlas, province, pair.one.person)}, {"other", side_line(context, keys, atlas, province, pair.other.person)},
            {"sure", pair.sure}, {"ethnicity_differs", ethnicity_differs(context.db, keys, province, pair)}};
}

/// Pairs of whoever works for one place only have both sides there.
void leave_out_elsewhere(const QueryContext& context, const places::Atlas& atlas, std::int64_t province, std::vector<Pair>& pairs) {
    if (context.caller.account == 0) return;
    std::erase_if(pairs, [&](const Pair& pair) {
        return !places::is_seen_from(atlas, hamlet_of_person(context.db, province, pair.other.person).value_or(0), context.caller.place, context.today);
    });
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
    leave_out_elsewhere(context, *atlas, place->province, pairs);
    const Unlisted unlisted(context.db, place->province, context.caller);
    std::erase_if(pairs, [&](const Pair& pair) { return unlisted.has(pair.one.person) || unlisted.has(pair.other.person); });
    json::array list;
    for (const Pair& pair : pairs) list.push_back(pair_line(context, keys, *atlas, place->province, pair));
    const bool more = looked < all.size();
    return Answer{.value = json::object{{"pairs", std::move(list)}, {"looked", looked}, {"left", all.size() - looked},
                                        {"next", more ? json::value(all[looked - 1]) : json::value()}},
                  .file = {}, .content_type = {}, .file_name = {}};
}

/// Whether a merge is of one place: both its persons are. 0: the whole province.
bool both_within(QueryContext& context, const places::Atlas& atlas, std::int64_t province, std::int64_t one, std::int64_t other, places::PlaceId place) {
    if (place == 0 || place == province) return true;
    for (const auto person : {one, other})
        if (!places::is_seen_from(atlas, hamlet_of_person(context.db, province, person).value_or(0), place, context.today)) return false;
    return true;
}

struct MergeRow {
    std::int64_t id, keep, gone;
    std::string on, reason, at;
    bool undone;
};

/// Merges before one, newest first.
std::vector<MergeRow> merges_before(store::Connection& db, std::int64_t province, std::int64_t before, std::int64_t limit) {
    std::vector<MergeRow> rows;
    db.query("SELECT g.merge_id, g.keep_id, g.gone_id, g.on_date, g.reason, j.at, u.merge_id FROM person_merge g "
             "JOIN journal j ON j.province_id = g.province_id AND j.seq = g.seq "
             "LEFT JOIN person_merge_undone u ON u.province_id = g.province_id AND u.merge_id = g.merge_id "
             "WHERE g.province_id = $1 AND g.merge_id < $2 ORDER BY g.merge_id DESC LIMIT $3",
             {province, before, limit}, [&](const store::Row& row) {
                 rows.push_back({row.integer(0), row.integer(1), row.integer(2), std::string(row.text(3)), std::string(row.text(4)),
                                 std::string(row.text(5)), !row.is_null(6)});
             });
    return rows;
}

/// Asked for and not answered yet, oldest first. `own`: by whoever looks, who cannot confirm it.
json::array asked_merges(const Keys& keys, QueryContext& context, const places::Atlas& atlas, std::int64_t province, places::PlaceId place, const Unlisted& unlisted) {
    struct Row {
        std::int64_t id, keep, gone;
        std::string reason, at;
        bool own;
    };
    std::vector<Row> rows;
    context.db.query("SELECT a.ask_id, a.keep_id, a.gone_id, a.reason, j.at, j.actor FROM person_merge_ask a JOIN journal j ON j.province_id = a.province_id "
                     "AND j.seq = a.seq LEFT JOIN person_merge_answer n ON n.province_id = a.province_id AND n.ask_id = a.ask_id "
                     "WHERE a.province_id = $1 AND n.ask_id IS NULL ORDER BY a.ask_id",
                     {province}, [&](const store::Row& row) {
                         rows.push_back({row.integer(0), row.integer(1), row.integer(2), std::string(row.text(3)), std::string(row.text(4)),
                                         row.text(5) == context.caller.actor});
                     });
    json::array list;
    for (const Row& row : rows)
        if (!unlisted.has(row.keep) && !unlisted.has(row.gone) && static_cast<std::int64_t>(list.size()) < most_asked && both_within(context, atlas, province, row.keep, row.gone, place))
            list.push_back(json::object{{"ask_id", row.id}, {"keep", side_line(context, keys, atlas, province, row.keep)},
                                        {"gone", side_line(context, keys, atlas, province, row.gone)}, {"reason", row.reason}, {"at", row.at}, {"own", row.own}});
    return list;
}

Result<Answer> merges(const places::Places& places, const Keys& keys, QueryContext& context, const json::object& parameters) {
    const std::int64_t province = optional_integer_field(parameters, "province").value_or(14);
    const auto limit = static_cast<std::size_t>(optional_integer_field(parameters, "limit").value_or(20));
    const auto place = integer_field(parameters, "place_id");
    const auto atlas = places.atlas();
    std::int64_t before = optional_integer_field(parameters, "before").value_or(INT64_MAX);
    const Unlisted unlisted(context.db, province, context.caller);
    json::array list;
    bool more = false;
    // Few merges are of one place: they are looked through by the hundred until the page is full.
    for (bool looking = true; looking && !more;) {
        const auto rows = merges_before(context.db, province, before, looked_at_once);
        looking = static_cast<std::int64_t>(rows.size()) == looked_at_once;
        for (const MergeRow& row : rows) {
            before = row.id;
            if (unlisted.has(row.keep) || unlisted.has(row.gone) || !both_within(context, *atlas, province, row.keep, row.gone, place)) continue;
            more = list.size() == limit;
            if (more) break;
            list.push_back(json::object{{"merge_id", row.id}, {"keep", person_line(context.db, *atlas, province, row.keep, context.today, context.language)},
                                        {"gone", person_line(context.db, *atlas, province, row.gone, context.today, context.language)},
                                        {"on_date", row.on}, {"reason", row.reason}, {"at", row.at}, {"undone", row.undone}});
        }
    }
    return answer(json::object{{"asked", asked_merges(keys, context, *atlas, province, place, unlisted)}, {"merges", std::move(list)}, {"more", more}});
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
         .may = around(keepers_and_auditor, Access::personal, "place_id"),
         .parameters = {{.name = "place_id", .kind = Kind::integer, .least = 1},
                        {.name = "after", .kind = Kind::integer, .required = false, .least = 0, .note = "The `next` of the answer before."},
                        number("limit", "About how many pairs; 20 when left out.", 100)},
         .run = [at, keys](QueryContext& c, const json::object& p) { return duplicates(*at, keys, c, p); }},
        {.path = "/api/people/merges", .summary = "The merges of a place: those asked for that wait for a second person, and those made, newest first.",
         .may = around(keepers_and_auditor, Access::personal, "place_id"),
         .parameters = {number("place_id", "That of whoever asks when left out."), number("before", "The last merge_id of the page before."), number("limit", "20 when left out.", 100),
                        number("province", "Code of the province; 14 when left out.", 8999)},
         .run = [at, keys](QueryContext& c, const json::object& p) { return merges(*at, keys, c, p); }},
    };
}

}  // namespace khuyenhoc::people
