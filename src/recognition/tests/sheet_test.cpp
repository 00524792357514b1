// A hamlet's sheet, its board, copies of last year, self-assessments and evidence: good paths and refusals.
#include "recognition/evidence.h"
#include "recognition/tests/small_world.h"

namespace khuyenhoc::recognition {
namespace {

const json::object usual_sets = {{"citizen", "citizen-2022"},
                                 {"family", "family-sonla-2025"},
                                 {"clan", "clan-sonla-2025"},
                                 {"community", "community-sonla-2025"},
                                 {"unit", "unit-sonla-2025"}};

class Sheets : public testing::Test {
protected:
    Sheets() {
        add_two_households(w);
        w.open_2025();
    }
    static json::object row(const char* kind, std::int64_t subject, int seen, std::vector<int> scores) {
        return {{"kind", kind},
                {"subject_id", subject},
                {"seen", seen},
                {"scores", json::array(scores.begin(), scores.end())}};
    }
    static json::object sheet_of(json::array rows, int year = 2025, const char* reason = nullptr) {
        json::object body{{"year", year}, {"rows", std::move(rows)}};
        if (reason != nullptr) body["reason"] = reason;
        return body;
    }
    json::object sheet(int year = 2025, json::object more = {}) {
        more["hamlet_id"] = ban_bo;
        more["year"] = year;
        return w.answer("/api/hamlets/{hamlet_id}/sheet", std::move(more));
    }
    json::object board(json::object more = {}, int year = 2025) {
        more["year"] = year;
        return w.answer("/api/board", std::move(more));
    }
    std::string hamlet_state(int year = 2025) {
        const auto answer = board({{"place_id", ban_bo}}, year);
        return json::value_to<std::string>(answer.at("rows").at(0).at("state"));
    }
    void record_all() {
        json::array rows;
        for (const auto n : {1001, 1002, 1003, 1004, 1007, 1008}) rows.push_back(row("person", id(n), 0, all_tens()));
        for (const auto n : {1005, 1006})
            rows.push_back(
                json::object{{"kind", "person"}, {"subject_id", id(n)}, {"seen", 0}, {"schooling", "attends"}});
        for (const auto n : {101, 102}) rows.push_back(row("household", id(n), 0, {1, 1, 1}));
        rows.push_back(row("hamlet", ban_bo, 0, {1, 1}));
        w.done("recognition.save_sheet", sheet_of(std::move(rows)));
    }
    void open_2026(json::object sets = usual_sets) {
        w.done("recognition.open_campaign", {{"year", 2026}, {"criteria", std::move(sets)}});
    }
    json::object self_body(std::int64_t n, std::vector<int> scores) {
        return {{"year", 2025}, {"person_id", id(n)}, {"scores", json::array(scores.begin(), scores.end())}};
    }

    SmallWorld w;
};

TEST_F(Sheets, HouseholdsInTheOrderOfTheBookWithWhomToScore) {
    const auto all = sheet();
    EXPECT_EQ(all.at("counts").at("persons"), 6);
    EXPECT_EQ(all.at("criteria").at("citizen").at("indicators").as_array().size(), 10u);
    EXPECT_EQ(all.at("own").at("revision"), 0);
    EXPECT_EQ(all.at("clans").at(0).at("name"), "Lò - bản Bó");
    const auto& households = all.at("households").as_array();
    ASSERT_EQ(households.size(), 2u);
    EXPECT_EQ(households[0].at("book_no"), "101");
    const auto& members = households[0].at("members").as_array();
    ASSERT_EQ(members.size(), 6u);
    EXPECT_EQ(members[0].at("name"), "Lò Văn Tiến");
    EXPECT_EQ(members[0].at("asks"), "scores");
    EXPECT_EQ(members[0].at("scores").as_array().size(), 10u);
    EXPECT_TRUE(members[0].at("scores").at(0).is_null());
    EXPECT_EQ(members[3].at("asks"), "schooling");
    EXPECT_TRUE(all.at("last_year").is_null());
    EXPECT_TRUE(all.at("next").is_null());
    const auto first = sheet(2025, {{"limit", 1}});
    EXPECT_EQ(first.at("next"), id(101));
    const auto second = sheet(2025, {{"limit", 1}, {"after", id(101)}});
    EXPECT_EQ(second.at("households").at(0).at("id"), id(102));
    EXPECT_FALSE(second.contains("criteria"));
    const auto one = w.answer("/api/persons/{person_id}/sheet", {{"person_id", id(1008)}, {"year", 2025}});
    EXPECT_EQ(one.at("households").as_array().size(), 1u);
    EXPECT_EQ(one.at("households").at(0).at("id"), id(102));
    EXPECT_EQ(w.ask("/api/hamlets/{hamlet_id}/sheet", {{"hamlet_id", id(777)}, {"year", 2025}}).error().code,
              "recognition.unknown_place");
    EXPECT_EQ(w.ask("/api/households/{household_id}/sheet", {{"household_id", id(777)}, {"year", 2025}}).error().code,
              "recognition.not_in_year");
    EXPECT_EQ(w.ask("/api/persons/{person_id}/sheet", {{"person_id", id(777)}, {"year", 2025}}).error().code,
              "recognition.not_in_year");
}

TEST_F(Sheets, RowsAreRecordedCorrectedOrLeft) {
    const auto first =
        w.done("recognition.save_sheet",
               sheet_of({row("person", id(1001), 0, all_tens()), row("household", id(101), 0, {1, 1, 0})}));
    EXPECT_EQ(first.at("recorded"), 2);
    EXPECT_EQ(first.at("rows").at(1).at("revision"), 1);
    EXPECT_EQ(w.refused("recognition.save_sheet", sheet_of({row("person", id(1001), 1, all_tens(10, 8))})),
              "recognition.reason_needed at reason");
    const auto second =
        w.done("recognition.save_sheet",
               sheet_of({row("person", id(1001), 1, all_tens(10, 8)), row("household", id(101), 1, {1, 1, 0})}, 2025,
                        "chấm lại"));
    EXPECT_EQ(second.at("corrected"), 1);
    EXPECT_EQ(second.at("unchanged"), 1);
    EXPECT_EQ(w.refused("recognition.save_sheet",
                        sheet_of({row("person", id(1002), 0, all_tens()), row("person", id(1001), 1, all_tens())}, 2025,
                                 "x")),
              "recognition.corrected_meanwhile at rows[1].seen");
    EXPECT_EQ(w.number("SELECT count(*) FROM assessment"), 3);  // nothing of a refused sheet is kept
    EXPECT_EQ(w.refused("recognition.save_sheet", sheet_of({row("person", id(777), 0, all_tens())})),
              "recognition.unknown_subject at rows[0].subject_id");
    EXPECT_EQ(w.refused("recognition.save_sheet", sheet_of({row("hamlet", ban_bo, 0, {1, 9})})).substr(0, 8),
              "criteria");
    w.done("recognition.close_campaign", {{"year", 2025}});
    EXPECT_EQ(w.refused("recognition.save_sheet", sheet_of({row("person", id(1002), 0, all_tens())})),
              "recognition.campaign_closed at year");
    EXPECT_EQ(w.problems(), std::vector<std::string>{});
}

TEST_F(Sheets, OneSubjectsOwnAssessment) {
    const auto own = [&](const char* kind, std::int64_t subject) {
        return w.ask("/api/assessment", {{"kind", kind}, {"subject_id", subject}, {"year", 2025}});
    };
    EXPECT_EQ(own("unit", id(401))->value.at("revision"), 0);
    w.done("recognition.save_sheet", sheet_of({row("unit", id(401), 0, {1, 0})}));
    const auto unit = own("unit", id(401));
    ASSERT_TRUE(unit);
    EXPECT_EQ(unit->value.at("revision"), 1);
    EXPECT_EQ(unit->value.at("scores").at(1), 0);
    EXPECT_EQ(unit->value.at("criteria").at("id"), "unit-sonla-2025");
    EXPECT_EQ(own("clan", id(777)).error().code, "recognition.unknown_subject");
}

TEST_F(Sheets, TheBoardFollowsAHamletThroughTheYear) {
    EXPECT_EQ(hamlet_state(), "not_started");
    w.done("recognition.save_sheet", sheet_of({row("person", id(1001), 0, all_tens())}));
    EXPECT_EQ(hamlet_state(), "recording");
    json::array rest;
    for (const auto n : {1002, 1003, 1004, 1007, 1008}) rest.push_back(row("person", id(n), 0, all_tens()));
    for (const auto n : {1005, 1006})
        rest.push_back(json::object{{"kind", "person"}, {"subject_id", id(n)}, {"seen", 0}, {"schooling", "attends"}});
    for (const auto n : {101, 102}) rest.push_back(row("household", id(n), 0, {1, 1, 1}));
    w.done("recognition.save_sheet", sheet_of(std::move(rest)));
    EXPECT_EQ(hamlet_state(), "recording");
    w.done("recognition.save_sheet", sheet_of({row("hamlet", ban_bo, 0, {1, 1})}));
    EXPECT_EQ(hamlet_state(), "ready");
    EXPECT_EQ(board({{"place_id", ban_bo}}).at("rows").at(0).at("waiting"), 8);
    w.done("recognition.propose", {{"year", 2025}, {"place_id", ban_bo}});
    EXPECT_EQ(hamlet_state(), "proposed");
    w.done("recognition.decide", {{"year", 2025},
                                  {"place_id", chieng_an},
                                  {"number", "12/QĐ-UBND"},
                                  {"decided_on", "2026-01-10"},
                                  {"signer", "Chủ tịch"}});
    EXPECT_EQ(hamlet_state(), "decided");
    w.done("recognition.save_sheet", sheet_of({row("person", id(1001), 1, all_tens(10, 3))}, 2025, "nhầm người"));
    EXPECT_EQ(board({{"place_id", ban_bo}}).at("rows").at(0).at("contradictions"), 1);
}

TEST_F(Sheets, TheBoardSumsFiltersAndExports) {
    record_all();
    const auto all = board();
    EXPECT_EQ(all.at("total"), 5);
    EXPECT_EQ(all.at("sum").at("states").at("ready"), 1);
    EXPECT_EQ(all.at("sum").at("states").at("not_started"), 4);
    ASSERT_EQ(all.at("communes").as_array().size(), 2u);
    EXPECT_EQ(all.at("communes").at(0).at("persons_assessed"), 6);
    EXPECT_EQ(board({{"state", "ready"}}).at("total"), 1);
    EXPECT_EQ(board({{"limit", 2}, {"from", 4}}).at("rows").as_array().size(), 1u);
    EXPECT_TRUE(board({{"place_id", chieng_an}}).at("communes").as_array().empty());
    const auto csv = w.ask("/api/board", {{"year", 2025}, {"format", "csv"}, {"state", "ready"}});
    ASSERT_TRUE(csv);
    EXPECT_NE(csv->file.find("Đã chấm xong"), std::string::npos);
    EXPECT_EQ(std::ranges::count(csv->file, '\n'), 2);
    EXPECT_TRUE(w.ask("/api/board", {{"year", 2025}, {"format", "xlsx"}})->file.starts_with("PK"));
    EXPECT_EQ(w.ask("/api/board", {{"year", 2025}, {"place_id", id(777)}}).error().code, "recognition.unknown_place");
    EXPECT_EQ(w.ask("/api/board", {{"year", 2024}}).error().code, "recognition.no_campaign");
}

// -- last year's

TEST_F(Sheets, LastYearIsCopiedMarkedAndConfirmed) {
    record_all();
    const json::object copy{{"year", 2026}, {"hamlet_id", ban_bo}};
    EXPECT_EQ(w.refused("recognition.copy_last_year", copy), "recognition.no_campaign at year");
    open_2026();
    w.done("recognition.save_sheet", sheet_of({row("person", id(1001), 0, all_tens(10, 7))}, 2026));
    json::object body = copy;
    body["except"] = json::array{id(1002)};
    const auto copied = w.done("recognition.copy_last_year", body);
    EXPECT_EQ(canonical_json(copied.at("copied")), R"({"hamlet":1,"household":2,"person":6})");
    EXPECT_EQ(hamlet_state(2026), "recording");
    auto line = board({{"place_id", ban_bo}}, 2026).at("rows").at(0);
    EXPECT_EQ(line.at("unconfirmed"), 9);
    EXPECT_EQ(line.at("persons_assessed"), 5);
    const auto now = sheet(2026);
    EXPECT_EQ(now.at("last_year"), 2025);
    const auto& members = now.at("households").at(0).at("members").as_array();
    EXPECT_EQ(members[0].at("copied"), false);
    EXPECT_EQ(members[0].at("last").at("scores").at(0), 9);
    EXPECT_EQ(members[1].at("copied"), false);  // left out
    EXPECT_EQ(members[2].at("copied"), true);
    // Looked at and true; saved as it was; corrected.
    EXPECT_EQ(w.done("recognition.confirm_copied",
                     {{"year", 2026}, {"kind", "person"}, {"subjects", json::array{id(1003), id(1001)}}})
                  .at("confirmed"),
              1);
    EXPECT_EQ(w.refused("recognition.confirm_copied",
                        {{"year", 2026}, {"kind", "person"}, {"subjects", json::array{id(1003)}}}),
              "recognition.nothing_to_confirm at subjects");
    EXPECT_EQ(
        w.done("recognition.save_sheet", sheet_of({row("person", id(1004), 1, all_tens())}, 2026)).at("unchanged"), 1);
    w.done("recognition.save_sheet", sheet_of({row("person", id(1007), 1, all_tens(10, 8))}, 2026, "chấm lại"));
    json::object correction{{"year", 2026},  {"kind", "household"}, {"subject_id", id(101)},
                            {"corrects", 1}, {"reason", "x"},       {"scores", json::array{1, 1, 0}}};
    w.done("recognition.correct", correction);
    EXPECT_EQ(board({{"place_id", ban_bo}}, 2026).at("rows").at(0).at("unconfirmed"), 5);
    EXPECT_EQ(w.done("recognition.copy_last_year", copy).at("copied").at("person"), 1);  // the one left out before
    EXPECT_EQ(w.refused("recognition.copy_last_year", copy), "recognition.nothing_to_copy at hamlet_id");
    EXPECT_EQ(w.refused("recognition.copy_last_year", {{"year", 2026}, {"hamlet_id", id(777)}}),
              "recognition.unknown_place at hamlet_id");
    EXPECT_EQ(w.problems(), std::vector<std::string>{});
}

TEST_F(Sheets, OtherIndicatorsAreNotCopied) {
    record_all();
    json::value document =
        w.answer("/api/criteria/{criteria_id}", {{"criteria_id", "family-sonla-2025"}}).at("document");
    document.as_object()["id"] = "family-2026";
    document.at("indicators").as_array().pop_back();
    document.at("pass").as_object()["total_at_least"] = 2;
    const json::array cases{json::object{{"name", "đủ cả hai"},
                                         {"scores", json::array{1, 1}},
                                         {"measures", json::object{{"adults", 2}, {"learning_citizens", 2}}},
                                         {"expected", "achieved"}}};
    const auto draft = w.done("recognition.save_draft", {{"document", document}, {"cases", cases}}).at("draft_id");
    w.done("recognition.publish_draft", {{"draft_id", draft}, {"number", "1/QĐ-HKH"}, {"date", "2025-06-01"}});
    json::object sets = usual_sets;
    sets["family"] = "family-2026";
    open_2026(sets);
    EXPECT_EQ(w.refused("recognition.copy_last_year", {{"year", 2026}, {"hamlet_id", ban_bo}}),
              "recognition.indicators_differ at kinds");
    const auto copied =
        w.done("recognition.copy_last_year", {{"year", 2026}, {"hamlet_id", ban_bo}, {"kinds", json::array{"person"}}});
    EXPECT_EQ(copied.at("copied").at("person"), 8);
}

// -- what people say of themselves

TEST_F(Sheets, ASelfAssessmentCountsOnlyWhenAccepted) {
    w.done("recognition.save_sheet", sheet_of({row("person", id(1002), 0, all_tens(10, 6))}));
    w.done("recognition.self_assess", self_body(1001, all_tens(10, 8)));
    w.done("recognition.self_assess", self_body(1001, all_tens()));
    w.done("recognition.self_assess", self_body(1002, all_tens()));
    w.done("recognition.self_assess", self_body(1003, all_tens(10, 4)));
    const auto line = [&] { return board({{"place_id", ban_bo}}).at("rows").at(0); };
    EXPECT_EQ(line().at("waiting_self"), 3);
    EXPECT_EQ(line().at("persons_assessed"), 1);
    const auto said = w.answer("/api/persons/{person_id}/self", {{"person_id", id(1001)}, {"year", 2025}});
    EXPECT_EQ(said.at("self").at("self_no"), 2);
    EXPECT_EQ(said.at("self").at("answer"), "waiting");
    EXPECT_EQ(sheet().at("households").at(0).at("members").at(0).at("self").at("scores").at(0), 9);
    w.done("recognition.decline_self", {{"year", 2025}, {"person_id", id(1003)}, {"reason", "cần trao đổi lại"}});
    EXPECT_EQ(
        w.answer("/api/persons/{person_id}/self", {{"person_id", id(1003)}, {"year", 2025}}).at("self").at("reason"),
        "cần trao đổi lại");
    const auto one =
        w.done("recognition.accept_self", {{"year", 2025}, {"hamlet_id", ban_bo}, {"persons", json::array{id(1002)}}});
    EXPECT_EQ(one.at("accepted"), 1);
    EXPECT_EQ(w.done("recognition.accept_self", {{"year", 2025}, {"hamlet_id", ban_bo}}).at("recorded"), 1);
    EXPECT_EQ(line().at("waiting_self"), 0);
    EXPECT_EQ(line().at("persons_assessed"), 2);
    EXPECT_EQ(w.number("SELECT max(revision) FROM assessment WHERE subject_id = 14000000001002"), 2);
    EXPECT_EQ(w.number("SELECT count(*) FROM assessment_origin WHERE origin = 'self'"), 2);
    EXPECT_EQ(w.problems(), std::vector<std::string>{});
    EXPECT_THROW(w.sql("DELETE FROM self_assessment"), store::StoreError);
}

TEST_F(Sheets, RefusalsOfSelfAssessment) {
    EXPECT_EQ(w.refused("recognition.self_assess", self_body(1005, all_tens())),
              "recognition.out_of_scope at person_id");
    EXPECT_EQ(w.refused("recognition.self_assess", self_body(777, all_tens())),
              "recognition.unknown_subject at person_id");
    EXPECT_EQ(w.refused("recognition.self_assess", self_body(1001, std::vector<int>(10, -1))),
              "recognition.nothing_recorded at scores");
    EXPECT_EQ(w.refused("recognition.accept_self", {{"year", 2025}, {"hamlet_id", ban_bo}}),
              "recognition.no_self_waiting at hamlet_id");
    EXPECT_EQ(w.refused("recognition.decline_self", {{"year", 2025}, {"person_id", id(1001)}, {"reason", "x"}}),
              "recognition.no_self_waiting at person_id");
    w.sql(SmallWorld::person_sql(1099, "Vì Văn Sơn", 1980));
    EXPECT_EQ(w.refused("recognition.self_assess", self_body(1099, all_tens())),
              "recognition.not_in_year at person_id");
    w.done("recognition.close_campaign", {{"year", 2025}});
    EXPECT_EQ(w.refused("recognition.self_assess", self_body(1001, all_tens())), "recognition.campaign_closed at year");
}

// -- evidence

TEST(Evidence, TypesByTheFirstBytes) {
    using namespace std::string_view_literals;
    EXPECT_EQ(evidence_type("\xFF\xD8\xFF\xE0 JFIF"sv), "image/jpeg");
    EXPECT_EQ(evidence_type("\x89PNG\r\n\x1A\n...."sv), "image/png");
    EXPECT_EQ(evidence_type("RIFF\0\0\0\0WEBPVP8 "sv), "image/webp");
    EXPECT_EQ(evidence_type("%PDF-1.7"sv), "application/pdf");
    for (const auto bytes : {""sv, "RIFF\0\0\0\0WAVE...."sv, "<svg onload=1>"sv, "PK\3\4"sv, "MZ"sv, "\xFF\xD8"sv})
        EXPECT_EQ(evidence_type(bytes), std::nullopt);
}

TEST_F(Sheets, EvidenceIsKeptSealedListedAndWithdrawn) {
    const std::string photo = "\xFF\xD8\xFF" + std::string(5000, 'x');
    const auto received = w.recognition().receive_evidence(photo);
    ASSERT_TRUE(received);
    json::object body{{"year", 2025},
                      {"kind", "household"},
                      {"subject_id", id(101)},
                      {"sha256", received->at("sha256")},
                      {"size_bytes", received->at("size_bytes")}};
    const auto evidence = w.done("recognition.add_evidence", body).at("evidence_id").as_int64();
    EXPECT_EQ(w.refused("recognition.add_evidence", body), "recognition.no_such_upload at sha256");
    ASSERT_TRUE(w.recognition().receive_evidence(photo));
    EXPECT_EQ(w.refused("recognition.add_evidence", body), "recognition.evidence_known at sha256");
    body["subject_id"] = id(777);
    EXPECT_EQ(w.refused("recognition.add_evidence", body), "recognition.unknown_subject at subject_id");
    const auto file = w.ask("/api/evidence/{evidence_id}", {{"evidence_id", evidence}});
    ASSERT_TRUE(file);
    EXPECT_EQ(file->file, photo);
    EXPECT_EQ(file->content_type, "image/jpeg");
    EXPECT_EQ(w.number("SELECT count(*) FROM evidence_content WHERE sealed LIKE '%xxxxxxxxxx%'"), 0);
    const json::object list{{"kind", "household"}, {"subject_id", id(101)}, {"year", 2025}};
    EXPECT_EQ(w.answer("/api/evidence", list).at("files").as_array().size(), 1u);
    w.done("recognition.withdraw_evidence", {{"evidence_id", evidence}, {"reason", "nhầm hộ"}});
    EXPECT_EQ(w.answer("/api/evidence", list).at("files").as_array().size(), 0u);
    EXPECT_EQ(w.ask("/api/evidence/{evidence_id}", {{"evidence_id", evidence}}).error().code,
              "recognition.evidence_withdrawn");
    EXPECT_EQ(w.refused("recognition.withdraw_evidence", {{"evidence_id", evidence}, {"reason", "x"}}),
              "recognition.evidence_withdrawn at evidence_id");
    EXPECT_EQ(w.refused("recognition.withdraw_evidence", {{"evidence_id", id(9)}, {"reason", "x"}}),
              "recognition.no_evidence at evidence_id");
    EXPECT_EQ(w.ask("/api/evidence/{evidence_id}", {{"evidence_id", id(9)}}).error().code, "recognition.no_evidence");
    EXPECT_EQ(w.problems(), std::vector<std::string>{});
}

TEST_F(Sheets, EvidenceOfAnotherKeyIsNotOpened) {
    const auto received = w.recognition().receive_evidence("%PDF-1.7");
    const auto evidence = w.done("recognition.add_evidence", {{"year", 2025},
                                                              {"kind", "person"},
                                                              {"subject_id", id(1001)},
                                                              {"sha256", received->at("sha256")},
                                                              {"size_bytes", received->at("size_bytes")}})
                              .at("evidence_id");
    w.recognition().keep_evidence_under({random_key()});
    EXPECT_EQ(w.ask("/api/evidence/{evidence_id}", {{"evidence_id", evidence}}).error().code,
              "recognition.evidence_unreadable");
}

TEST_F(Sheets, EvidenceHasLimits) {
    EXPECT_EQ(w.recognition().receive_evidence("<html>").error().code, "recognition.evidence_wrong_type");
    EXPECT_EQ(w.recognition().receive_evidence("%PDF-" + std::string(5 * 1024 * 1024, ' ')).error().code,
              "recognition.evidence_too_large");
    json::object body{{"year", 2025}, {"kind", "person"}, {"subject_id", id(1001)}, {"sha256", ""}, {"size_bytes", 1}};
    for (int i = 0; i <= 20; ++i) {
        const auto received = w.recognition().receive_evidence("%PDF-" + std::to_string(i));
        body["sha256"] = received->at("sha256");
        body["size_bytes"] = received->at("size_bytes");
        if (i < 20) w.done("recognition.add_evidence", body);
    }
    EXPECT_EQ(w.refused("recognition.add_evidence", body), "recognition.evidence_full at subject_id");
}

}  // namespace
}  // namespace khuyenhoc::recognition
