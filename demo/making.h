// Writes the plan into the register, commune by commune, for the commands demo.begin and demo.fill_commune.
// Keeps in memory, from one commune to the next, the ids that the register gave.
#pragma once

#include <future>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "demo/plan.h"
#include "demo/rows.h"
#include "people/people.h"
#include "places/atlas.h"
#include "recognition/assessment.h"

namespace khuyenhoc::demo {

/// Texts of one commune's persons, made ahead of the writing on another thread. `at` is relative to the commune.
class CommuneTexts {
public:
    CommuneTexts(const Plan& plan, const Rows& rows, const people::Keys& keys, std::size_t commune);
    /// What the register takes; views live as long as this.
    people::NewPerson person(std::size_t at) const;
    std::string_view birth(std::size_t at) const { return part(persons_[at].birth); }
    std::string_view scores(std::size_t at) const { return part(persons_[at].scores); }

private:
    struct Part {
        std::uint32_t from = 0, length = 0;
    };
    struct Person {
        Part name, folded, birth, sealed, hash, scores;
        std::uint8_t sex = 0, ethnicity = 0;
    };
    std::string_view part(Part p) const { return std::string_view(text_).substr(p.from, p.length); }
    Part keep(std::string_view text);

    std::string text_;
    std::vector<Person> persons_;
};

/// The register's ids of one commune. All of a kind are consecutive, in the plan's order.
struct FirstIds {
    std::int64_t commune = 0, hamlet = 0, household = 0, person = 0, unit = 0;
    json::object to_json() const;
    static FirstIds from_json(const json::object& object);
};

class Making {
public:
    Making(const people::Keys& keys, const std::vector<CommuneFact>& communes, int people, std::uint64_t seed);
    ~Making();

    const Plan& plan() const { return *plan_; }
    bool is_of(int people, std::uint64_t seed) const { return plan_->size == people && seed_ == seed; }

    /// Index of the commune to be filled next; `communes.size()` when all are.
    std::size_t next() const { return next_; }

    /// Writes the next commune inside the command's transaction. What the register gave it.
    FirstIds fill_next(CommandContext& context);

private:
    FirstIds first_ids(std::size_t c) const;
    void find_communes(store::Connection& db);
    void add_hamlets(CommandContext& context, const CommunePlan& commune, std::size_t c);
    void add_households(people::RegisterWriter& to, const CommunePlan& commune, const CommuneTexts& texts);
    void add_clans(people::RegisterWriter& to, std::size_t c);
    void add_units(people::RegisterWriter& to, std::size_t c);
    void assess(recognition::AssessmentWriter& to, const CommunePlan& commune, const CommuneTexts& texts,
                std::size_t c);
    std::future<CommuneTexts> texts_ahead(std::size_t c) const;
    std::uint32_t home_before(std::uint32_t h) const;       ///< hamlet the household lived in before it moved
    std::uint32_t household_before(std::uint32_t p) const;  ///< household the person lived in before moving, or none

    people::Keys keys_;
    std::uint64_t seed_;
    std::unique_ptr<const Plan> plan_;
    std::unique_ptr<const Rows> rows_;
    std::unique_ptr<people::RegisterWriter> writer_;
    std::vector<std::int64_t> commune_ids_, hamlet_ids_, household_ids_, person_ids_, clan_ids_, unit_ids_;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> moved_persons_,
        moved_households_;  ///< subject, before; sorted
    struct LateMember {
        std::uint32_t commune, unit, person;
    };
    std::vector<LateMember> late_;  ///< learners who live in a commune filled after their unit's
    std::size_t next_ = 0;
    std::optional<std::future<CommuneTexts>> ahead_;
};

/// The province's communes as the places have them on 1 July 2025, in code order.
std::vector<CommuneFact> commune_facts(const places::Atlas& atlas, places::PlaceId province);

}  // namespace khuyenhoc::demo
