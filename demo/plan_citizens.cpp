// Which adults are learning citizens, and what keeps the others and the families without the title from it.
// Families were decided first; here their adults follow, and then the province's number of citizens is met exactly by
// adults whose change changes no family and no hamlet.
#include <algorithm>
#include <array>

#include "base/check.h"
#include "demo/planning.h"

namespace khuyenhoc::demo {

namespace {

/// Why a household is no learning family.
enum class Lack : std::uint8_t { nothing, citizens, own_answer, child, assessment };

class Citizens {
public:
    explicit Citizens(Plan& plan)
        : plan_(plan),
          chance_(plan.chance),
          lacks_(plan.households.size()),
          citizens_of_(plan.households.size()),
          hamlet_citizens_(plan.hamlets.size()),
          hamlet_adults_(plan.hamlets.size()) {}

    void draw() {
        for (std::uint32_t h = 0; h < plan_.households.size(); ++h) {
            choose_lack(h);
            draw_adults(h);
        }
        lift_hamlets();
        meet_aim();
        for (std::uint32_t p = 0; p < plan_.persons.size(); ++p) name_outcome(p);
    }

private:
    HouseholdPlan& household(std::uint32_t h) { return plan_.households[h]; }
    bool adult(const PersonPlan& person) const { return person.age >= adult_age; }
    bool citizen(const PersonPlan& person) const { return person.outcome == Outcome::achieved; }

    void choose_lack(std::uint32_t h) {
        auto& home = household(h);
        if (home.learning_family) return;
        const auto draw = chance_.below(1000, About::household, h, 310);
        lacks_[h] = draw < 690   ? Lack::citizens
                    : draw < 890 ? Lack::own_answer
                    : draw < 970 ? Lack::child
                                 : Lack::assessment;
        if (lacks_[h] == Lack::child && !set_child_lack(h)) lacks_[h] = Lack::own_answer;
        const auto which = chance_.below(3, About::household, h, 311);
        if (lacks_[h] == Lack::own_answer) home.own[which] = '0';
        if (lacks_[h] == Lack::citizens && chance_.happens(120, About::household, h, 312)) home.own[which] = '0';
        if (lacks_[h] != Lack::assessment) return;
        home.assessed = chance_.happens(400, About::household, h, 313);
        if (home.assessed) home.own[which] = '-';
    }

    /// One child of school age is out of school, or nobody asked.
    bool set_child_lack(std::uint32_t h) {
        for (auto& person : plan_.members(household(h))) {
            if (person.age < 6 || person.age > 14) continue;
            person.schooling = chance_.happens(800, About::household, h, 314) ? out_of_school : not_asked;
            return true;
        }
        return false;
    }

    int most_citizens(std::uint32_t h) {
        const int adults = household(h).adults;
        return lacks_[h] == Lack::citizens ? least_citizens(adults) - 1 : adults;
    }
    int fewest_citizens(std::uint32_t h) {
        return household(h).learning_family ? least_citizens(household(h).adults) : 0;
    }

    void draw_adults(std::uint32_t h) {
        auto& home = household(h);
        const int spread = chance_.between(-45, 45, About::hamlet, home.hamlet, 30);
        const int per_mille = home.learning_family ? 888 + spread : lacks_[h] == Lack::citizens ? 420 : 780 + spread;
        int count = 0;
        for (std::uint32_t i = 0; i < home.members; ++i) {
            auto& person = plan_.persons[home.first_person + i];
            if (!adult(person)) continue;
            const int age_step = person.age > 70 ? -140 : person.age > 55 ? -30 : 10;
            const bool reaches = chance_.happens(per_mille + age_step, About::person, home.first_person + i, 10);
            person.outcome = reaches ? Outcome::achieved : Outcome::not_achieved;
            count += reaches ? 1 : 0;
        }
        for (auto& person : plan_.members(home)) {
            if (!adult(person)) continue;
            const int step = count < fewest_citizens(h) && !citizen(person) ? 1
                             : count > most_citizens(h) && citizen(person)  ? -1
                                                                            : 0;
            if (step != 0) person.outcome = step > 0 ? Outcome::achieved : Outcome::not_achieved;
            count += step;
        }
        citizens_of_[h] = count;
        hamlet_citizens_[home.hamlet] += count;
        hamlet_adults_[home.hamlet] += home.adults;
    }

    int fewest_of_hamlet(std::uint32_t hamlet) const {
        return plan_.hamlets[hamlet].learning_community ? (hamlet_adults_[hamlet] + 1) / 2 : 0;
    }

    /// Makes one more (or one fewer) learning citizen in the household, where that changes no family and no hamlet.
    int change(std::uint32_t h, int step) {
        auto& home = household(h);
        if (citizens_of_[h] + step < fewest_citizens(h) || citizens_of_[h] + step > most_citizens(h)) return 0;
        if (step < 0 && hamlet_citizens_[home.hamlet] <= fewest_of_hamlet(home.hamlet)) return 0;
        for (auto& person : plan_.members(home)) {
            if (!adult(person) || citizen(person) == (step > 0)) continue;
            person.outcome = step > 0 ? Outcome::achieved : Outcome::not_achieved;
            citizens_of_[h] += step;
            hamlet_citizens_[home.hamlet] += step;
            return step;
        }
        return 0;
    }

    void lift_hamlets() {
        for (std::uint32_t i = 0; i < plan_.hamlets.size(); ++i) {
            const auto& hamlet = plan_.hamlets[i];
            for (int round = 0; round < 10 && hamlet_citizens_[i] < fewest_of_hamlet(i); ++round)
                for (std::uint32_t k = 0; k < hamlet.households && hamlet_citizens_[i] < fewest_of_hamlet(i); ++k)
                    change(hamlet.first_household + k, 1);
            check(hamlet_citizens_[i] >= fewest_of_hamlet(i), "a learning community has enough learning citizens");
        }
    }

    void meet_aim() {
        std::int64_t missing = plan_.aim.learning_citizens;
        for (const int count : citizens_of_) missing -= count;
        // A sixteenth of the households at a time, drawn, at most one person each: the correction spreads over
        // everybody.
        for (std::uint32_t round = 0; round < 160 && missing != 0; ++round)
            for (std::uint32_t h = 0; h < plan_.households.size() && missing != 0; ++h)
                if (chance_.below(16, About::household, h, 320) == round % 16)
                    missing -= change(h, missing > 0 ? 1 : -1);
        plan_.aim.learning_citizens -= missing;
    }

    void name_outcome(std::uint32_t p) {
        auto& person = plan_.persons[p];
        if (person.outcome != Outcome::not_achieved) return;
        const auto draw = chance_.below(1000, About::person, p, 11);
        if (draw < 70) person.outcome = Outcome::not_assessed;
        else if (draw < 80) person.outcome = Outcome::incomplete;
    }

    Plan& plan_;
    const Chance& chance_;
    std::vector<Lack> lacks_;
    std::vector<int> citizens_of_;
    std::vector<int> hamlet_citizens_, hamlet_adults_;
};

}  // namespace

void plan_citizens(Plan& plan) { Citizens(plan).draw(); }

}  // namespace khuyenhoc::demo
