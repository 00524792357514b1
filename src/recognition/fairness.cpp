#include "recognition/fairness.h"

#include <algorithm>
#include <array>
#include <bit>

#include "base/check.h"

namespace khuyenhoc::recognition {

namespace {

using Bits = std::vector<std::uint64_t>;

void set_rows(Bits& bits, Population::Range rows) {
    for (auto row = rows.first; row < rows.last;) {
        const auto from = row % 64, most = std::min(64 - from, rows.last - row);
        bits[row / 64] |= (most == 64 ? ~0ull : (1ull << most) - 1) << from;
        row += most;
    }
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

/// Counts of every group, by code. Dense: the cube has tens of thousands of cells.
struct Divided {
    std::vector<FairnessRow> communes;
    std::array<FairnessRow, 4> sexes{};
    std::array<FairnessRow, 64> ethnicities{};
    std::array<FairnessRow, usual_bands.size() + 1> bands{};
    FairnessRow all;

    explicit Divided(const Population& p) : communes(p.communes()) {}

    void add(std::uint32_t commune, unsigned sex, unsigned ethnicity, unsigned band, std::int64_t FairnessRow::* what, std::int64_t persons) {
        communes[commune].*what += persons;
        sexes[sex].*what += persons;
        ethnicities[ethnicity].*what += persons;
        bands[band].*what += persons;
        all.*what += persons;
    }
};

/// Those in which there is anybody.
std::vector<FairnessRow> listed(std::span<const FairnessRow> rows) {
    std::vector<FairnessRow> list;
    for (std::size_t code = 0; code < rows.size(); ++code) {
        FairnessRow row = rows[code];
        row.code = static_cast<int>(code);
        if (row.persons + row.today + row.gains + row.loses > 0) list.push_back(row);
    }
    return list;
}

/// Whoever has the title under one outcome only: few enough to be looked at one by one.
void add_changes(const Population& p, const Bits& had, const Bits& has, int year, std::span<const std::uint32_t> communes, Divided& divided) {
    const auto& c = p.columns();
    const auto bands = bands_by_birth(year);
    for (const auto commune : communes) {
        const auto hamlets = p.hamlets_of_commune(commune);
        if (hamlets.first == hamlets.last) continue;
        const auto last = p.rows_of_hamlet(hamlets.last - 1).last;
        for (auto block = p.rows_of_hamlet(hamlets.first).first / 64; block * 64 < last; ++block) {
            for (auto changed = had[block] ^ has[block]; changed != 0; changed &= changed - 1) {
                const auto at = static_cast<std::uint32_t>(std::countr_zero(changed));
                const auto row = block * 64 + at;
                if (p.is_hole(row)) continue;
                const auto what = (has[block] >> at) & 1 ? &FairnessRow::gains : &FairnessRow::loses;
                divided.add(commune, c.who[row] & 3u, c.who[row] >> 2, bands[c.birth[row]], what, 1);
            }
        }
    }
}

bool too_few(std::int64_t changes) { return changes > 0 && changes < fewest_changes; }
bool too_small(const FairnessRow& row) { return row.persons < fewest_persons || too_few(row.gains) || too_few(row.loses); }

}  // namespace

Fairness compare_groups(const Population& p, const Outcome& today, const Outcome& then, Title title,
                        std::span<const std::uint32_t> communes, Pool& pool) {
    Bits had = holders(p, today, title);
    const Bits has = holders(p, then, title);
    check(had.size() == has.size(), "both outcomes are of the population");
    if (title != Title::citizen) drop_holes(p, had);
    Divided divided(p);
    add_changes(p, had, has, today.rules.year, communes, divided);
    // The cube takes whoever has a bit for a holder.
    Outcome marked;
    marked.rules = today.rules;
    marked.rules.birth_from = std::min(today.rules.birth_from, then.rules.birth_from);
    marked.rules.birth_to = std::max(today.rules.birth_to, then.rules.birth_to);
    marked.citizens = std::move(had);
    for (const auto& cell : make_cube(p, marked, pool)) {
        if (!std::ranges::binary_search(communes, cell.commune)) continue;
        if (title != Title::citizen || cell.state != State::out_of_scope)
            divided.add(cell.commune, cell.sex, cell.ethnicity, cell.band, &FairnessRow::persons, cell.persons);
        if (cell.state == State::achieved) divided.add(cell.commune, cell.sex, cell.ethnicity, cell.band, &FairnessRow::today, cell.persons);
    }
    return {.all = divided.all, .communes = listed(divided.communes), .sexes = listed(divided.sexes), .ethnicities = listed(divided.ethnicities), .bands = listed(divided.bands)};
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
