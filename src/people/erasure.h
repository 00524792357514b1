// A lawful erasure of who somebody is: the register forgets the name and keeps what others' rows and past figures rest on.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "capability/capability.h"

namespace khuyenhoc::people {

/// What an erased person is called.
inline constexpr std::string_view erased_name = "Người đã xoá";

/// The entry and all that were merged into it: one human being. Empty when there is no such person; `person_id` alone when
/// it is itself merged into another (then work with that one).
std::vector<std::int64_t> entries_of(store::Connection& db, std::int64_t province, std::int64_t person_id);

/// Whether it goes on as another entry.
bool is_merged_away(store::Connection& db, std::int64_t province, std::int64_t person_id);

/// Inside a command: the names of `entries` become `erased_name`, births their year; ethnicity and citizen number go, reasons of
/// merges and a folded name that nobody else bears too. Sex, year of birth and memberships stay. Commands that named them in the
/// journal (people.add_person, people.correct_person, and those about merges) lose their bodies: their number is returned.
std::int64_t pseudonymise(CommandContext& context, const std::vector<std::int64_t>& entries);

}  // namespace khuyenhoc::people
