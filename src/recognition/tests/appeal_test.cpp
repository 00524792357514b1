// Appeals and corrections of decisions: their rules, their lives, and random lives against a simple model.
#include <map>

#include "recognition/appeal_rules.h"
#include "recognition/tests/small_world.h"
#include "recognition/tests/worlds.h"

namespace khuyenhoc::recognition {
namespace {

// -- rules

TEST(AppealRules, EveryStateGivesAGroundOrNothingToAppeal) {
    using enum TitleState;
    const std::vector<std::pair<TitleState, std::string_view>> cases = {{none, "not_proposed"},
                                                                        {proposed, "recognition.nothing_to_appeal"},
                                                                        {recognised, "recognition.nothing_to_appeal"},
                                                                        {refused, "refused"},
                                                                        {revoked, "revoked"}};
    for (const auto& [state, wanted] : cases) {
        const auto ground = ground_of(state);
        EXPECT_EQ(ground ? to_text(*ground) : ground.error(), wanted) << to_text(state);
        if (ground) {
            EXPECT_EQ(parse_ground(to_text(*ground)), *ground);
        }
    }
}

TEST(AppealRules, OnlyUpheldMovesATitleAndOnlyToProposed) {
    using enum TitleState;
    for (const auto state : {none, proposed, recognised, refused, revoked}) {
        EXPECT_FALSE(after_answer(state, AppealOutcome::rejected)) << to_text(state);
        const auto upheld = after_answer(state, AppealOutcome::upheld);
        const bool moves = state == none || state == refused || state == revoked;
        EXPECT_EQ(upheld, moves ? std::optional(proposed) : std::nullopt) << to_text(state);
    }
    EXPECT_EQ(parse_outcome("upheld"), AppealOutcome::upheld);
    EXPECT_EQ(parse_outcome("perhaps"), std::nullopt);
}

// -- lives

class Council : public testing::Test {
protected:
    Council() {
        add_two_households(w);
        w.open_2025();
        for (const auto n : {1001, 1002, 1003, 1007}) w.done("recognition.record", w.person_body(n, all_tens()));
        w.done("recognition.record", w.person_body(1008, all_tens(10, 7)));
        for (const auto n : {1005, 1006}) w.done("recognition.record", w.child_body(n, "attends"));
        w.done("recognition.record", w.body("household", id(101), {1, 1, 1}));
    }

    json::object decision(json::object more = {}) {
        json::object body{{"year", 2025},
                          {"place_id", chieng_an},
                          {"number", "12/QĐ-UBND"},
                          {"decided_on", "2026-01-10"},
                          {"signer", "Chủ tịch UBND phường"}};
        for (const auto& pair : more) body[pair.key()] = pair.value();
        return body;
    }
    void propose() { w.done("recognition.propose", {{"year", 2025}, {"place_id", ban_bo}}); }
    std::int64_t decide() {
        propose();
        return w.done("recognition.decide", decision()).at("decision_id").as_int64();
    }
    void refuse_citizen(std::int64_t n) {
        w.done("recognition.refuse", {{"year", 2025},
                                      {"place_id", chieng_an},
                                      {"title", "citizen"},
                                      {"subjects", json::array{id(n)}},
                                      {"reason", "chưa đủ minh chứng"}});
    }
    json::object appeal(std::int64_t n, json::object more = {}) {
        json::object body{{"year", 2025},      {"title", "citizen"},           {"subject_id", id(n)},
                          {"by", "người nhà"}, {"reason", "đã có minh chứng"}, {"filed_on", "2026-01-12"}};
        for (const auto& pair : more) body[pair.key()] = pair.value();
        return body;
    }
    json::object answer(std::int64_t appeal_id, const char* outcome, json::object more = {}) {
        json::object body{{"appeal_id", appeal_id},
                          {"outcome", outcome},
                          {"reason", "hội đồng đã xem lại"},
                          {"answered_on", "2026-01-14"},
                          {"by", "Chủ tịch hội đồng"}};
        for (const auto& pair : more) body[pair.key()] = pair.value();
        return body;
    }
    json::object correction(std::int64_t decision_id, json::object more) {
        json::object body{{"decision_id", decision_id},
                          {"reason", "in nhầm"},
                          {"number", "30/QĐ-UBND"},
                          {"decided_on", "2026-01-15"},
                          {"signer", "Chủ tịch UBND phường"}};
        for (const auto& pair : more) body[pair.key()] = pair.value();
        return body;
    }
    json::array history(std::int64_t n) {
        return w.answer("/api/people/{person_id}/titles", {{"person_id", id(n)}}).at("years").as_array();
    }
    std::string state(std::int64_t n) {
        const auto title = w.answer("/api/persons/{person_id}/explanation", {{"person_id", id(n)}, {"year", 2025}})
                               .at("title")
                               .at("recognised");
        return title.is_null() ? "none" : json::value_to<std::string>(title.at("event"));
    }
    json::object appeals(const char* which = "all") {
        return w.answer("/api/appeals", {{"year", 2025}, {"place_id", chieng_an}, {"state", which}});
    }

    SmallWorld w;
};

TEST_F(Council, AnUpheldAppealIsProposedAgainForANewDecision) {
    propose();
    EXPECT_EQ(w.refused("recognition.appeal", appeal(1002)), "recognition.nothing_to_appeal at subject_id");
    refuse_citizen(1002);
    const auto filed = w.done("recognition.appeal", appeal(1002));
    EXPECT_EQ(filed.at("ground"), "refused");
    EXPECT_EQ(w.refused("recognition.appeal", appeal(1002)), "recognition.appeal_open at subject_id");
    const auto open = appeals("open");
    EXPECT_EQ(open.at("open"), 1);
    EXPECT_EQ(open.at("appeals").at(0).at("days"), 3);  // the question is asked on 15 January
    EXPECT_EQ(open.at("appeals").at(0).at("subject").at("name"), "Cà Thị Hặc");
    const auto appeal_id = filed.at("appeal_id").as_int64();
    const auto answered = w.done("recognition.answer_appeal", answer(appeal_id, "upheld"));
    EXPECT_EQ(canonical_json(answered.at("proposed")), R"({"citizen":1})");
    EXPECT_EQ(w.refused("recognition.answer_appeal", answer(appeal_id, "rejected")),
              "recognition.appeal_answered at appeal_id");
    EXPECT_EQ(state(1002), "proposed");
    EXPECT_EQ(appeals("open").at("total"), 0);
    w.done("recognition.decide", decision());
    EXPECT_EQ(state(1002), "recognised");
    const auto years = history(1002);
    ASSERT_EQ(years.size(), 1u);
    std::string told;
    for (const auto& event : years[0].at("events").as_array())
        told += json::value_to<std::string>(event.at("event")) + " by " +
                json::value_to<std::string>(event.at("provenance").at("by")) + "; ";
    EXPECT_EQ(told, "proposed by officer; refused by officer; proposed by chair; recognised by council; ");
    EXPECT_EQ(years[0].at("appeals").at(0).at("answer").at("outcome"), "upheld");
    EXPECT_EQ(w.problems(), std::vector<std::string>{});
    EXPECT_THROW(w.sql("UPDATE appeal SET filed_on = '2026-01-01'"), store::StoreError);
    EXPECT_THROW(w.sql("DELETE FROM appeal_answer"), store::StoreError);
}

TEST_F(Council, ARejectedAppealChangesNothingAndMayBeFiledAgain) {
    const auto first = w.done("recognition.appeal", appeal(1008));
    EXPECT_EQ(first.at("ground"), "not_proposed");
    const auto appeal_id = first.at("appeal_id").as_int64();
    EXPECT_EQ(w.refused("recognition.answer_appeal", answer(appeal_id, "rejected", {{"answered_on", "2026-01-11"}})),
              "recognition.too_early at answered_on");
    EXPECT_EQ(w.refused("recognition.answer_appeal", answer(appeal_id, "rejected", {{"answered_on", "2199-01-11"}})),
              "recognition.future_date at answered_on");
    EXPECT_EQ(w.refused("recognition.answer_appeal", answer(id(999), "rejected")),
              "recognition.unknown_appeal at appeal_id");
    EXPECT_EQ(canonical_json(w.done("recognition.answer_appeal", answer(appeal_id, "rejected")).at("proposed")), "{}");
    EXPECT_EQ(state(1008), "none");
    w.done("recognition.appeal", appeal(1008, {{"filed_on", "2026-01-14"}}));
    EXPECT_EQ(appeals().at("total"), 2);
    EXPECT_EQ(appeals("answered").at("total"), 1);
    EXPECT_EQ(appeals().at("appeals").at(0).at("answer"), json::value());  // the open one first
    EXPECT_EQ(w.refused("recognition.appeal", appeal(999)), "recognition.unknown_subject at subject_id");
    EXPECT_EQ(w.refused("recognition.appeal", appeal(1001, {{"filed_on", "2199-01-01"}})),
              "recognition.future_date at filed_on");
    EXPECT_EQ(w.problems(), std::vector<std::string>{});
}

TEST_F(Council, WhoProposedDoesNotDecide) {
    propose();
    EXPECT_EQ(w.code_as("officer", "recognition.decide", decision()), "recognition.same_person");
    EXPECT_EQ(w.code_as("officer", "recognition.decide", decision({{"titles", json::array{"citizen"}}, {"subjects", json::array{id(1002)}}})),
              "recognition.same_person");
    EXPECT_EQ(state(1002), "proposed") << "all or nothing";
    // One of five by another: the four that were the officer's own are counted, and none is decided.
    refuse_citizen(1002);
    const json::object again{{"year", 2025}, {"place_id", ban_bo}, {"titles", json::array{"citizen"}}, {"subjects", json::array{id(1002)}}};
    EXPECT_EQ(w.code_as("another", "recognition.propose", again), "");
    auto own = w.command("recognition.decide", decision());
    own.actor = "officer";
    const auto refused = w.run_all({own}).at(0).answer;
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().facts, (std::vector<std::pair<std::string, std::string>>{{"count", "4"}}));
    EXPECT_EQ(w.code_as("another", "recognition.decide", decision()), "recognition.same_person") << "one of them was theirs";
    EXPECT_EQ(w.code_as("council", "recognition.decide", decision()), "");
    EXPECT_EQ(w.problems(), std::vector<std::string>{});
}

TEST_F(Council, TheProgramItselfMayDoBoth) {
    EXPECT_EQ(w.code_as("system", "recognition.propose", {{"year", 2025}, {"place_id", ban_bo}}), "");
    EXPECT_EQ(w.code_as("system", "recognition.decide", decision()), "");
}

TEST_F(Council, AnAppealIsAnsweredByAnother) {
    propose();
    refuse_citizen(1002);  // by "officer"
    auto filing = w.command("recognition.appeal", appeal(1002));
    filing.actor = "family";
    const auto filed = w.run_all({filing}).at(0).answer;
    ASSERT_TRUE(filed);
    const auto appeal_id = filed->at("appeal_id").as_int64();
    EXPECT_EQ(w.code_as("officer", "recognition.answer_appeal", answer(appeal_id, "upheld")), "recognition.own_appeal") << "refused it";
    EXPECT_EQ(w.code_as("family", "recognition.answer_appeal", answer(appeal_id, "upheld")), "recognition.own_appeal") << "filed it";
    EXPECT_EQ(w.code_as("chair", "recognition.answer_appeal", answer(appeal_id, "upheld")), "");
    EXPECT_EQ(w.code_as("chair", "recognition.decide", decision({{"titles", json::array{"citizen"}}, {"subjects", json::array{id(1002)}}})),
              "recognition.same_person") << "upholding proposes";
    EXPECT_EQ(w.code_as("council", "recognition.decide", decision({{"titles", json::array{"citizen"}}, {"subjects", json::array{id(1002)}}})), "");
}

TEST_F(Council, AnUpheldAppealOfATitleRecognisedMeanwhileWritesNothing) {
    const auto appeal_id = w.done("recognition.appeal", appeal(1001)).at("appeal_id").as_int64();
    decide();
    EXPECT_EQ(canonical_json(w.done("recognition.answer_appeal", answer(appeal_id, "upheld")).at("proposed")), "{}");
    EXPECT_EQ(state(1001), "recognised");
    EXPECT_EQ(w.problems(), std::vector<std::string>{});
}

TEST_F(Council, ADecisionIsShownWithItsListAndTakesNoDoubleClick) {
    const auto decided = decide();
    EXPECT_EQ(w.refused("recognition.decide", decision()), "recognition.nothing_proposed at place_id");
    const auto all = w.answer("/api/decisions", {{"year", 2025}, {"place_id", ban_bo}});
    ASSERT_EQ(all.at("total"), 1);
    EXPECT_EQ(canonical_json(all.at("decisions").at(0).at("titles")),
              R"({"citizen":{"recognised":4},"family":{"recognised":1}})");
    EXPECT_EQ(w.answer("/api/decisions", {{"year", 2025}, {"place_id", moc_son}}).at("total"), 0);
    const auto one = w.answer("/api/decisions/{decision_id}", {{"decision_id", decided}, {"limit", 2}});
    EXPECT_EQ(one.at("total"), 5);
    EXPECT_EQ(one.at("rows").as_array().size(), 2u);
    EXPECT_EQ(one.at("rows").at(0).at("name"), "Lò Văn Tiến");
    EXPECT_EQ(one.at("rows").at(0).at("place").at("name"), "Bản Bó");
    EXPECT_EQ(one.at("provenance").at("by"), "council");
    EXPECT_EQ(canonical_json(one.at("by_hamlet").at(0).at("titles")), R"({"citizen":4,"family":1})");
    const auto families = w.answer("/api/decisions/{decision_id}", {{"decision_id", decided}, {"title", "family"}});
    EXPECT_EQ(families.at("total"), 1);
    EXPECT_EQ(families.at("rows").at(0).at("book_no"), "101");
    const auto sheet = w.ask("/api/decisions/{decision_id}", {{"decision_id", decided}, {"format", "csv"}});
    ASSERT_TRUE(sheet);
    EXPECT_NE(sheet->file.find("Lò Văn Tiến,1962,101,Bản Bó,"), std::string::npos) << sheet->file;
    EXPECT_EQ(w.refused("recognition.correct_decision", correction(id(999), {{"what", "number"}})),
              "recognition.unknown_decision at decision_id");
    EXPECT_FALSE(w.ask("/api/decisions/{decision_id}", {{"decision_id", id(999)}}));
}

TEST_F(Council, ACorrectedNumberReissuesEveryCertificateAndKeepsTheOld) {
    const auto decided = decide();
    const auto wrong = [&](json::object more) {
        return w.refused("recognition.correct_decision", correction(decided, more));
    };
    EXPECT_EQ(wrong({{"what", "number"}}), "recognition.correction_of_what at right_value");
    EXPECT_EQ(wrong({{"what", "name"}}), "recognition.correction_of_what at subjects");
    EXPECT_EQ(wrong({{"what", "date"}, {"right_value", "hôm qua"}}), "recognition.correction_of_what at right_value");
    EXPECT_EQ(wrong({{"what", "number"}, {"right_value", "12/QĐ-UBND"}}), "recognition.nothing_changed at right_value");
    EXPECT_EQ(wrong({{"what", "number"}, {"right_value", "13/QĐ-UBND"}, {"decided_on", "2026-01-09"}}),
              "recognition.too_early at decided_on");
    EXPECT_EQ(wrong({{"what", "number"}, {"right_value", "13/QĐ-UBND"}, {"number", "12/QĐ-UBND"}}),
              "recognition.number_taken at number");
    const auto done = w.done("recognition.correct_decision",
                             correction(decided, {{"what", "number"}, {"right_value", "13/QĐ-UBND"}}));
    EXPECT_EQ(done.at("reissued"), 5);
    const auto second = done.at("decision_id").as_int64();
    const auto old = w.answer("/api/decisions/{decision_id}", {{"decision_id", decided}});
    EXPECT_EQ(old.at("number"), "12/QĐ-UBND");
    EXPECT_EQ(old.at("as_corrected").at("number"), "13/QĐ-UBND");
    EXPECT_EQ(old.at("corrected_by").at(0).at("number"), "30/QĐ-UBND");
    const auto corrected = w.answer("/api/decisions/{decision_id}", {{"decision_id", second}});
    EXPECT_EQ(corrected.at("corrects").at("number"), "12/QĐ-UBND");
    EXPECT_EQ(corrected.at("total"), 5);
    const auto notice = w.answer("/api/households/{household_id}/notice", {{"household_id", id(101)}, {"year", 2025}})
                            .at("notices")
                            .at(0)
                            .as_object();
    EXPECT_EQ(notice.at("family").at("decision").at("number"), "13/QĐ-UBND");
    EXPECT_EQ(notice.at("family").at("decision").at("reissued_by").at("number"), "30/QĐ-UBND");
    EXPECT_EQ(notice.at("citizens").as_array().size(), 3u);
    EXPECT_EQ(
        w.answer("/api/decisions/{decision_id}/notices", {{"decision_id", second}, {"hamlet_id", ban_bo}}).at("total"),
        2);
    EXPECT_EQ(
        w.refused("recognition.correct_decision",
                  correction(second, {{"what", "signer"}, {"right_value", "Phó Chủ tịch"}, {"number", "31/QĐ-UBND"}})),
        "recognition.correct_the_first at decision_id");
    EXPECT_EQ(w.refused("recognition.decide", decision({{"number", "30/QĐ-UBND"}, {"decided_on", "2026-01-15"}})),
              "recognition.nothing_proposed at place_id");
    EXPECT_EQ(w.problems(), std::vector<std::string>{});
    EXPECT_THROW(w.sql("DELETE FROM decision_correction"), store::StoreError);
    EXPECT_THROW(w.sql("DELETE FROM reissue"), store::StoreError);
    EXPECT_THROW(w.sql("UPDATE decision_part SET titles = 0"), store::StoreError);
}

TEST_F(Council, AWithdrawnTitleIsRevokedByTheCorrection) {
    const auto decided = decide();
    const auto withdraw = [&](std::int64_t n) {
        return correction(decided, {{"what", "withdrawn"}, {"title", "citizen"}, {"subjects", json::array{id(n)}}});
    };
    EXPECT_EQ(w.refused("recognition.correct_decision", withdraw(1008)), "recognition.not_recognised at subjects[0]");
    const auto done = w.done("recognition.correct_decision", withdraw(1003));
    EXPECT_EQ(canonical_json(done.at("revoked")), R"({"citizen":1})");
    EXPECT_EQ(state(1003), "revoked");
    EXPECT_EQ(w.done("recognition.appeal", appeal(1003, {{"filed_on", "2026-01-15"}})).at("ground"), "revoked");
    // Recognised again by another decision: a correction of the first no longer speaks of it.
    w.done("recognition.propose", {{"year", 2025},
                                   {"place_id", ban_bo},
                                   {"titles", json::array{"citizen"}},
                                   {"subjects", json::array{id(1003)}}});
    EXPECT_EQ(w.refused("recognition.decide", decision({{"number", "30/QĐ-UBND"}, {"decided_on", "2026-01-15"}})),
              "recognition.number_taken at number");
    w.done("recognition.decide", decision({{"number", "40/QĐ-UBND"}, {"decided_on", "2026-01-15"}}));
    auto name = correction(decided, {{"what", "name"},
                                     {"title", "citizen"},
                                     {"subjects", json::array{id(1001), id(1003)}},
                                     {"number", "41/QĐ-UBND"}});
    EXPECT_EQ(w.refused("recognition.correct_decision", name), "recognition.not_in_decision at subjects[1]");
    name["subjects"] = json::array{id(1001)};
    EXPECT_EQ(w.done("recognition.correct_decision", name).at("reissued"), 1);
    EXPECT_EQ(history(1001)[0].at("events").at(1).at("decision").at("reissued_by").at("what"), "name");
    EXPECT_EQ(w.problems(), std::vector<std::string>{});
}

TEST_F(Council, ListsCountFindAndExport) {
    propose();
    const auto list =
        w.answer("/api/titles", {{"place_id", ban_bo}, {"title", "citizen"}, {"list", "proposed"}, {"limit", 2}});
    EXPECT_EQ(list.at("total"), 4);
    EXPECT_EQ(list.at("counts").at("proposed"), 4);
    EXPECT_EQ(list.at("rows").at(0).at("book_no"), "101");
    EXPECT_EQ(list.at("rows").at(0).at("household_id"), id(101));
    const auto last = w.answer("/api/titles", {{"title", "citizen"}, {"list", "proposed"}, {"from", 3}, {"limit", 2}});
    EXPECT_EQ(last.at("rows").as_array().size(), 1u);
    const auto sheet = w.ask("/api/titles", {{"title", "family"}, {"list", "proposed"}, {"format", "xlsx"}});
    ASSERT_TRUE(sheet);
    EXPECT_TRUE(sheet->file.starts_with("PK"));
    const auto council = w.answer("/api/council", {{"place_id", chieng_an}, {"year", 2025}});
    EXPECT_EQ(council.at("titles").at("citizen").at("proposed"), 4);
    EXPECT_EQ(council.at("below").as_array().size(), 3u);
    EXPECT_EQ(council.at("below").at(0).at("titles").at("family").at("proposed"), 1);
    EXPECT_EQ(council.at("last_decision"), json::value());
    // Names are looked for without diacritics; the small world's names share one folded name.
    w.sql(
        "INSERT INTO name_key VALUES(14, 1, 'lo van tien'); INSERT INTO name_key VALUES(14, 2, 'hoang van pan');"
        "UPDATE person SET name_id = 2 WHERE person_id = " +
        std::to_string(id(1007)));
    const auto find = [&](const char* title, const char* name) {
        return w.answer("/api/titles/find", {{"title", title}, {"list", "proposed"}, {"name", name}});
    };
    EXPECT_EQ(find("citizen", "Pản Hoang").at("total"), 1);
    EXPECT_EQ(find("citizen", "Pản Hoang").at("rows").at(0).at("id"), id(1007));
    EXPECT_EQ(find("family", "tiến").at("total"), 1);
    EXPECT_EQ(find("citizen", "Quàng").at("total"), 0);
}

/// Two hundred random acts on six people, beside a model of eleven lines.
TEST_F(Council, RandomLivesFollowASimpleModel) {
    worlds::Dice dice(20260115);
    std::map<std::int64_t, std::string> states;
    std::map<std::int64_t, std::int64_t> open;
    const std::vector<std::int64_t> people = {1001, 1002, 1003, 1004, 1007, 1008};
    for (const auto n : people) states[n] = "none";
    for (int i = 0; i < 200; ++i) {
        const auto n = dice.one_of(people);
        auto& now = states[n];
        const json::object named{
            {"year", 2025}, {"place_id", chieng_an}, {"subjects", json::array{id(n)}}, {"reason", "xét lại"}};
        auto body = named;
        switch (dice.below(6)) {
            case 0:
                body["titles"] = json::array{"citizen"};
                if (w.refused("recognition.propose", body) == "done")
                    now = now != "proposed" && now != "recognised" ? "proposed" : "wrong";
                break;
            case 1:
                body = decision({{"titles", json::array{"citizen"}}, {"subjects", json::array{id(n)}}});
                if (w.refused("recognition.decide", body) == "done") now = now == "proposed" ? "recognised" : "wrong";
                break;
            case 2:
                body["title"] = "citizen";
                if (w.refused("recognition.refuse", body) == "done") now = now == "proposed" ? "refused" : "wrong";
                break;
            case 3:
                body = decision({{"number", "20/QĐ-UBND"},
                                 {"title", "citizen"},
                                 {"subjects", json::array{id(n)}},
                                 {"reason", "sai"}});
                if (w.refused("recognition.revoke", body) == "done") now = now == "recognised" ? "revoked" : "wrong";
                break;
            case 4: {
                const auto filed = w.run("recognition.appeal", appeal(n));
                const bool may = !open.contains(n) && now != "proposed" && now != "recognised";
                EXPECT_EQ(filed.answer.has_value(), may) << now;
                if (filed.answer) open[n] = filed.answer->at("appeal_id").as_int64();
                break;
            }
            default: {
                if (!open.contains(n)) break;
                const bool upheld = dice.percent(50);
                w.done("recognition.answer_appeal", answer(open[n], upheld ? "upheld" : "rejected"));
                open.erase(n);
                if (upheld && now != "recognised") now = "proposed";
            }
        }
        ASSERT_EQ(state(n), now) << "act " << i;
    }
    EXPECT_EQ(appeals("open").at("open"), static_cast<std::int64_t>(open.size()));
    EXPECT_EQ(w.problems(), std::vector<std::string>{});
}

TEST(TitleFiles, ALongerListThanAnybodyReadsIsRefused) {
    SmallWorld w;
    w.add_places();
    w.open_2025();
    w.sql(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i <= 100000)"
        " INSERT INTO household SELECT 14, 14000000000000 + i, NULL, '2010-01-01', NULL, 0 FROM n;"
        " INSERT INTO household_home SELECT 14, household_id, '2010-01-01', NULL, " +
        std::to_string(ban_bo) + ", 0 FROM household;");
    const auto file = [&](std::int64_t place) {
        return w.ask("/api/titles",
                     {{"title", "family"}, {"list", "not_assessed"}, {"place_id", place}, {"format", "csv"}});
    };
    const auto refused = file(ban_bo);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "recognition.too_many_rows");
    EXPECT_TRUE(file(ban_hin));
}

}  // namespace
}  // namespace khuyenhoc::recognition
