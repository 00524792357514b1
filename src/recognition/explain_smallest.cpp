// The smallest change that gives a title, with the people it is about, as the pages get it.
#include <fmt/format.h>

#include <algorithm>

#include "recognition/explain.h"
#include "recognition/smallest.h"

namespace khuyenhoc::recognition {

namespace {

/// A clause of the sentence in each language.
using Clauses = std::vector<Words>;

Words joined(const Clauses& clauses, std::string_view between) {
    Words all;
    for (const auto& clause : clauses) {
        const std::string mark = all.vi.empty() ? "" : std::string(between);
        all.vi += mark + clause.vi;
        all.en += mark + clause.en;
    }
    return all;
}

std::string more_points(std::int64_t points) { return fmt::format("{} more {}", points, points == 1 ? "point" : "points"); }

Words point_words(const Indicator& indicator, const PointChange& change) {
    const auto& code = indicator.code;
    if (indicator.kind == IndicatorKind::yes_no) {
        if (change.to == 0)
            return {fmt::format("{} được chấm", code), fmt::format("{} scored", code)};
        return {fmt::format("đạt {} ({})", code, indicator.text.vi), fmt::format("{} met ({})", code, indicator.text.en)};
    }
    if (!change.from) return {fmt::format("{} được chấm từ {}", code, change.to), fmt::format("{} scored {} or more", code, change.to)};
    return {fmt::format("{} từ {} lên {}", code, *change.from, change.to), fmt::format("{} from {} to {}", code, *change.from, change.to)};
}

Clauses plan_words(const CriteriaSet& set, const PointPlan& plan) {
    Clauses clauses;
    for (const auto& change : plan.changes) clauses.push_back(point_words(set.indicators[change.indicator], change));
    return clauses;
}

json::array indicators_json(const CriteriaSet& set, const PointPlan& plan) {
    json::array out;
    for (const auto& change : plan.changes)
        out.push_back(json::object{{"code", set.indicators[change.indicator].code},
                                   {"text", words_json(set.indicators[change.indicator].text)},
                                   {"from", change.from ? json::value(*change.from) : json::value()},
                                   {"to", change.to}});
    return out;
}

class Smallest {
public:
    Smallest(const Model& model, store::Connection& db, std::int64_t province, SubjectKind kind, std::uint32_t number, const people::Unlisted& unlisted)
        : model_(model), population_(model.population()), db_(db), province_(province), kind_(kind), number_(number), unlisted_(unlisted) {}

    json::value make() {
        const State state = model_.state_of(kind_, number_);
        if (kind_ == SubjectKind::person && state != State::not_achieved && state != State::incomplete) return nullptr;
        const int level = level_of(state) + 1;
        if (level > set().levels) return nullptr;
        const auto plan = least_points(set(), population_.scores(title(), number_), group());
        const auto below = least_measures(set(), level, reach());
        clauses_ = plan_words(set(), plan);
        json::object out{{"level", level},
                         {"possible", below.has_value()},
                         {"points", plan.points},
                         {"indicators", indicators_json(set(), plan)},
                         {"changes", below ? changes_json(*below) : json::array{}}};
        out["text"] = words_json(sentence(plan, below.has_value()));
        return out;
    }

private:
    Title title() const { return title_of(kind_); }
    const CriteriaSet& set() const { return model_.criteria().of(title()); }
    int group() const { return kind_ == SubjectKind::person ? population_.group(number_) : 0; }

    Words sentence(const PointPlan& plan, bool possible) const {
        if (!possible)
            return {"Hiện chưa có thay đổi nào đủ để đạt: không đủ đối tượng để xét theo điều kiện.",
                    "No change within reach gives the title now: there are too few to judge by."};
        const auto clauses = joined(clauses_, kind_ == SubjectKind::person ? ", " : "; ");
        if (kind_ == SubjectKind::person)
            return {fmt::format("Thay đổi nhỏ nhất để đạt: thêm {} điểm ({}).", plan.points, clauses.vi),
                    fmt::format("The smallest change that gives the title: {} ({}).", more_points(plan.points), clauses.en)};
        return {fmt::format("Thay đổi nhỏ nhất để đạt: {}.", clauses.vi),
                fmt::format("The smallest change that gives the title: {}.", clauses.en)};
    }

    bool may_pass(std::uint32_t row) const {
        const State state = model_.state_of(SubjectKind::person, row);
        return state != State::out_of_scope && state != State::two_households;
    }

    template <class Rows>
    std::int64_t may_pass_among(const Rows& rows) const {
        return std::ranges::count_if(rows, [&](std::uint32_t row) { return !population_.is_hole(row) && may_pass(row); });
    }

    std::vector<std::uint32_t> members() const {
        const auto range = population_.members_of(number_);
        std::vector<std::uint32_t> rows;
        for (auto row = range.first; row < range.last; ++row)
            if (!population_.is_hole(row)) rows.push_back(row);
        return rows;
    }

    Reach reach() const {
        Reach reach;
        reach.now = [this](Measure what) { return measure(population_, model_.outcome(), title(), number_, what); };
        reach.most = [this](Measure what) { return most(what); };
        if (kind_ != SubjectKind::household) return reach;
        const auto& rules = model_.outcome().rules;
        for (const auto row : members()) {
            const int born = population_.birth_year(row);
            const bool child = born >= rules.child_from && born <= rules.child_to;
            const bool adult = born >= rules.birth_from && born <= rules.birth_to;
            reach.out_of_school_and_no_adult += child && !adult && population_.schooling(row) == 3;
        }
        return reach;
    }

    std::int64_t most(Measure what) const {
        const auto all = [&](Measure of) { return measure(population_, model_.outcome(), title(), number_, of); };
        switch (what) {
            case Measure::learning_citizens:
                return kind_ == SubjectKind::household ? may_pass_among(members()) : all(Measure::adults);
            case Measure::learning_families:
                return all(Measure::households);
            case Measure::learning_clans:
                return all(Measure::clans);
            case Measure::staff_learning_citizens:
                return may_pass_among(population_.staff_of(number_));
            case Measure::learners_learning_citizens:
                return may_pass_among(population_.learners_of(number_));
            default:
                return all(what);
        }
    }

    json::array changes_json(const std::vector<MeasureChange>& changes) {
        json::array out;
        for (const auto& change : changes) {
            const auto by = std::abs(change.to - change.from);
            json::object one{{"measure", std::string(name_of(change.measure))},
                             {"noun", words_json(noun_of(change.measure, by))},
                             {"from", change.from},
                             {"to", change.to}};
            if (kind_ == SubjectKind::household && change.measure == Measure::learning_citizens) one["who"] = nearest(by);
            else clauses_.push_back(change_words(change, by));
            out.push_back(std::move(one));
        }
        return out;
    }

    static Words change_words(const MeasureChange& change, std::int64_t by) {
        if (change.measure == Measure::children_out_of_school)
            return {fmt::format("{} trẻ đi học lại", by), fmt::format("{} {} back at school", by, by == 1 ? "child" : "children")};
        if (change.measure == Measure::children_schooling_unknown)
            return {fmt::format("ghi việc học của {} trẻ (đang đi học)", by),
                    fmt::format("the schooling of {} {} recorded (attending)", by, by == 1 ? "child" : "children")};
        const auto noun = noun_of(change.measure, by);
        return {fmt::format("thêm {} {}", by, noun.vi), fmt::format("{} more {}", by, noun.en)};
    }

    /// The members who need the fewest points to pass.
    json::array nearest(std::int64_t how_many) {
        const auto& citizen = model_.criteria().citizen;
        struct Near {
            std::uint32_t row;
            PointPlan plan;
        };
        std::vector<Near> near;
        for (const auto row : members())
            if (may_pass(row) && !model_.outcome().is_citizen(row))
                near.push_back({row, least_points(citizen, population_.scores(Title::citizen, row), population_.group(row))});
        std::ranges::stable_sort(near, {}, [](const Near& one) { return one.plan.points; });
        near.resize(std::min(near.size(), static_cast<std::size_t>(how_many)));
        json::array out;
        for (const auto& one : near) out.push_back(person_json(citizen, one.row, one.plan));
        return out;
    }

    json::object person_json(const CriteriaSet& citizen, std::uint32_t row, const PointPlan& plan) {
        const auto id = population_.person_id(row);
        const State state = model_.state_of(SubjectKind::person, row);
        const auto name =
            unlisted_.shown(id, db_.query_text("SELECT full_name FROM person WHERE province_id = $1 AND person_id = $2", {province_, id}).value_or(""));
        const Words who = name.empty() ? Words{"một người", "one person"} : Words{name, name};
        if (state == State::not_assessed) {
            clauses_.push_back({fmt::format("{} được đánh giá và đạt", who.vi), fmt::format("{} assessed and passing", who.en)});
        } else {
            const auto clauses = joined(plan_words(citizen, plan), ", ");
            clauses_.push_back({fmt::format("{} thêm {} điểm ({})", who.vi, plan.points, clauses.vi),
                                fmt::format("{} for {} ({})", more_points(plan.points), who.en, clauses.en)});
        }
        return {{"id", id},
                {"name", name},
                {"state", name_of(state)},
                {"points", plan.points},
                {"indicators", indicators_json(citizen, plan)}};
    }

    const Model& model_;
    const Population& population_;
    store::Connection& db_;
    std::int64_t province_;
    SubjectKind kind_;
    std::uint32_t number_;
    const people::Unlisted& unlisted_;
    Clauses clauses_;
};

}  // namespace

json::value smallest_json(const Model& model, store::Connection& db, std::int64_t province, SubjectKind kind,
                          std::uint32_t number, const people::Unlisted& unlisted) {
    return Smallest(model, db, province, kind, number, unlisted).make();
}

}  // namespace khuyenhoc::recognition
