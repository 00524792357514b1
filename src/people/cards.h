// What the register shows of one person, household, clan or unit. Not for other capabilities.
#pragma once

#include "people/people.h"

namespace khuyenhoc::people {

inline json::string_view view(std::string_view text) { return {text.data(), text.size()}; }
json::value text_or_null(const store::Row& row, int column);
/// Ids say which province issued them; a register holds what its own province issued.
std::int64_t province_of(std::int64_t id);
/// The parameter `on`; today when it is left out.
Date day_asked(const json::object& parameters, Date today);
Answer answer(json::value value);

struct Where {
    json::value household, hamlet, commune;
};
/// A household and the places it lies in, each null when there is none.
Where where_is(const places::Atlas& atlas, std::optional<std::int64_t> household_id, json::value book_no,
               std::optional<std::int64_t> hamlet_id, Date on, std::string_view language);

/// {"id","full_name",...}: a place's id and name on a day; null when there is none.
json::value place_line(const places::Atlas& atlas, std::optional<std::int64_t> place, Date on, std::string_view language);

/// {"id","name","birth_year","sex","household":{"id","book_no"},"hamlet":{"id","name"},"commune":{"id","name"}}; household,
/// hamlet and commune are null for someone who is in no household. "died_on" and "merged_into" when there is such.
json::object person_line(store::Connection& db, const places::Atlas& atlas, std::int64_t province, std::int64_t person_id, Date on,
                         std::string_view language);

}  // namespace khuyenhoc::people
