#include "recognition/fairness.h"

#include <algorithm>
#include <map>

#include "base/check.h"

namespace khuyenhoc::recognition {

namespace {

using Bits = std::vector<std::uint64_t>;

void set_rows(Bits& bits, Population::Range rows) {
    for (auto row = rows.first; row < rows.last; ++row) bits[row / 64] |= 1ull << (row % 64);
}

/// Who has the title, as bits by row. Holes of households may be among them: the cube takes them out.
Bits holders(const Population& p, const Outcome& outcome, Title title) {
    if (title == Title::citizen) return outcome.citizens;
    check(title != Title::unit, "units have no residents");
    Bits bits(outcome.citizens.size(), 0);
    if (title == Title::community) {
        for (std::uint32_t hamlet = 0; hamlet < p.hamlets(); ++hamlet)
            if (is_achieved(outcome.communities[hamlet])) set_rows(bits, p.rows_of_hamlet(hamlet));
        return bits;
    }
    for (std::uint32_t household = 0; household < p.households(); ++household) {
        const auto clan = title == Title::clan ? p.clan_of(household) : std::nullopt;
        const bool has = title == Title::family ? is_achieved(outcome.families[household]) : clan && is_achieved(outcome.clans[*clan]);
        if (has) set_rows(bits, p.members_of(household));
    }
    return bits;
}

/// Rows between households belong to nobody.
void drop_holes(const Population& p, Bits& bits) {
    const auto* marks = p.columns().person.marks;
    for (std::uint32_t row = 0; row < p.rows(); ++row)
        if (((marks[row] >> 3) & 7) == 7) bits[row / 64] &= ~(1ull << (row % 64));
}

struct Divided {
    std::map<int, FairnessRow> communes, sexes, ethnicities, bands;

    void add(const CubeCell& cell, std::int64_t FairnessRow::* what, FairnessRow& all) {
        for (auto [rows, code] : {std::pair(&communes, static_cast<int>(cell.commune)), std::pair(&sexes, int{cell.sex}),
                                  std::pair(&ethnicities, int{cell.ethnicity}), std::pair(&bands, int{cell.band})}) {
            auto& row = (*rows)[code];
            row.code = code;
            row.*what += cell.persons;
        }
        all.*what += cell.persons;
    }
};

std::vector<FairnessRow> listed(const std::map<int, FairnessRow>& rows) {
    std::vector<FairnessRow> list;
    for (const auto& [code, row] : rows) list.push_back(row);
    return list;
}

bool too_few(std::int64_t changes) { return changes > 0 && changes < fewest_changes; }
bool too_small(const FairnessRow& row) { return row.persons < fewest_persons || too_few(row.gains) || too_few(row.loses); }

}  // namespace

Fairness compare_groups(const Population& p, const Outcome& today, const Outcome& then, Title title,
                        std::span<const std::uint32_t> communes, Pool& pool) {
    Bits had = holders(p, today, title), has = holders(p, then, title);
    check(had.size() == has.size(), "both outcomes are of the population");
    if (title != Title::citizen) {
        drop_holes(p, had);
        drop_holes(p, has);
    }
    Bits gained(had.size()), lost(had.size());
    for (std::size_t i = 0; i < had.size(); ++i) {
        gained[i] = has[i] & ~had[i];
        lost[i] = had[i] & ~has[i];
    }
    // The cube takes whoever has a bit for a holder, so three of them say who has, who gains and who loses.
    Outcome marked;
    marked.rules = today.rules;
    marked.rules.birth_from = std::min(today.rules.birth_from, then.rules.birth_from);
    marked.rules.birth_to = std::max(today.rules.birth_to, then.rules.birth_to);
    Fairness fairness;
    Divided divided;
    const auto count = [&](Bits bits, std::int64_t FairnessRow::* what, bool persons_too) {
        marked.citizens = std::move(bits);
        for (const auto& cell : make_cube(p, marked, pool)) {
            if (!std::ranges::binary_search(communes, cell.commune)) continue;
            if (persons_too && (title != Title::citizen || cell.state != State::out_of_scope))
                divided.add(cell, &FairnessRow::persons, fairness.all);
            if (cell.state == State::achieved) divided.add(cell, what, fairness.all);
        }
    };
    count(std::move(had), &FairnessRow::today, true);
    count(std::move(gained), &FairnessRow::gains, false);
    count(std::move(lost), &FairnessRow::loses, false);
    fairness.communes = listed(divided.communes);
    fairness.sexes = listed(divided.sexes);
    fairness.ethnicities = listed(divided.ethnicities);
    fairness.bands = listed(divided.bands);
    return fairness;
}

std::vector<FairnessRow> protect(std::vector<FairnessRow> rows) {
    std::erase_if(rows, [](const FairnessRow& row) { return row.persons == 0; });
    // The smallest last, those too small behind all others.
    std::ranges::stable_sort(rows, [](const FairnessRow& a, const FairnessRow& b) {
        if (too_small(a) != too_small(b)) return too_small(b);
        return a.persons > b.persons;
    });
    FairnessRow others{.code = -1};
    while (!rows.empty() && (too_small(rows.back()) || (others.merged > 0 && (others.merged < 2 || too_small(others))))) {
        const auto row = rows.back();
        rows.pop_back();
        others.persons += row.persons;
        others.today += row.today;
        others.gains += row.gains;
        others.loses += row.loses;
        ++others.merged;
    }
    if (others.merged > 0 && rows.empty()) return {};
    std::ranges::sort(rows, {}, &FairnessRow::code);
    if (others.merged > 0) rows.push_back(others);
    return rows;
}

}  // namespace khuyenhoc::recognition
