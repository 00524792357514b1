// What a lawful erasure takes from a person's assessments, and evidence whose time is over. For capabilities above.
#pragma once

#include <cstdint>
#include <vector>

#include "recognition/recognition.h"

namespace khuyenhoc::recognition {

struct Taken {
    std::int64_t evidence = 0;  ///< files whose content was removed
    std::int64_t appeals = 0;   ///< appeals whose words were blanked
    std::int64_t commands = 0;  ///< commands in the journal that lost their body
};

/// Inside a command `command`: content of evidence about these persons goes, and the words of their appeals. Scores, titles and
/// decisions stay under the ids. Years in memory are read again.
Taken erase_persons(Recognition& recognition, CommandContext& context, std::string_view command, const std::vector<std::int64_t>& persons);

/// Evidence added before a day and still there, of all subjects.
std::int64_t count_evidence_before(store::Connection& db, std::int64_t province, Date day);
/// Removes its content.
std::int64_t remove_evidence_before(CommandContext& context, Date day);

/// Who enters for somebody else, and how that person made themselves known: an optional field of a command.
Field assisted_field();
/// "" when the person acts themselves; an officer who does not say how: "not_said".
std::string assisted_how(const CommandContext& context, const json::object& body);

}  // namespace khuyenhoc::recognition
