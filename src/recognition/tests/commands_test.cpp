// Every command: its good path, its refusals, and the same again.
#include "recognition/tests/small_world.h"

namespace khuyenhoc::recognition {
namespace {

class Commands : public testing::Test {
protected:
    Commands() { add_two_households(w); }

    std::int64_t facts() { return w.number("SELECT count(*) FROM assessment"); }
    std::string state(const char* path, const char* parameter, std::int64_t subject) {
        const auto answer = w.answer(path, {{parameter, subject}, {"year", 2025}});
        return answer.empty() ? "" : json::value_to<std::string>(answer.at("title").at("state"));
    }
    std::string person_state(std::int64_t n) {
        return state("/api/persons/{person_id}/explanation", "person_id", id(n));
    }
    std::string family_state(std::int64_t n) {
        return state("/api/households/{household_id}/explanation", "household_id", id(n));
    }

    SmallWorld w;
};

const json::object usual_sets = {{"citizen", "citizen-2022"},
                                 {"family", "family-sonla-2025"},
                                 {"clan", "clan-sonla-2025"},
                                 {"community", "community-sonla-2025"},
                                 {"unit", "unit-sonla-2025"}};

json::object opening(const char* title, const char* set) {
    json::object sets = usual_sets;
    sets[title] = set;
    return {{"year", 2025}, {"criteria", sets}};
}

TEST_F(Commands, OpenCampaignOnceWithUsableSets) {
    EXPECT_EQ(w.refused("recognition.open_campaign", opening("family", "family-2015")),
              "recognition.unusable_criteria at criteria.family");
    EXPECT_EQ(w.refused("recognition.open_campaign", opening("family", "clan-sonla-2025")),
              "recognition.wrong_title at criteria.family");
    EXPECT_EQ(w.refused("recognition.open_campaign", opening("clan", "clan-1999")),
              "recognition.unknown_criteria at criteria.clan");
    EXPECT_EQ(w.refused("recognition.open_campaign", {{"year", 2019}, {"criteria", usual_sets}}),
              "recognition.criteria_not_in_force at criteria.citizen");
    EXPECT_EQ(w.refused("recognition.record", w.person_body(1001, all_tens())), "recognition.no_campaign at year");
    const auto answer = w.done("recognition.open_campaign", {{"year", 2025}, {"criteria", usual_sets}});
    EXPECT_EQ(answer.at("state"), "open");
    EXPECT_EQ(w.refused("recognition.open_campaign", {{"year", 2025}, {"criteria", usual_sets}}),
              "recognition.campaign_exists at year");
    EXPECT_EQ(w.number("SELECT count(*) FROM criteria_set"), 5);
    const auto campaigns = w.answer("/api/campaigns", {});
    EXPECT_EQ(campaigns.at("campaigns").as_array().size(), 1u);
    EXPECT_EQ(campaigns.at("campaigns").at(0).at("criteria").at(1).at("id"), "family-sonla-2025");
    EXPECT_EQ(campaigns.at("campaigns").at(0).at("criteria").at(1).at("illustrative"), true);
}

TEST_F(Commands, RecordRefusesWhatIsWrong) {
    w.open_2025();
    const auto with = [&](json::object body, const char* name, json::value value) {
        body[name] = std::move(value);
        return body;
    };
    EXPECT_EQ(w.refused("recognition.record", w.person_body(9999, all_tens())),
              "recognition.unknown_subject at subject_id");
    EXPECT_EQ(w.refused("recognition.record", w.person_body(1001, all_tens(9))), "criteria.scores_length at scores");
    EXPECT_EQ(w.refused("recognition.record", w.person_body(1001, all_tens(10, 11))),
              "criteria.score_too_large at scores[0]");
    EXPECT_EQ(w.refused("recognition.record", w.person_body(1001, all_tens(10, 36))),
              "recognition.bad_score at scores[0]");
    EXPECT_EQ(w.refused("recognition.record", w.person_body(1001, {})), "recognition.nothing_recorded at scores");
    EXPECT_EQ(w.refused("recognition.record", with(w.person_body(1001, all_tens()), "group", "poets")),
              "recognition.unknown_group at group");
    EXPECT_EQ(w.refused("recognition.record", with(w.body("household", id(101), {1, 1, 1}), "schooling", "attends")),
              "recognition.persons_only at schooling");
    EXPECT_EQ(w.refused("recognition.record", w.body("hamlet", chieng_an, {1, 1})),
              "recognition.unknown_subject at subject_id");
    EXPECT_EQ(facts(), 0);
    EXPECT_EQ(w.number("SELECT count(*) FROM journal WHERE refused = 1"), 8);
    EXPECT_EQ(person_state(1001), "not_assessed");
}

TEST_F(Commands, RecordOnceAndTheSameAnswerAgain) {
    w.open_2025();
    const std::string uuid = random_uuid();
    const auto first = w.run("recognition.record", w.person_body(1001, all_tens()), uuid);
    const auto again = w.run("recognition.record", w.person_body(1001, all_tens()), uuid);
    ASSERT_TRUE(first.answer && again.answer);
    EXPECT_TRUE(again.repeated);
    EXPECT_EQ(*first.answer, *again.answer);
    EXPECT_EQ(facts(), 1);
    EXPECT_EQ(w.refused("recognition.record", w.person_body(1001, all_tens())),
              "recognition.already_recorded at subject_id");
    EXPECT_EQ(person_state(1001), "achieved");
}

TEST_F(Commands, RecordManyIsAllOrNothing) {
    w.open_2025();
    const auto row = [](std::int64_t n, int value) {
        const auto scores = all_tens(10, value);
        return json::object{
            {"subject_id", id(n)}, {"group", "farmers_rural"}, {"scores", json::array(scores.begin(), scores.end())}};
    };
    const json::array good = {row(1001, 9), row(1002, 4), row(1003, 8)};
    json::array bad = good;
    bad.push_back(row(1001, 9));
    EXPECT_EQ(w.refused("recognition.record_many", {{"year", 2025}, {"kind", "person"}, {"rows", bad}}),
              "recognition.already_recorded at rows[3].subject_id");
    EXPECT_EQ(facts(), 0);
    EXPECT_EQ(w.done("recognition.record_many", {{"year", 2025}, {"kind", "person"}, {"rows", good}}).at("recorded"),
              3);
    EXPECT_EQ(person_state(1001), "achieved");
    EXPECT_EQ(person_state(1002), "not_achieved");
    EXPECT_EQ(person_state(1003), "achieved");
}

TEST_F(Commands, CorrectAddsARevisionAndKeepsTheOld) {
    w.open_2025();
    w.done("recognition.record", w.person_body(1001, all_tens()));
    auto body = w.person_body(1001, all_tens(10, 4));
    EXPECT_EQ(w.refused("recognition.correct", body), "shape.missing_field at corrects");
    body["corrects"] = 1;
    body["reason"] = "chép nhầm phiếu";
    auto other = body;
    other["subject_id"] = id(1002);
    EXPECT_EQ(w.refused("recognition.correct", other), "recognition.not_recorded at subject_id");
    EXPECT_EQ(w.done("recognition.correct", body).at("revision"), 2);
    EXPECT_EQ(person_state(1001), "not_achieved");
    EXPECT_EQ(w.refused("recognition.correct", body), "recognition.corrected_meanwhile at corrects");
    body["corrects"] = 2;
    EXPECT_EQ(w.refused("recognition.correct", body), "recognition.nothing_changed at subject_id");
    EXPECT_EQ(facts(), 2);
    const auto explained = w.answer("/api/persons/{person_id}/explanation", {{"person_id", id(1001)}});
    EXPECT_EQ(explained.at("person").at("revisions").as_array().size(), 2u);
    EXPECT_EQ(explained.at("person").at("revisions").at(1).at("reason"), "chép nhầm phiếu");
    EXPECT_THROW(w.sql("UPDATE assessment SET scores = '9999999999'"), store::StoreError);
    EXPECT_THROW(w.sql("DELETE FROM assessment"), store::StoreError);
    EXPECT_EQ(w.problems(), std::vector<std::string>{});
}

TEST_F(Commands, CorrectKeepsWhatIsLeftOut) {
    w.open_2025();
    w.done("recognition.record", w.child_body(1005, "out_of_school"));
    w.done("recognition.correct", {{"year", 2025},
                                   {"kind", "person"},
                                   {"subject_id", id(1005)},
                                   {"corrects", 1},
                                   {"reason", "đã đi học lại"},
                                   {"schooling", "attends"}});
    auto person = w.answer("/api/persons/{person_id}/explanation", {{"person_id", id(1005)}});
    EXPECT_EQ(person.at("person").at("schooling"), "attends");
    EXPECT_EQ(person.at("title").at("state"), "out_of_scope");
}

TEST_F(Commands, CloseStopsRecordingButNotDeciding) {
    w.open_2025();
    w.done("recognition.record", w.person_body(1001, all_tens()));
    EXPECT_EQ(w.refused("recognition.freeze_snapshot", {{"year", 2025}}), "recognition.campaign_open at year");
    w.done("recognition.close_campaign", {{"year", 2025}});
    EXPECT_EQ(w.refused("recognition.close_campaign", {{"year", 2025}}), "recognition.campaign_closed at year");
    EXPECT_EQ(w.refused("recognition.record", w.person_body(1002, all_tens())), "recognition.campaign_closed at year");
    EXPECT_EQ(w.done("recognition.propose", {{"year", 2025}, {"place_id", ban_bo}}).at("proposed").at("citizen"), 1);
    EXPECT_EQ(w.refused("recognition.close_campaign", {{"year", 2024}}), "recognition.no_campaign at year");
    EXPECT_EQ(w.recognition().campaign(2025)->state, "closed");
    EXPECT_EQ(w.recognition().campaign(2024)->state, "none");
}

TEST_F(Commands, SnapshotKeepsTheFiguresOfItsDay) {
    w.open_2025();
    for (const auto n : {1001, 1002, 1003}) w.done("recognition.record", w.person_body(n, all_tens()));
    w.done("recognition.close_campaign", {{"year", 2025}});
    const auto snapshot = w.done("recognition.freeze_snapshot", {{"year", 2025}}).at("snapshot_id").as_int64();
    w.sql(SmallWorld::person_sql(1099, "Vì Văn Sơn", 1980) + SmallWorld::member_sql(102, 1099, 9));
    const auto frozen = [&](std::int64_t place, const char* measure) {
        return w.store().reader()->query_integer(
            "SELECT n FROM snapshot_count WHERE province_id = 14 AND snapshot_id = $1 AND place_id = $2 AND measure = "
            "$3",
            {snapshot, place, std::string_view(measure)});
    };
    for (const auto place : {son_la, chieng_an, ban_bo}) {
        EXPECT_EQ(frozen(place, "computed.learning_citizens"), 3);
        EXPECT_EQ(frozen(place, "population"), 8);
    }
    EXPECT_EQ(frozen(moc_son, "population"), std::nullopt);
    EXPECT_GT(w.number("SELECT journal_seq FROM snapshot"), 0);
}

// -- titles

class Titles : public Commands {
protected:
    Titles() {
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
    json::value recognition_of(std::int64_t n) {
        return w.answer("/api/persons/{person_id}/explanation", {{"person_id", id(n)}}).at("title").at("recognised");
    }
    std::int64_t listed(const char* title, const char* list) {
        return w.answer("/api/titles", {{"title", title}, {"list", list}, {"year", 2025}})
            .at("total")
            .to_number<std::int64_t>();
    }
};

TEST_F(Titles, ProposeInBulkWithExceptions) {
    EXPECT_EQ(listed("citizen", "waiting"), 4);
    const auto answer =
        w.done("recognition.propose", {{"year", 2025}, {"place_id", ban_bo}, {"except", json::array{id(1007)}}});
    EXPECT_EQ(canonical_json(answer), R"({"left":0,"proposed":{"citizen":3,"family":1}})");
    EXPECT_EQ(listed("citizen", "waiting"), 1);
    const auto rest =
        w.done("recognition.propose", {{"year", 2025}, {"place_id", ban_bo}, {"titles", json::array{"citizen"}}});
    EXPECT_EQ(canonical_json(rest), R"({"left":3,"proposed":{"citizen":1}})");
    EXPECT_EQ(w.refused("recognition.propose", {{"year", 2025}, {"place_id", ban_bo}}),
              "recognition.nothing_to_propose at place_id");
    EXPECT_EQ(w.refused("recognition.propose", {{"year", 2025}, {"place_id", id(777)}}),
              "recognition.unknown_place at place_id");
}

TEST_F(Titles, ProposeByNameNeedsAReasonWhenNotAchieved) {
    json::object body{{"year", 2025},
                      {"place_id", ban_bo},
                      {"titles", json::array{"citizen"}},
                      {"subjects", json::array{id(1001), id(1008)}}};
    EXPECT_EQ(w.refused("recognition.propose", body), "recognition.not_achieved at subjects[1]");
    EXPECT_EQ(listed("citizen", "proposed"), 0);
    body["reason"] = "đã học bù, hội đồng thống nhất";
    w.done("recognition.propose", body);
    EXPECT_EQ(listed("citizen", "proposed"), 2);
    EXPECT_EQ(w.refused("recognition.propose", body), "recognition.already_proposed at subjects[0]");
    body["place_id"] = tieu_khu_1;
    EXPECT_EQ(w.refused("recognition.propose", body), "recognition.not_in_place at subjects[0]");
    body["subjects"] = json::array{id(1002), id(1002)};
    body["place_id"] = ban_bo;
    EXPECT_EQ(w.refused("recognition.propose", body), "recognition.named_twice at subjects[1]");
    body.erase("titles");
    EXPECT_EQ(w.refused("recognition.propose", body), "recognition.one_title_for_subjects at titles");
}

TEST_F(Titles, DecideRefuseRevokeAndTheirRefusals) {
    EXPECT_EQ(w.refused("recognition.decide", decision()), "recognition.nothing_proposed at place_id");
    w.done("recognition.propose", {{"year", 2025}, {"place_id", ban_bo}});
    EXPECT_EQ(w.refused("recognition.decide", decision({{"place_id", ban_bo}})),
              "recognition.cannot_decide at place_id");
    EXPECT_EQ(w.refused("recognition.decide", decision({{"within", tieu_khu_1}})),
              "recognition.not_in_place at within");
    EXPECT_EQ(w.refused("recognition.decide", decision({{"decided_on", "2199-01-01"}})),
              "recognition.future_date at decided_on");
    w.done("recognition.refuse", {{"year", 2025},
                                  {"place_id", chieng_an},
                                  {"title", "citizen"},
                                  {"subjects", json::array{id(1002)}},
                                  {"reason", "chưa đủ minh chứng"}});
    const auto decided =
        w.done("recognition.decide", decision({{"titles", json::array{"citizen"}}, {"except", json::array{id(1007)}}}));
    EXPECT_EQ(decided.at("recognised").at("citizen"), 2);
    EXPECT_EQ(w.refused("recognition.decide",
                        decision({{"titles", json::array{"citizen"}}, {"subjects", json::array{id(1001)}}})),
              "recognition.already_recognised at subjects[0]");
    EXPECT_EQ(w.refused("recognition.decide",
                        decision({{"titles", json::array{"citizen"}}, {"subjects", json::array{id(1002)}}})),
              "recognition.not_proposed at subjects[0]");
    EXPECT_EQ(w.refused("recognition.decide", decision({{"signer", "Người khác"}})),
              "recognition.decision_differs at number");
    const auto more = w.done("recognition.decide", decision());
    EXPECT_EQ(more.at("decision_id"), decided.at("decision_id"));
    EXPECT_EQ(canonical_json(more.at("recognised")), R"({"citizen":1,"family":1})");
    EXPECT_EQ(recognition_of(1001).at("decision").at("number"), "12/QĐ-UBND");
    EXPECT_EQ(recognition_of(1002).at("event"), "refused");
    EXPECT_EQ(recognition_of(1002).at("reason"), "chưa đủ minh chứng");

    json::object revoking = decision(
        {{"number", "20/QĐ-UBND"}, {"title", "citizen"}, {"subjects", json::array{id(1002)}}, {"reason", "sai hồ sơ"}});
    EXPECT_EQ(w.refused("recognition.revoke", revoking), "recognition.not_recognised at subjects[0]");
    revoking["subjects"] = json::array{id(1001)};
    EXPECT_EQ(w.done("recognition.revoke", revoking).at("revoked").at("citizen"), 1);
    EXPECT_EQ(recognition_of(1001).at("event"), "revoked");
    EXPECT_EQ(listed("citizen", "revoked"), 1);
    const auto counts = w.recognition().counts(chieng_an, 2025, {2025, 12, 31});
    ASSERT_TRUE(counts);
    EXPECT_EQ(counts->own.counts.recognised.learning_citizens, 2);
    EXPECT_EQ(counts->own.counts.recognised.learning_families, 1);
    EXPECT_EQ(counts->own.counts.computed.learning_citizens, 4);
    EXPECT_EQ(w.problems(), std::vector<std::string>{});
    EXPECT_THROW(w.sql("DELETE FROM title_event"), store::StoreError);
}

TEST_F(Titles, ACorrectionNeverChangesARecognisedTitleButIsAContradiction) {
    w.done("recognition.propose", {{"year", 2025}, {"place_id", ban_bo}});
    w.done("recognition.decide", decision());
    EXPECT_EQ(listed("citizen", "contradiction"), 0);
    auto body = w.person_body(1003, all_tens(10, 3));
    body["corrects"] = 1;
    body["reason"] = "nhầm người";
    w.done("recognition.correct", body);
    const auto title = w.answer("/api/persons/{person_id}/explanation", {{"person_id", id(1003)}}).at("title");
    EXPECT_EQ(title.at("computed"), false);
    EXPECT_EQ(title.at("recognised").at("event"), "recognised");
    EXPECT_EQ(title.at("contradiction"), true);
    EXPECT_EQ(listed("citizen", "contradiction"), 1);
    EXPECT_EQ(listed("family", "contradiction"), 1);  // two of four adults are not 60 %
    EXPECT_EQ(listed("citizen", "recognised"), 4);
}

TEST_F(Titles, UnitsAreProposedInTheirCommuneAtTheirLevel) {
    w.done("recognition.record", w.body("unit", id(401), {1, 1}));
    EXPECT_EQ(listed("unit", "computed"), 0);  // one of two is below 60 %
    w.done("recognition.record", w.person_body(1004, all_tens()));
    EXPECT_EQ(listed("unit", "computed"), 1);
    EXPECT_EQ(w.done("recognition.propose", {{"year", 2025}, {"place_id", chieng_an}, {"titles", json::array{"unit"}}})
                  .at("proposed")
                  .at("unit"),
              1);
    w.done("recognition.decide", decision({{"titles", json::array{"unit"}}}));
    const auto title = w.answer("/api/units/{unit_id}/explanation", {{"unit_id", id(401)}}).at("title");
    EXPECT_EQ(title.at("level"), 2);
    EXPECT_EQ(title.at("recognised").at("level"), 2);
    EXPECT_EQ(w.recognition().counts(son_la, 2025, {2025, 12, 31})->own.counts.recognised.learning_units_level2, 1);
}

}  // namespace
}  // namespace khuyenhoc::recognition
