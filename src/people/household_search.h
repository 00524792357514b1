// Reading "hộ 45 bản Bó" and finding the households it means. Not for other capabilities.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "people/people.h"

namespace khuyenhoc::people {

/// What a folded query says of a household: its number or its head's name, in a hamlet, perhaps of a commune.
struct HouseholdQuery {
    std::string book_no;  ///< "45"; without the zeros it begins with
    std::string head;     ///< "lo van tien"; empty when a number is given
    std::string hamlet;   ///< "ban bo", with its type; empty: the place that was asked about
    std::string commune;  ///< "muong la"

    bool operator==(const HouseholdQuery&) const = default;
};

/// Nothing when the query speaks of no household: no "hộ" before a number, and no hamlet after a number or name.
std::optional<HouseholdQuery> read_household_query(std::string_view folded);

/// `inside`: whether a hamlet is one of those that may be looked through; `is_head_unlisted`: whether a household's head goes unnamed. Lines {"id","book_no","head","hamlet","commune"} of at most `limit` households. `place`: where to look when the query
/// names no hamlet; 0: nowhere then.
json::array find_households(store::Connection& db, const places::Atlas& atlas, std::int64_t province, const HouseholdQuery& query,
                            std::int64_t place, const std::function<bool(places::PlaceId)>& inside,
                            const std::function<bool(std::int64_t)>& is_head_unlisted, std::size_t limit, Date on, std::string_view language);

}  // namespace khuyenhoc::people
