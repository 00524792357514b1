// What waits for whom, and when it is due.
#include "recognition/calendar.h"
#include "recognition/tests/small_world.h"

namespace khuyenhoc::recognition {
namespace {

std::map<std::string, std::int64_t> tasks(SmallWorld& w, std::int64_t place) {
    std::map<std::string, std::int64_t> counts;
    const auto answer = w.answer("/api/tasks", {{"place_id", place}, {"year", 2025}});
    for (const auto& task : answer.at("tasks").as_array()) {
        auto code = json::value_to<std::string>(task.at("code"));
        if (const auto* title = task.as_object().if_contains("title")) code += "/" + json::value_to<std::string>(*title);
        counts[code] = task.at("count").as_int64();
    }
    return counts;
}

using Counts = std::map<std::string, std::int64_t>;

TEST(Tasks, FollowAHamletThroughItsYear) {
    SmallWorld w;
    add_two_households(w);
    w.open_2025();
    const auto fresh = tasks(w, ban_bo);
    EXPECT_EQ(fresh, (Counts{{"hamlets_not_started", 1}, {"persons_missing", 6}, {"households_missing", 2}}));

    w.done("recognition.record", w.person_body(1007, all_tens()));
    EXPECT_EQ(tasks(w, ban_bo), (Counts{{"hamlets_unfinished", 1}, {"persons_missing", 5}, {"households_missing", 2}, {"proposal/citizen", 1}}));

    w.done("recognition.propose", {{"year", 2025}, {"place_id", ban_bo}, {"titles", json::array{"citizen"}}});
    EXPECT_EQ(tasks(w, ban_bo)["decision/citizen"], 1);
    EXPECT_EQ(tasks(w, ban_bo).count("proposal/citizen"), 0u);

    w.done("recognition.decide", {{"year", 2025}, {"place_id", chieng_an}, {"number", "12/QĐ-UBND"}, {"decided_on", "2025-12-20"}, {"signer", "Chủ tịch"}});
    EXPECT_EQ(tasks(w, ban_bo).count("decision/citizen"), 0u);
    auto correction = w.person_body(1007, all_tens(10, 2));
    correction["corrects"] = 1;
    correction["reason"] = "chấm nhầm";
    w.done("recognition.correct", correction);
    EXPECT_EQ(tasks(w, ban_bo)["contradiction/citizen"], 1);
    EXPECT_EQ(tasks(w, chieng_an)["contradiction/citizen"], 1);
    EXPECT_EQ(tasks(w, moc_son).count("contradiction/citizen"), 0u);
}

TEST(Tasks, WhatPeopleWroteWaitsForAnAnswer) {
    SmallWorld w;
    add_two_households(w);
    w.open_2025();
    w.done("recognition.record", w.person_body(1007, all_tens()));
    w.done("recognition.self_assess", {{"year", 2025}, {"person_id", id(1001)}, {"scores", json::array(10, 8)}});
    w.done("recognition.self_assess", {{"year", 2025}, {"person_id", id(1001)}, {"scores", json::array(10, 9)}});
    w.done("recognition.appeal", {{"year", 2025}, {"title", "citizen"}, {"subject_id", id(1007)}, {"by", "Con trai"}, {"filed_on", "2025-12-28"}, {"reason", "Bố tôi đã đủ điều kiện."}});
    for (const auto place : {ban_bo, chieng_an, son_la}) {
        EXPECT_EQ(tasks(w, place)["self_waiting"], 1) << place << ": the newest word of each";
        EXPECT_EQ(tasks(w, place)["appeals"], 1) << place;
    }
    for (const auto elsewhere : {ban_hin, moc_son}) {
        EXPECT_EQ(tasks(w, elsewhere).count("self_waiting"), 0u);
        EXPECT_EQ(tasks(w, elsewhere).count("appeals"), 0u);
    }
    w.done("recognition.decline_self", {{"year", 2025}, {"person_id", id(1001)}, {"reason", "cần trao đổi lại"}});
    EXPECT_EQ(tasks(w, ban_bo).count("self_waiting"), 0u);
}

TEST(Tasks, AHamletSeesItsSuspectedDuplicates) {
    SmallWorld w;
    add_two_households(w);
    w.open_2025();
    EXPECT_EQ(tasks(w, ban_bo).count("suspected_duplicates"), 0u);
    w.done("people.run_sql", {{"sql", SmallWorld::household_sql(103, ban_mong) + SmallWorld::person_sql(1009, "Lò Văn Tiến", 1962) + SmallWorld::member_sql(103, 1009, 1)}});
    EXPECT_EQ(tasks(w, ban_bo)["suspected_duplicates"], 1) << "the other lives in another hamlet of the commune";
    EXPECT_EQ(tasks(w, ban_hin).count("suspected_duplicates"), 0u);
}

TEST(Tasks, RefusesAPlaceThatIsNotThere) {
    SmallWorld w;
    add_two_households(w);
    w.open_2025();
    const auto answer = w.ask("/api/tasks", {{"place_id", 99}, {"year", 2025}});
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, "recognition.unknown_place");
}

TEST(Calendar, DaysOfTheYearWithTheirDocuments) {
    const auto& calendar = shipped_calendar();
    ASSERT_GE(calendar.size(), 4u);
    EXPECT_TRUE(std::ranges::is_sorted(calendar, {}, [](const Deadline& one) { return one.due(2025); }));
    for (const auto& one : calendar) {
        EXPECT_NE(one.document.empty(), !one.illustrative) << one.code << ": what no document says is marked as illustrative";
        EXPECT_NE(std::string("OSNBU").find(one.confidence), std::string::npos) << one.code;
        EXPECT_FALSE(one.name.vi.empty() || one.name.en.empty() || one.roles.empty()) << one.code;
    }
    const auto report = std::ranges::find(calendar, "province_report", &Deadline::code);
    ASSERT_NE(report, calendar.end());
    EXPECT_EQ(report->due(2025), (Date{2025, 12, 14}));  // "before 15 December"
    const auto dossiers = std::ranges::find(calendar, "unit_dossiers", &Deadline::code);
    ASSERT_NE(dossiers, calendar.end());
    EXPECT_EQ(dossiers->due(2025), (Date{2026, 1, 14}));
}

}  // namespace
}  // namespace khuyenhoc::recognition
