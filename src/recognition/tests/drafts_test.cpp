// Drafts of criteria: their cases say what the cascade says, and only what passes them is published.
#include "recognition/criteria_case.h"
#include "recognition/tests/small_world.h"
#include "recognition/tests/worlds.h"

namespace khuyenhoc::recognition {
namespace {

using worlds::Dice;

/// Every subject of random worlds as a case: it stands where the cascade puts it.
TEST(CriteriaCases, SayWhatTheCascadeSays) {
    Dice dice(61);
    Pool pool(1);
    int cases = 0;
    for (int round = 0; round < 40; ++round) {
        const auto criteria = worlds::random_criteria(dice);
        const auto p = Population::build(worlds::random_world(dice, criteria, dice.between(10, 150)), indicator_counts(criteria));
        Outcome outcome;
        evaluate(p, compile(criteria, 2025), outcome, pool);
        const auto say = [&](Title title, std::uint32_t number, State state, const auto& prepare) {
            CriteriaCase one;
            one.name = "x";
            one.scores = p.scores(title, number);
            for (const auto what : measures_of(title)) one.measures[what] = measure(p, outcome, title, number, what);
            prepare(one);
            ASSERT_EQ(name_of(answer_case(criteria.of(title), one).state), name_of(state)) << round << " " << name_of(title);
            ++cases;
        };
        const auto nothing = [](CriteriaCase&) {};
        for (std::uint32_t row = 0; row < p.rows(); ++row) {
            const auto state = p.is_hole(row) ? State::two_households : person_state(p, outcome, row);
            const int age = 2025 - p.birth_year(row);
            if (state == State::two_households || age < 0 || age > most_age) continue;
            say(Title::citizen, row, state, [&](CriteriaCase& one) { one.age = age, one.group = p.group(row); });
        }
        for (std::uint32_t n = 0; n < p.households(); ++n) say(Title::family, n, outcome.families[n], nothing);
        for (std::uint32_t n = 0; n < p.clans(); ++n) say(Title::clan, n, outcome.clans[n], nothing);
        for (std::uint32_t n = 0; n < p.hamlets(); ++n) say(Title::community, n, outcome.communities[n], nothing);
        for (std::uint32_t n = 0; n < p.units(); ++n) say(Title::unit, n, outcome.units[n], nothing);
    }
    EXPECT_GT(cases, 3000);
}

class Drafts : public testing::Test {
protected:
    Drafts() {
        add_two_households(w);
        w.open_2025();
        for (const auto n : {1001, 1002, 1003}) w.done("recognition.record", w.person_body(n, all_tens(10, 7)));
    }
    json::object shipped(const char* id_of, const char* new_id) {
        auto document = w.answer("/api/criteria/{criteria_id}", {{"criteria_id", id_of}}).at("document").as_object();
        document["id"] = new_id;
        return document;
    }
    static json::object citizen_case(int points, const char* expected) {
        return {{"name", "mọi chỉ số bằng nhau"},
                {"scores", json::array(10, points)},
                {"expected", expected}};
    }
    static void threshold(json::object& document, int total) {
        document["pass"].as_object()["total_at_least"] = total;
        for (auto& group : document["groups"].as_array()) group.as_object()["total_at_least"] = total;
    }
    json::object publication(const json::value& draft, const char* date = "2025-06-01") {
        return {{"draft_id", draft}, {"number", "12/QĐ-HKH"}, {"date", date}};
    }
    SmallWorld w;
};

TEST_F(Drafts, RefusedByItsOwnCaseThenMendedAndPublished) {
    auto document = shipped("citizen-2022", "citizen-2026");
    threshold(document, 80);
    const auto saved = w.done("recognition.save_draft", {{"document", document}, {"cases", json::array{}}});
    const auto draft = saved.at("draft_id");
    EXPECT_EQ(saved.at("revision"), 1);
    EXPECT_EQ(w.refused("recognition.publish_draft", publication(draft)), "recognition.draft_without_cases at cases");
    const json::array cases{citizen_case(7, "achieved"), citizen_case(6, "not_achieved")};
    w.done("recognition.save_draft", {{"draft_id", draft}, {"revision", 1}, {"document", document}, {"cases", cases}});
    EXPECT_EQ(w.refused("recognition.save_draft", {{"draft_id", draft}, {"revision", 1}, {"document", document}, {"cases", cases}}),
              "recognition.draft_saved_meanwhile at revision");
    EXPECT_EQ(w.refused("recognition.publish_draft", publication(draft)), "recognition.draft_fails_its_cases at cases");
    threshold(document, 70);
    w.done("recognition.save_draft", {{"draft_id", draft}, {"revision", 2}, {"document", document}, {"cases", cases}});
    EXPECT_EQ(w.refused("recognition.publish_draft", publication(draft, "2031-01-01")), "recognition.future_date at date");
    EXPECT_EQ(w.done("recognition.publish_draft", publication(draft)).at("criteria"), "citizen-2026");
    const auto published = w.answer("/api/criteria/{criteria_id}", {{"criteria_id", "citizen-2026"}}).at("document");
    EXPECT_EQ(published.at("document").at("number"), "12/QĐ-HKH");
    EXPECT_EQ(published.at("document").at("date"), "2025-06-01");
    EXPECT_EQ(published.at("pass").at("total_at_least"), 70);
    EXPECT_EQ(w.refused("recognition.publish_draft", publication(draft)), "recognition.draft_published at draft_id");
    EXPECT_EQ(w.refused("recognition.save_draft", {{"draft_id", draft}, {"document", document}, {"cases", cases}}),
              "recognition.draft_published at draft_id");
    const auto drafts = w.answer("/api/criteria/drafts", {}).at("drafts").as_array();
    ASSERT_EQ(drafts.size(), 1u);
    EXPECT_EQ(drafts[0].at("criteria"), "citizen-2026");
    EXPECT_EQ(drafts[0].at("revision"), 3);
    EXPECT_EQ(w.problems(), std::vector<std::string>{});
}

TEST_F(Drafts, WhatIsNotRightOrTakenIsNotPublished) {
    auto document = shipped("clan-sonla-2025", "clan-sonla-2025");
    const json::array cases{json::object{{"name", "đủ hộ"},
                                         {"scores", json::array{1, 1}},
                                         {"measures", json::object{{"households", 10}, {"learning_families", 7}}},
                                         {"expected", "achieved"}}};
    const auto save = [&] { return w.done("recognition.save_draft", {{"document", document}, {"cases", cases}}).at("draft_id"); };
    EXPECT_EQ(w.refused("recognition.publish_draft", publication(save())), "recognition.criteria_exists at document.id");
    document["id"] = "clan-2026";
    document["levels"] = 3;
    EXPECT_EQ(w.refused("recognition.publish_draft", publication(save())), "recognition.draft_invalid at document.levels");
    document["levels"] = 1;
    document["incomplete"] = json::object{{"vi", "chưa đủ"}, {"en", "incomplete"}};
    EXPECT_EQ(w.refused("recognition.publish_draft", publication(save())), "recognition.unusable_criteria at document.incomplete");
    document.erase("incomplete");
    w.done("recognition.publish_draft", publication(save()));
    EXPECT_EQ(w.refused("recognition.publish_draft", publication(id(999))), "recognition.unknown_draft at draft_id");
    document["title"] = "king";
    EXPECT_EQ(w.refused("recognition.save_draft", {{"document", document}, {"cases", cases}}), "shape.not_one_of at document.title");
    EXPECT_EQ(w.answer("/api/criteria", {}).at("criteria").as_array().size(), 8u);
}

TEST_F(Drafts, ATryCountsTheRealPopulationAndNamesTheProblem) {
    auto document = shipped("citizen-2022", "citizen-2026");
    threshold(document, 70);
    const auto tried = [&](json::array cases) {
        return w.answer("/api/criteria/try", {{"document", document}, {"cases", std::move(cases)}, {"year", 2025}, {"place_id", son_la}});
    };
    auto answer = tried({citizen_case(7, "achieved"), citizen_case(7, "not_achieved")});
    EXPECT_EQ(answer.at("counts").at("today").at("learning_citizens"), 0);
    EXPECT_EQ(answer.at("counts").at("what_if").at("learning_citizens"), 3);
    EXPECT_EQ(answer.at("failed"), 1);
    EXPECT_EQ(answer.at("cases").at(0).at("passed"), true);
    EXPECT_EQ(answer.at("cases").at(1).at("state"), "achieved");
    answer = tried({citizen_case(11, "achieved")});
    EXPECT_EQ(answer.at("problem").at("where"), "cases[0].scores[0]");
    EXPECT_EQ(answer.at("valid"), true);
    threshold(document, 101);
    answer = tried({});
    EXPECT_EQ(answer.at("problem").at("where"), "document.groups[0].total_at_least");
    EXPECT_EQ(answer.at("valid"), false);
    EXPECT_EQ(answer.at("counts"), nullptr);
    document["indicators"].as_array().pop_back();
    threshold(document, 50);
    EXPECT_EQ(tried({}).at("no_counts").at("code"), "criteria.other_indicators");
}

TEST_F(Drafts, ScenariosAreKeptAndChangeNothing) {
    auto document = shipped("citizen-2022", "citizen-thu");
    threshold(document, 70);
    const auto saved = w.done("recognition.save_scenario", {{"name", "Ngưỡng 70"}, {"year", 2025}, {"sets", json::array{document}}});
    const auto scenario = saved.at("scenario_id");
    w.done("recognition.save_scenario", {{"scenario_id", scenario}, {"name", "Ngưỡng 70, lần hai"}, {"year", 2025}, {"sets", json::array{document}}});
    EXPECT_EQ(w.answer("/api/scenarios", {}).at("scenarios").as_array().size(), 1u);
    const auto kept = w.answer("/api/scenarios/{scenario_id}", {{"scenario_id", scenario}});
    EXPECT_EQ(kept.at("name"), "Ngưỡng 70, lần hai");
    EXPECT_EQ(kept.at("revision"), 2);
    const auto lean = w.answer("/api/whatif", {{"place_id", son_la}, {"year", 2025}, {"sets", kept.at("sets")}, {"only", "titles"}});
    EXPECT_EQ(lean.at("what_if").at("learning_citizens"), 3);
    EXPECT_EQ(lean.at("communes").at(0).at(0), chieng_an);
    EXPECT_EQ(lean.at("communes").at(0).at(1), 3);
    EXPECT_EQ(w.answer("/api/counts", {{"year", 2025}}).at("counts").at("computed").at("learning_citizens"), 0);
    EXPECT_EQ(w.refused("recognition.save_scenario", {{"scenario_id", id(999)}, {"name", "x"}, {"year", 2025}, {"sets", json::array{document}}}),
              "recognition.unknown_scenario at scenario_id");
    const auto fair = w.answer("/api/whatif/fairness", {{"year", 2025}, {"sets", json::array{document}}, {"title", "citizen"}});
    EXPECT_EQ(fair.at("all").at("gains"), 3);
    EXPECT_EQ(fair.at("sexes").at("hidden"), true) << "three people are never shown by sex";
    EXPECT_EQ(w.problems(), std::vector<std::string>{});
}

}  // namespace
}  // namespace khuyenhoc::recognition
