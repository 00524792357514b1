// A register with a family in it, an open campaign, and the journal to change it.
//   Lò Văn Hùng (1988) and Quàng Thị Mai (1990), their children Đào (12 in 2026), Bình (born 2020-03-05: 6), and grandfather Tiến (1950).
#pragma once

#include <gtest/gtest.h>

#include "base/check.h"
#include "people/people.h"
#include "privacy/privacy.h"
#include "store/temporary.h"

namespace khuyenhoc::privacy {

struct World {
    std::unique_ptr<store::Store> store = store::open_temporary();
    places::Places places{*store};
    people::Keys keys = people::Keys::from_master(Key{1, 2, 3});
    recognition::Recognition recognition{*store, 14};
    Capabilities capabilities{{ground_table(), journal::table(), places::table(places), people::table(places, keys), recognition::table(recognition),
                               table(places, recognition, keys)}};
    journal::Journal journal{*store, capabilities, Key{4}};
    std::int64_t commune = 0, hamlet = 0, other_hamlet = 0, household = 0, hung = 0, mai = 0, dao = 0, binh = 0, tien = 0;
    Date today = today_in_vietnam();
    std::string actor = "officer";

    World() {
        store->migrate(capabilities.migrations());
        recognition.keep_evidence_under({Key{7}});
        done("places.load_facts", {});
        const Date on{2025, 8, 1};
        commune = *places.atlas()->resolve("Mường La", on, 14, places::Kind::commune);
        const auto other_commune = *places.atlas()->resolve("Quỳnh Nhai", on, 14, places::Kind::commune);
        hamlet = add_hamlet("Bó", commune);
        other_hamlet = add_hamlet("Pom", other_commune);
        household = done("people.add_household", {{"hamlet_id", hamlet}, {"book_no", "12"}, {"from_date", "2025-08-01"}}).at("household_id").as_int64();
        hung = add("Lò Văn Hùng", "1988-04-02", "male", "head", "014088001234");
        mai = add("Quàng Thị Mai", "1990", "female", "spouse");
        dao = add("Lò Thị Đào", "2014-01-20", "female", "child");
        binh = add("Lò Văn Bình", "2020-03-05", "male", "child");
        tien = add("Lò Văn Tiến", "1950", "male", "parent");
    }

    std::int64_t add_hamlet(const std::string& name, std::int64_t where) {
        done("places.add_hamlet", {{"name", name}, {"type", "ban"}, {"commune", where}, {"from_date", "2025-07-01"}});
        return places.atlas()->by_name(name, Date{2025, 8, 1}, where, places::Kind::hamlet).at(0);
    }
    std::int64_t add(const std::string& name, const std::string& birth, const std::string& sex, const std::string& relation, const std::string& number = "") {
        json::object body{{"household_id", household}, {"full_name", name}, {"birth", birth}, {"sex", sex}, {"ethnicity", 3}, {"relation", relation}, {"from_date", "2025-08-01"}};
        if (!number.empty()) body["citizen_no"] = number;
        return done("people.add_person", std::move(body)).at("person_id").as_int64();
    }

    journal::Outcome run(const std::string& name, json::object body, Caller caller = {}) {
        journal::Command command{random_uuid(), name, 14, actor, std::move(body)};
        command.permit = [caller](store::Connection&, const CommandLine&, json::object&) -> Result<Caller> { return caller; };
        return journal.execute(command);
    }
    json::value done(const std::string& name, json::object body) {
        const auto outcome = run(name, std::move(body));
        EXPECT_TRUE(outcome.answer) << name << " " << (outcome.answer ? "" : outcome.answer.error().code + " at " + outcome.answer.error().where);
        check(outcome.answer.has_value(), "a test's command is done");
        return *outcome.answer;
    }
    /// "code at where", or "done".
    std::string refused(const std::string& name, json::object body) {
        const auto outcome = run(name, std::move(body));
        if (outcome.answer) return "done";
        EXPECT_NE(capabilities.find_refusal(outcome.answer.error().code), nullptr) << outcome.answer.error().code;
        return outcome.answer.error().code + " at " + outcome.answer.error().where;
    }
    Result<Answer> ask(std::string_view path, json::object parameters) {
        for (const auto& t : capabilities.tables())
            for (const auto& line : t.queries) {
                if (line.path != path) continue;
                auto fields = line.parameters;
                fields.insert(fields.end(), line.body.begin(), line.body.end());
                auto shaped = check_shape(parameters, fields);
                if (!shaped) return std::unexpected(shaped.error());
                auto reader = store->reader();
                QueryContext context{*reader, "vi", today};
                return line.run(context, *shaped);
            }
        return refuse("test.no_query");
    }
    json::value answer(std::string_view path, json::object parameters) {
        auto answered = ask(path, std::move(parameters));
        EXPECT_TRUE(answered) << path << (answered ? "" : answered.error().code);
        return answered ? answered->value : json::value();
    }

    std::string day(int days_ago = 0) const { return khuyenhoc::to_text(from_days(to_days(today) - days_ago)); }
    json::object consent(std::int64_t person, const char* purpose, const char* giver, std::int64_t guardian = 0) const {
        json::object body{{"person_id", person}, {"purpose", purpose}, {"giver", giver}, {"how", "paper"}, {"evidence", "phiếu đồng ý số 5"},
                          {"kept_at", "tủ hồ sơ Hội xã"}, {"taken_by", "Chi hội trưởng bản Bó"}, {"channel", "in_person"}, {"given_on", day()}};
        if (guardian != 0) body["guardian_id"] = guardian;
        return body;
    }
    json::object request(std::int64_t person, const char* kind, int days_ago = 0) const {
        return {{"person_id", person}, {"kind", kind}, {"asked_by", "self"}, {"channel", "in_person"}, {"received_on", day(days_ago)}};
    }
    json::object step(std::int64_t request_id, int days_ago = 0) const {
        return {{"request_id", request_id}, {"on_date", day(days_ago)}, {"by", "Văn phòng Hội Khuyến học xã"}};
    }
    json::object answered(std::int64_t request_id, const char* outcome, const char* reason = nullptr) const {
        auto body = step(request_id);
        body["outcome"] = outcome;
        if (reason != nullptr) body["reason"] = reason;
        return body;
    }
    bool may(std::int64_t person, std::string_view purpose) { return may_publish(*store->reader(), 14, person, purpose, today).may(); }
    std::int64_t count(const std::string& sql) { return store->reader()->query_integer(sql).value_or(0); }
    std::vector<std::string> broken() { return capabilities.run_checks(*store->reader()); }
};

}  // namespace khuyenhoc::privacy
