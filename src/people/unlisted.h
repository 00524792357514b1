// The one door between a restriction of what is done with somebody's data and the lists that people of the register stand on.
// Whoever restricts says so here; every list, search and file of persons asks here. Counts ask nobody: they keep everyone.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_set>

#include "capability/capability.h"

namespace khuyenhoc::people {

/// Inside a command: the person is left out of lists from now on, or stands on them again.
void leave_out(CommandContext& context, std::int64_t person_id);
void list_again(CommandContext& context, std::int64_t person_id);

/// Whoever still finds them: those who answer what people ask of their data, and a citizen, who sees the own household alone.
inline constexpr Roles finds_everybody = roles::keepers | Roles{khuyenhoc::Role::citizen};

/// Who is left out of what is shown to `caller`. Nobody for the program itself. Read once for each question; there are few.
class Unlisted {
public:
    Unlisted(store::Connection& db, std::int64_t province, const Caller& caller);
    bool has(std::int64_t person_id) const { return persons_.contains(person_id); }
    /// Its head is one of them: the household is listed, its head's name is not.
    bool heads(std::int64_t household_id) const { return households_.contains(household_id); }
    /// The name of a person where it may be shown, else nothing.
    std::string shown(std::int64_t person_id, std::string_view name) const { return has(person_id) ? std::string() : std::string(name); }
    /// Takes them from a list of objects with the person's "id"; how many there were.
    std::int64_t take_from(json::array& list) const;

private:
    std::unordered_set<std::int64_t> persons_, households_;
};

}  // namespace khuyenhoc::people
