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
    bool more = false;
    auto persons = find_persons(context.db, search, matches, more);
    if (persons.size() > search.limit) {
        more = true;
        persons.resize(search.limit);
    }
    const auto atlas = places.atlas();
    json::array list;
    for (const auto person : persons) list.push_back(person_line(context.db, *atlas, search.province, person, context.today, context.language));
    json::array households;
    if (const auto query = read_household_query(search.folded))
        households = find_households(context.db, *atlas, search.province, *query, integer_field(parameters, "place_id"), search.limit, context.today, context.language);
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
    if (person) list.push_back(person_line(context.db, *places.atlas(), province, *person, context.today, context.language));
    return answer(json::object{{"people", std::move(list)}});
}

}  // namespace

std::vector<QueryLine> search_queries(const places::Places& places, const Keys& keys) {
    using Kind = Field::Kind;
    const auto* at = &places;
    const auto names = std::make_shared<Names>();
    const Field province{.name = "province", .kind = Kind::integer, .required = false, .least = 1, .most = 8999, .note = "Code of the province; 14 when left out."};
    return {
        {.path = "/api/people/search",
         .summary = "Finds persons by name, with or without diacritics, words in any order, cut short or the last one unfinished, perhaps a birth year behind it; and households "
                    "by number or head and hamlet (\"hộ 45 bản Bó\").",
         .parameters = {{.name = "q", .least = 1, .most = 100},
                        {.name = "birth_year", .kind = Kind::integer, .required = false, .least = 1800, .most = 2999},
                        {.name = "limit", .kind = Kind::integer, .required = false, .least = 1, .most = 100, .note = "20 when left out."},
                        {.name = "place_id", .kind = Kind::integer, .required = false, .least = 1,
                         .note = "The hamlet or commune in which \"hộ 45\" is looked for when no hamlet is named."},
                        province},
         .run = [names, at](QueryContext& c, const json::object& p) { return search_people(*names, *at, c, p); }},
        {.path = "/api/people/find-by-citizen-no",
         .summary = "Finds the person of a citizen number. A POST, so that the number stands in no address and no log.",
         .parameters = {},
         .run = [at, keys](QueryContext& c, const json::object& p) { return find_by_citizen_no(*at, keys, c, p); },
         .body = {{.name = "citizen_no", .least = 12, .most = 12}, province}},
    };
}

}  // namespace khuyenhoc::people
