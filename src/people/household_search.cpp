#include "people/household_search.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "people/cards.h"

namespace khuyenhoc::people {

namespace {

/// Homonyms looked through: a province has some twenty hamlets of its commonest name.
constexpr std::size_t most_hamlets = 40;

bool begins_with_digit(std::string_view word) { return !word.empty() && word[0] >= '0' && word[0] <= '9'; }

std::string_view without_zeros(std::string_view number) {
    const auto first = number.find_first_not_of('0');
    return first == std::string_view::npos ? number : number.substr(first);
}

using Words = std::vector<std::string_view>;

std::string joined(const Words& words, std::size_t from, std::size_t to) {
    std::string out;
    for (std::size_t i = from; i < to; ++i) (out += out.empty() ? "" : " ") += words[i];
    return out;
}

struct Marker {
    std::string_view words;  ///< as typed
    std::string_view type;   ///< as the atlas knows it
    bool before_number;      ///< "tổ" is also a name: only before a number
};
constexpr std::array<Marker, 8> markers{{{"to dan pho", "to dan pho", false}, {"tieu khu", "tieu khu", false}, {"ban", "ban", false}, {"thon", "thon", false},
                                         {"xom", "", false}, {"tdp", "to dan pho", false}, {"tk", "tieu khu", false}, {"to", "to dan pho", true}}};

/// The marker that stands at `at` with a word after it, and how many words it has.
const Marker* marker_at(const Words& words, std::size_t at, std::size_t& length) {
    for (const Marker& marker : markers) {
        const auto parts = words_of(marker.words);
        if (at + parts.size() >= words.size()) continue;
        if (!std::equal(parts.begin(), parts.end(), words.begin() + static_cast<std::ptrdiff_t>(at))) continue;
        if (marker.before_number && !begins_with_digit(words[at + parts.size()])) continue;
        length = parts.size();
        return &marker;
    }
    return nullptr;
}

}  // namespace

std::optional<HouseholdQuery> read_household_query(std::string_view folded) {
    const Words words = words_of(folded);
    std::size_t begin = 0;
    while (begin < words.size() && begin < 2 && (words[begin] == "ho" || words[begin] == "so" || words[begin] == "nha")) ++begin;
    HouseholdQuery query;
    std::size_t end = words.size();
    for (std::size_t at = begin + 1; at < words.size(); ++at) {
        std::size_t length = 0;
        const Marker* marker = marker_at(words, at, length);
        if (marker == nullptr) continue;
        end = at;
        const auto commune = std::find_if(words.begin() + static_cast<std::ptrdiff_t>(at + length + 1), words.end(),
                                          [](std::string_view word) { return word == "xa" || word == "phuong"; });
        const auto stop = static_cast<std::size_t>(commune - words.begin());
        query.hamlet = std::string(marker->type) + (marker->type.empty() ? "" : " ") + joined(words, at + length, stop);
        if (stop + 1 < words.size()) query.commune = joined(words, stop, words.size());
        break;
    }
    if (begin >= end) return std::nullopt;
    const bool number = begins_with_digit(words[begin]);
    if (query.hamlet.empty() && (begin == 0 || !number)) return std::nullopt;
    if (number) query.book_no = without_zeros(joined(words, begin, end));
    else query.head = joined(words, begin, end);
    return query;
}

namespace {

std::vector<places::PlaceId> hamlets_meant(const places::Atlas& atlas, std::int64_t province, const HouseholdQuery& query, std::int64_t place, Date on) {
    if (query.hamlet.empty()) {
        const places::Place* given = atlas.find(place);
        if (given == nullptr) return {};
        if (given->kind == places::Kind::hamlet) return {place};
        return given->kind == places::Kind::commune ? atlas.hamlets(place, on) : std::vector<places::PlaceId>{};
    }
    if (query.commune.empty()) return atlas.by_name(query.hamlet, on, province, places::Kind::hamlet);
    std::vector<places::PlaceId> found;
    for (const auto commune : atlas.by_name(query.commune, on, province, places::Kind::commune))
        for (const auto hamlet : atlas.by_name(query.hamlet, on, commune, places::Kind::hamlet)) found.push_back(hamlet);
    return found;
}

bool has_words(std::string_view folded_name, const Words& wanted) {
    const Words have = words_of(folded_name);
    return std::ranges::all_of(wanted, [&](std::string_view word) {
        return std::ranges::any_of(have, [&](std::string_view own) { return own.starts_with(word); });
    });
}

}  // namespace

json::array find_households(store::Connection& db, const places::Atlas& atlas, std::int64_t province, const HouseholdQuery& query, std::int64_t place,
                            const std::function<bool(places::PlaceId)>& inside, const std::function<bool(std::int64_t)>& is_head_unlisted, std::size_t limit, Date on,
                            std::string_view language) {
    const auto rows = db.prepare(
        "SELECT h.household_id, h.book_no, p.full_name, n.folded FROM household_home a "
        "JOIN household h ON h.province_id = a.province_id AND h.household_id = a.household_id "
        "LEFT JOIN household_member m ON m.province_id = a.province_id AND m.household_id = a.household_id AND m.relation = 1 AND m.to_date IS NULL "
        "LEFT JOIN person p ON p.province_id = m.province_id AND p.person_id = m.person_id "
        "LEFT JOIN name_key n ON n.province_id = p.province_id AND n.name_id = p.name_id "
        "WHERE a.province_id = $1 AND a.hamlet_id = $2 AND a.to_date IS NULL ORDER BY h.household_id");
    auto hamlets = hamlets_meant(atlas, province, query, place, on);
    std::erase_if(hamlets, [&](const auto hamlet) { return !inside(hamlet); });
    // A number alone in a whole commune would look through all of it; its hamlets are few.
    if (hamlets.size() > most_hamlets) hamlets.resize(most_hamlets);
    const Words head = words_of(query.head);
    json::array list;
    for (const auto hamlet : hamlets) {
        rows->start({province, hamlet});
        while (const store::Row* row = rows->step()) {
            if (list.size() >= limit) continue;
            const bool unnamed = is_head_unlisted(row->integer(0));
            const bool fits = query.head.empty() ? !row->is_null(1) && without_zeros(fold(row->text(1))) == query.book_no
                                                 : !unnamed && !row->is_null(3) && has_words(row->text(3), head);
            if (!fits) continue;
            const auto where = where_is(atlas, std::nullopt, nullptr, hamlet, on, language);
            list.push_back(json::object{{"id", row->integer(0)}, {"book_no", text_or_null(*row, 1)}, {"head", unnamed ? json::value() : text_or_null(*row, 2)},
                                        {"hamlet", where.hamlet}, {"commune", where.commune}});
        }
    }
    return list;
}

}  // namespace khuyenhoc::people
