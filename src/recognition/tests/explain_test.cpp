// A result explains itself: states, conditions, rows, what is missing.
#include "recognition/tests/small_world.h"

namespace khuyenhoc::recognition {
namespace {

class Explaining : public testing::Test {
protected:
    Explaining() {
        add_two_households(w);
        w.open_2025();
    }
    json::object household(std::int64_t n) {
        return w.answer("/api/households/{household_id}/explanation", {{"household_id", id(n)}, {"year", 2025}});
    }
    json::object person(std::int64_t n) {
        return w.answer("/api/persons/{person_id}/explanation", {{"person_id", id(n)}, {"year", 2025}});
    }
    static std::string state(const json::object& explained) {
        return json::value_to<std::string>(explained.at("title").at("state"));
    }
    static std::vector<std::string> missing(const json::object& explained) {
        std::vector<std::string> lines;
        for (const auto& words : explained.at("missing").as_array())
            lines.push_back(json::value_to<std::string>(words.at("vi")));
        return lines;
    }
    static const json::value& condition(const json::object& explained, std::string_view code) {
        for (const auto& one : explained.at("conditions").as_array())
            if (one.at("code") == json::string(code)) return one;
        ADD_FAILURE() << "no condition " << code;
        return explained.at("conditions");
    }
    using Lines = std::vector<std::string>;

    SmallWorld w;
};

TEST_F(Explaining, AHouseholdNobodyLookedAt) {
    const auto explained = household(101);
    EXPECT_EQ(state(explained), "not_assessed");
    EXPECT_EQ(explained.at("household").at("head"), "Lò Văn Tiến");
    EXPECT_EQ(explained.at("household").at("members"), 6);
    EXPECT_EQ(explained.at("household").at("hamlet").at("name"), "Bản Bó");
    EXPECT_EQ(explained.at("household").at("commune").at("id"), chieng_an);
    EXPECT_EQ(explained.at("title").at("recognised"), nullptr);
    EXPECT_EQ(explained.at("criteria").at("illustrative"), true);
    EXPECT_EQ(
        missing(explained),
        (Lines{"Chưa được đánh giá năm 2025.",
               "Cần thêm 3 người đạt Công dân học tập (đang 0 trên 4 người lớn thuộc diện đánh giá, cần ít nhất 60 %).",
               "Còn 2 trẻ chưa có thông tin về việc đi học (chỉ được có nhiều nhất 0)."}));
    EXPECT_EQ(explained.at("members").as_array().size(), 6u);
}

TEST_F(Explaining, AHouseholdOnePersonShort) {
    for (const auto n : {1001, 1003}) w.done("recognition.record", w.person_body(n, all_tens()));
    w.done("recognition.record", w.person_body(1002, {8, 8, 8, 8, 8, 8, 8, 8, 8, 5}));
    w.done("recognition.record", w.person_body(1004, all_tens(10, 4)));
    for (const auto n : {1005, 1006}) w.done("recognition.record", w.child_body(n, "attends"));
    w.done("recognition.record", w.body("household", id(101), {1, 1, 1}));
    const auto explained = household(101);
    EXPECT_EQ(state(explained), "not_achieved");
    const auto& adults = condition(explained, "adults");
    EXPECT_EQ(canonical_json(adults.at("actual").at("numerator")), "2");
    EXPECT_EQ(canonical_json(adults.at("actual").at("denominator")), "4");
    EXPECT_EQ(adults.at("threshold").at("bp"), 6000);
    EXPECT_EQ(adults.at("met"), false);
    EXPECT_EQ(adults.at("illustrative"), true);
    EXPECT_EQ(adults.at("document").at("confidence"), "U");
    EXPECT_EQ(canonical_json(adults.at("rows")), fmt::format("[{},{}]", id(1001), id(1003)));
    EXPECT_EQ(adults.at("among_rows").as_array().size(), 4u);
    EXPECT_EQ(condition(explained, "children").at("met"), true);
    EXPECT_EQ(
        missing(explained),
        (Lines{"Cần thêm 1 người đạt Công dân học tập (đang 2 trên 4 người lớn thuộc diện đánh giá, cần ít nhất 60 %).",
               "Gần đạt nhất: Cà Thị Hặc (thiếu 3 điểm)."}));
    const auto& hac = explained.at("members").at(1);
    EXPECT_EQ(hac.at("name"), "Cà Thị Hặc");
    EXPECT_EQ(hac.at("total"), 77);
    EXPECT_EQ(hac.at("state"), "not_achieved");
    EXPECT_EQ(hac.at("scores").as_array().size(), 10u);
    EXPECT_EQ(hac.at("missing").at(0).at("vi"), "Cần thêm 3 điểm trong tổng điểm (đang 77, cần từ 80).");
    EXPECT_EQ(explained.at("members").at(4).at("state"), "out_of_scope");
    EXPECT_EQ(explained.at("members").at(4).at("schooling"), "attends");
}

TEST_F(Explaining, AHouseholdThatReachedIt) {
    for (const auto n : {1007, 1008}) w.done("recognition.record", w.person_body(n, all_tens()));
    w.done("recognition.record", w.body("household", id(102), {1, 1, 1}));
    const auto explained = household(102);
    EXPECT_EQ(state(explained), "achieved");
    EXPECT_EQ(explained.at("title").at("computed"), true);
    EXPECT_EQ(missing(explained), Lines{});
    EXPECT_EQ(explained.at("household").at("clan").at("name"), "Lò - bản Bó");
}

TEST_F(Explaining, ANoToAHouseholdCondition) {
    for (const auto n : {1007, 1008}) w.done("recognition.record", w.person_body(n, all_tens()));
    w.done("recognition.record", w.body("household", id(102), {1, 0, -1}));
    EXPECT_EQ(state(household(102)), "incomplete");
    EXPECT_EQ(missing(household(102))[0], "Còn 1 chỉ số chưa chấm: F3.");
    w.done("recognition.correct", {{"year", 2025},
                                   {"kind", "household"},
                                   {"subject_id", id(102)},
                                   {"corrects", 1},
                                   {"reason", "bổ sung"},
                                   {"scores", json::array{1, 0, 1}}});
    EXPECT_EQ(state(household(102)), "not_achieved");
    EXPECT_EQ(missing(household(102)).size(), 1u);
    EXPECT_TRUE(missing(household(102))[0].starts_with("Chưa đạt F2: "));
}

TEST_F(Explaining, StatesOfPersons) {
    EXPECT_EQ(state(person(1001)), "not_assessed");
    EXPECT_EQ(state(person(1005)), "out_of_scope");
    w.done("recognition.record", w.person_body(1001, {9, 9, 9, 9, 9, 9, 9, 9, 9, -1}));
    const auto incomplete = person(1001);
    EXPECT_EQ(state(incomplete), "incomplete");
    EXPECT_EQ(missing(incomplete)[0], "Còn 1 chỉ số chưa chấm: C10.");
    w.done("recognition.record", w.person_body(1002, {10, 10, 10, 10, 10, 10, 10, 10, 10, 4}));
    EXPECT_EQ(missing(person(1002)).size(), 1u);
    EXPECT_TRUE(missing(person(1002))[0].starts_with("Chỉ số C10 cần thêm 1 điểm (đang 4, cần từ 5): "));
}

TEST_F(Explaining, TwoHouseholdsIsANamedState) {
    w.done("people.run_sql", {{"sql", SmallWorld::member_sql(102, 1003, 9, "2020-01-01")}});
    w.done("recognition.record", w.person_body(1003, all_tens()));
    const auto explained = person(1003);
    EXPECT_EQ(state(explained), "two_households");
    EXPECT_EQ(explained.at("person").at("households").as_array().size(), 2u);
    EXPECT_EQ(explained.at("person").at("households").at(0).at("counts_here"), true);
    EXPECT_EQ(missing(explained), Lines{"Đang có tên ở hai hộ; cần chốt một hộ rồi mới xét công nhận."});
    const auto second = household(102);
    EXPECT_EQ(second.at("household").at("members"), 2);  // counted once, where he was first
    EXPECT_EQ(second.at("members").as_array().size(), 3u);
    EXPECT_EQ(w.answer("/api/titles", {{"title", "citizen"}, {"list", "two_households"}}).at("total"), 1);
    w.done("people.run_sql",
           {{"sql", fmt::format(
                        "UPDATE household_member SET to_date = '2025-06-01' WHERE household_id = {} AND person_id = {}",
                        id(102), id(1003))}});
    EXPECT_EQ(state(person(1003)), "achieved");
}

TEST_F(Explaining, TheDeadAndTheUnknownAreNotThere) {
    w.done("people.run_sql",
           {{"sql", fmt::format("UPDATE person SET died_on = '2025-03-01' WHERE person_id = {}", id(1002))}});
    const auto gone = w.ask("/api/persons/{person_id}/explanation", {{"person_id", id(1002)}, {"year", 2025}});
    ASSERT_FALSE(gone);
    EXPECT_EQ(gone.error().code, "recognition.not_in_year");
    const auto unknown = w.ask("/api/persons/{person_id}/explanation", {{"person_id", id(8888)}, {"year", 2025}});
    ASSERT_FALSE(unknown);
    EXPECT_EQ(unknown.error().code, "recognition.unknown_subject");
    const auto no_year = w.ask("/api/persons/{person_id}/explanation", {{"person_id", id(1001)}, {"year", 2031}});
    ASSERT_FALSE(no_year);
    EXPECT_EQ(no_year.error().code, "recognition.no_campaign");
    EXPECT_EQ(household(101).at("members").as_array().size(), 5u);
}

TEST_F(Explaining, ClanHamletAndUnit) {
    for (const auto n : {1001, 1002, 1003, 1004, 1007, 1008})
        w.done("recognition.record", w.person_body(n, all_tens()));
    for (const auto n : {1005, 1006}) w.done("recognition.record", w.child_body(n, "attends"));
    w.done("recognition.record", w.body("household", id(101), {1, 1, 1}));
    auto clan = w.answer("/api/clans/{clan_id}/explanation", {{"clan_id", id(301)}});
    EXPECT_EQ(state(clan), "not_assessed");
    EXPECT_EQ(clan.at("households").as_array().size(), 2u);
    EXPECT_EQ(missing(clan)[1], "Cần thêm 1 hộ đạt Gia đình học tập (đang 1 trên 2 hộ, cần ít nhất 70 %).");
    w.done("recognition.record", w.body("household", id(102), {1, 1, 1}));
    w.done("recognition.record", w.body("clan", id(301), {1, 1}));
    w.done("recognition.record", w.body("hamlet", ban_bo, {1, 1}));
    w.done("recognition.record", w.body("unit", id(401), {1, 0}));
    EXPECT_EQ(state(w.answer("/api/clans/{clan_id}/explanation", {{"clan_id", id(301)}})), "achieved");
    const auto hamlet = w.answer("/api/hamlets/{hamlet_id}/explanation", {{"hamlet_id", ban_bo}});
    EXPECT_EQ(state(hamlet), "achieved");
    EXPECT_EQ(hamlet.at("hamlet").at("residents"), 8);
    const auto unit = w.answer("/api/units/{unit_id}/explanation", {{"unit_id", id(401)}});
    EXPECT_EQ(state(unit), "not_achieved");
    EXPECT_EQ(unit.at("unit").at("staff"), 2);
    // The empty hamlet has no household and no adult: nothing to judge by, said in words.
    const auto empty = w.answer("/api/hamlets/{hamlet_id}/explanation", {{"hamlet_id", tieu_khu_2}});
    EXPECT_EQ(state(empty), "not_assessed");
    EXPECT_EQ(missing(empty)[1], "Không có hộ nên chưa có căn cứ để xét.");
}

TEST_F(Explaining, SyntheticPeopleAreSaidToBe) {
    EXPECT_EQ(household(101).at("synthetic"), false);
    w.done("demo.begin", {});
    EXPECT_EQ(household(101).at("synthetic"), true);
    EXPECT_EQ(w.recognition().campaign(2025)->synthetic, true);
}

}  // namespace
}  // namespace khuyenhoc::recognition
