#include "recognition/criteria.h"

#include <algorithm>

#include "base/check.h"

namespace khuyenhoc::recognition {

namespace {

constexpr std::array<std::string_view, 5> title_names{"citizen", "family", "clan", "community", "unit"};
constexpr std::array<std::string_view, 4> indicator_kinds{"points", "yes_no", "level", "grade"};
constexpr std::array<std::string_view, 3> condition_kinds{"share_at_least", "at_most", "at_least"};
constexpr std::array<std::string_view, 15> measure_names{
    "members", "adults", "learning_citizens", "adults_and_left_school", "children_out_of_school",
    "children_schooling_unknown", "households", "learning_families", "residents", "clans", "learning_clans",
    "staff", "staff_learning_citizens", "learners", "learners_learning_citizens"};

constexpr std::array family_measures{Measure::members, Measure::adults, Measure::learning_citizens,
                                     Measure::adults_and_left_school, Measure::children_out_of_school,
                                     Measure::children_schooling_unknown};
constexpr std::array clan_measures{Measure::households, Measure::learning_families, Measure::members, Measure::adults,
                                   Measure::learning_citizens};
constexpr std::array community_measures{Measure::residents, Measure::adults, Measure::learning_citizens,
                                        Measure::households, Measure::learning_families, Measure::clans,
                                        Measure::learning_clans};
constexpr std::array unit_measures{Measure::staff, Measure::staff_learning_citizens, Measure::learners,
                                   Measure::learners_learning_citizens};

template <class E, std::size_t N>
std::string_view pick(const std::array<std::string_view, N>& names, E value) {
    const auto index = static_cast<std::size_t>(value);
    check(index < N, "an enumerator has a name");
    return names[index];
}

ScoreRule compile_own(const CriteriaSet& set) {
    check(set.indicators.size() <= most_indicators && set.competences.size() <= most_competences &&
              set.groups.size() <= most_groups,
          "a criteria set keeps to its bounds");
    ScoreRule rule;
    rule.indicators = static_cast<int>(set.indicators.size());
    rule.competences = std::max<int>(1, static_cast<int>(set.competences.size()));
    for (std::size_t i = 0; i < set.indicators.size(); ++i) {
        const Indicator& indicator = set.indicators[i];
        check(indicator.max >= 0 && indicator.max <= most_score && indicator.weight >= 0 && indicator.weight <= most_weight &&
                  indicator.at_least >= 0 && indicator.at_least <= most_score && indicator.competence >= 0 &&
                  indicator.competence < rule.competences,
              "an indicator keeps to its bounds");
        rule.weight[i] = static_cast<std::uint8_t>(indicator.weight);
        rule.at_least[i] = static_cast<std::uint8_t>(indicator.at_least);
        rule.competence[i] = static_cast<std::uint8_t>(indicator.competence);
    }
    const auto bounded = [](int total) {
        check(total >= 0 && total <= most_total, "a total keeps to its bounds");
        return static_cast<std::uint16_t>(total);
    };
    for (std::size_t i = 0; i < set.competences.size(); ++i) rule.competence_at_least[i] = bounded(set.competences[i].at_least);
    rule.total_at_least.fill(bounded(set.total_at_least.value_or(0)));
    for (std::size_t i = 0; i < set.groups.size(); ++i) rule.total_at_least[i] = bounded(set.groups[i].total_at_least);
    return rule;
}

TitleRule compile_title(const CriteriaSet& set) {
    TitleRule rule;
    rule.own = compile_own(set);
    rule.levels = set.levels;
    check(set.levels == 1 || set.levels == 2, "a set has one or two levels");
    check(set.conditions.size() <= most_conditions, "a criteria set keeps to its bounds");
    const auto known = measures_of(set.title);
    for (const Condition& condition : set.conditions) {
        check(std::ranges::find(known, condition.of) != known.end() &&
                  (condition.kind != ConditionKind::share_at_least || std::ranges::find(known, condition.among) != known.end()),
              "a condition measures what its title has");
        check(condition.bp >= 0 && condition.bp <= 10000 && condition.count >= 0 && condition.level >= 1 &&
                  condition.level <= set.levels,
              "a condition keeps to its bounds");
        rule.conditions.push_back({condition.kind, condition.level, condition.of, condition.among, condition.bp,
                                   condition.count, condition.when_empty});
    }
    return rule;
}

}  // namespace

std::string_view name_of(Title title) { return pick(title_names, title); }
std::string_view name_of(IndicatorKind kind) { return pick(indicator_kinds, kind); }
std::string_view name_of(ConditionKind kind) { return pick(condition_kinds, kind); }
std::string_view name_of(Measure measure) { return pick(measure_names, measure); }

std::optional<Title> find_title(std::string_view name) {
    const auto found = std::ranges::find(title_names, name);
    if (found == title_names.end()) return std::nullopt;
    return static_cast<Title>(found - title_names.begin());
}

std::span<const Measure> measures_of(Title title) {
    switch (title) {
        case Title::citizen: return {};
        case Title::family: return family_measures;
        case Title::clan: return clan_measures;
        case Title::community: return community_measures;
        case Title::unit: return unit_measures;
    }
    return {};
}

bool CriteriaSet::shows_illustrative() const {
    return illustrative || std::ranges::any_of(conditions, &Condition::illustrative);
}

const CriteriaSet& Criteria::of(Title title) const {
    switch (title) {
        case Title::citizen: return citizen;
        case Title::family: return family;
        case Title::clan: return clan;
        case Title::community: return community;
        case Title::unit: break;
    }
    return unit;
}

CriteriaSet& Criteria::of(Title title) { return const_cast<CriteriaSet&>(std::as_const(*this).of(title)); }

Result<Criteria> gather_criteria(std::span<const CriteriaSet> sets) {
    Criteria criteria;
    std::array<bool, all_titles.size()> seen{};
    for (const CriteriaSet& set : sets) {
        bool& taken = seen[static_cast<std::size_t>(set.title)];
        if (taken) return refuse("criteria.title_twice", name_of(set.title));
        if (!set.usable()) return refuse("criteria.incomplete_set", name_of(set.title), {{"set", set.id}});
        taken = true;
        criteria.of(set.title) = set;
    }
    for (const Title title : all_titles) {
        if (!seen[static_cast<std::size_t>(title)]) return refuse("criteria.missing_title", name_of(title));
    }
    return criteria;
}

Rules compile(const Criteria& criteria, int year) {
    check(year >= 1990 && year <= 2100, "a campaign year is 1990..2100");
    Rules rules;
    rules.year = year;
    const auto births = [year](const Ages& ages, int& from, int& to) {
        check(ages.from >= 0 && ages.from <= most_age && ages.to.value_or(0) <= most_age, "ages keep to their bounds");
        from = ages.to ? year - *ages.to : 0;
        to = year - ages.from;
    };
    births(criteria.citizen.scope, rules.birth_from, rules.birth_to);
    births(criteria.family.children, rules.child_from, rules.child_to);
    for (const Title title : all_titles) {
        check(criteria.of(title).title == title, "each set is in its own title's place");
        rules.titles[static_cast<std::size_t>(title)] = compile_title(criteria.of(title));
    }
    check(rules.of(Title::citizen).levels == 1, "the citizen title has one level");
    return rules;
}

std::optional<Scores> decode_stored_scores(std::string_view text) {
    if (text.size() > most_indicators) return std::nullopt;
    Scores scores = no_scores;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c >= '0' && c <= '9') scores[i] = static_cast<std::uint8_t>(c - '0');
        else if (c >= 'A' && c <= 'Z') scores[i] = static_cast<std::uint8_t>(c - 'A' + 10);
        else if (c != '-') return std::nullopt;
    }
    return scores;
}

Result<Scores> decode_scores(std::string_view text, const CriteriaSet& set) {
    const std::size_t expected = set.indicators.size();
    if (text.empty()) return no_scores;
    if (text.size() != expected) {
        return refuse("criteria.scores_length", "scores", {{"expected", std::to_string(expected)}, {"found", std::to_string(text.size())}});
    }
    for (std::size_t i = 0; i < text.size(); ++i) {
        const std::string where = "scores[" + std::to_string(i) + "]";
        const auto one = decode_stored_scores(text.substr(i, 1));
        if (!one) return refuse("criteria.scores_character", where);
        if (one->front() != not_scored && one->front() > set.indicators[i].max) {
            return refuse("criteria.score_too_large", where,
                          {{"indicator", set.indicators[i].code}, {"most", std::to_string(set.indicators[i].max)}});
        }
    }
    return *decode_stored_scores(text);
}

std::string encode_scores(const Scores& scores, int indicators) {
    check(indicators >= 0 && indicators <= most_indicators, "a set has at most 16 indicators");
    std::string text;
    for (int i = 0; i < indicators; ++i) {
        const std::uint8_t score = scores[static_cast<std::size_t>(i)];
        check(score == not_scored || score <= most_score, "a score is 0..35");
        if (score == not_scored) text.push_back('-');
        else text.push_back(static_cast<char>(score < 10 ? '0' + score : 'A' + score - 10));
    }
    return text;
}

std::vector<RefusalKind> criteria_refusals() {
    return {
        {"criteria.too_large", 413, "Tệp tiêu chí quá lớn; nhiều nhất {most} byte.", "The criteria file is too large; at most {most} bytes."},
        {"criteria.missing_key", 422, "Tệp tiêu chí thiếu mục bắt buộc này.", "The criteria file lacks this required entry."},
        {"criteria.unknown_key", 422, "Tệp tiêu chí có mục lạ ở đây.", "The criteria file has an entry here that is not known."},
        {"criteria.wrong_type", 422, "Mục này sai kiểu; cần {expected}.", "This entry has the wrong type; {expected} is needed."},
        {"criteria.out_of_range", 422, "Giá trị phải từ {least} đến {most}.", "The value must be from {least} to {most}."},
        {"criteria.not_one_of", 422, "Giá trị phải là một trong: {allowed}.", "The value must be one of: {allowed}."},
        {"criteria.bad_text", 422, "Phải có chữ ở đây, nhiều nhất {most} ký tự.", "A text is needed here, of at most {most} characters."},
        {"criteria.bad_code", 422, "Mã chỉ gồm chữ không dấu, số, '-' và '_', nhiều nhất 40 ký tự.", "A code has only letters without marks, digits, '-' and '_', at most 40 of them."},
        {"criteria.bad_date", 422, "Ngày phải viết dạng YYYY-MM-DD.", "A date is written YYYY-MM-DD."},
        {"criteria.dates_reversed", 422, "Ngày hết hiệu lực phải sau ngày có hiệu lực.", "The end of validity must come after its beginning."},
        {"criteria.ages_reversed", 422, "Tuổi trên không được nhỏ hơn tuổi dưới.", "The upper age must not be below the lower one."},
        {"criteria.code_twice", 422, "Mã này đã dùng ở mục trước.", "This code is used by an earlier entry."},
        {"criteria.unknown_competence", 422, "Không có năng lực nào mang mã này.", "No competence has this code."},
        {"criteria.unknown_measure", 422, "Danh hiệu này không có số đo ấy; chỉ có: {allowed}.", "This title has no such measure; it has: {allowed}."},
        {"criteria.too_many", 422, "Nhiều nhất {most} mục.", "At most {most} entries."},
        {"criteria.unreachable", 422, "Ngưỡng này cao hơn mức cao nhất có thể đạt ({most}).", "This threshold is above the most that can be reached ({most})."},
        {"criteria.total_too_large", 422, "Tổng điểm cao nhất có thể vượt quá {most}.", "The largest possible total is more than {most}."},
        {"criteria.nothing_required", 422, "Bộ tiêu chí không có chỉ tiêu và cũng không có điều kiện nào.", "The set has neither indicators nor conditions."},
        {"criteria.missing_title", 422, "Thiếu bộ tiêu chí cho danh hiệu này.", "There is no criteria set for this title."},
        {"criteria.title_twice", 422, "Có hai bộ tiêu chí cho cùng danh hiệu này.", "There are two criteria sets for this title."},
        {"criteria.incomplete_set", 422, "Bộ tiêu chí {set} chưa đủ nội dung để đánh giá.", "The criteria set {set} is not complete enough to evaluate with."},
        {"criteria.other_indicators", 422, "Số chỉ tiêu ({found}) khác với dữ liệu đã đánh giá ({expected}).", "The number of indicators ({found}) differs from the assessed data ({expected})."},
        {"criteria.scores_length", 422, "Cần {expected} điểm, nhận được {found}.", "{expected} scores are needed, {found} were given."},
        {"criteria.scores_character", 422, "Điểm viết bằng 0-9, A-Z, hoặc '-' khi chưa chấm.", "A score is written 0-9, A-Z, or '-' when not scored."},
        {"criteria.score_too_large", 422, "Chỉ tiêu {indicator} chấm cao nhất {most}.", "Indicator {indicator} is scored at most {most}."},
    };
}

}  // namespace khuyenhoc::recognition
