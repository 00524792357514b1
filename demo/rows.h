// The texts of the plan's persons: names, births, citizen numbers, scores. Pure functions of the plan.
// Knows no store and no ids.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "demo/plan.h"

namespace khuyenhoc::demo {

/// The register was taken over on the day the two-level administration began: memberships begin then, or at birth.
inline constexpr std::string_view register_from = "2025-07-01";

class Rows {
public:
    explicit Rows(const Plan& plan);

    /// "Lò Văn Tiến" and its folded form "lo van tien", appended to the texts. `home` is the person's household.
    void append_name(std::uint32_t p, const HouseholdPlan& home, std::string& name, std::string& folded) const;

    /// "1987-03-05", or "1947" for some of the old.
    std::string birth(std::uint32_t p) const;

    /// First day of a membership in the household where the person lives.
    static std::string_view member_from(std::string_view birth) {
        return birth.size() == 10 && birth > register_from ? birth : register_from;
    }

    /// Twelve digits, unlike anybody else's; empty for those without one. `serial` counts people of the same sex and
    /// birth year: see `Serials`.
    std::string citizen_no(std::uint32_t p, std::uint32_t serial) const;

    /// Ten digits of the assessment, such as "8979978898" ('A' is 10, '-' not scored); "" when nothing is to be
    /// written.
    std::string scores(std::uint32_t p) const;

    /// How many people of the same sex and birth year came before, counted in the register's order.
    class Serials {
    public:
        std::uint32_t next(const PersonPlan& person) { return counts_[person.age * 2U + (person.sex & 1U)]++; }

    private:
        std::array<std::uint32_t, 512> counts_{};
    };
    /// The counts before the first person of a commune.
    const Serials& serials_before(std::size_t commune) const { return serials_[commune]; }

private:
    struct Word {
        std::string text, folded;
    };
    struct Words {
        std::vector<Word> surnames, middle[2], given[2];
    };
    const Words& words_for(const PersonPlan& person, std::uint32_t p) const;

    const Plan& plan_;
    std::vector<Words> words_;  ///< by ethnic group
    std::uint8_t kinh_, mong_, dao_;
    std::vector<Serials> serials_;
};

}  // namespace khuyenhoc::demo
