#include "capability/may.h"

#include <algorithm>
#include <array>

namespace khuyenhoc {

namespace {

constexpr std::array<std::string_view, role_count> role_names = {"administrator",  "secretary", "commune_officer", "hamlet_head",
                                                                 "unit_officer",   "treasurer", "council_member",  "centre_manager",
                                                                 "teacher",        "auditor",   "citizen"};

May may_of(May::Who who, Roles roles = {}, Access access = Access::open) {
    May may;
    may.who = who;
    may.roles = roles;
    may.access = access;
    return may;
}

}  // namespace

std::string_view text_of(Role role) { return role_names.at(static_cast<std::size_t>(role)); }

std::optional<Role> parse_role(std::string_view text) {
    const auto found = std::ranges::find(role_names, text);
    if (found == role_names.end()) return std::nullopt;
    return static_cast<Role>(found - role_names.begin());
}

std::unexpected<Refusal> not_covered() { return refuse("may.not_covered"); }

May anyone() { return may_of(May::Who::anyone); }

May signed_in() { return may_of(May::Who::signed_in); }

May only(Roles roles, Access access, FindAbout about) {
    May may = may_of(May::Who::roles, roles, access);
    may.about = std::move(about);
    return may;
}

May around(Roles roles, Access access, std::string_view place_field) {
    May may = only(roles, access, [place_field](store::Connection&, std::int64_t, const json::object& fields) -> Result<About> {
        const json::value* place = fields.if_contains(place_field);
        if (place == nullptr || !place->is_int64()) return About{};
        return About{.places = {place->as_int64()}};
    });
    may.own_place = place_field;
    return may;
}

May whole_province(Roles roles, Access access) {
    May may = may_of(May::Who::roles, roles, access);
    may.whole_province = true;
    return may;
}

std::string text_of(const May& may) {
    if (may.who == May::Who::nobody) return "nobody";
    if (may.who == May::Who::anyone) return "anyone";
    if (may.who == May::Who::signed_in) return "signed in";
    if (may.roles.empty()) return "the program itself";
    std::string text;
    for (int i = 0; i < role_count; ++i)
        if (const auto role = static_cast<Role>(i); may.roles.contains(role)) text += (text.empty() ? "" : ", ") + std::string(text_of(role));
    if (may.access == Access::personal) text += " (personal)";
    if (may.access == Access::sensitive) text += " (sensitive)";
    return text;
}

May anywhere(Roles roles, Access access) { return may_of(May::Who::roles, roles, access); }

}  // namespace khuyenhoc
