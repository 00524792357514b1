// Who is where now, as commands need to know before they change it. Reads and closes rows inside the command's
// transaction. Not for other capabilities.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "people/people.h"

namespace khuyenhoc::people {

std::string text_field(const json::object& body, std::string_view name);                     ///< "" when absent
std::int64_t integer_field(const json::object& body, std::string_view name);                 ///< 0 when absent
std::optional<std::int64_t> optional_integer_field(const json::object& body, std::string_view name);
Date date_field(const json::object& body, std::string_view name);

struct OpenHousehold {
    std::int64_t id = 0;
    std::int64_t hamlet_id = 0;
    std::string home_from;
    std::string from_date;
};
/// Refuses people.no_such_household, people.household_ended.
Result<OpenHousehold> find_open_household(const CommandContext& context, std::int64_t household_id);

/// The open household of that number in the hamlet, 0 when there is none.
std::int64_t household_of_book(const CommandContext& context, std::int64_t hamlet_id, std::string_view book_no);

struct LivingPerson {
    std::int64_t id = 0;
    std::string full_name;
    std::string birth;
    Sex sex = Sex::not_known;
};
/// Refuses people.no_such_person, people.person_died, people.person_merged.
Result<LivingPerson> find_living_person(const CommandContext& context, std::int64_t person_id);

/// The entry that a person entered twice goes on as; nothing for everybody else.
std::optional<std::int64_t> merged_into(store::Connection& db, std::int64_t province, std::int64_t person_id);

struct Membership {
    std::int64_t household_id = 0;
    std::int64_t person_id = 0;
    std::string from_date;
    Relation relation = Relation::other;
};
/// Open memberships, oldest first.
std::vector<Membership> memberships_of_person(const CommandContext& context, std::int64_t person_id);
std::vector<Membership> members_of_household(const CommandContext& context, std::int64_t household_id);

/// Ends an open membership: `on` is the first day that no longer counts. Refuses people.date_before_start.
Result<void> end_membership(const CommandContext& context, const Membership& membership, std::string_view on);

/// Whether someone may join a household in a relation: one head at a time, nobody twice, not before birth.
/// Refuses people.head_exists, people.already_member, people.before_birth.
Result<void> may_join(const CommandContext& context, const OpenHousehold& household, const LivingPerson& person,
                      Relation relation, std::string_view from_date);

/// A place of that kind and of the command's province that exists on that day. Refuses people.no_such_hamlet,
/// people.no_such_commune.
Result<void> place_exists(const CommandContext& context, const places::Places& places, std::int64_t place_id, places::Kind kind,
                          Date on, std::string_view where);

}  // namespace khuyenhoc::people
