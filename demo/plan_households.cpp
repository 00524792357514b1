// How many members and adults each household has, and its family's surname.
#include <algorithm>

#include "base/check.h"
#include "demo/planning.h"

namespace khuyenhoc::demo {

namespace {

constexpr int largest_household = 13;

/// Households of 1, 2, ... members, per mille: mean about 4.8.
const Dice& size_dice() {
    static const Dice dice({30, 75, 125, 235, 225, 145, 80, 45, 22, 12, 6});
    return dice;
}

int drawn_members(const Plan& plan, std::uint32_t h, int mean_cents) {
    int members = 1 + size_dice().pick(plan.chance.bits(About::household, h, 10));
    // One more or one less with the probability that moves the mean from 4.8 to the group's own.
    const int shift = mean_cents - 480;
    if (plan.chance.happens(std::min(1000, std::abs(shift) * 10), About::household, h, 11))
        members += shift < 0 ? -1 : 1;
    return std::clamp(members, 1, largest_household);
}

bool is_showpiece(const Plan& plan, std::uint32_t h) {
    const auto& hamlet = plan.hamlets[plan.households[h].hamlet];
    return hamlet.name.starts_with("Ba Nhất ") && h - hamlet.first_household < showpiece_households_each;
}

/// Walks the commune's households from a drawn start with a drawn odd stride, so that corrections fall anywhere.
template <class Change>
void correct_evenly(const Plan& plan, const CommunePlan& commune, std::uint64_t field, int& missing, Change change) {
    const auto count = static_cast<std::uint32_t>(commune.households);
    const auto start = plan.chance.below(count, About::commune, commune.first_household, field);
    for (int round = 0; missing != 0 && round < 40; ++round) {
        for (std::uint32_t i = 0; i < count && missing != 0; ++i) {
            const std::uint32_t h = commune.first_household + (start + i) % count;
            // In the first rounds only one household in eight is touched, so that no hamlet bears it all.
            if (round < 8 && plan.chance.below(8, About::household, h, field) != static_cast<std::uint32_t>(round))
                continue;
            if (is_showpiece(plan, h)) continue;
            missing -= change(h, missing > 0 ? 1 : -1);
        }
    }
}

void draw_members(Plan& plan, const CommunePlan& commune) {
    int missing = commune.people;
    for (std::uint32_t i = 0; i < static_cast<std::uint32_t>(commune.households); ++i) {
        const auto h = commune.first_household + i;
        auto& home = plan.households[h];
        const int members = is_showpiece(plan, h)
                                ? showpiece_members
                                : drawn_members(plan, h, facts().peoples[home.people].household_cents);
        home.members = static_cast<std::uint8_t>(members);
        missing -= members;
    }
    correct_evenly(plan, commune, 12, missing, [&](std::uint32_t h, int step) {
        auto& home = plan.households[h];
        if (home.members + step < (step < 0 ? 2 : 1) || home.members + step > largest_household) return 0;
        home.members = static_cast<std::uint8_t>(home.members + step);
        return step;
    });
    check(missing == 0, "every person of the commune has a household");
}

/// Children of a household of `members`: two adults are the rule, a third or fourth where the family is large.
int drawn_children(const Plan& plan, std::uint32_t h, int members, int adults_per_mille) {
    if (members == 1) return 0;
    if (members == 2) return plan.chance.happens(110, About::household, h, 20) ? 1 : 0;
    if (members == 3 && plan.chance.happens(60, About::household, h, 21)) return 2;
    // Of those beyond the first two, this share are children, so that the group has its share of adults.
    const int share = std::clamp((1000 - adults_per_mille) * 172 / 100, 300, 900);
    int children = 0;
    for (int i = 2; i < members; ++i)
        if (plan.chance.happens(share, About::household, h, 22 + static_cast<std::uint64_t>(i))) ++children;
    return std::min(children, 8);
}

/// Turns children into adults, or adults into children, until none is missing or the commune can give no more.
void correct_adults(Plan& plan, const CommunePlan& commune, int& missing) {
    correct_evenly(plan, commune, 13, missing, [&](std::uint32_t h, int step) {
        auto& home = plan.households[h];
        const int adults = home.adults + step;
        const int children = home.members - adults;
        if (children < 0 || children > 8 || adults < std::min<int>(home.members, 2)) return 0;
        home.adults = static_cast<std::uint8_t>(adults);
        return step;
    });
}

void draw_adults(Plan& plan) {
    std::int64_t adults = 0;
    for (std::uint32_t h = 0; h < plan.households.size(); ++h) {
        auto& home = plan.households[h];
        const int children = drawn_children(plan, h, home.members, facts().peoples[home.people].adults_per_mille);
        home.adults = static_cast<std::uint8_t>(home.members - children);
        adults += home.adults;
    }
    // The province has exactly its adults; each commune takes its part, and what the one before could not.
    std::vector<double> weights;
    for (const auto& commune : plan.communes) weights.push_back(commune.people);
    const std::int64_t missing = plan.aim.adults - adults;
    const auto parts = largest_remainder(std::abs(missing), weights);
    int left = 0;
    for (std::size_t c = 0; c < plan.communes.size(); ++c) {
        left += missing < 0 ? -parts[c] : parts[c];
        correct_adults(plan, plan.communes[c], left);
    }
    for (std::size_t c = 0; left != 0 && c < plan.communes.size(); ++c) correct_adults(plan, plan.communes[c], left);
    plan.aim.adults -= left;
}

/// Families of a hamlet share few surnames: two main ones take most of it.
void draw_surnames(Plan& plan) {
    for (std::uint32_t h = 0; h < plan.households.size(); ++h) {
        auto& home = plan.households[h];
        const auto& names = facts().peoples[home.people].names;
        const auto main = 100 * home.people + plan.chance.below(2, About::household, h, 31);
        const auto bits =
            plan.chance.happens(450, About::household, h, 30) && home.people == plan.hamlets[home.hamlet].people
                ? plan.chance.bits(About::hamlet, home.hamlet, 40 + main)
                : plan.chance.bits(About::household, h, 32);
        home.surname = static_cast<std::uint8_t>(names.surname.pick(bits));
    }
}

void mark_showpiece(Plan& plan) {
    const auto thai = facts().people("thai");
    const auto& surnames = facts().peoples[thai].names.surnames;
    const auto lo = static_cast<std::uint8_t>(std::ranges::find(surnames, "Lò") - surnames.begin());
    for (std::uint32_t h = 0; h < plan.households.size(); ++h) {
        if (!is_showpiece(plan, h)) continue;
        plan.households[h].people = thai;
        plan.households[h].surname = lo;
    }
}

}  // namespace

void plan_households(Plan& plan) {
    for (const auto& commune : plan.communes) draw_members(plan, commune);
    draw_adults(plan);
    draw_surnames(plan);
    mark_showpiece(plan);
    std::uint32_t person = 0;
    for (auto& home : plan.households) {
        home.first_person = person;
        person += home.members;
    }
    check(person == static_cast<std::uint32_t>(plan.size), "households hold everybody");
}

}  // namespace khuyenhoc::demo
