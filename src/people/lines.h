// The pieces that the capability's table is put together from. Not for other capabilities.
#pragma once

#include <vector>

#include "people/about.h"
#include "people/people.h"

namespace khuyenhoc::people {

std::vector<CommandLine> household_commands(const places::Places& places, const Keys& keys);  ///< persons and households
std::vector<CommandLine> group_commands(const places::Places& places, const Keys& keys);      ///< clans and units
std::vector<CommandLine> import_commands();
std::vector<CommandLine> merge_commands();                                                    ///< persons entered twice
std::vector<CommandLine> split_commands(const places::Places& places, const Keys& keys);      ///< another head, a household in two
std::vector<QueryLine> mend_queries();
std::vector<QueryLine> duplicate_queries(const places::Places& places, const Keys& keys);
std::vector<QueryLine> card_queries(const places::Places& places, const Keys& keys);
std::vector<QueryLine> group_card_queries(const places::Places& places);
std::vector<QueryLine> list_queries(const places::Places& places);
std::vector<QueryLine> search_queries(const places::Places& places, const Keys& keys);
std::vector<Check> integrity_checks();
std::vector<DeepCheck> integrity_deep_checks(const Keys& keys);
std::vector<RefusalKind> refusal_kinds();

}  // namespace khuyenhoc::people
