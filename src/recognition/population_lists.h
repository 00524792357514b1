// Inside of the population: how it is laid, and its lists. Included by population*.cpp only.
#pragma once

#include <vector>

#include "base/check.h"
#include "recognition/columns.h"
#include "recognition/population.h"

namespace khuyenhoc::recognition {

/// Lists of numbers by key, in one array: count all, open, put all.
class Csr {
public:
    Csr() = default;
    explicit Csr(std::size_t keys) : first_(keys + 1) {}
    void count(std::uint32_t key) { ++first_.at(key); }
    void open() {
        std::uint32_t sum = 0;
        for (auto& first : first_) {
            const std::uint32_t here = first;
            first = sum;
            sum += here;
        }
        items_.resize(sum);
        next_.assign(first_.begin(), first_.end());
    }
    void put(std::uint32_t key, std::uint32_t item) { items_.at(next_.at(key)++) = item; }
    std::span<const std::uint32_t> of(std::uint32_t key) const {
        check(std::size_t{key} + 1 < first_.size(), "a key of this list");
        return std::span(items_).subspan(first_[key], first_[key + 1] - first_[key]);
    }

private:
    std::vector<std::uint32_t> first_, next_, items_;
};

struct Population::Memory {
    ColumnMemory memory;
};

struct Population::Lists {
    IdIndex person_ids, household_ids, hamlet_ids, commune_ids, clan_ids, unit_ids;
    std::vector<std::uint32_t> commune_hamlet;  ///< by commune (nowhere last), and one more: its first hamlet
    Csr clan_households, hamlet_clans, staff, learners;
    std::vector<std::uint32_t> unit_commune;
    std::vector<std::uint32_t> unit_rows;       ///< rising; parallel to unit_roles
    std::vector<UnitRole> unit_roles;
};

/// Lays a population out. A friend, so that Population itself shows only what readers need.
class PopulationMason {
public:
    struct Plan {
        std::vector<std::uint32_t> household_sizes;    ///< persons, in hamlet order, nowhere last
        std::vector<std::uint32_t> hamlet_households;  ///< by hamlet, nowhere last
        std::vector<std::uint32_t> hamlet_commune;     ///< by hamlet, not falling; `communes` for none
        std::uint64_t loose_persons = 0;               ///< without household
        std::uint32_t communes = 0, clans = 0, units = 0;
        IndicatorCounts indicators{};
    };
    static Population lay(const Plan& plan);
    static Population build(const PopulationRows& rows, const IndicatorCounts& indicators);
    static void list_clans(Population& p);
    static ScoreColumns& columns_of(Population& p, Title title, std::uint32_t number);

private:
    static std::uint32_t count_rows(const Plan& plan);
    static void take_columns(Population& p);
    static void lay_rows(Population& p, const Plan& plan);
    static void lay_communes(Population& p);
    static std::uint8_t start_marks(const Population& p);
};

}  // namespace khuyenhoc::recognition
