#include "recognition/criteria_case.h"

#include <algorithm>

#include "capability/capability.h"
#include "recognition/fields.h"

namespace khuyenhoc::recognition {

namespace {

constexpr std::array expected_states{State::out_of_scope, State::not_assessed, State::incomplete,
                                     State::not_achieved, State::achieved,     State::achieved_2};

std::vector<Field> case_fields() {
    using Kind = Field::Kind;
    std::vector<std::string_view> states;
    for (const auto state : expected_states) states.push_back(name_of(state));
    return {{.name = "name", .least = 1, .most = 200},
            {.name = "group", .required = false, .least = 1, .most = 40},
            {.name = "age", .kind = Kind::integer, .required = false, .least = 0, .most = most_age},
            {.name = "scores", .kind = Kind::integers, .required = false, .most = most_indicators},
            {.name = "measures", .kind = Kind::any, .required = false},
            {.name = "expected", .one_of = states}};
}

std::unexpected<Refusal> beneath(const std::string& path, Refusal refusal) {
    refusal.where = path + (refusal.where.empty() ? "" : "." + refusal.where);
    return std::unexpected(std::move(refusal));
}

Result<void> read_scores(const std::vector<std::int64_t>& scores, const CriteriaSet& set, CriteriaCase& one) {
    if (scores.size() != set.indicators.size())
        return refuse("criteria.scores_length", "scores",
                      {{"expected", std::to_string(set.indicators.size())}, {"found", std::to_string(scores.size())}});
    for (std::size_t i = 0; i < scores.size(); ++i) {
        const int most = set.indicators[i].max;
        if (scores[i] < -1 || scores[i] > most)
            return refuse("recognition.bad_score", "scores[" + std::to_string(i) + "]", {{"most", std::to_string(most)}});
        one.scores[i] = scores[i] < 0 ? not_scored : static_cast<std::uint8_t>(scores[i]);
    }
    return {};
}

Result<void> read_measures(const json::value& value, const CriteriaSet& set, CriteriaCase& one) {
    if (!value.is_object()) return refuse("shape.wrong_type", "measures", {{"expected", "object"}});
    for (const auto& pair : value.get_object()) {
        const std::string_view name(pair.key().data(), pair.key().size());
        const auto known = measures_of(set.title);
        const auto found = std::ranges::find(known, name, [](Measure measure) { return name_of(measure); });
        if (found == known.end()) {
            std::string allowed;
            for (const auto measure : known) allowed += (allowed.empty() ? "" : ", ") + std::string(name_of(measure));
            return refuse("criteria.unknown_measure", "measures", {{"allowed", allowed}});
        }
        const auto where = "measures." + std::string(name);
        if (!pair.value().is_int64()) return refuse("shape.wrong_type", where, {{"expected", "integer"}});
        const auto number = pair.value().get_int64();
        if (number < 0 || number > 1'000'000'000)
            return refuse("shape.out_of_range", where, {{"least", "0"}, {"most", "1000000000"}});
        one.measures[*found] = number;
    }
    return {};
}

Result<CriteriaCase> read_case(const json::value& value, const CriteriaSet& set) {
    if (!value.is_object()) return refuse("shape.wrong_type", "", {{"expected", "object"}});
    const auto body = check_shape(value.get_object(), case_fields());
    if (!body) return std::unexpected(body.error());
    CriteriaCase one;
    one.name = text_in(*body, "name");
    const auto expected = text_in(*body, "expected");
    one.expected = *std::ranges::find(expected_states, expected, [](State state) { return name_of(state); });
    if (find_field(*body, "age") != nullptr) one.age = static_cast<int>(integer_in(*body, "age"));
    if (find_field(*body, "group") != nullptr) {
        const auto group = std::ranges::find(set.groups, text_in(*body, "group"), &Group::code);
        if (group == set.groups.end()) return refuse("recognition.unknown_group", "group", {{"criteria", set.id}});
        one.group = static_cast<int>(group - set.groups.begin());
    }
    if (const auto scores = integers_in(*body, "scores"))
        if (const auto read = read_scores(*scores, set, one); !read) return std::unexpected(read.error());
    if (const auto* measures = find_field(*body, "measures"))
        if (const auto read = read_measures(*measures, set, one); !read) return std::unexpected(read.error());
    return one;
}

bool in_scope(const CriteriaSet& set, const CriteriaCase& one) {
    return set.title != Title::citizen || !one.age ||
           (*one.age >= set.scope.from && (!set.scope.to || *one.age <= *set.scope.to));
}

State state_of_case(const CriteriaSet& set, const CriteriaCase& one, const std::vector<Finding>& findings) {
    if (!in_scope(set, one)) return State::out_of_scope;
    const auto scored = std::ranges::count_if(
        findings, [](const Finding& f) { return f.kind == Finding::Kind::indicator && f.points.has_value(); });
    if (!set.indicators.empty() && scored == 0) return State::not_assessed;
    if (scored < std::ssize(set.indicators)) return State::incomplete;
    int level = 0;
    while (level < set.levels && all_met(findings, level + 1)) ++level;
    return level == 0 ? State::not_achieved : level == 1 ? State::achieved : State::achieved_2;
}

}  // namespace

Result<std::vector<CriteriaCase>> read_cases(const json::array& cases, const CriteriaSet& set) {
    if (cases.size() > most_cases)
        return refuse("shape.out_of_range", "cases", {{"least", "0"}, {"most", std::to_string(most_cases)}});
    std::vector<CriteriaCase> read;
    for (std::size_t i = 0; i < cases.size(); ++i) {
        auto one = read_case(cases[i], set);
        if (!one) return beneath("cases[" + std::to_string(i) + "]", one.error());
        read.push_back(std::move(*one));
    }
    return read;
}

CaseAnswer answer_case(const CriteriaSet& set, const CriteriaCase& one) {
    const auto findings = judge(set, one.scores, one.group, [&](Measure measure) {
        const auto found = one.measures.find(measure);
        return found == one.measures.end() ? std::int64_t{0} : found->second;
    });
    CaseAnswer answer;
    answer.state = state_of_case(set, one, findings);
    answer.passed = answer.state == one.expected;
    if (!is_achieved(answer.state) && answer.state != State::out_of_scope) answer.missing = missing_words(findings, 1);
    return answer;
}

}  // namespace khuyenhoc::recognition
