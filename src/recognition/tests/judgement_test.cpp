// What a set asks, what there is, and what is missing, in words: case by case.
#include "recognition/judgement.h"

#include <gtest/gtest.h>

namespace khuyenhoc::recognition {
namespace {

CriteriaSet three_points() {
    CriteriaSet set;
    set.title = Title::citizen;
    set.competences = {{"A", {"Tự học", "Self-study"}, 0}, {"B", {"Công cụ", "Tools"}, 12}};
    const auto indicator = [](const char* code, int competence) {
        Indicator i;
        i.code = code;
        i.competence = competence;
        i.text = {"đọc sách báo", "reads"};
        i.at_least = 5;
        return i;
    };
    set.indicators = {indicator("A1", 0), indicator("B1", 1), indicator("B2", 1)};
    set.groups = {{"g0", {}, 24, 'N'}, {"g1", {}, 21, 'N'}};
    return set;
}

Scores scores(std::initializer_list<int> values) {
    Scores s = no_scores;
    std::size_t i = 0;
    for (const int value : values) s[i++] = value < 0 ? not_scored : static_cast<std::uint8_t>(value);
    return s;
}

std::vector<std::string> said(const std::vector<Finding>& findings, int level = 1) {
    std::vector<std::string> lines;
    for (const auto& words : missing_words(findings, level)) lines.push_back(words.vi);
    return lines;
}

const auto nothing = [](Measure) { return std::int64_t{0}; };

TEST(Judgement, OwnPoints) {
    const auto set = three_points();
    struct Case {
        Scores scores;
        int group;
        std::vector<std::string> missing;
    };
    const std::vector<Case> cases = {
        {scores({8, 8, 8}), 0, {}},
        {scores({8, 7, 6}), 1, {}},
        {scores({8, 7, 6}), 0, {"Cần thêm 3 điểm trong tổng điểm (đang 21, cần từ 24)."}},
        {scores({10, 10, 3}), 1, {"Chỉ số B2 cần thêm 2 điểm (đang 3, cần từ 5): đọc sách báo."}},
        {scores({10, 5, 6}), 1, {"Nhóm năng lực B cần thêm 1 điểm (đang 11, cần từ 12)."}},
        {scores({10, -1, -1}), 1, {"Còn 2 chỉ số chưa chấm: B1, B2."}},
        {scores({3, 9, 9}), 1, {"Chỉ số A1 cần thêm 2 điểm (đang 3, cần từ 5): đọc sách báo."}},
        {scores({4, 9, 9}),
         0,
         {"Chỉ số A1 cần thêm 1 điểm (đang 4, cần từ 5): đọc sách báo.",
          "Cần thêm 2 điểm trong tổng điểm (đang 22, cần từ 24)."}},
    };
    for (const auto& c : cases) {
        const auto findings = judge(set, c.scores, c.group, nothing);
        EXPECT_EQ(said(findings), c.missing);
        EXPECT_EQ(all_met(findings, 1), c.missing.empty());
    }
}

Condition share(Measure of, Measure among, int bp, bool when_empty = false, int level = 1) {
    Condition c;
    c.kind = ConditionKind::share_at_least;
    c.of = of;
    c.among = among;
    c.bp = bp;
    c.when_empty = when_empty;
    c.level = level;
    return c;
}

TEST(Judgement, TheSmallestChangeThatWouldDo) {
    struct Case {
        std::int64_t of, among;
        int bp;
        bool when_empty;
        std::int64_t lacking;
        bool met;
    };
    const std::vector<Case> cases = {
        {3, 5, 6000, false, 0, true},  {2, 5, 6000, false, 1, false}, {0, 5, 6000, false, 3, false},
        {4, 7, 6000, false, 1, false}, {0, 0, 6000, false, 0, false}, {0, 0, 6000, true, 0, true},
        {1, 3, 3333, false, 0, true},  {1, 3, 3334, false, 1, false}, {6, 7, 10000, false, 1, false},
        {0, 9, 0, false, 0, true},
    };
    for (const auto& c : cases) {
        CriteriaSet set;
        set.conditions = {share(Measure::learning_citizens, Measure::adults, c.bp, c.when_empty)};
        const auto findings =
            judge(set, no_scores, 0, [&](Measure m) { return m == Measure::adults ? c.among : c.of; });
        ASSERT_EQ(findings.size(), 1u);
        EXPECT_EQ(findings[0].met, c.met) << c.of << " of " << c.among << " at " << c.bp;
        EXPECT_EQ(shortfall(findings[0]), c.lacking) << c.of << " of " << c.among << " at " << c.bp;
        if (c.met || c.among == 0) continue;
        EXPECT_GE(10000 * (c.of + c.lacking), c.bp * c.among);
        EXPECT_LT(10000 * (c.of + c.lacking - 1), c.bp * c.among);
    }
}

TEST(Judgement, ConditionsInWords) {
    CriteriaSet set;
    Condition children;
    children.kind = ConditionKind::at_most;
    children.of = Measure::children_out_of_school;
    set.conditions = {share(Measure::learning_citizens, Measure::adults, 6650), children,
                      share(Measure::staff_learning_citizens, Measure::staff, 8000, false, 2)};
    const auto findings = judge(set, no_scores, 0, [](Measure m) {
        return m == Measure::adults ? 7 : m == Measure::staff ? 0 : 3;
    });
    EXPECT_EQ(
        said(findings, 1),
        (std::vector<std::string>{
            "Cần thêm 2 người đạt Công dân học tập (đang 3 trên 7 người lớn thuộc diện đánh giá, cần ít nhất 66,5 %).",
            "Còn 3 trẻ trong độ tuổi đi học chưa đi học (chỉ được có nhiều nhất 0)."}));
    EXPECT_EQ(said(findings, 2).size(), 3u);
    EXPECT_EQ(said(findings, 2).back(), "Không có người làm việc tại đơn vị nên chưa có căn cứ để xét.");
    EXPECT_EQ(missing_words(findings, 1)[0].en,
              "2 more Learning Citizens needed (now 3 of 7 adults to be assessed, at least 66.5 % needed).");
}

TEST(Judgement, SharesInWords) {
    EXPECT_EQ(share_words(6000).vi, "60 %");
    EXPECT_EQ(share_words(6650).en, "66.5 %");
    EXPECT_EQ(share_words(6605).vi, "66,05 %");
    EXPECT_EQ(share_words(10000).vi, "100 %");
}

}  // namespace
}  // namespace khuyenhoc::recognition
