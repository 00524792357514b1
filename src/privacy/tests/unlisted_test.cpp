// Whoever is restricted stands on no list, is found by no search and is in no file, but for those who answer what people ask of
// their data; every count keeps them.
#include <gmock/gmock.h>

#include "people/unlisted.h"
#include "privacy/tests/world.h"

namespace khuyenhoc::privacy {

namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

Caller in_role(khuyenhoc::Role role) { return {.account = 7, .session = 1, .actor = "a7", .role = role, .place = 14}; }

Answer ask_as(World& w, const Caller& caller, std::string_view path, const json::object& parameters) {
    for (const auto& t : w.capabilities.tables())
        for (const auto& line : t.queries) {
            if (line.path != path) continue;
            auto fields = line.parameters;
            fields.insert(fields.end(), line.body.begin(), line.body.end());
            const auto shaped = check_shape(parameters, fields);
            check(shaped.has_value(), "a test's question is well formed");
            const auto reader = w.store->reader();
            QueryContext context{*reader, "vi", w.today, caller};
            auto answer = line.run(context, *shaped);
            EXPECT_TRUE(answer) << path << (answer ? "" : answer.error().code);
            return answer ? *answer : Answer{};
        }
    check(false, "there is such a question");
    return {};
}

std::string text_of(const Answer& answer) { return answer.file.empty() ? json::serialize(answer.value) : answer.file; }

constexpr const char* whose = "Lò Văn Hùng";

struct Restricted : World {
    std::int64_t unit = 0, clan = 0;

    Restricted() {
        clan = done("people.add_clan", {{"name", "Dòng họ Quàng"}, {"home_hamlet_id", hamlet}, {"from_date", "2025-08-01"}}).at("clan_id").as_int64();
        done("people.join_clan", {{"clan_id", clan}, {"household_id", household}, {"from_date", "2025-08-01"}});
        unit = done("people.add_unit", {{"name", "Trường Bó"}, {"kind", "school"}, {"managed_by", "commune"}, {"commune_id", commune}, {"from_date", "2025-08-01"}})
                   .at("unit_id").as_int64();
        for (const auto person : {hung, mai})
            done("people.join_unit", {{"unit_id", unit}, {"person_id", person}, {"role", "staff"}, {"from_date", "2025-08-01"}});
        json::object criteria;
        for (const auto* title : {"family", "clan", "community", "unit"}) criteria[title] = std::string(title) + "-sonla-2025";
        criteria["citizen"] = "citizen-2022";
        done("recognition.open_campaign", {{"year", today.year}, {"criteria", std::move(criteria)}});
        done("recognition.appeal", {{"year", today.year}, {"title", "citizen"}, {"subject_id", hung}, {"by", whose}, {"reason", "chưa được đề nghị"}, {"filed_on", to_text(today)}});
        done("privacy.restrict_person", {{"person_id", hung}, {"reason", "đang khiếu nại"}});
    }

    /// Every way in which persons of the household are listed, found or taken away as a file.
    std::vector<std::pair<std::string, std::string>> lists(const Caller& caller) {
        const json::object titles{{"year", today.year}, {"place_id", hamlet}, {"title", "citizen"}, {"list", "not_assessed"}};
        const json::object families{{"year", today.year}, {"place_id", hamlet}, {"title", "family"}, {"list", "none"}};
        const auto with = [](json::object base, std::string_view name, json::value value) {
            base[json::string_view(name.data(), name.size())] = std::move(value);
            return base;
        };
        const std::pair<const char*, json::object> asked[] = {
            {"/api/people/search", {{"q", "lo van"}}},
            {"/api/people/search", {{"q", "ho lo van hung ban bo"}}},
            {"/api/people/find-by-citizen-no", {{"citizen_no", "014088001234"}}},
            {"/api/hamlets/{hamlet_id}/households", {{"hamlet_id", hamlet}}},
            {"/api/hamlets/{hamlet_id}/households", {{"hamlet_id", hamlet}, {"format", "csv"}}},
            {"/api/households/{household_id}", {{"household_id", household}}},
            {"/api/units/{unit_id}", {{"unit_id", unit}}},
            {"/api/titles", titles},
            {"/api/titles", with(titles, "format", "csv")},
            {"/api/titles", families},
            {"/api/titles", with(families, "format", "csv")},
            {"/api/titles/find", with(titles, "name", "hung")},
            {"/api/hamlets/{hamlet_id}/sheet", {{"hamlet_id", hamlet}, {"year", today.year}}},
            {"/api/households/{household_id}/sheet", {{"household_id", household}, {"year", today.year}}},
            {"/api/persons/{person_id}/explanation", {{"person_id", hung}, {"year", today.year}}},
            {"/api/households/{household_id}/explanation", {{"household_id", household}, {"year", today.year}}},
            {"/api/households/{household_id}/notice", {{"household_id", household}, {"year", today.year}}},
            {"/api/clans/{clan_id}", {{"clan_id", clan}}},
            {"/api/clans/{clan_id}/explanation", {{"clan_id", clan}, {"year", today.year}}},
            {"/api/appeals", {{"year", today.year}, {"place_id", hamlet}}},
        };
        std::vector<std::pair<std::string, std::string>> out;
        for (const auto& [path, parameters] : asked) out.emplace_back(path + json::serialize(parameters), text_of(ask_as(*this, caller, path, parameters)));
        return out;
    }
};

}  // namespace

TEST(Unlisted, a_restricted_person_is_on_no_list_of_those_whose_work_it_is_not) {
    Restricted w;
    for (const auto role : {khuyenhoc::Role::council_member, khuyenhoc::Role::auditor, khuyenhoc::Role::unit_officer})
        for (const auto& [asked, told] : w.lists(in_role(role))) EXPECT_THAT(told, Not(HasSubstr(whose))) << asked;
    EXPECT_THAT(w.broken(), IsEmpty());
}

TEST(Unlisted, those_who_answer_requests_find_everybody) {
    Restricted w;
    for (const auto role : {khuyenhoc::Role::secretary, khuyenhoc::Role::commune_officer, khuyenhoc::Role::hamlet_head})
        for (const auto& [asked, told] : w.lists(in_role(role))) EXPECT_THAT(told, HasSubstr(whose)) << asked;
    for (const auto& [asked, told] : w.lists({})) EXPECT_THAT(told, HasSubstr(whose)) << "the program itself: " << asked;
}

TEST(Unlisted, an_entry_made_twice_is_shown_to_nobody_but_those_who_may_merge_it) {
    Restricted w;
    w.household = w.done("people.add_household", {{"hamlet_id", w.hamlet}, {"book_no", "13"}, {"from_date", "2025-08-01"}}).at("household_id").as_int64();
    const auto again = w.done("people.add_person", {{"household_id", w.household}, {"full_name", whose}, {"birth", "1988-04-02"}, {"sex", "male"}, {"relation", "head"},
                                                    {"from_date", "2025-08-01"}});
    const auto pairs = [&](khuyenhoc::Role role) { return ask_as(w, in_role(role), "/api/people/duplicates", {{"place_id", w.hamlet}}).value.at("pairs").as_array().size(); };
    EXPECT_EQ(pairs(khuyenhoc::Role::hamlet_head), 1u);
    EXPECT_EQ(pairs(khuyenhoc::Role::auditor), 0u);
    const auto asked = w.done("people.ask_merge", {{"keep", w.hung}, {"gone", again.at("person_id")}, {"reason", "nhập hai lần"}});
    w.actor = "somebody else";
    w.done("people.merge_persons", {{"ask_id", asked.at("ask_id")}, {"on_date", to_text(w.today)}});
    const auto merges = [&](khuyenhoc::Role role) { return ask_as(w, in_role(role), "/api/people/merges", {{"place_id", w.hamlet}}).value.at("merges").as_array().size(); };
    EXPECT_EQ(merges(khuyenhoc::Role::hamlet_head), 1u);
    EXPECT_EQ(merges(khuyenhoc::Role::auditor), 0u);
}

TEST(Unlisted, counts_keep_them_and_lists_say_how_many_they_leave_out) {
    Restricted w;
    const auto council = in_role(khuyenhoc::Role::council_member), keeper = in_role(khuyenhoc::Role::hamlet_head);
    const json::object titles{{"year", w.today.year}, {"place_id", w.hamlet}, {"title", "citizen"}, {"list", "not_assessed"}};
    const auto theirs = ask_as(w, council, "/api/titles", titles).value, ours = ask_as(w, keeper, "/api/titles", titles).value;
    EXPECT_EQ(theirs.at("total"), ours.at("total"));
    EXPECT_EQ(theirs.at("left_out"), 1);
    EXPECT_EQ(ours.at("left_out"), 0);
    EXPECT_EQ(theirs.at("rows").as_array().size() + 1, ours.at("rows").as_array().size());
    const auto unit = ask_as(w, council, "/api/units/{unit_id}", {{"unit_id", w.unit}}).value;
    EXPECT_EQ(unit.at("staff"), 2);
    EXPECT_EQ(unit.at("left_out"), 1);
    EXPECT_EQ(unit.at("members").as_array().size(), 1u);
    const auto homes = ask_as(w, council, "/api/hamlets/{hamlet_id}/households", {{"hamlet_id", w.hamlet}}).value;
    EXPECT_EQ(homes.at("households").at(0).at("members"), 5);
    EXPECT_TRUE(homes.at("households").at(0).at("head").is_null());
    EXPECT_EQ(homes.at("left_out"), 1);
    EXPECT_EQ(ask_as(w, council, "/api/households/{household_id}", {{"household_id", w.household}}).value.at("left_out"), 1);
}

TEST(Unlisted, once_lifted_they_stand_on_lists_again) {
    Restricted w;
    w.done("privacy.lift_restriction", {{"person_id", w.hung}, {"reason", "đã giải quyết"}});
    for (const auto& [asked, told] : w.lists(in_role(khuyenhoc::Role::council_member))) EXPECT_THAT(told, HasSubstr(whose)) << asked;
    EXPECT_THAT(w.broken(), IsEmpty());
    w.done("privacy.restrict_person", {{"person_id", w.hung}, {"reason", "lần nữa"}});
    EXPECT_THAT(ask_as(w, in_role(khuyenhoc::Role::auditor), "/api/people/search", {{"q", "lo van hung"}}).value.at("people").as_array(), IsEmpty());
    w.store->writer().connection.run("DELETE FROM person_unlisted");
    EXPECT_THAT(w.broken(), ::testing::Contains(HasSubstr("privacy.restricted_is_unlisted")));
}

}  // namespace khuyenhoc::privacy
