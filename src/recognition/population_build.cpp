// Putting plain rows in their places: who lives where, who is in two places, who is in none.
#include <algorithm>
#include <numeric>

#include "recognition/population_lists.h"

namespace khuyenhoc::recognition {

namespace {

constexpr std::uint32_t none = UINT32_MAX;

template <class Rows, class Id>
IdIndex index_of(const Rows& rows, Id id) {
    std::vector<std::int64_t> ids;
    ids.reserve(rows.size());
    for (const auto& row : rows) {
        check(id(row) > 0, "ids are positive");
        ids.push_back(id(row));
    }
    return IdIndex(std::move(ids));
}

std::uint32_t find_or_none(const IdIndex& index, std::int64_t id) { return index.find(id).value_or(none); }

/// For each member the group joined first (ties: the lower id), and whether there is more than one.
struct Joined {
    std::vector<std::uint32_t> group;
    std::vector<std::uint8_t> several;

    explicit Joined(std::size_t members) : group(members, none), several(members), from_(members) {}

    void join(std::uint32_t member, std::uint32_t to, std::int64_t from, const IdIndex& groups) {
        if (group[member] != none && group[member] != to) several[member] = 1;
        const bool first = group[member] == none || from < from_[member] ||
                           (from == from_[member] && groups.id(to) < groups.id(group[member]));
        if (!first) return;
        group[member] = to;
        from_[member] = from;
    }

private:
    std::vector<std::int64_t> from_;
};

/// order[k] = which input comes k-th when sorted by key (keys 0..keys-1), input order kept within a key.
std::vector<std::uint32_t> order_by(const std::vector<std::uint32_t>& key, std::size_t keys) {
    std::vector<std::uint32_t> next(keys + 1), order(key.size());
    for (const auto k : key) ++next[k + 1];
    std::partial_sum(next.begin(), next.end(), next.begin());
    for (std::uint32_t i = 0; i < key.size(); ++i) order[next[key[i]]++] = i;
    return order;
}

/// From input index to laid number.
std::vector<std::uint32_t> inverse(const std::vector<std::uint32_t>& order) {
    std::vector<std::uint32_t> number(order.size());
    for (std::uint32_t k = 0; k < order.size(); ++k) number[order[k]] = k;
    return number;
}

/// One building, step by step; each step fills the fields that the next one reads.
class Building {
public:
    Building(const PopulationRows& rows, const IndicatorCounts& indicators) : rows_(rows) {
        plan_.indicators = indicators;
        communes_ = IdIndex(rows.communes);
        for (const auto id : rows.communes) check(id > 0, "ids are positive");
        hamlets_ = index_of(rows.hamlets, [](const auto& r) { return r.id; });
        households_ = index_of(rows.households, [](const auto& r) { return r.id; });
        persons_ = index_of(rows.persons, [](const auto& r) { return r.id; });
        clans_ = index_of(rows.clans, [](const auto& r) { return r.id; });
        units_ = index_of(rows.units, [](const auto& r) { return r.id; });
    }

    void place_hamlets() {
        std::vector<std::uint32_t> commune;
        for (const auto& hamlet : rows_.hamlets) {
            const std::uint32_t found = find_or_none(communes_, hamlet.commune);
            if (found == none) ++unplaced.hamlets_without_commune;
            commune.push_back(found == none ? static_cast<std::uint32_t>(rows_.communes.size()) : found);
        }
        hamlet_order_ = order_by(commune, rows_.communes.size() + 1);
        hamlet_number_ = inverse(hamlet_order_);
        for (const auto input : hamlet_order_) plan_.hamlet_commune.push_back(commune[input]);
    }

    void place_households() {
        const auto nowhere = static_cast<std::uint32_t>(rows_.hamlets.size());
        std::vector<std::uint32_t> hamlet;
        hamlet.reserve(rows_.households.size());
        plan_.hamlet_households.assign(rows_.hamlets.size() + 1, 0);
        for (const auto& household : rows_.households) {
            const std::uint32_t found = find_or_none(hamlets_, household.hamlet);
            if (found == none) ++unplaced.households_without_hamlet;
            hamlet.push_back(found == none ? nowhere : hamlet_number_[found]);
            ++plan_.hamlet_households[hamlet.back()];
        }
        household_order_ = order_by(hamlet, rows_.hamlets.size() + 1);
        household_number_ = inverse(household_order_);
        first_nowhere_ = static_cast<std::uint32_t>(rows_.households.size()) - plan_.hamlet_households.back();
    }

    void place_persons() {
        Joined homes(rows_.persons.size());
        for (const auto& member : rows_.members) {
            const std::uint32_t person = find_or_none(persons_, member.person);
            const std::uint32_t household = find_or_none(households_, member.household);
            if (person == none || household == none) ++unplaced.unknown_references;
            else homes.join(person, household, member.from, households_);
        }
        const auto loose = static_cast<std::uint32_t>(rows_.households.size());
        plan_.household_sizes.assign(rows_.households.size(), 0);
        std::vector<std::uint32_t> household(rows_.persons.size(), loose);
        for (std::size_t i = 0; i < household.size(); ++i) {
            if (homes.group[i] == none) {
                ++plan_.loose_persons;
                continue;
            }
            household[i] = household_number_[homes.group[i]];
            ++plan_.household_sizes[household[i]];
            unplaced.persons_in_those_households += household[i] >= first_nowhere_;
        }
        unplaced.persons_without_household = static_cast<std::int64_t>(plan_.loose_persons);
        two_households_ = std::move(homes.several);
        unplaced.persons_in_two_households = std::count(two_households_.begin(), two_households_.end(), 1);
        person_order_ = order_by(household, rows_.households.size() + 1);
    }

    const PopulationMason::Plan& plan() {
        plan_.communes = static_cast<std::uint32_t>(rows_.communes.size());
        plan_.clans = static_cast<std::uint32_t>(rows_.clans.size());
        plan_.units = static_cast<std::uint32_t>(rows_.units.size());
        return plan_;
    }

    /// Rows in the order of persons: those with a household fill their households, the loose ones come after all.
    std::vector<std::uint32_t> person_rows(const Population& p) {
        std::vector<std::uint32_t> row_of(rows_.persons.size());
        std::size_t next = 0;
        for (std::uint32_t h = 0; h < plan_.household_sizes.size(); ++h) {
            const std::uint32_t first = p.columns().first_row[h];
            for (std::uint32_t j = 0; j < plan_.household_sizes[h]; ++j) row_of[person_order_[next++]] = first + j;
        }
        std::uint32_t row = p.rows_of_hamlet(p.hamlets()).first;
        if (first_nowhere_ < p.households()) row = p.members_of(p.households() - 1).last;
        while (next < person_order_.size()) row_of[person_order_[next++]] = row++;
        return row_of;
    }

    void fill(Population& p, const std::vector<std::uint32_t>& row_of) {
        for (std::size_t i = 0; i < rows_.persons.size(); ++i) {
            const auto& person = rows_.persons[i];
            const std::uint32_t row = row_of[i];
            p.set_person(row, person.birth_year, person.sex, person.ethnicity);
            p.set_marks(row, person.group, person.schooling);
            p.set_scores(Title::citizen, row, person.scores);
            if (two_households_[i]) {
                std::uint8_t& marks = p.columns().person.marks[row];
                marks = static_cast<std::uint8_t>((marks & 0x3F) | static_cast<unsigned>(Standing::two_households) << 6);
            }
        }
        for (std::size_t i = 0; i < rows_.households.size(); ++i) p.set_scores(Title::family, household_number_[i], rows_.households[i].scores);
        for (std::size_t i = 0; i < rows_.hamlets.size(); ++i) p.set_scores(Title::community, hamlet_number_[i], rows_.hamlets[i].scores);
        for (std::uint32_t i = 0; i < rows_.clans.size(); ++i) p.set_scores(Title::clan, i, rows_.clans[i].scores);
        for (std::uint32_t i = 0; i < rows_.units.size(); ++i) p.set_scores(Title::unit, i, rows_.units[i].scores);
    }

    void join_clans(Population& p) {
        Joined clans(rows_.households.size());
        for (const auto& row : rows_.clan_households) {
            const std::uint32_t clan = find_or_none(clans_, row.clan);
            const std::uint32_t household = find_or_none(households_, row.household);
            if (clan == none || household == none) ++unplaced.unknown_references;
            else clans.join(household, clan, row.from, clans_);
        }
        for (std::size_t i = 0; i < rows_.households.size(); ++i) {
            if (clans.group[i] != none) p.set_clan(household_number_[i], clans.group[i]);
        }
        unplaced.households_in_two_clans = std::count(clans.several.begin(), clans.several.end(), 1);
        for (std::uint32_t i = 0; i < rows_.clans.size(); ++i) {
            const std::uint32_t home = find_or_none(hamlets_, rows_.clans[i].home_hamlet);
            if (home == none) ++unplaced.clans_without_hamlet;
            else p.set_clan_home(i, hamlet_number_[home]);
        }
        p.finish_shape();
    }

    struct UnitPlace {
        std::uint32_t unit, row;
        Role role;
        auto operator<=>(const UnitPlace&) const = default;
    };

    /// Everyone's place in a unit, each once.
    std::vector<UnitPlace> unit_places(const std::vector<std::uint32_t>& row_of) {
        std::vector<UnitPlace> places;
        for (const auto& member : rows_.unit_members) {
            check(member.role == Role::staff || member.role == Role::learner, "a role is staff or learner");
            const std::uint32_t unit = find_or_none(units_, member.unit);
            const std::uint32_t person = find_or_none(persons_, member.person);
            if (unit == none || person == none) ++unplaced.unknown_references;
            else places.push_back({unit, row_of[person], member.role});
        }
        std::ranges::sort(places);
        const auto repeated = std::ranges::unique(places);
        places.erase(repeated.begin(), repeated.end());
        return places;
    }

    std::vector<std::uint32_t> unit_communes() {
        std::vector<std::uint32_t> communes;
        for (const auto& unit : rows_.units) {
            const std::uint32_t found = find_or_none(communes_, unit.commune);
            if (found == none) ++unplaced.units_without_commune;
            communes.push_back(found == none ? plan_.communes : found);
        }
        return communes;
    }

    template <class Rows>
    static IdIndex laid_ids(const Rows& rows, const std::vector<std::uint32_t>& order) {
        std::vector<std::int64_t> ids;
        ids.reserve(order.size());
        for (const auto input : order) ids.push_back(rows[input].id);
        return IdIndex(std::move(ids));
    }

    IdIndex communes_, hamlets_, households_, persons_, clans_, units_;
    std::vector<std::uint32_t> hamlet_order_, household_order_, person_order_;
    Unplaced unplaced;

private:
    const PopulationRows& rows_;
    PopulationMason::Plan plan_;
    std::vector<std::uint32_t> hamlet_number_, household_number_;
    std::vector<std::uint8_t> two_households_;
    std::uint32_t first_nowhere_ = 0;
};

}  // namespace

Population PopulationMason::build(const PopulationRows& rows, const IndicatorCounts& indicators) {
    Building building(rows, indicators);
    building.place_hamlets();
    building.place_households();
    building.place_persons();
    Population p = lay(building.plan());
    const auto row_of = building.person_rows(p);
    building.fill(p, row_of);
    building.join_clans(p);

    auto& lists = *p.lists_;
    lists.unit_commune = building.unit_communes();
    lists.staff = Csr(p.units_);
    lists.learners = Csr(p.units_);
    auto places = building.unit_places(row_of);
    for (const auto& place : places) (place.role == Role::staff ? lists.staff : lists.learners).count(place.unit);
    lists.staff.open();
    lists.learners.open();
    for (const auto& place : places) (place.role == Role::staff ? lists.staff : lists.learners).put(place.unit, place.row);
    std::ranges::sort(places, {}, [](const auto& place) { return std::tuple(place.row, place.unit, place.role); });
    for (const auto& place : places) {
        lists.unit_rows.push_back(place.row);
        lists.unit_roles.push_back({place.unit, place.role});
    }
    std::vector<std::int64_t> person_ids(p.rows_);
    for (std::size_t i = 0; i < row_of.size(); ++i) person_ids[row_of[i]] = rows.persons[i].id;
    lists.person_ids = IdIndex(std::move(person_ids));
    lists.household_ids = Building::laid_ids(rows.households, building.household_order_);
    lists.hamlet_ids = Building::laid_ids(rows.hamlets, building.hamlet_order_);
    lists.commune_ids = std::move(building.communes_);
    lists.clan_ids = std::move(building.clans_);
    lists.unit_ids = std::move(building.units_);
    p.unplaced_ = building.unplaced;
    return p;
}

Population Population::build(const PopulationRows& rows, const IndicatorCounts& indicators) {
    return PopulationMason::build(rows, indicators);
}

}  // namespace khuyenhoc::recognition
