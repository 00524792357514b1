// The demo's own facts: names by ethnic group, what is assumed of each commune, words for hamlets, kinds of units.
// Knows no store. Real populations come from the places' facts, through `CommuneFact`.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "demo/chance.h"

namespace khuyenhoc::demo {

/// Names of one ethnic group. Index 0 of the pairs is for men, 1 for women.
struct NameList {
    std::vector<std::string> surnames, middle[2], given[2];
    Dice surname, middle_dice[2], given_dice[2];
};

struct People {
    std::string key;          ///< "thai"
    std::string name;         ///< "Thái"
    int code = 0;             ///< national list
    int share_bp = 0;         ///< of the province
    int household_cents = 0;  ///< mean members of a household, hundredths
    int adults_per_mille = 0;
    NameList names;
};

/// What the demo assumes of one commune.
struct CommuneProfile {
    std::string code;
    int town_percent = 0;        ///< households living in tiểu khu or tổ dân phố
    std::vector<double> weight;  ///< by ethnic group, as `peoples()` numbers them
};

struct HamletWords {
    std::vector<std::string> first, second, high_first, high_second, settled;
};

struct UnitPattern {
    std::string key, kind, managed_by, where, teaches, name;
    int count = 0, staff_from = 0, staff_to = 0;
};

struct Facts {
    std::vector<People> peoples;
    std::vector<CommuneProfile> communes;
    HamletWords hamlets;
    std::vector<UnitPattern> units;

    const CommuneProfile& commune(std::string_view code) const;  ///< a Bug when there is none
    std::uint8_t people(std::string_view key) const;             ///< index in `peoples`; a Bug when there is none
};

/// The shipped facts, read once.
const Facts& facts();

}  // namespace khuyenhoc::demo
