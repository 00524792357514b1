// What follows the register: a few moves and deaths, then proposals and decisions. Journalled like anybody's.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "demo/demo.h"
#include "demo/making.h"

namespace khuyenhoc::demo {

/// Runs one command of the demo, as "system", with an id made from size, seed and its number: the next one.
class Office {
public:
    Office(journal::Journal& journal, std::int64_t province, const Options& options)
        : journal_(journal), province_(province), options_(options) {}

    Result<json::value> run(std::string_view name, json::object body);
    std::int64_t commands() const { return commands_; }

private:
    journal::Journal& journal_;
    std::int64_t province_;
    Options options_;
    std::int64_t commands_ = 0;
};

/// Ids by the plan's numbers, from what demo.fill_commune answered.
class Filled {
public:
    Filled(const Plan& plan, std::vector<FirstIds> firsts) : plan_(plan), firsts_(std::move(firsts)) {}
    const Plan& plan() const { return plan_; }
    std::int64_t commune_id(std::size_t c) const { return firsts_[c].commune; }
    std::int64_t hamlet_id(std::uint32_t i) const;
    std::int64_t household_id(std::uint32_t h) const;
    std::int64_t person_id(std::uint32_t p) const;
    std::int64_t unit_id(std::uint32_t u) const;
    std::uint32_t household_of(std::uint32_t p) const;

private:
    const Plan& plan_;
    std::vector<FirstIds> firsts_;
};

/// Persons and households that moved in autumn 2025, people of two households, deaths in early 2026.
Result<void> make_moves(Office& office, const Filled& filled);

/// Hamlets propose, communes decide. Most communes decide; some have only been proposed to, a few have done nothing
/// yet; a few titles are refused, one is revoked, and the province decides for the units it manages.
Result<void> make_decisions(Office& office, const Filled& filled, std::int64_t province, const Progress& progress);

}  // namespace khuyenhoc::demo
