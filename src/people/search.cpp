// Searching the register by name and birth year, and by citizen number.
#include <algorithm>
#include <map>
#include <memory>
#include <shared_mutex>

#include "base/text.h"
#include "people/cards.h"
#include "people/household_search.h"
#include "people/lines.h"
#include "people/membership.h"
#include "people/name_index.h"
#include "people/rules.h"
#include "people/unlisted.h"
#include "places/within.h"

namespace khuyenhoc::people {

namespace {

/// How many names are looked through for persons before a search ends with "more": keeps a search for half the province
/// in a year nobody was born in as quick as any other.
constexpr std::size_t most_names = 1500;

/// The names of each province, read at the first search and followed from then on: names are only ever added.
class Names {
public:
    template <class Use>
    auto with(store::Connection& db, std::int64_t province, Use use) {
        const auto newest = db.query_integer("SELECT max(name_id) FROM name_key WHERE province_id = $1", {province}).value_or(0);
        {
            const std::shared_lock lock(mutex_);
            const auto known = provinces_.find(province);
            if (known != provinces_.end() && known->second.last_id() >= newest) return use(known->second);
        }
        const std::unique_lock lock(mutex_);
        NameIndex& index = provinces_[province];
        db.query("SELECT name_id, folded FROM name_key WHERE province_id = $1 AND name_id > $2 ORDER BY name_id", {province, index.last_id()},
                 [&](const store::Row& row) { index.add(row.integer(0), row.text(1)); });
        return use(index);
    }

private:
    std::shared_mutex mutex_;
    std::map<std::int64_t, NameIndex> provinces_;
};

/// And how many persons, when only those of a place are wanted.
constexpr std::size_t most_persons = 4000;

/// Who lives within a place: whoever searches finds nobody else, as if there were nobody else.
class Inside {
public:
    Inside(const places::Atlas& atlas, places::PlaceId within, Date today) : atlas_(atlas), within_(within), today_(today) {
        const auto* place = atlas.find(within);
        everywhere_ = within == 0 || (place != nullptr && place->kind == places::Kind::province);
    }
    bool everywhere() const { return everywhere_; }
    bool is_hamlet() const { return !everywhere_ && atlas_.find(within_) != nullptr && atlas_.get(within_).kind == places::Kind::hamlet; }
    places::PlaceId place() const { return within_; }
    bool holds(places::PlaceId hamlet) const {
        const auto [known, is_new] = known_.try_emplace(hamlet, everywhere_);
        if (is_new && !everywhere_) known->second = places::is_seen_from(atlas_, hamlet, within_, today_);
        return known->second;
    }
    bool holds_person(store::Connection& db, std::int64_t province, std::int64_t person) const {
        return everywhere_ || holds(hamlet_of_person(db, province, person).value_or(0));
    }

private:
    const places::Atlas& atlas_;
    places::PlaceId within_;
    Date today_;
    bool everywhere_ = false;
    mutable std::map<places::PlaceId, bool> known_;
};

struct Search {
    std::int64_t province = 0;
    std::string folded;
    std::int64_t birth_year = 0;  ///< 0: any
    std::size_t limit = 20;
};

/// Persons of the matching names, best names first; one more than the limit when there are more.
std::vector<std::int64_t> find_persons(store::Connection& db, const Search& search, const std::vector<NameIndex::Match>& names, bool& cut) {
    std::vector<std::int64_t> persons;
    const auto any_year = db.prepare("SELECT person_id FROM person WHERE province_id = $1 AND name_id = $2 ORDER BY birth_year, person_id LIMIT $3");
    const auto one_year = db.prepare("SELECT person_id FROM person WHERE province_id = $1 AND name_id = $2 AND birth_year = $3 ORDER BY person_id LIMIT $4");
    std::size_t looked = 0;
    for (const auto& match : names) {
        if (persons.size() > search.limit) break;
        if (++looked > most_names) {
            cut = true;
            break;
        }
        const auto wanted = static_cast<std::int64_t>(search.limit + 1 - persons.size());
        store::Statement& statement = search.birth_year == 0 ? *any_year : *one_year;
        if (search.birth_year == 0) statement.start({search.province, match.name_id, wanted});
        else statement.start({search.province, match.name_id, search.birth_year, wanted});
        while (const store::Row* row = statement.step()) persons.push_back(row->integer(0));
    }
    return persons;
}

/// The same of one place only: nearly everybody found by name lives elsewhere and is passed over.
std::vector<std::int64_t> find_inside(store::Connection& db, const Search& search, const std::vector<NameIndex::Match>& names, const Inside& inside,
                                      bool& cut) {
    std::vector<std::int64_t> persons;
    const auto statement = db.prepare(
        "SELECT p.person_id, p.birth_year, (SELECT min(a.hamlet_id) FROM household_member m JOIN household_home a ON a.province_id = m.province_id "
        "AND a.household_id = m.household_id AND a.to_date IS NULL WHERE m.province_id = p.province_id AND m.person_id = p.person_id "
        "AND m.to_date IS NULL) FROM person p WHERE p.province_id = $1 AND p.name_id = $2 ORDER BY p.birth_year, p.person_id");
    std::size_t looked = 0;
    for (const auto& match : names) {
        statement->start({search.province, match.name_id});
        while (const store::Row* row = statement->step()) {
            if (persons.size() > search.limit) return persons;
            cut = ++looked > most_persons;
            if (cut) return persons;
            if (search.birth_year != 0 && row->integer(1) != search.birth_year) continue;
            const bool holds = row->is_null(2) ? inside.holds_person(db, search.province, row->integer(0)) : inside.holds(row->integer(2));
            if (holds) persons.push_back(row->integer(0));
        }
    }
    return persons;
}

/// And of one hamlet whose people are fewer than those who bear the names.
std::vector<std::int64_t> find_in_hamlet(store::Connection& db, const Search& search, const std::vector<NameIndex::Match>& names, places::PlaceId hamlet) {
    std::map<std::int64_t, std::size_t> rank;
    for (const auto& match : names) rank.try_emplace(match.name_id, rank.size());
    std::vector<std::pair<std::size_t, std::int64_t>> found;
    db.query("SELECT p.person_id, p.name_id, p.birth_year FROM household_home a JOIN household_member m ON m.province_id = a.province_id "
             "AND m.household_id = a.household_id AND m.to_date IS NULL JOIN person p ON p.province_id = m.province_id AND p.person_id = m.person_id "
             "WHERE a.province_id = $1 AND a.hamlet_id = $2 AND a.to_date IS NULL",
             {search.province, hamlet}, [&](const store::Row& row) {
                 const auto match = rank.find(row.integer(1));
                 if (match == rank.end() || (search.birth_year != 0 && row.integer(2) != search.birth_year)) return;
                 found.emplace_back(match->second, row.integer(0));
             });
    std::ranges::sort(found);
    std::vector<std::int64_t> persons;
    for (const auto& [at, person] : found)
        if (persons.size() <= search.limit && std::ranges::find(persons, person) == persons.end()) persons.push_back(person);
    return persons;
}

/// A year behind a name tells namesakes apart wherever a name is typed: "lo van tien 1987".
std::int64_t take_birth_year(std::string& folded) {
    if (folded.size() < 6 || folded[folded.size() - 5] != ' ') return 0;
    const auto year = parse_integer(std::string_view(folded).substr(folded.size() - 4)).value_or(0);
    if (year < 1800 || year > 2999) return 0;
    folded.resize(folded.size() - 5);
    return year;
}

Result<Answer> search_people(Names& names, const places::Places& places, QueryContext& context, const json::object& parameters) {
    Search search;
    search.province = optional_integer_field(parameters, "province").value_or(14);
    search.folded = fold(text_field(parameters, "q"));
    search.birth_year = integer_field(parameters, "birth_year");
    if (search.birth_year == 0) search.birth_year = take_birth_year(search.folded);
    search.limit = static_cast<std::size_t>(optional_integer_field(parameters, "limit").value_or(20));
    if (search.folded.empty()) return refuse("people.bad_search", "q");
    const auto matches = names.with(context.db, search.province, [&](const NameIndex& index) { return index.find(search.folded); });
    const auto atlas = places.atlas();
    const Inside inside(*atlas, integer_field(parameters, "within"), context.today);
    // As if there were nobody: to say that somebody of this name is left out would say who it is.
    const Unlisted unlisted(context.db, search.province, context.caller);
    const auto is_unlisted = [&](std::int64_t person) { return unlisted.has(person); };
    bool more = false;
    auto persons = inside.everywhere() ? find_persons(context.db, search, matches, more) : find_inside(context.db, search, matches, inside, more);
    if (more && inside.is_hamlet()) {
        persons = find_in_hamlet(context.db, search, matches, inside.place());
        more = false;
    }
    more = more || persons.size() > search.limit;
    std::erase_if(persons, is_unlisted);
    if (persons.size() > search.limit) persons.resize(search.limit);
    json::array list;
    for (const auto person : persons) list.push_back(person_line(context.db, *atlas, search.province, person, context.today, context.language));
    json::array households;
    if (const auto query = read_household_query(search.folded))
        households = find_households(context.db, *atlas, search.province, *query, integer_field(parameters, "place_id"),
                                     [&](const auto hamlet) { return inside.holds(hamlet); }, [&](const auto household) { return unlisted.heads(household); },
                                     search.limit, context.today, context.language);
    return answer(json::object{{"people", std::move(list)}, {"households", std::move(households)}, {"more", more}});
}

Result<Answer> find_by_citizen_no(const places::Places& places, const Keys& keys, QueryContext& context, const json::object& parameters) {
    const std::int64_t province = optional_integer_field(parameters, "province").value_or(14);
    const std::string number = text_field(parameters, "citizen_no");
    if (!is_citizen_no(number)) return refuse("people.bad_citizen_no", "citizen_no", {{"shape", shape_of(number)}});
    const std::string hash = keyed_hash_hex(keys.lookup, number);
    const auto person = context.db.query_integer("SELECT person_id FROM person WHERE province_id = $1 AND citizen_hash = $2",
                                                 {province, std::string_view(hash)});
    json::array list;
    const auto atlas = places.atlas();
    const Inside inside(*atlas, integer_field(parameters, "within"), context.today);
    const bool is_listed = person && !Unlisted(context.db, province, context.caller).has(*person);
    if (is_listed && inside.holds_person(context.db, province, *person)) list.push_back(person_line(context.db, *atlas, province, *person, context.today, context.language));
    return answer(json::object{{"people", std::move(list)}});
}

}  // namespace

std::vector<QueryLine> search_queries(const places::Places& places, const Keys& keys) {
    using Kind = Field::Kind;
    const auto* at = &places;
    const auto names = std::make_shared<Names>();
    const Field within{.name = "within", .kind = Kind::integer, .required = false, .least = 1,
                       .note = "Only people of this place: that of whoever asks when left out."};
    const Field province{.name = "province", .kind = Kind::integer, .required = false, .least = 1, .most = 8999, .note = "Code of the province; 14 when left out."};
    return {
        {.path = "/api/people/search",
         .summary = "Finds persons by name, with or without diacritics, words in any order, cut short or the last one unfinished, perhaps a birth year behind it; and households "
                    "by number or head and hamlet (\"hộ 45 bản Bó\"). A POST, so that names stand in no address and no log.",
         .may = around(roles::readers, Access::personal, "within"),
         .parameters = {},
         .run = [names, at](QueryContext& c, const json::object& p) { return search_people(*names, *at, c, p); },
         .body = {{.name = "q", .least = 1, .most = 100},
                  {.name = "birth_year", .kind = Kind::integer, .required = false, .least = 1800, .most = 2999},
                  {.name = "limit", .kind = Kind::integer, .required = false, .least = 1, .most = 100, .note = "20 when left out."},
                  {.name = "place_id", .kind = Kind::integer, .required = false, .least = 1,
                   .note = "The hamlet or commune in which \"hộ 45\" is looked for when no hamlet is named."},
                  within, province}},
        {.path = "/api/people/find-by-citizen-no",
         .summary = "Finds the person of a citizen number. A POST, so that the number stands in no address and no log.",
         .may = around(roles::readers, Access::personal, "within"),
         .parameters = {},
         .run = [at, keys](QueryContext& c, const json::object& p) { return find_by_citizen_no(*at, keys, c, p); },
         .body = {{.name = "citizen_no", .least = 12, .most = 12}, within, province}},
    };
}

}  // namespace khuyenhoc::people
