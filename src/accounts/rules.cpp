#include "accounts/rules.h"

#include <algorithm>
#include <array>
#include <utility>

namespace khuyenhoc::accounts {

namespace {

constexpr std::int64_t hour_ms = 3'600'000;
constexpr std::int64_t day_ms = 24 * hour_ms;
constexpr Roles on_their_own_phone{Role::hamlet_head, Role::teacher, Role::citizen};

constexpr Roles given_in_a_commune{Role::hamlet_head, Role::unit_officer, Role::centre_manager, Role::teacher, Role::citizen};

using Words = std::array<std::pair<std::string_view, std::string_view>, 5>;

std::string_view first_found(std::string_view agent, const Words& words) {
    for (const auto& [mark, name] : words)
        if (agent.find(mark) != std::string_view::npos) return name;
    return "?";
}

}  // namespace

Seat seat_of(Role role) {
    if (role == Role::unit_officer) return Seat::unit;
    return role == Role::citizen ? Seat::household : Seat::place;
}

bool may_be_held_at(Role role, places::Kind kind) {
    using places::Kind;
    switch (role) {
        case Role::administrator:
        case Role::secretary:
            return kind == Kind::province;
        case Role::treasurer:
        case Role::council_member:
        case Role::auditor:
            return kind == Kind::province || kind == Kind::commune;
        case Role::commune_officer:
            return kind == Kind::commune || kind == Kind::district;  // a former district's officer still reads what was there
        case Role::centre_manager:
        case Role::teacher:
            return kind == Kind::commune || kind == Kind::hamlet;
        case Role::hamlet_head:
            return kind == Kind::hamlet;
        case Role::unit_officer:
        case Role::citizen:
            return false;
    }
    return false;
}

bool may_give(Role giver, Role given) {
    if (giver == Role::administrator) return true;
    if (giver == Role::secretary) return given != Role::administrator && given != Role::auditor;
    return giver == Role::commune_officer && given_in_a_commune.contains(given);
}

SessionLife session_life(Roles held) {
    for (int i = 0; i < role_count; ++i)
        if (const auto role = static_cast<Role>(i); held.contains(role) && !on_their_own_phone.contains(role)) return {12 * hour_ms, 14 * day_ms};
    return {30 * day_ms, 90 * day_ms};
}

std::string_view browser_of(std::string_view agent) {
    // In this order: most browsers also claim to be the ones further down.
    return first_found(agent, {{{"Edg/", "Edge"}, {"coc_coc", "Cốc Cốc"}, {"Firefox/", "Firefox"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"}}});
}

std::string_view system_of(std::string_view agent) {
    return first_found(agent, {{{"Android", "Android"}, {"iPhone", "iPhone"}, {"Windows", "Windows"}, {"Mac OS", "Mac"}, {"Linux", "Linux"}}});
}

std::optional<std::string> canonical_login(std::string_view typed) {
    while (typed.starts_with(' ')) typed.remove_prefix(1);
    while (typed.ends_with(' ')) typed.remove_suffix(1);
    if (typed.size() < 3 || typed.size() > 40) return std::nullopt;
    std::string login(typed);
    for (char& c : login)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
    const auto is_letter = [](char c) { return c >= 'a' && c <= 'z'; };
    const bool is_plain = std::ranges::all_of(login, [&](char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '.' || c == '-'; });
    if (!is_plain || !is_letter(login.front())) return std::nullopt;
    return login;
}

}  // namespace khuyenhoc::accounts
