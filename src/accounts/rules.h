// The rules about roles: where each may be held, who may give it, who needs a second factor, how long a session lasts. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "capability/may.h"
#include "places/atlas.h"

namespace khuyenhoc::accounts {

/// What a role is held at.
enum class Seat { place, unit, household };
Seat seat_of(Role role);
/// Of a territorial role: whether it is held at places of that kind.
bool may_be_held_at(Role role, places::Kind kind);

/// Who keeps accounts at all.
inline constexpr Roles account_keepers{Role::administrator, Role::secretary, Role::commune_officer};
/// Whether a keeper may give that role to somebody (within the keeper's own place), take it away, and give its holder a code.
bool may_give(Role giver, Role given);

/// Who must sign in with a second factor: whoever reaches a province's people or its money.
inline constexpr Roles need_second_factor{Role::administrator, Role::secretary, Role::treasurer, Role::auditor};

/// How long a session lasts without being used, and at most.
struct SessionLife {
    std::int64_t idle_ms = 0;
    std::int64_t most_ms = 0;
    bool operator==(const SessionLife&) const = default;
};
/// An office's computer is left alone in the evening; a hamlet head's or a citizen's own phone has a lock of its own, and whoever
/// rarely uses the program should not have to find the password each time.
SessionLife session_life(Roles held);

/// "Chrome, Android" from a User-Agent: for people to know their own devices in a list.
std::string_view browser_of(std::string_view agent);
std::string_view system_of(std::string_view agent);

/// Lower case letters, digits, dots and hyphens; starts with a letter. The login as it is kept, or nothing.
std::optional<std::string> canonical_login(std::string_view typed);

}  // namespace khuyenhoc::accounts
