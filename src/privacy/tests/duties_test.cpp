// Consents, requests, erasure, breaches and storage times through the journal, on the store of the environment.
#include <gmock/gmock.h>

#include <random>
#include <set>

#include "people/erasure.h"
#include "privacy/record.h"
#include "privacy/tests/world.h"

namespace khuyenhoc::privacy {

namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

std::string all_text(World& w) {
    std::string text;
    auto reader = w.store->reader();
    reader->query("SELECT body, answer FROM journal ORDER BY seq", {}, [&](const store::Row& row) { (text += row.text(0)) += row.text(1); });
    reader->query("SELECT full_name, birth FROM person ORDER BY person_id", {}, [&](const store::Row& row) { (text += row.text(0)) += row.text(1); });
    reader->query("SELECT folded FROM name_key ORDER BY name_id", {}, [&](const store::Row& row) { text += row.text(0); });
    reader->query("SELECT evidence, kept_at FROM consent ORDER BY consent_id", {}, [&](const store::Row& row) { (text += row.text(0)) += row.text(1); });
    reader->query("SELECT detail, asker_name FROM privacy_request ORDER BY request_id", {}, [&](const store::Row& row) { (text += row.text(0)) += row.text(1); });
    return text;
}

}  // namespace

TEST(Consents, a_childs_photo_needs_both_words_and_goes_with_either) {
    World w;
    EXPECT_FALSE(w.may(w.dao, "publish_photo"));
    EXPECT_EQ(w.refused("privacy.give_consent", w.consent(w.dao, "publish_photo", "guardian")), "privacy.guardian_missing at guardian_id");
    EXPECT_EQ(w.refused("privacy.give_consent", w.consent(w.dao, "publish_photo", "guardian", w.binh)), "privacy.not_a_guardian at guardian_id");
    EXPECT_EQ(w.refused("privacy.give_consent", w.consent(w.dao, "publish_photo", "guardian", w.dao)), "privacy.not_a_guardian at guardian_id");
    EXPECT_FALSE(w.done("privacy.give_consent", w.consent(w.dao, "publish_photo", "guardian", w.mai)).at("may").as_bool());
    EXPECT_FALSE(w.may(w.dao, "publish_photo")) << "the guardian alone";
    const auto own = w.done("privacy.give_consent", w.consent(w.dao, "publish_photo", "self"));
    EXPECT_TRUE(w.may(w.dao, "publish_photo"));
    EXPECT_FALSE(w.may(w.dao, "publish_name")) << "another purpose";
    EXPECT_EQ(w.refused("privacy.give_consent", w.consent(w.dao, "publish_photo", "self")), "privacy.consent_given at purpose");
    w.done("privacy.withdraw_consent", {{"consent_id", own.at("consent_id")}, {"channel", "phone"}});
    EXPECT_FALSE(w.may(w.dao, "publish_photo")) << "withdrawn at once";
    EXPECT_EQ(w.refused("privacy.withdraw_consent", {{"consent_id", own.at("consent_id")}, {"channel", "phone"}}), "privacy.consent_withdrawn at consent_id");
    EXPECT_EQ(w.refused("privacy.withdraw_consent", {{"consent_id", 14999999999999}, {"channel", "phone"}}), "privacy.no_such_consent at consent_id");
    EXPECT_EQ(w.refused("privacy.give_consent", w.consent(w.hung, "publish_photo", "guardian", w.tien)), "privacy.no_guardian_needed at giver");
    auto tomorrow = w.consent(w.hung, "contact", "self");
    tomorrow["given_on"] = w.day(-1);
    EXPECT_EQ(w.refused("privacy.give_consent", tomorrow), "privacy.future_date at given_on");
    tomorrow["given_on"] = "2025-12-31";
    EXPECT_EQ(w.refused("privacy.give_consent", tomorrow), "privacy.before_the_law at given_on");
    tomorrow["given_on"] = w.day();
    tomorrow["until_date"] = w.day();
    EXPECT_EQ(w.refused("privacy.give_consent", tomorrow), "privacy.until_too_early at until_date");
    const auto shown = w.answer("/api/persons/{person_id}/consents", {{"person_id", w.dao}});
    EXPECT_EQ(shown.at("consents").as_array().size(), 2u);
    EXPECT_TRUE(shown.at("needs").at("guardian").as_bool() && shown.at("needs").at("self").as_bool());
    EXPECT_EQ(shown.at("consents").at(1).at("guardian").at("name").as_string(), "Quàng Thị Mai");
    EXPECT_THAT(w.broken(), IsEmpty());
}

TEST(Requests, from_receipt_to_answer) {
    World w;
    const auto id = w.done("privacy.receive_request", w.request(w.hung, "correct", 3)).at("request_id").as_int64();
    EXPECT_EQ(w.refused("privacy.receive_request", w.request(w.hung, "correct")), "privacy.request_open at kind");
    auto body = w.step(id, 4);
    EXPECT_EQ(w.refused("privacy.acknowledge_request", body), "privacy.before_receipt at on_date");
    EXPECT_EQ(w.refused("privacy.acknowledge_request", w.step(id, -1)), "privacy.future_date at on_date");
    EXPECT_EQ(w.refused("privacy.acknowledge_request", w.step(14999999999999)), "privacy.no_such_request at request_id");
    w.done("privacy.acknowledge_request", w.step(id, 1));
    EXPECT_EQ(w.refused("privacy.acknowledge_request", w.step(id)), "privacy.acknowledged_already at request_id");
    const auto before = w.answer("/api/requests/{request_id}", {{"request_id", id}});
    auto extend = w.step(id);
    extend["reason"] = "phải hỏi đơn vị quản lý";
    w.done("privacy.extend_request", extend);
    EXPECT_EQ(w.refused("privacy.extend_request", extend), "privacy.extended_already at request_id");
    const auto after = w.answer("/api/requests/{request_id}", {{"request_id", id}});
    EXPECT_LT(before.at("answer_by").as_string(), after.at("answer_by").as_string());
    EXPECT_EQ(w.refused("privacy.answer_request", w.answered(id, "partly")), "privacy.reason_missing at reason");
    w.done("privacy.answer_request", w.answered(id, "done"));
    EXPECT_EQ(w.refused("privacy.answer_request", w.answered(id, "done")), "privacy.request_answered at request_id");
    EXPECT_TRUE(w.answer("/api/requests/{request_id}", {{"request_id", id}}).at("next").is_null());
    EXPECT_THAT(w.broken(), IsEmpty());
}

TEST(Requests, who_may_ask_and_what_must_be_done_first) {
    World w;
    EXPECT_EQ(w.refused("privacy.receive_request", w.request(w.binh, "see")), "privacy.guardian_must_ask at asked_by");
    auto by_guardian = w.request(w.binh, "see");
    by_guardian["asked_by"] = "guardian";
    EXPECT_EQ(w.refused("privacy.receive_request", by_guardian), "privacy.guardian_missing at asker_id");
    by_guardian["asker_id"] = w.mai;
    w.done("privacy.receive_request", by_guardian);
    by_guardian["person_id"] = w.hung;
    EXPECT_EQ(w.refused("privacy.receive_request", by_guardian), "privacy.no_guardian_needed at asked_by");
    auto authorised = w.request(w.tien, "see");
    authorised["asked_by"] = "authorised";
    EXPECT_EQ(w.refused("privacy.receive_request", authorised), "privacy.asker_missing at asker_name");
    EXPECT_EQ(w.refused("privacy.receive_request", w.request(w.tien, "withdraw")), "privacy.purpose_missing at purpose");
    EXPECT_EQ(w.refused("privacy.receive_request", w.request(14999999999999, "see")), "people.no_such_person at person_id");

    const auto restrict = w.done("privacy.receive_request", w.request(w.tien, "restrict")).at("request_id").as_int64();
    EXPECT_EQ(w.refused("privacy.answer_request", w.answered(restrict, "done")), "privacy.not_done_yet at outcome");
    w.done("privacy.restrict_person", {{"person_id", w.tien}, {"reason", "đang khiếu nại"}, {"request_id", restrict}});
    EXPECT_EQ(w.refused("privacy.restrict_person", {{"person_id", w.tien}, {"reason", "lần nữa"}}), "privacy.restricted_already at person_id");
    w.done("privacy.answer_request", w.answered(restrict, "done"));
    w.done("privacy.give_consent", w.consent(w.tien, "publish_name", "self"));
    EXPECT_FALSE(w.may(w.tien, "publish_name")) << "restricted";
    w.done("privacy.lift_restriction", {{"person_id", w.tien}, {"reason", "đã giải quyết"}});
    EXPECT_EQ(w.refused("privacy.lift_restriction", {{"person_id", w.tien}, {"reason", "đã giải quyết"}}), "privacy.not_restricted at person_id");
    EXPECT_TRUE(w.may(w.tien, "publish_name"));

    auto withdraw = w.request(w.tien, "withdraw");
    withdraw["purpose"] = "publish_name";
    const auto withdrawal = w.done("privacy.receive_request", withdraw).at("request_id").as_int64();
    EXPECT_EQ(w.refused("privacy.answer_request", w.answered(withdrawal, "done")), "privacy.not_done_yet at outcome");
    EXPECT_EQ(w.refused("privacy.erase_person", {{"request_id", withdrawal}}), "privacy.not_a_deletion at request_id");
    w.done("privacy.answer_request", w.answered(withdrawal, "taken_back", "người dân đổi ý"));
    EXPECT_THAT(w.broken(), IsEmpty());
}

TEST(Requests, due_first_and_only_of_the_place) {
    World w;
    const auto late = w.done("privacy.receive_request", w.request(w.hung, "see", 30)).at("request_id").as_int64();
    w.done("privacy.receive_request", w.request(w.mai, "delete"));
    const auto here = w.answer("/api/requests", {{"place_id", w.commune}});
    ASSERT_EQ(here.at("requests").as_array().size(), 2u);
    EXPECT_EQ(here.at("requests").at(0).at("id").as_int64(), late);
    EXPECT_LT(here.at("requests").at(0).at("days_left").as_int64(), 0);
    EXPECT_EQ(here.at("late").as_int64(), 1);
    EXPECT_EQ(w.answer("/api/requests", {{"place_id", w.hamlet}}).at("total").as_int64(), 2);
    EXPECT_EQ(w.answer("/api/requests", {{"place_id", w.other_hamlet}}).at("total").as_int64(), 0);
    EXPECT_EQ(w.answer("/api/requests", {{"place_id", 14}}).at("total").as_int64(), 2);
    auto extend = w.step(late);
    extend["reason"] = "muộn";
    EXPECT_EQ(w.refused("privacy.extend_request", extend), "privacy.too_late_to_extend at on_date");
}

TEST(Requests, a_random_timeline_goes_as_a_simple_model_says) {
    World w;
    std::mt19937 random(7);
    for (int round = 0; round < 12; ++round) {
        const int received = 1 + static_cast<int>(random() % 8);
        auto body = w.request(round % 2 == 0 ? w.hung : w.mai, round % 3 == 0 ? "see" : "object", received);
        const auto id = w.done("privacy.receive_request", body).at("request_id").as_int64();
        std::set<std::string> taken;  // the model: a step is taken once, nothing after the answer, nothing before receipt
        for (int i = 0; i < 8; ++i) {
            const char* step = std::array{"acknowledge", "extend", "answer"}[random() % (i < 6 ? 3 : 1)];
            const int ago = static_cast<int>(random() % 10);
            auto act = w.step(id, ago);
            if (std::string(step) == "extend") act["reason"] = "vì";
            if (std::string(step) == "answer") act["outcome"] = "done";
            const bool expected = ago <= received && !taken.contains("answer") && !taken.contains(step);
            EXPECT_EQ(w.refused(std::string("privacy.") + step + "_request", act) == "done", expected) << step << " " << ago << " of " << received;
            if (expected) taken.insert(step);
        }
        if (!taken.contains("answer")) w.done("privacy.answer_request", w.answered(id, "refused", "không đủ căn cứ"));
    }
    EXPECT_THAT(w.broken(), IsEmpty());
}

TEST(Erasure, the_name_is_nowhere_and_the_chain_is_whole) {
    World w;
    w.done("people.correct_person", {{"person_id", w.hung}, {"full_name", "Lò Văn Hưng"}});
    w.done("privacy.give_consent", w.consent(w.hung, "publish_name", "self"));
    auto asked = w.request(w.hung, "delete");
    asked["detail"] = "Tôi là Lò Văn Hưng, xin xoá";
    const auto id = w.done("privacy.receive_request", asked).at("request_id").as_int64();
    ASSERT_THAT(all_text(w), HasSubstr("Lò Văn Hùng"));
    const auto erased = w.done("privacy.erase_person", {{"request_id", id}});
    EXPECT_GE(erased.at("commands_blanked").as_int64(), 4);
    const auto text = all_text(w);
    for (const char* gone : {"Lò Văn Hùng", "Lò Văn Hưng", "lo van hung", "1988-04-02", "phiếu đồng ý số 5", "xin xoá"})
        EXPECT_THAT(text, Not(HasSubstr(gone))) << gone;
    EXPECT_THAT(text, HasSubstr("Quàng Thị Mai")) << "only what names the person";
    EXPECT_EQ(w.count("SELECT count(*) FROM person WHERE full_name = 'Người đã xoá' AND birth = '1988' AND citizen_hash IS NULL AND ethnicity = 0"), 1);
    EXPECT_EQ(w.count("SELECT count(*) FROM household_member WHERE person_id = " + std::to_string(w.hung)), 1) << "memberships stay";
    EXPECT_FALSE(w.may(w.hung, "publish_name"));
    EXPECT_TRUE(journal::verify(*w.store->reader()).problems.empty());
    w.done("privacy.answer_request", w.answered(id, "done"));
    EXPECT_EQ(w.refused("privacy.erase_person", {{"request_id", id}}), "privacy.request_answered at request_id");
    EXPECT_EQ(w.refused("privacy.receive_request", w.request(w.hung, "see")), "privacy.erased at person_id");
    EXPECT_THAT(w.broken(), IsEmpty());
    // The name is free again, and searching for it finds nobody of before.
    w.add("Lò Văn Hùng", "1999", "male", "other");
    EXPECT_THAT(w.broken(), IsEmpty());
}

TEST(Erasure, entries_merged_into_one_go_together) {
    World w;
    const auto twice = w.add("Lò Thị Đao", "2014-01-20", "female", "other");
    const auto merge = w.done("people.ask_merge", {{"keep", w.dao}, {"gone", twice}, {"reason", "Đào nhập hai lần, Lò Thị Đ"}});
    w.actor = "another";
    w.done("people.merge_persons", {{"ask_id", merge.at("ask_id")}, {"on_date", "2025-09-01"}});
    EXPECT_THAT(json::serialize(w.answer("/api/persons/{person_id}/record", {{"person_id", w.dao}})), HasSubstr("Đào nhập hai lần")) << "merges are of the record";
    auto asked = w.request(w.dao, "delete");
    asked["asked_by"] = "guardian";
    asked["asker_id"] = w.mai;
    const auto id = w.done("privacy.receive_request", asked).at("request_id").as_int64();
    EXPECT_EQ(w.done("privacy.erase_person", {{"request_id", id}}).at("entries").as_array().size(), 2u);
    EXPECT_THAT(all_text(w), Not(HasSubstr("Thị Đ")));
    EXPECT_EQ(w.count("SELECT count(*) FROM person_merge WHERE reason <> ''"), 0);
    EXPECT_EQ(w.count("SELECT count(*) FROM person_merge_ask WHERE reason <> ''"), 0);
    EXPECT_THAT(w.broken(), IsEmpty());
}

TEST(Record, every_table_that_names_a_person_is_in_it_or_left_out_for_a_reason) {
    World w;
    std::set<std::string> told;
    const auto take = [&](std::string_view list) {
        for (std::size_t at = 0; at < list.size();) {
            const auto end = std::min(list.find(' ', at), list.size());
            told.emplace(list.substr(at, end - at));
            at = end + 1;
        }
    };
    for (const auto& section : sections()) take(section.tables);
    for (const auto& one : left_out()) told.emplace(one.table);
    std::set<std::string> naming;
    for (const auto& migration : w.capabilities.migrations()) {
        const std::string sql(migration.sql);
        for (auto at = sql.find("CREATE TABLE "); at != std::string::npos; at = sql.find("CREATE TABLE ", at + 1)) {
            const auto end = sql.find(");", at), open = sql.find('(', at);
            const auto body = sql.substr(open, end - open);
            for (const char* column : {"person_id", "subject_id", "keep_id", "gone_id", "low_id", "guardian_id", "asker_id", "evidence_id", "appeal_id", "consent_id", "request_id", "merge_id"})
                if (body.find(std::string(column) + " BIGINT") != std::string::npos) naming.insert(sql.substr(at + 13, open - at - 13));
        }
    }
    ASSERT_GT(naming.size(), 15u);
    for (const auto& table : naming) EXPECT_TRUE(told.contains(table)) << table;
}

TEST(Record, has_everything_and_masks_what_a_page_need_not_show) {
    World w;
    w.done("privacy.give_consent", w.consent(w.hung, "contact", "self"));
    const auto record = w.answer("/api/persons/{person_id}/record", {{"person_id", w.hung}});
    const auto text = json::serialize(record);
    EXPECT_THAT(text, HasSubstr("Lò Văn Hùng"));
    EXPECT_THAT(text, HasSubstr("phiếu đồng ý số 5"));
    EXPECT_THAT(text, Not(HasSubstr("014088001234")));
    const auto whole = w.ask("/api/persons/{person_id}/whole-record", {{"person_id", w.hung}, {"reason", "cung cấp theo yêu cầu"}, {"format", "json"}});
    ASSERT_TRUE(whole);
    EXPECT_THAT(whole->file, HasSubstr("014088001234"));
    const auto page = w.ask("/api/persons/{person_id}/whole-record", {{"person_id", w.hung}, {"reason", "cung cấp theo yêu cầu"}, {"format", "html"}});
    ASSERT_TRUE(page);
    EXPECT_THAT(page->file, HasSubstr("<td>Lò Văn Hùng</td>"));
    for (const auto* word : {"<td>Nam</td>", "<td>Liên lạc qua điện thoại, tin nhắn</td>", "<td>Giấy có chữ ký</td>"}) EXPECT_THAT(page->file, HasSubstr(word)) << "words, not codes";
    EXPECT_EQ(w.ask("/api/persons/{person_id}/record", {{"person_id", 14999999999999}}).error().code, "people.no_such_person");
}

TEST(Breaches, seventy_two_hours_and_no_closing_before_the_agency_knows) {
    World w;
    const auto at = w.day(1) + "T22:15";
    json::object body{{"what", "Mất máy tính xách tay"}, {"detected_at", at}, {"affected", 120}, {"data_kinds", json::array{"basic", "children"}},
                      {"serious", true}, {"measures", "khoá tài khoản"}};
    const auto opened = w.done("privacy.open_breach", body);
    EXPECT_EQ(opened.at("notify_by").as_string(), w.day(-2) + "T22:15");
    json::object step{{"breach_id", opened.at("breach_id")}, {"step", "closed"}, {"at", w.day() + "T00:00"}, {"note", "xong"}, {"by", "Thư ký"}};
    EXPECT_EQ(w.refused("privacy.note_breach", step), "privacy.agency_not_notified at step");
    step["at"] = w.day(2) + "T00:00";
    EXPECT_EQ(w.refused("privacy.note_breach", step), "privacy.before_receipt at at");
    step["at"] = "hôm qua";
    EXPECT_EQ(w.refused("privacy.note_breach", step), "privacy.bad_time at at");
    step["at"] = w.day() + "T00:00";
    step["step"] = "agency_notified";
    w.done("privacy.note_breach", step);
    step["step"] = "closed";
    w.done("privacy.note_breach", step);
    EXPECT_EQ(w.refused("privacy.note_breach", step), "privacy.breach_closed at breach_id");
    EXPECT_EQ(w.answer("/api/breaches", {}).at("breaches").as_array().size(), 1u);
    EXPECT_TRUE(w.answer("/api/breaches/{breach_id}", {{"breach_id", opened.at("breach_id")}}).at("closed").as_bool());
    EXPECT_EQ(w.ask("/api/breaches/{breach_id}", {{"breach_id", 14999999999999}}).error().code, "privacy.no_such_breach");
    EXPECT_THAT(w.broken(), IsEmpty());
}

TEST(Retention, plans_and_runs_and_keeps_the_counts) {
    World w;
    const auto withdrawn = w.done("privacy.give_consent", w.consent(w.hung, "contact", "self"));
    w.done("privacy.withdraw_consent", {{"consent_id", withdrawn.at("consent_id")}, {"channel", "phone"}});
    const auto far = from_days(to_days(w.today) + 6 * 366);
    const auto plan = retention_plan(*w.store->reader(), 14, far);
    std::int64_t rows = 0;
    for (const auto& rule : plan.at("rules").as_array())
        if (rule.at("code") == "withdrawn_consents") rows = rule.at("rows").as_int64();
    EXPECT_EQ(rows, 1) << "six years on";
    const auto ran = w.done("privacy.run_retention", {});
    EXPECT_EQ(ran.at("rules").as_array().size(), 3u) << "the rules this capability and recognition carry out";
    EXPECT_EQ(w.count("SELECT count(*) FROM consent WHERE evidence = ''"), 0) << "its time is not over";
    const auto shown = w.answer("/api/privacy/retention", {});
    EXPECT_EQ(shown.at("runs").as_array().size(), 3u);
    bool elsewhere = false;
    for (const auto& rule : shown.at("rules").as_array()) elsewhere = elsewhere || rule.at("rows").is_null();
    EXPECT_TRUE(elsewhere) << "a rule that nobody here carries out is said, not hidden";
    EXPECT_THAT(w.broken(), IsEmpty());
}

TEST(Retention, what_a_rule_takes_and_leaves) {
    World w;
    std::int64_t removed = 0;
    Capabilities with_other{{ground_table(), privacy::table(w.places, w.recognition, w.keys,
                                                            {{"sessions", [](store::Connection&, std::int64_t, Date) -> std::int64_t { return 5; },
                                                              [&](CommandContext&, Date) -> std::int64_t { return removed = 5; }}})}};
    auto writer = w.store->writer();
    store::Transaction transaction(writer.connection);
    CommandContext context{writer.connection, 14, 1'000'000, "system", "", w.today, {}, {}};
    const auto ran = with_other.find_command("privacy.run_retention")->run(context, {});
    ASSERT_TRUE(ran);
    EXPECT_EQ(removed, 5);
    EXPECT_EQ(ran->at("rules").as_array().size(), 4u);
}

TEST(Assisted, an_officers_entry_for_somebody_says_so) {
    World w;
    auto given = w.request(w.tien, "see");
    given["assisted"] = json::object{{"how", "at_home"}};
    const auto id = w.done("privacy.receive_request", given).at("request_id").as_int64();
    EXPECT_EQ(w.answer("/api/requests/{request_id}", {{"request_id", id}}).at("assisted").as_string(), "at_home");
    const auto officer = w.run("privacy.receive_request", w.request(w.tien, "provide"), Caller{.account = 5, .actor = "a5", .role = Role::commune_officer});
    ASSERT_TRUE(officer.answer);
    EXPECT_EQ(w.count("SELECT count(*) FROM privacy_request WHERE assisted = 'not_said'"), 1) << "an officer who does not say how is marked all the same";
    const auto citizen = w.run("privacy.receive_request", w.request(w.tien, "object"), Caller{.account = 6, .actor = "a6", .role = Role::citizen});
    ASSERT_TRUE(citizen.answer);
    EXPECT_EQ(w.count("SELECT count(*) FROM privacy_request WHERE assisted IS NULL"), 1);
}

}  // namespace khuyenhoc::privacy
