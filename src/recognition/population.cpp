#include "recognition/population.h"

#include <algorithm>
#include <bit>
#include <map>

#include "base/check.h"
#include "recognition/population_lists.h"

namespace khuyenhoc::recognition {

namespace {

constexpr std::uint8_t hole_schooling = 7;
constexpr std::uint8_t hole_marks = hole_schooling << 3;
constexpr std::uint8_t hole_birth = 255;

ScoreColumns take_scores(ColumnMemory& memory, int indicators, std::size_t size) {
    check(indicators >= 0 && indicators <= most_indicators, "a set has at most 16 indicators");
    ScoreColumns columns;
    columns.indicators = indicators;
    for (std::size_t k = 0; k < static_cast<std::size_t>(indicators + 1) / 2; ++k) {
        columns.pair[k] = memory.take<std::uint8_t>(size * 2 + 128);
    }
    columns.marks = memory.take<std::uint8_t>(size);
    // Subjects of a set without indicators have nothing to be assessed on: complete. Others start not assessed.
    const auto start = static_cast<std::uint8_t>((indicators == 0 ? static_cast<int>(Standing::complete) : 0) << 6);
    std::fill_n(columns.marks, size, start);
    for (std::size_t k = 0; k < columns.pair.size() && columns.pair[k]; ++k) std::fill_n(columns.pair[k], size * 2, not_scored);
    return columns;
}

Standing standing_of(const Scores& scores, int indicators) {
    const auto scored = std::count_if(scores.begin(), scores.begin() + indicators, [](std::uint8_t s) { return s != not_scored; });
    if (scored == indicators) return Standing::complete;
    return scored == 0 ? Standing::not_assessed : Standing::incomplete;
}

}  // namespace

IndicatorCounts indicator_counts(const Criteria& criteria) {
    IndicatorCounts counts{};
    for (const Title title : all_titles) counts[static_cast<std::size_t>(title)] = static_cast<int>(criteria.of(title).indicators.size());
    return counts;
}

Population::Population() : memory_(std::make_unique<Memory>()), lists_(std::make_unique<Lists>()) {}
Population::Population(Population&&) noexcept = default;
Population& Population::operator=(Population&&) noexcept = default;
Population::~Population() = default;

std::uint64_t Population::bytes() const { return memory_->memory.bytes(); }

Population PopulationMason::lay(const Plan& plan) {
    Population p;
    p.indicators_ = plan.indicators;
    p.communes_ = plan.communes;
    p.clans_ = plan.clans;
    p.units_ = plan.units;
    p.hamlets_ = static_cast<std::uint32_t>(plan.hamlet_commune.size());
    check(plan.hamlet_households.size() == p.hamlets_ + 1, "households are given for each hamlet and for nowhere");
    p.households_ = static_cast<std::uint32_t>(plan.household_sizes.size());
    p.rows_ = count_rows(plan);
    take_columns(p);
    lay_rows(p, plan);
    return p;
}

/// Rows of all hamlets, each a multiple of 64; the nowhere hamlet holds the persons without household too.
std::uint32_t PopulationMason::count_rows(const Plan& plan) {
    std::uint64_t rows = 0;
    std::size_t household = 0;
    for (std::size_t hamlet = 0; hamlet < plan.hamlet_households.size(); ++hamlet) {
        std::uint64_t here = hamlet + 1 == plan.hamlet_households.size() ? plan.loose_persons : 0;
        for (std::uint32_t i = 0; i < plan.hamlet_households[hamlet]; ++i) here += std::max<std::uint32_t>(1, plan.household_sizes[household++]);
        rows += (here + 63) / 64 * 64;
    }
    check(household == plan.household_sizes.size(), "every household is in a hamlet or nowhere");
    check(rows < UINT32_MAX - 64, "a population has fewer than 2^32 rows");
    return static_cast<std::uint32_t>(rows);
}

void PopulationMason::take_columns(Population& p) {
    auto& memory = p.memory_->memory;
    auto& c = p.columns_;
    const std::size_t blocks = p.rows_ / 64;
    const auto count = [&p](Title title) { return p.indicators_[static_cast<std::size_t>(title)]; };
    c.person = take_scores(memory, count(Title::citizen), p.rows_);
    c.birth = memory.take<std::uint8_t>(p.rows_);
    c.who = memory.take<std::uint8_t>(p.rows_);
    c.ends = memory.take<std::uint64_t>(blocks);
    c.block_household = memory.take<std::uint32_t>(blocks);
    c.block_hamlet = memory.take<std::uint32_t>(blocks);
    c.household = take_scores(memory, count(Title::family), p.households_);
    c.first_row = memory.take<std::uint32_t>(p.households_);
    c.clan_slot = memory.take<std::uint32_t>(p.households_);
    c.hamlet = take_scores(memory, count(Title::community), p.hamlets_);
    c.hamlet_block = memory.take<std::uint32_t>(p.hamlets_ + 2);
    c.hamlet_household = memory.take<std::uint32_t>(p.hamlets_ + 2);
    c.hamlet_commune = memory.take<std::uint32_t>(p.hamlets_ + 1);
    c.hamlet_residents = memory.take<std::uint32_t>(p.hamlets_ + 1);
    c.hamlet_wide = memory.take<std::uint8_t>(p.hamlets_ + 1);
    c.clan = take_scores(memory, count(Title::clan), p.clans_);
    c.clan_home = memory.take<std::uint32_t>(p.clans_);
    c.clan_members = memory.take<std::uint64_t>(p.clans_);
    c.unit = take_scores(memory, count(Title::unit), p.units_);
    std::fill_n(c.birth, p.rows_, hole_birth);
    std::fill_n(c.person.marks, p.rows_, hole_marks);
    std::fill_n(c.clan_home, p.clans_, p.hamlets_);
    for (std::uint32_t h = 0; h < p.households_; ++h) c.clan_slot[h] = p.clans_ + h % 64;
}

void PopulationMason::lay_rows(Population& p, const Plan& plan) {
    auto& c = p.columns_;
    std::uint32_t row = 0;
    std::uint32_t household = 0;
    for (std::uint32_t hamlet = 0; hamlet <= p.hamlets_; ++hamlet) {
        const bool nowhere = hamlet == p.hamlets_;
        c.hamlet_block[hamlet] = row / 64;
        c.hamlet_household[hamlet] = household;
        c.hamlet_commune[hamlet] = nowhere ? p.communes_ : plan.hamlet_commune[hamlet];
        std::uint64_t residents = nowhere ? plan.loose_persons : 0;
        for (std::uint32_t i = 0; i < plan.hamlet_households[hamlet]; ++i, ++household) {
            const std::uint32_t size = plan.household_sizes[household];
            const std::uint32_t space = std::max<std::uint32_t>(1, size);
            c.first_row[household] = row;
            residents += size;
            if (space > 63) c.hamlet_wide[hamlet] = 1;
            for (std::uint32_t j = 0; j < size; ++j) c.person.marks[row + j] = start_marks(p);
            row += space;
            c.ends[(row - 1) / 64] |= std::uint64_t{1} << ((row - 1) % 64);
        }
        if (nowhere) {
            for (std::uint64_t j = 0; j < plan.loose_persons; ++j) c.person.marks[row++] = start_marks(p);
        }
        p.persons_ += residents;
        c.hamlet_residents[hamlet] = static_cast<std::uint32_t>(residents);
        row = (row + 63) / 64 * 64;
        for (std::uint32_t block = c.hamlet_block[hamlet]; block < row / 64; ++block) c.block_hamlet[block] = hamlet;
    }
    c.hamlet_block[p.hamlets_ + 1] = row / 64;
    c.hamlet_household[p.hamlets_ + 1] = household;
    check(row == p.rows_ && household == p.households_, "rows and households are laid as counted");
    std::uint32_t before = 0;
    for (std::uint32_t block = 0; block < row / 64; ++block) {
        c.block_household[block] = before;
        before += static_cast<std::uint32_t>(std::popcount(c.ends[block]));
    }
    lay_communes(p);
}

std::uint8_t PopulationMason::start_marks(const Population& p) {
    return static_cast<std::uint8_t>((p.indicators_[0] == 0 ? static_cast<int>(Standing::complete) : 0) << 6);
}

void PopulationMason::lay_communes(Population& p) {
    auto& first = p.lists_->commune_hamlet;
    first.assign(p.communes_ + 2, 0);
    std::uint32_t previous = 0;
    for (std::uint32_t hamlet = 0; hamlet < p.hamlets_; ++hamlet) {
        const std::uint32_t commune = p.columns_.hamlet_commune[hamlet];
        check(commune <= p.communes_ && commune >= previous, "hamlets come in the order of their communes");
        previous = commune;
        ++first[commune + 1];
    }
    for (std::uint32_t commune = 0; commune <= p.communes_; ++commune) first[commune + 1] += first[commune];
}

void PopulationMason::list_clans(Population& p) {
    auto& lists = *p.lists_;
    const auto& c = p.columns_;
    lists.clan_households = Csr(p.clans_);
    lists.hamlet_clans = Csr(p.hamlets_ + 1);
    for (std::uint32_t h = 0; h < p.households_; ++h) {
        if (c.clan_slot[h] < p.clans_) lists.clan_households.count(c.clan_slot[h]);
    }
    for (std::uint32_t k = 0; k < p.clans_; ++k) lists.hamlet_clans.count(c.clan_home[k]);
    lists.clan_households.open();
    lists.hamlet_clans.open();
    std::fill_n(c.clan_members, p.clans_, 0);
    for (std::uint32_t h = 0; h < p.households_; ++h) {
        const std::uint32_t clan = c.clan_slot[h];
        if (clan >= p.clans_) continue;
        lists.clan_households.put(clan, h);
        const auto rows = p.members_of(h);
        c.clan_members[clan] += p.is_hole(rows.first) ? 0 : rows.last - rows.first;
    }
    for (std::uint32_t k = 0; k < p.clans_; ++k) {
        // The kernel adds up a clan's three tallies in one 64-bit word, 21 bits each.
        check(c.clan_members[k] < (1u << 21), "a clan has fewer than 2^21 members");
        lists.hamlet_clans.put(c.clan_home[k], k);
    }
}

Population Population::of_shape(const Shape& shape) {
    PopulationMason::Plan plan;
    plan.household_sizes.assign(shape.household_sizes.begin(), shape.household_sizes.end());
    plan.hamlet_households.assign(shape.hamlet_households.begin(), shape.hamlet_households.end());
    plan.hamlet_households.push_back(0);
    plan.hamlet_commune.assign(shape.hamlet_commune.begin(), shape.hamlet_commune.end());
    plan.communes = shape.communes;
    plan.clans = shape.clans;
    plan.units = shape.units;
    plan.indicators = shape.indicators;
    Population population = PopulationMason::lay(plan);
    auto& lists = *population.lists_;
    lists.unit_commune.assign(plan.units, plan.communes);
    lists.staff = Csr(plan.units);
    lists.learners = Csr(plan.units);
    lists.staff.open();
    lists.learners.open();
    return population;
}

void Population::finish_shape() { PopulationMason::list_clans(*this); }

// ---- ids ------------------------------------------------------------------------------------------------------------

std::int64_t Population::person_id(std::uint32_t row) const { return lists_->person_ids.id(row); }
std::int64_t Population::household_id(std::uint32_t household) const { return lists_->household_ids.id(household); }
std::int64_t Population::hamlet_id(std::uint32_t hamlet) const { return lists_->hamlet_ids.id(hamlet); }
std::int64_t Population::commune_id(std::uint32_t commune) const { return lists_->commune_ids.id(commune); }
std::int64_t Population::clan_id(std::uint32_t clan) const { return lists_->clan_ids.id(clan); }
std::int64_t Population::unit_id(std::uint32_t unit) const { return lists_->unit_ids.id(unit); }
std::optional<std::uint32_t> Population::find_person(std::int64_t id) const { return lists_->person_ids.find(id); }
std::optional<std::uint32_t> Population::find_household(std::int64_t id) const { return lists_->household_ids.find(id); }
std::optional<std::uint32_t> Population::find_hamlet(std::int64_t id) const { return lists_->hamlet_ids.find(id); }
std::optional<std::uint32_t> Population::find_commune(std::int64_t id) const { return lists_->commune_ids.find(id); }
std::optional<std::uint32_t> Population::find_clan(std::int64_t id) const { return lists_->clan_ids.find(id); }
std::optional<std::uint32_t> Population::find_unit(std::int64_t id) const { return lists_->unit_ids.find(id); }

// ---- who belongs where ----------------------------------------------------------------------------------------------

bool Population::is_hole(std::uint32_t row) const { return ((columns_.person.marks[row] >> 3) & 7) == hole_schooling; }

std::optional<std::uint32_t> Population::household_of(std::uint32_t row) const {
    check(row < rows_, "a row of this population");
    const std::uint64_t earlier = columns_.ends[row / 64] & ((std::uint64_t{1} << (row % 64)) - 1);
    const std::uint32_t household = columns_.block_household[row / 64] + static_cast<std::uint32_t>(std::popcount(earlier));
    if (household >= households_ || columns_.first_row[household] > row) return std::nullopt;
    return household;
}

std::uint32_t Population::hamlet_of_row(std::uint32_t row) const {
    check(row < rows_, "a row of this population");
    return columns_.block_hamlet[row / 64];
}

std::uint32_t Population::hamlet_of_household(std::uint32_t household) const {
    check(household < households_, "a household of this population");
    return columns_.block_hamlet[columns_.first_row[household] / 64];
}

Population::Range Population::members_of(std::uint32_t household) const {
    check(household < households_, "a household of this population");
    const std::uint32_t first = columns_.first_row[household];
    std::uint32_t block = first / 64;
    std::uint64_t ends = columns_.ends[block] & (~std::uint64_t{0} << (first % 64));
    while (ends == 0) ends = columns_.ends[++block];
    return {first, block * 64 + static_cast<std::uint32_t>(std::countr_zero(ends)) + 1};
}

Population::Range Population::rows_of_hamlet(std::uint32_t hamlet) const {
    check(hamlet <= hamlets_, "a hamlet of this population, or nowhere");
    return {columns_.hamlet_block[hamlet] * 64, columns_.hamlet_block[hamlet + 1] * 64};
}

Population::Range Population::households_of_hamlet(std::uint32_t hamlet) const {
    check(hamlet <= hamlets_, "a hamlet of this population, or nowhere");
    return {columns_.hamlet_household[hamlet], columns_.hamlet_household[hamlet + 1]};
}

Population::Range Population::hamlets_of_commune(std::uint32_t commune) const {
    check(commune <= communes_, "a commune of this population, or nowhere");
    return {lists_->commune_hamlet[commune], lists_->commune_hamlet[commune + 1]};
}

std::uint32_t Population::commune_of_hamlet(std::uint32_t hamlet) const {
    check(hamlet <= hamlets_, "a hamlet of this population, or nowhere");
    return columns_.hamlet_commune[hamlet];
}

std::optional<std::uint32_t> Population::clan_of(std::uint32_t household) const {
    check(household < households_, "a household of this population");
    const std::uint32_t clan = columns_.clan_slot[household];
    return clan < clans_ ? std::optional(clan) : std::nullopt;
}

std::span<const std::uint32_t> Population::households_of_clan(std::uint32_t clan) const { return lists_->clan_households.of(clan); }
std::span<const std::uint32_t> Population::clans_of_hamlet(std::uint32_t hamlet) const { return lists_->hamlet_clans.of(hamlet); }
std::span<const std::uint32_t> Population::staff_of(std::uint32_t unit) const { return lists_->staff.of(unit); }
std::span<const std::uint32_t> Population::learners_of(std::uint32_t unit) const { return lists_->learners.of(unit); }

std::uint32_t Population::home_of_clan(std::uint32_t clan) const {
    check(clan < clans_, "a clan of this population");
    return columns_.clan_home[clan];
}

std::uint32_t Population::commune_of_unit(std::uint32_t unit) const {
    check(unit < units_, "a unit of this population");
    return lists_->unit_commune[unit];
}

Population::UnitPlaces Population::unit_places(Range range) const {
    const auto& rows = lists_->unit_rows;
    const auto first = std::ranges::lower_bound(rows, range.first) - rows.begin();
    const auto size = static_cast<std::size_t>(std::ranges::lower_bound(rows, range.last) - rows.begin() - first);
    return {std::span(rows).subspan(static_cast<std::size_t>(first), size),
            std::span(lists_->unit_roles).subspan(static_cast<std::size_t>(first), size)};
}

std::span<const Population::UnitRole> Population::units_of(std::uint32_t row) const { return unit_places({row, row + 1}).roles; }

// ---- facts ----------------------------------------------------------------------------------------------------------

int Population::birth_year(std::uint32_t row) const { return Columns::birth_base + columns_.birth[row]; }
std::uint8_t Population::sex(std::uint32_t row) const { return columns_.who[row] & 3; }
std::uint8_t Population::ethnicity(std::uint32_t row) const { return columns_.who[row] >> 2; }
std::uint8_t Population::group(std::uint32_t row) const { return columns_.person.marks[row] & 7; }
std::uint8_t Population::schooling(std::uint32_t row) const { return (columns_.person.marks[row] >> 3) & 7; }

ScoreColumns& PopulationMason::columns_of(Population& p, Title title, std::uint32_t number) {
    auto& c = p.columns_;
    const auto within = [number](std::uint32_t size, ScoreColumns& columns) -> ScoreColumns& {
        check(number < size, "a subject of this population");
        return columns;
    };
    switch (title) {
        case Title::citizen: return within(p.rows_, c.person);
        case Title::family: return within(p.households_, c.household);
        case Title::clan: return within(p.clans_, c.clan);
        case Title::community: return within(p.hamlets_, c.hamlet);
        case Title::unit: break;
    }
    return within(p.units_, c.unit);
}

Standing Population::standing(Title title, std::uint32_t number) const {
    const auto& columns = PopulationMason::columns_of(const_cast<Population&>(*this), title, number);
    return static_cast<Standing>(columns.marks[number] >> 6);
}

Scores Population::scores(Title title, std::uint32_t number) const {
    const auto& columns = PopulationMason::columns_of(const_cast<Population&>(*this), title, number);
    Scores scores = no_scores;
    for (std::size_t i = 0; i < static_cast<std::size_t>(columns.indicators); ++i) {
        scores[i] = columns.pair[i / 2][std::size_t{number} * 2 + i % 2];
    }
    return scores;
}

void Population::set_scores(Title title, std::uint32_t number, const Scores& scores) {
    auto& columns = PopulationMason::columns_of(*this, title, number);
    check(title != Title::citizen || !is_hole(number), "a hole has no scores");
    for (std::size_t i = 0; i < static_cast<std::size_t>(columns.indicators); ++i) {
        check(scores[i] == not_scored || scores[i] <= most_score, "a score is 0..35");
        columns.pair[i / 2][std::size_t{number} * 2 + i % 2] = scores[i];
    }
    std::uint8_t& marks = columns.marks[number];
    if (static_cast<Standing>(marks >> 6) == Standing::two_households) return;
    const auto standing = static_cast<unsigned>(standing_of(scores, columns.indicators));
    marks = static_cast<std::uint8_t>((marks & 0x3F) | (standing << 6));
}

void Population::set_person(std::uint32_t row, int birth_year, std::uint8_t sex, std::uint8_t ethnicity) {
    check(row < rows_ && !is_hole(row), "a person's row");
    check(sex <= 3 && ethnicity <= 63, "sex is 0..2 and ethnicity 0..63");
    columns_.birth[row] = static_cast<std::uint8_t>(std::clamp(birth_year, Columns::birth_base, 2104) - Columns::birth_base);
    columns_.who[row] = static_cast<std::uint8_t>(sex | ethnicity << 2);
}

void Population::set_marks(std::uint32_t row, std::uint8_t group, std::uint8_t schooling) {
    check(row < rows_ && !is_hole(row), "a person's row");
    check(group < most_groups && schooling <= 4, "group is 0..7 and schooling 0..4");
    std::uint8_t& marks = columns_.person.marks[row];
    marks = static_cast<std::uint8_t>((marks & 0xC0) | schooling << 3 | group);
}

void Population::set_clan(std::uint32_t household, std::uint32_t clan) {
    check(household < households_ && clan < clans_, "a household and a clan of this population");
    columns_.clan_slot[household] = clan;
}

void Population::set_clan_home(std::uint32_t clan, std::uint32_t hamlet) {
    check(clan < clans_ && hamlet <= hamlets_, "a clan and a hamlet of this population");
    columns_.clan_home[clan] = hamlet;
}

}  // namespace khuyenhoc::recognition
