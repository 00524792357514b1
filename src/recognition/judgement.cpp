#include "recognition/judgement.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/check.h"

namespace khuyenhoc::recognition {

namespace {

Finding of_indicator(const CriteriaSet& set, std::size_t i, const Scores& scores) {
    const auto& indicator = set.indicators[i];
    Finding f;
    f.code = indicator.code;
    f.text = indicator.text;
    f.most_points = indicator.max;
    f.asked = indicator.at_least;
    f.scored_as = indicator.kind;
    f.weight = indicator.weight;
    f.confidence = indicator.confidence;
    f.illustrative = set.illustrative;
    if (scores[i] != not_scored) f.points = scores[i];
    f.met = f.points && *f.points >= f.asked;
    return f;
}

/// Weighted points of the indicators that `take` lets through; unscored ones count nothing.
template <class Take>
std::pair<std::int64_t, std::int64_t> weighted(const CriteriaSet& set, const Scores& scores, const Take& take) {
    std::int64_t points = 0, most = 0;
    for (std::size_t i = 0; i < set.indicators.size(); ++i) {
        if (!take(set.indicators[i])) continue;
        most += set.indicators[i].max * set.indicators[i].weight;
        if (scores[i] != not_scored) points += scores[i] * set.indicators[i].weight;
    }
    return {points, most};
}

void add_sums(std::vector<Finding>& findings, const CriteriaSet& set, const Scores& scores, int group) {
    const bool complete = std::ranges::all_of(findings, [](const Finding& f) { return f.points.has_value(); });
    const auto add = [&](Finding::Kind kind, std::string code, Words text, std::int64_t asked, Confidence confidence,
                         auto take) {
        const auto [points, most] = weighted(set, scores, take);
        Finding f;
        f.kind = kind;
        f.code = std::move(code);
        f.text = std::move(text);
        f.points = points;
        f.most_points = most;
        f.asked = asked;
        f.met = complete && points >= asked;
        f.confidence = confidence;
        f.illustrative = set.illustrative;
        findings.push_back(std::move(f));
    };
    for (std::size_t c = 0; c < set.competences.size(); ++c) {
        if (set.competences[c].at_least <= 0) continue;
        add(Finding::Kind::competence, set.competences[c].code, set.competences[c].name, set.competences[c].at_least,
            set.pass_confidence, [&](const Indicator& i) { return i.competence == static_cast<int>(c); });
    }
    const Group* own =
        static_cast<std::size_t>(group) < set.groups.size() ? &set.groups[static_cast<std::size_t>(group)] : nullptr;
    if (own == nullptr && !set.total_at_least) return;
    add(Finding::Kind::total, "total", {"Tổng điểm", "Total points"},
        own != nullptr ? own->total_at_least : *set.total_at_least,
        own != nullptr ? own->confidence : set.pass_confidence, [](const Indicator&) { return true; });
}

Finding of_condition(const CriteriaSet& set, const Condition& condition,
                     const std::function<std::int64_t(Measure)>& measure) {
    Finding f;
    f.kind = Finding::Kind::condition;
    f.code = condition.code;
    f.text = condition.text;
    f.level = condition.level;
    f.compares = condition.kind;
    f.of = condition.of;
    f.among = condition.among;
    f.numerator = measure(condition.of);
    if (condition.kind == ConditionKind::share_at_least) f.denominator = measure(condition.among);
    f.asked = condition.kind == ConditionKind::share_at_least ? condition.bp : condition.count;
    f.met = holds(condition, f.numerator, f.denominator);
    f.confidence = condition.confidence;
    f.illustrative = condition.illustrative || set.illustrative;
    return f;
}

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const auto& word : words) text += (text.empty() ? "" : ", ") + word;
    return text;
}

std::string_view point_word(std::int64_t points) { return points == 1 ? "point" : "points"; }

Words words_of_points(const Finding& f) {
    const auto lacking = shortfall(f);
    if (f.kind == Finding::Kind::total)
        return {fmt::format("Cần thêm {} điểm trong tổng điểm (đang {}, cần từ {}).", lacking, *f.points, f.asked),
                fmt::format("{} more {} in total (now {}, needed {}).", lacking, point_word(lacking), *f.points, f.asked)};
    if (f.kind == Finding::Kind::competence)
        return {
            fmt::format("Nhóm năng lực {} cần thêm {} điểm (đang {}, cần từ {}).", f.code, lacking, *f.points, f.asked),
            fmt::format("Competence {} needs {} more {} (now {}, needed {}).", f.code, lacking, point_word(lacking),
                        *f.points, f.asked)};
    if (f.scored_as == IndicatorKind::yes_no)
        return {fmt::format("Chưa đạt {}: {}.", f.code, f.text.vi),
                fmt::format("{} is not met: {}.", f.code, f.text.en)};
    return {fmt::format("Chỉ số {} cần thêm {} điểm (đang {}, cần từ {}): {}.", f.code, lacking, *f.points, f.asked,
                        f.text.vi),
            fmt::format("Indicator {} needs {} more {} (now {}, needed {}): {}.", f.code, lacking, point_word(lacking),
                        *f.points, f.asked, f.text.en)};
}

Words words_of_condition(const Finding& f) {
    const auto lacking = shortfall(f);
    const auto of = noun_of(f.of, lacking);
    if (f.compares == ConditionKind::at_most)
        return {fmt::format("Còn {} {} (chỉ được có nhiều nhất {}).", f.numerator, of.vi, f.asked),
                fmt::format("{} {} {} (at most {} allowed).", f.numerator, noun_of(f.of, f.numerator).en,
                            f.numerator == 1 ? "remains" : "remain", f.asked)};
    if (f.compares == ConditionKind::at_least)
        return {fmt::format("Cần thêm {} {} (đang {}, cần từ {}).", lacking, of.vi, f.numerator, f.asked),
                fmt::format("{} more {} needed (now {}, needed {}).", lacking, of.en, f.numerator, f.asked)};
    const auto among = noun_of(f.among);
    if (f.denominator == 0)
        return {fmt::format("Không có {} nên chưa có căn cứ để xét.", among.vi),
                fmt::format("There are no {}, so there is nothing to judge by.", among.en)};
    const auto asked = share_words(f.asked);
    return {fmt::format("Cần thêm {} {} (đang {} trên {} {}, cần ít nhất {}).", lacking, of.vi, f.numerator,
                        f.denominator, among.vi, asked.vi),
            fmt::format("{} more {} needed (now {} of {} {}, at least {} needed).", lacking, of.en, f.numerator,
                        f.denominator, among.en, asked.en)};
}

}  // namespace

bool holds(const Condition& condition, std::int64_t of, std::int64_t among) {
    switch (condition.kind) {
        case ConditionKind::at_least:
            return of >= condition.count;
        case ConditionKind::at_most:
            return of <= condition.count;
        case ConditionKind::share_at_least:
            return among == 0 ? condition.when_empty : 10000 * of >= condition.bp * among;
    }
    return false;
}

std::vector<Finding> judge(const CriteriaSet& set, const Scores& scores, int group,
                           const std::function<std::int64_t(Measure)>& measure) {
    std::vector<Finding> findings;
    for (std::size_t i = 0; i < set.indicators.size(); ++i) findings.push_back(of_indicator(set, i, scores));
    if (!findings.empty()) add_sums(findings, set, scores, group);
    for (const auto& condition : set.conditions) findings.push_back(of_condition(set, condition, measure));
    return findings;
}

bool all_met(const std::vector<Finding>& findings, int level) {
    return std::ranges::all_of(findings, [&](const Finding& f) { return f.level > level || f.met; });
}

std::int64_t shortfall(const Finding& f) {
    if (f.met) return 0;
    if (f.kind != Finding::Kind::condition) return std::max<std::int64_t>(0, f.asked - f.points.value_or(0));
    switch (f.compares) {
        case ConditionKind::at_most:
            return f.numerator - f.asked;
        case ConditionKind::at_least:
            return f.asked - f.numerator;
        case ConditionKind::share_at_least:
            return (f.asked * f.denominator + 9999) / 10000 - f.numerator;
    }
    return 0;
}

std::vector<Words> missing_words(const std::vector<Finding>& findings, int level) {
    std::vector<Words> missing;
    std::vector<std::string> unscored;
    std::int64_t said = 0, indicators = 0;  // points that the sentences on indicators would bring
    for (const auto& f : findings) {
        if (f.kind != Finding::Kind::indicator) continue;
        ++indicators;
        if (!f.points) unscored.push_back(f.code);
        else said += f.weight * shortfall(f);
    }
    if (!unscored.empty() && std::ssize(unscored) < indicators)
        missing.push_back({fmt::format("Còn {} chỉ số chưa chấm: {}.", unscored.size(), joined(unscored)),
                           fmt::format("{} {} not scored yet: {}.", unscored.size(),
                                       unscored.size() == 1 ? "indicator is" : "indicators are", joined(unscored))});
    for (const auto& f : findings) {
        if (f.met || f.level > level) continue;
        if (f.kind == Finding::Kind::condition) missing.push_back(words_of_condition(f));
        else if (f.kind == Finding::Kind::indicator ? f.points.has_value() : unscored.empty() && shortfall(f) > said)
            missing.push_back(words_of_points(f));
    }
    return missing;
}

Words share_words(std::int64_t bp) {
    const auto whole = bp / 100, part = bp % 100;
    if (part == 0) return {fmt::format("{} %", whole), fmt::format("{} %", whole)};
    const std::string digits = part % 10 == 0 ? fmt::format("{}", part / 10) : fmt::format("{:02}", part);
    return {fmt::format("{},{} %", whole, digits), fmt::format("{}.{} %", whole, digits)};
}

std::string points_in_english(std::int64_t points) { return fmt::format("{} {}", points, point_word(points)); }

Words noun_of(Measure measure, std::int64_t how_many) {
    struct Noun {
        const char *vi, *one, *many;
    };
    static constexpr std::array<Noun, 15> nouns = {{
        {"thành viên", "member", "members"},
        {"người lớn thuộc diện đánh giá", "adult to be assessed", "adults to be assessed"},
        {"người đạt Công dân học tập", "Learning Citizen", "Learning Citizens"},
        {"người lớn và người đã học xong hoặc thôi học", "adult or member who has left school",
         "adults and members who have left school"},
        {"trẻ trong độ tuổi đi học chưa đi học", "child out of school", "children out of school"},
        {"trẻ chưa có thông tin về việc đi học", "child whose schooling is not known",
         "children whose schooling is not known"},
        {"hộ", "household", "households"},
        {"hộ đạt Gia đình học tập", "Learning Family", "Learning Families"},
        {"nhân khẩu", "resident", "residents"},
        {"dòng họ", "clan", "clans"},
        {"dòng họ đạt Dòng họ học tập", "Learning Clan", "Learning Clans"},
        {"người làm việc tại đơn vị", "member of staff", "staff"},
        {"người làm việc đạt Công dân học tập", "member of staff who is a Learning Citizen",
         "staff who are Learning Citizens"},
        {"người học", "learner", "learners"},
        {"người học đạt Công dân học tập", "learner who is a Learning Citizen", "learners who are Learning Citizens"},
    }};
    const auto index = static_cast<std::size_t>(measure);
    check(index < nouns.size(), "every measure has a noun");
    return {nouns[index].vi, how_many == 1 ? nouns[index].one : nouns[index].many};
}

}  // namespace khuyenhoc::recognition
