// The steps of make_plan, in order. Each fills its part of the plan and trusts the parts before it.
#pragma once

#include "demo/facts.h"
#include "demo/plan.h"

namespace khuyenhoc::demo {

/// Communes with people, households and hamlets; exact by largest remainder.
void plan_places(Plan& plan, const std::vector<CommuneFact>& communes);
/// Ethnic group, surname, members and adults of every household; members of a commune sum to its people.
void plan_households(Plan& plan);
/// Ages, sexes and relations of the members.
void plan_people(Plan& plan);
/// Clans, their home hamlets and households.
void plan_clans(Plan& plan);
/// Which hamlets, families and clans reach their titles.
void plan_titles(Plan& plan);
/// Which persons do, and why the others do not; exact total without touching the families.
void plan_citizens(Plan& plan);
/// Units with staff and learners, drawn so that each reaches its planned title or misses it.
void plan_units(Plan& plan);
/// Small things that changed during the second half of 2025.
void plan_moves(Plan& plan);

/// The least learning citizens among `adults` that make 6000 in 10000.
constexpr int least_citizens(int adults) { return (adults * 6000 + 9999) / 10000; }
/// The least of `count` that make 7000 in 10000.
constexpr int least_families(int count) { return static_cast<int>((std::int64_t{count} * 7000 + 9999) / 10000); }

/// The showpiece: a Lò clan of 30 households and 150 people in two neighbouring hamlets of Thuận Châu.
inline constexpr std::string_view showpiece_commune = "03721";
inline constexpr int showpiece_households_each = 15;
inline constexpr int showpiece_members = 5;

}  // namespace khuyenhoc::demo
