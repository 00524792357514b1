// Who gains and who loses: counted one person at a time, and small groups never shown nor found by subtracting.
#include "recognition/fairness.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <numeric>

#include "recognition/tests/worlds.h"

namespace khuyenhoc::recognition {
namespace {

using worlds::Dice;
using Groups = std::map<int, FairnessRow>;

bool holds_title(const Population& p, const Outcome& outcome, Title title, std::uint32_t row) {
    if (title == Title::citizen) return outcome.is_citizen(row);
    if (title == Title::community) {
        const auto hamlet = p.hamlet_of_row(row);
        return hamlet < p.hamlets() && is_achieved(outcome.communities[hamlet]);
    }
    const auto household = p.household_of(row);
    if (!household) return false;
    if (title == Title::family) return is_achieved(outcome.families[*household]);
    const auto clan = p.clan_of(*household);
    return clan && is_achieved(outcome.clans[*clan]);
}

int band_of(int age) {
    int band = 0;
    for (const int from : usual_bands) band += age >= from;
    return band;
}

struct Counted {
    Groups communes, sexes, ethnicities, bands;
};

Counted one_by_one(const Population& p, const Outcome& today, const Outcome& then, Title title) {
    Counted counted;
    for (std::uint32_t row = 0; row < p.rows(); ++row) {
        if (p.is_hole(row)) continue;
        const auto commune = p.commune_of_hamlet(p.hamlet_of_row(row));
        if (commune >= p.communes()) continue;
        const int born = p.birth_year(row);
        const bool about = title != Title::citizen || (born >= std::min(today.rules.birth_from, then.rules.birth_from) &&
                                                       born <= std::max(today.rules.birth_to, then.rules.birth_to));
        const bool had = holds_title(p, today, title, row), has = holds_title(p, then, title, row);
        const auto add = [&](Groups& groups, int code) {
            if (!about) return;
            auto& g = groups[code];
            g.code = code;
            ++g.persons;
            g.today += had;
            g.gains += has && !had;
            g.loses += had && !has;
        };
        add(counted.communes, static_cast<int>(commune));
        add(counted.sexes, p.sex(row));
        add(counted.ethnicities, p.ethnicity(row));
        add(counted.bands, band_of(today.rules.year - born));
    }
    return counted;
}

std::vector<FairnessRow> list_of(const Groups& groups) {
    std::vector<FairnessRow> list;
    for (const auto& [code, row] : groups) list.push_back(row);
    return list;
}

TEST(Fairness, CountsWhatOneCountsByHand) {
    Dice dice(51);
    Pool pool(2);
    for (int round = 0; round < 60; ++round) {
        const auto criteria = worlds::random_criteria(dice);
        const auto p = Population::build(worlds::random_world(dice, criteria, dice.between(20, 400)), indicator_counts(criteria));
        const auto like = indicator_counts(criteria);
        const auto other = worlds::random_criteria(dice, &like);
        Outcome today, then;
        evaluate(p, compile(criteria, 2025), today, pool);
        evaluate(p, compile(other, 2025), then, pool);
        std::vector<std::uint32_t> communes(p.communes());
        std::iota(communes.begin(), communes.end(), 0u);
        for (const auto title : {Title::citizen, Title::family, Title::clan, Title::community}) {
            const auto found = compare_groups(p, today, then, title, communes, pool);
            const auto wanted = one_by_one(p, today, then, title);
            ASSERT_TRUE(found.communes == list_of(wanted.communes)) << round << " communes " << name_of(title);
            ASSERT_TRUE(found.sexes == list_of(wanted.sexes)) << round << " sexes " << name_of(title);
            ASSERT_TRUE(found.ethnicities == list_of(wanted.ethnicities)) << round << " ethnicities " << name_of(title);
            ASSERT_TRUE(found.bands == list_of(wanted.bands)) << round << " bands " << name_of(title);
        }
    }
}

bool small(const FairnessRow& row) {
    const auto few = [](std::int64_t n) { return n > 0 && n < fewest_changes; };
    return row.persons < fewest_persons || few(row.gains) || few(row.loses);
}

TEST(Fairness, SmallGroupsAreNeverAlone) {
    Dice dice(52);
    for (int round = 0; round < 5000; ++round) {
        std::vector<FairnessRow> rows;
        std::int64_t persons = 0, gains = 0;
        for (int n = dice.between(0, 8); n > 0; --n) {
            FairnessRow row{.code = n, .persons = dice.between(0, 120)};
            row.gains = dice.percent(30) ? 0 : dice.between(0, static_cast<int>(std::min<std::int64_t>(row.persons, 40)));
            row.loses = dice.percent(70) ? 0 : dice.between(0, static_cast<int>(row.persons - row.gains));
            rows.push_back(row);
            persons += row.persons;
            gains += row.gains;
        }
        const auto shown = protect(rows);
        if (shown.empty()) continue;
        std::int64_t shown_persons = 0, shown_gains = 0;
        for (const auto& row : shown) {
            ASSERT_FALSE(small(row)) << "round " << round;
            ASSERT_TRUE(row.merged == 0 || row.merged >= 2) << "what is alone is found by subtracting; round " << round;
            shown_persons += row.persons;
            shown_gains += row.gains;
        }
        ASSERT_EQ(shown_persons, persons);
        ASSERT_EQ(shown_gains, gains);
        ASSERT_LE(std::ranges::count(shown, -1, &FairnessRow::code), 1);
    }
}

TEST(Fairness, TheNextSmallestJoins) {
    const std::vector<FairnessRow> rows = {{1, 500, 100, 50, 0}, {2, 400, 100, 20, 0}, {3, 300, 50, 3, 0}};
    const auto shown = protect(rows);
    ASSERT_EQ(shown.size(), 2u);
    EXPECT_EQ(shown[0].code, 1);
    EXPECT_EQ(shown[1], (FairnessRow{-1, 700, 150, 23, 0, 2}));
    EXPECT_TRUE(protect({{1, 500, 100, 3, 0}, {2, 400, 100, 2, 0}}).empty());
    EXPECT_EQ(protect({{1, 500, 100, 0, 0}, {2, 40, 10, 0, 0}}).size(), 2u) << "no change at all is no secret";
}

}  // namespace
}  // namespace khuyenhoc::recognition
