// Ages, sexes and relations of the members of each household: parents are old enough for their children, mothers not
// too old, and adults and children are as many as the household plans.
#include <algorithm>

#include "base/check.h"
#include "demo/planning.h"

namespace khuyenhoc::demo {

namespace {

constexpr std::uint8_t male = 1, female = 2;
constexpr std::uint8_t head = 1, spouse = 2, child = 3, parent = 4, grandchild = 5, sibling = 6, other = 9;

/// Who lives together: grandparents, the couple (or one of it), grown children, brothers and sisters of the father,
/// children.
struct Shape {
    int elders = 0, couple = 2, grown = 0, siblings = 0, children = 0;
};

class Family {
public:
    Family(const Plan& plan, std::uint32_t h) : chance_(plan.chance), home_(plan.households[h]), h_(h) {}

    /// Fills `members` in the register's order: the head first.
    void fill(std::span<PersonPlan> members) {
        draw_shape();
        draw_children();
        draw_couple();
        draw_elders();
        elder_heads_ = shape_.elders > 0 && shape_.couple + shape_.children + shape_.grown > 0 && happens(480, 50);
        place_grown_ups();
        place_young();
        check(people_.size() == members.size(), "a family has its members");
        std::ranges::stable_sort(people_, {}, [](const PersonPlan& p) {
            return p.relation == head ? 0 : p.relation == spouse ? 1 : 2;
        });
        std::ranges::copy(people_, members.begin());
    }

private:
    bool happens(int per_mille, std::uint64_t field) const {
        return chance_.happens(per_mille, About::household, h_, field);
    }
    int between(int least, int most, std::uint64_t field) const {
        return chance_.between(least, std::max(least, most), About::household, h_, field);
    }

    void draw_shape() {
        const int adults = home_.adults;
        shape_.children = home_.members - adults;
        if (adults == 1) {
            shape_.couple = 1;
            return;
        }
        const bool with_children = shape_.children > 0;
        if (adults == 2) {
            // A single parent with a grown child now and then; else a couple.
            if (happens(with_children ? 60 : 130, 40)) shape_ = {0, 1, 1, 0, shape_.children};
            return;
        }
        int rest = adults - 2;
        const int kind = between(0, 999, 41);
        if (kind < (with_children ? 450 : 220)) shape_.elders = rest >= 2 && kind % 2 == 0 ? 2 : 1;
        rest -= shape_.elders;
        if (shape_.elders > 0 && rest > 0 && happens(450, 42)) {
            ++shape_.siblings;
            --rest;
        }
        shape_.grown = rest;
    }

    /// Ages of the children, eldest first. Fewer from 15 to 17, as the province's own shares of ages ask.
    void draw_children() {
        for (int i = 0; i < shape_.children; ++i) {
            int age = 0;
            for (std::uint64_t attempt = 0; attempt < 8; ++attempt) {
                const auto field = 60 + static_cast<std::uint64_t>(i) * 8 + attempt;
                const auto draw = static_cast<int>(chance_.below(1000, About::household, h_, field));
                age = draw < 901 ? draw * 15 / 901 : 15 + (draw - 901) * 3 / 99;
                if (std::ranges::find(ages_, age) == ages_.end()) break;  // else twins, rarely
            }
            ages_.push_back(age);
        }
        std::ranges::sort(ages_, std::greater());
        const int youngest = ages_.empty() ? -1 : ages_.back();
        // The eldest is at most 26 years older than the youngest, so that one mother can have had both.
        const int most = youngest >= 0 ? youngest + 26 : shape_.elders > 0 ? 27 : 36;
        for (int i = 0; i < shape_.grown; ++i)
            grown_.push_back(between(adult_age, std::max(adult_age + 1, most), 130 + static_cast<std::uint64_t>(i)));
        std::ranges::sort(grown_, std::greater());
    }

    void draw_couple() {
        const int eldest = !grown_.empty() ? grown_.front() : ages_.empty() ? -1 : ages_.front();
        const int youngest = !ages_.empty() ? ages_.back() : grown_.empty() ? -1 : grown_.back();
        if (eldest >= 0) {
            const int gap = (between(17, 29, 150) + between(17, 29, 151)) / 2;
            mother_ = std::clamp(eldest + gap, std::max(adult_age, eldest + 16), std::max(youngest + 45, eldest + 16));
        } else if (shape_.elders > 0) {
            mother_ = between(19, 34, 152);
        } else if (shape_.couple == 1) {
            mother_ = happens(650, 153) ? between(58, 90, 154) : between(22, 57, 155);
        } else {
            mother_ = happens(420, 156) ? between(19, 30, 157) : (between(36, 76, 158) + between(42, 88, 161)) / 2;
        }
        mother_ = std::max(mother_, adult_age);
        father_ = std::max({mother_ + between(-2, 6, 159), eldest + 17, adult_age});
    }

    void draw_elders() {
        grandmother_ = std::min(father_ + between(17, 27, 170), 101);
        grandmother_ = std::max(grandmother_, father_ + 16);
        grandfather_ = std::min(grandmother_ + between(-1, 6, 171), 103);
        grandfather_ = std::max(grandfather_, father_ + 16);
    }

    void add(int age, std::uint8_t sex, std::uint8_t relation, bool own_surname) {
        PersonPlan person;
        person.age = static_cast<std::uint8_t>(age);
        person.sex = sex;
        person.relation = relation;
        person.people = home_.people;
        person.own_surname = own_surname;
        // A few marry into another group.
        if (own_surname && happens(70, 180 + people_.size()))
            person.people =
                facts().people(chance_.happens(500, About::household, h_, 190 + people_.size()) ? "thai" : "kinh");
        people_.push_back(person);
    }

    void place_grown_ups() {
        if (shape_.elders == 2) {
            add(grandfather_, male, elder_heads_ ? head : parent, false);
            add(grandmother_, female, elder_heads_ ? spouse : parent, true);
        } else if (shape_.elders == 1) {
            const bool widow = happens(700, 172);
            add(widow ? grandmother_ : grandfather_, widow ? female : male, elder_heads_ ? head : parent, widow);
        }
        const std::uint8_t father_is = elder_heads_ ? child : head;
        if (shape_.couple == 2) {
            add(father_, male, father_is, false);
            add(mother_, female, elder_heads_ ? other : spouse, true);
        } else {
            const bool woman = happens(680, 160);
            add(woman ? mother_ : father_, woman ? female : male, father_is, woman);
        }
        for (int i = 0; i < shape_.siblings; ++i) {
            const auto n = static_cast<std::uint64_t>(i);
            const int oldest = std::min(father_ + 8, grandmother_ - 17);
            const int youngest = std::max({adult_age, father_ - 12, grandmother_ - 44});
            add(between(youngest, oldest, 200 + n), happens(600, 210 + n) ? male : female,
                elder_heads_ ? child : sibling, false);
        }
    }

    void place_young() {
        const std::uint8_t as = elder_heads_ ? grandchild : child;
        for (std::size_t i = 0; i < grown_.size(); ++i)
            add(grown_[i], happens(560, 220 + i) ? male : female, as, false);
        for (std::size_t i = 0; i < ages_.size(); ++i) add(ages_[i], happens(517, 230 + i) ? male : female, as, false);
    }

    const Chance& chance_;
    const HouseholdPlan& home_;
    std::uint32_t h_;
    Shape shape_;
    std::vector<int> ages_, grown_;
    int mother_ = 0, father_ = 0, grandmother_ = 0, grandfather_ = 0;
    bool elder_heads_ = false;
    std::vector<PersonPlan> people_;
};

/// Children of school age: what the household survey says of them.
void draw_schooling(const Plan& plan, PersonPlan& person, std::uint64_t index) {
    if (person.age < 6 || person.age >= adult_age) return;
    person.schooling = attends;
    const int draw = static_cast<int>(plan.chance.below(1000, About::person, index, 1));
    if (draw < 4) person.schooling = unable;
    if (person.age < 15) return;
    if (draw >= 850 && draw < 930) person.schooling = completed;
    if (draw >= 930) person.schooling = out_of_school;
}

}  // namespace

void plan_people(Plan& plan) {
    plan.persons.resize(static_cast<std::size_t>(plan.size));
    for (std::uint32_t h = 0; h < plan.households.size(); ++h) {
        Family(plan, h).fill(plan.members(plan.households[h]));
        for (std::uint32_t i = 0; i < plan.households[h].members; ++i) {
            const auto p = plan.households[h].first_person + i;
            draw_schooling(plan, plan.persons[p], p);
        }
    }
}

}  // namespace khuyenhoc::demo
