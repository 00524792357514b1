// What the register shows of one person, household, clan or unit. Not for other capabilities.
#pragma once

#include "people/people.h"

namespace khuyenhoc::people {

/// {"id","full_name",...}: a place's id and name on a day; null when there is none.
json::value place_line(const places::Atlas& atlas, std::optional<std::int64_t> place, Date on, std::string_view language);

/// {"id","name","birth_year","sex","household":{"id","book_no"},"hamlet":{"id","name"},"commune":{"id","name"}}; household,
/// hamlet and commune are null for someone who is in no household. "died_on" when it is known.
json::object person_line(store::Connection& db, const places::Atlas& atlas, std::int64_t province, std::int64_t person_id, Date on,
                         std::string_view language);

}  // namespace khuyenhoc::people
