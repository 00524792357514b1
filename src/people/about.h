// What a request is about, found in its fields: which households, persons, clans and units it names, and the place each of
// them belongs to. For the `may` column of this capability's lines, and of those that stand on it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "capability/may.h"

namespace khuyenhoc::people {

// Those of capability/may.h, and whoever works with their own unit, or reads of their own household.
inline constexpr Roles keepers_and_unit = roles::keepers | Roles{khuyenhoc::Role::unit_officer};
inline constexpr Roles keepers_and_citizen = roles::keepers | Roles{khuyenhoc::Role::citizen};
inline constexpr Roles keepers_and_auditor = roles::keepers | Roles{khuyenhoc::Role::auditor};
inline constexpr Roles readers_and_unit = roles::readers | Roles{khuyenhoc::Role::unit_officer};
inline constexpr Roles readers_and_citizen = roles::readers | Roles{khuyenhoc::Role::citizen};

// Each adds things and the places they belong to: a household its home today (its last when it has ended), a person that of
// the household they are in (their last when they are in none; of several the oldest), a clan its home hamlet, a unit its
// commune. Refuses may.not_covered when one of them is not there. However many: a few statements, each by index.
// `province` 0: the one that the ids name.
Result<void> add_households(About& about, store::Connection& db, std::int64_t province, std::span<const std::int64_t> ids);
Result<void> add_persons(About& about, store::Connection& db, std::int64_t province, std::span<const std::int64_t> ids);
Result<void> add_clans(About& about, store::Connection& db, std::int64_t province, std::span<const std::int64_t> ids);
Result<void> add_units(About& about, store::Connection& db, std::int64_t province, std::span<const std::int64_t> ids);
void add_place(About& about, std::int64_t place);

/// The hamlet of a household today, as above; nothing when there is no such household.
std::optional<std::int64_t> hamlet_of_household(store::Connection& db, std::int64_t province, std::int64_t household);
/// The hamlet of a person, as above; 0 for someone who never was in a household, nothing when there is no such person.
std::optional<std::int64_t> hamlet_of_person(store::Connection& db, std::int64_t province, std::int64_t person);

// The same from fields: an id, or a list of ids. A field that is left out says nothing.
FindAbout about_household(std::string_view field = "household_id");
FindAbout about_person(std::string_view field = "person_id");
FindAbout about_clan(std::string_view field = "clan_id");
FindAbout about_unit(std::string_view field = "unit_id");
FindAbout about_place(std::string_view field);

/// A household and one of its people: somebody who is or was a member belongs to it here, also when they live elsewhere by now.
FindAbout about_member(std::string_view household_field = "household_id", std::string_view person_field = "person_id");
/// A person wherever they are a member today: all those households.
FindAbout about_every_membership(std::string_view person_field = "person_id");

/// Both persons of a merge.
FindAbout about_merge(std::string_view field = "merge_id");

/// All of it together.
FindAbout all_of(std::vector<FindAbout> parts);

}  // namespace khuyenhoc::people
