#include "recognition/smallest.h"

#include <algorithm>
#include <array>
#include <map>

#include "recognition/judgement.h"

namespace khuyenhoc::recognition {

namespace {

/// Raises scores one point at a time, always where a point weighs most: every sum is then reached with the fewest points.
class Raising {
public:
    Raising(const CriteriaSet& set, const Scores& scores) : set_(set) {
        for (std::size_t i = 0; i < set.indicators.size(); ++i) {
            const int now = scores[i] == not_scored ? 0 : scores[i];
            value_.push_back(std::max(now, set.indicators[i].at_least));
            plan_.points += value_.back() - now;
        }
    }

    /// Until the weighted sum of the indicators that `take` lets through is at least `asked`.
    template <class Take>
    void reach(std::int64_t asked, const Take& take) {
        std::int64_t sum = 0;
        std::vector<std::size_t> order;
        for (std::size_t i = 0; i < value_.size(); ++i) {
            if (!take(set_.indicators[i])) continue;
            sum += std::int64_t{value_[i]} * set_.indicators[i].weight;
            order.push_back(i);
        }
        // Of equal weight the one with the most room first, so that few indicators are touched.
        std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) {
            const auto &one = set_.indicators[a], &other = set_.indicators[b];
            return std::pair(-one.weight, value_[a] - one.max) < std::pair(-other.weight, value_[b] - other.max);
        });
        for (const auto i : order) {
            const int weight = set_.indicators[i].weight;
            if (sum >= asked || weight == 0) return;
            const auto wanted = (asked - sum + weight - 1) / weight;
            const auto added = std::min<std::int64_t>(wanted, set_.indicators[i].max - value_[i]);
            value_[i] += static_cast<int>(added);
            plan_.points += added;
            sum += added * weight;
        }
    }

    PointPlan finish(const Scores& scores) {
        for (std::size_t i = 0; i < value_.size(); ++i) {
            const auto from = scores[i] == not_scored ? std::optional<int>() : std::optional<int>(scores[i]);
            if (from != value_[i]) plan_.changes.push_back({i, from, value_[i]});
        }
        return std::move(plan_);
    }

private:
    const CriteriaSet& set_;
    std::vector<int> value_;
    PointPlan plan_;
};

/// Numbers of a subject while one looks for the least change of them.
class Numbers {
public:
    explicit Numbers(const std::function<std::int64_t(Measure)>& now) : now_(now) {}
    std::int64_t of(Measure measure) const {
        const auto found = moved_.find(measure);
        return found == moved_.end() ? now_(measure) : found->second;
    }
    void set(Measure measure, std::int64_t value) { moved_[measure] = value; }
    bool satisfy(const CriteriaSet& set, int level) const { return first_unmet(set, level) == nullptr; }
    const Condition* first_unmet(const CriteriaSet& set, int level) const {
        for (const auto& condition : set.conditions)
            if (condition.level <= level && !holds(condition, of(condition.of), of(condition.among))) return &condition;
        return nullptr;
    }

private:
    const std::function<std::int64_t(Measure)>& now_;
    std::map<Measure, std::int64_t> moved_;
};

/// Those of a clan, hamlet or unit only rise, so each condition that fails says what it needs at least, again and again
/// until all hold: the answer is the least of every number at once.
std::optional<std::vector<MeasureChange>> least_rising(const CriteriaSet& set, int level, const Reach& reach) {
    constexpr std::array rising{Measure::learning_citizens, Measure::learning_families, Measure::learning_clans,
                                Measure::staff_learning_citizens, Measure::learners_learning_citizens};
    Numbers numbers(reach.now);
    while (const Condition* unmet = numbers.first_unmet(set, level)) {
        if (unmet->kind == ConditionKind::at_most) return std::nullopt;
        const bool share = unmet->kind == ConditionKind::share_at_least;
        const auto among = share ? numbers.of(unmet->among) : 0;
        // A share of nothing that fails can only be mended by something to take a share of.
        const Measure what = share && among == 0 ? unmet->among : unmet->of;
        const auto needed = !share ? unmet->count : among == 0 ? 1 : (unmet->bp * among + 9999) / 10000;
        if (std::ranges::find(rising, what) == rising.end() || needed > reach.most(what)) return std::nullopt;
        numbers.set(what, needed);
    }
    std::vector<MeasureChange> changes;
    for (const auto measure : measures_of(set.title))
        if (numbers.of(measure) != reach.now(measure)) changes.push_back({measure, reach.now(measure), numbers.of(measure)});
    return changes;
}

/// A household is small: every way of so many changes is looked at, fewest first.
struct FamilyChange {
    std::int64_t citizens = 0, children_back = 0, adults_back = 0, asked = 0;
    std::int64_t all() const { return citizens + children_back + adults_back + asked; }
};

class FamilySearch {
public:
    FamilySearch(const CriteriaSet& set, int level, const Reach& reach)
        : set_(set),
          level_(level),
          now_(reach.now),
          citizens_(now_(Measure::learning_citizens)),
          out_(now_(Measure::children_out_of_school)),
          unknown_(now_(Measure::children_schooling_unknown)),
          left_(now_(Measure::adults_and_left_school)),
          most_{reach.most(Measure::learning_citizens) - citizens_, reach.out_of_school_and_no_adult,
                out_ - reach.out_of_school_and_no_adult, unknown_} {}

    std::optional<FamilyChange> find() const {
        std::optional<FamilyChange> best;
        FamilyChange change;
        for (change.citizens = 0; change.citizens <= most_.citizens; ++change.citizens)
            for (change.children_back = 0; change.children_back <= most_.children_back; ++change.children_back)
                for (change.adults_back = 0; change.adults_back <= most_.adults_back; ++change.adults_back)
                    for (change.asked = 0; change.asked <= most_.asked; ++change.asked)
                        if ((!best || change.all() < best->all()) && suffices(change)) best = change;
        return best;
    }

    std::vector<MeasureChange> told(const FamilyChange& change) const {
        std::vector<MeasureChange> changes;
        const auto add = [&](Measure measure, std::int64_t from, std::int64_t to) {
            if (from != to) changes.push_back({measure, from, to});
        };
        add(Measure::learning_citizens, citizens_, citizens_ + change.citizens);
        add(Measure::children_out_of_school, out_, out_ - change.children_back - change.adults_back);
        add(Measure::children_schooling_unknown, unknown_, unknown_ - change.asked);
        return changes;
    }

private:
    bool suffices(const FamilyChange& change) const {
        Numbers numbers(now_);
        numbers.set(Measure::learning_citizens, citizens_ + change.citizens);
        numbers.set(Measure::children_out_of_school, out_ - change.children_back - change.adults_back);
        numbers.set(Measure::children_schooling_unknown, unknown_ - change.asked);
        numbers.set(Measure::adults_and_left_school, left_ - change.children_back);
        return numbers.satisfy(set_, level_);
    }

    const CriteriaSet& set_;
    int level_;
    const std::function<std::int64_t(Measure)>& now_;
    std::int64_t citizens_, out_, unknown_, left_;
    FamilyChange most_;
};

}  // namespace

PointPlan least_points(const CriteriaSet& set, const Scores& scores, int group) {
    Raising raising(set, scores);
    for (std::size_t c = 0; c < set.competences.size(); ++c)
        raising.reach(set.competences[c].at_least, [&](const Indicator& i) { return i.competence == static_cast<int>(c); });
    const auto g = static_cast<std::size_t>(group);
    const int total = g < set.groups.size() ? set.groups[g].total_at_least : set.total_at_least.value_or(0);
    raising.reach(total, [](const Indicator&) { return true; });
    return raising.finish(scores);
}

std::optional<std::vector<MeasureChange>> least_measures(const CriteriaSet& set, int level, const Reach& reach) {
    if (set.title != Title::family) return least_rising(set, level, reach);
    const FamilySearch search(set, level, reach);
    const auto found = search.find();
    if (!found) return std::nullopt;
    return search.told(*found);
}

}  // namespace khuyenhoc::recognition
