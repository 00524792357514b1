// What people's commands mean for the years in memory: a year counts who lives where on its last day, so what begins or ends
// after that day leaves it as it is, and it need not be read again.
#include <array>
#include <limits>

#include "base/date.h"
#include "recognition/lines.h"
#include "recognition/machinery.h"

namespace khuyenhoc::recognition {

namespace {

struct Dated {
    std::string_view command;
    std::string_view day;  ///< the field with the first day on which something is otherwise
};

// Not people.add_person: who has no household on the last day is counted too, whenever they were entered.
constexpr std::array dated{
    Dated{"people.add_household", "from_date"},  Dated{"people.join_household", "from_date"}, Dated{"people.move_person", "on_date"},
    Dated{"people.leave_household", "on_date"},  Dated{"people.change_relation", "on_date"},  Dated{"people.record_death", "died_on"},
    Dated{"people.move_household", "on_date"},   Dated{"people.end_household", "on_date"},    Dated{"people.add_clan", "from_date"},
    Dated{"people.join_clan", "from_date"},      Dated{"people.leave_clan", "on_date"},       Dated{"people.add_unit", "from_date"},
    Dated{"people.join_unit", "from_date"},      Dated{"people.leave_unit", "on_date"}};

/// The first year that counts otherwise after a correction: none by a name or a number, all by what titles depend on.
int corrected_from(const json::object& body) {
    const bool counts = body.contains("birth") || body.contains("sex") || body.contains("ethnicity");
    return counts ? 1 : std::numeric_limits<int>::max();
}

}  // namespace

std::vector<Reaction> people_reactions(Recognition& recognition) {
    std::vector<Reaction> all;
    const auto add = [&](std::string_view command, auto from_year) {
        all.push_back({command, [&recognition, command, from_year](CommandContext& context, const json::object& body,
                                                                   const json::value&) -> Result<void> {
            if (context.province == recognition.province())
                recognition.machinery().rebuild_after_commit(context, command, from_year(body));
            return {};
        }});
    };
    for (const auto& [command, day] : dated)
        add(command, [day](const json::object& body) { return parse_date(std::string_view(body.at(day).as_string()))->year; });
    add("people.correct_person", corrected_from);
    return all;
}

}  // namespace khuyenhoc::recognition
