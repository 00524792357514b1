// Who may do what: requests held to the rules of lines, and the commands that give and take roles.
#include "accounts/tests/world.h"

namespace khuyenhoc::accounts {

namespace {

/// What `admit` says of a line with that rule: "" or the code.
std::string admitted(World& w, const Standing* who, const May& may, json::object fields, std::string_view line = "/api/x", std::int64_t province = 0) {
    const auto reader = w.store->reader();
    const auto caller = w.accounts.admit(who, may, line, *reader, province, fields);
    return caller ? "" : caller.error().code;
}

May of_household(Roles roles) {
    return only(roles, Access::personal, [](store::Connection& db, std::int64_t province, const json::object& fields) -> Result<About> {
        const auto household = fields.at("household_id").as_int64();
        const auto hamlet = db.query_integer("SELECT hamlet_id FROM household_home WHERE province_id = $1 AND household_id = $2", {province, household});
        if (!hamlet) return not_covered();
        return About{.places = {*hamlet}, .households = {household}};
    });
}

TEST(Admit, asks_for_signing_in_a_role_and_a_place) {
    World w;
    const auto head = w.enter_fully("chihoi", Role::hamlet_head, {{"place_id", w.ban_bo}});
    const auto officer = w.enter_fully("canbo", Role::commune_officer, {{"place_id", w.muong_la}});
    const auto secretary = w.enter_fully("thuky", Role::secretary, {{"place_id", 14}});
    const May at_place = around(roles::keepers, Access::personal, "place_id");
    struct Case {
        const char* what;
        const Standing* who;
        May may;
        json::object fields;
        const char* code;
    };
    const Case cases[] = {
        {"anyone", nullptr, anyone(), {}, ""},
        {"a line without a rule", secretary.get(), May{}, {}, "may.not_yours"},
        {"a line without a rule, nobody", nullptr, May{}, {}, "may.sign_in"},
        {"signed in, nobody", nullptr, signed_in(), {}, "may.sign_in"},
        {"signed in", head.get(), signed_in(), {}, ""},
        {"another role", head.get(), anywhere(roles::deciders, Access::open), {}, "may.not_yours"},
        {"anywhere", head.get(), anywhere(roles::keepers, Access::open), {}, ""},
        {"whole province, a head", head.get(), whole_province(roles::keepers, Access::open), {}, "may.not_covered"},
        {"whole province, the secretary", secretary.get(), whole_province(roles::keepers, Access::open), {}, ""},
        {"own hamlet", head.get(), at_place, {{"place_id", w.ban_bo}}, ""},
        {"own hamlet left out", head.get(), at_place, {}, ""},
        {"the hamlet's commune", head.get(), at_place, {{"place_id", w.muong_la}}, "may.not_covered"},
        {"another hamlet", head.get(), at_place, {{"place_id", w.ban_pom}}, "may.not_covered"},
        {"no place at all", head.get(), at_place, {{"place_id", 14'999'999'999'999}}, "may.not_covered"},
        {"a hamlet of the commune", officer.get(), at_place, {{"place_id", w.ban_bo}}, ""},
        {"a hamlet of another", officer.get(), at_place, {{"place_id", w.ban_pom}}, "may.not_covered"},
        {"the province", officer.get(), at_place, {{"place_id", 14}}, "may.not_covered"},
        {"the province, the secretary", secretary.get(), at_place, {{"place_id", 14}}, ""},
        {"a household of the hamlet", head.get(), of_household(roles::keepers), {{"household_id", w.household}}, ""},
        {"a household of another", head.get(), of_household(roles::keepers), {{"household_id", w.other_household}}, "may.not_covered"},
        {"a household that is not there", head.get(), of_household(roles::keepers), {{"household_id", 1}}, "may.not_covered"},
    };
    for (const auto& one : cases) EXPECT_EQ(admitted(w, one.who, one.may, one.fields), one.code) << one.what;
    EXPECT_EQ(admitted(w, secretary.get(), whole_province(roles::keepers, Access::open), {}, "/api/x", 15), "may.not_yours") << "another province";
}

TEST(Admit, fills_in_the_callers_own_place_and_says_as_whom) {
    World w;
    const auto head = w.enter_fully("chihoi", Role::hamlet_head, {{"place_id", w.ban_bo}});
    const auto secretary = w.enter_fully("thuky", Role::secretary, {{"place_id", 14}});
    const auto reader = w.store->reader();
    json::object fields;
    const auto caller = w.accounts.admit(head.get(), around(roles::keepers, Access::personal, "place_id"), "/api/x", *reader, 0, fields);
    ASSERT_TRUE(caller);
    EXPECT_EQ(fields.at("place_id"), w.ban_bo);
    EXPECT_EQ(caller->actor, "a" + std::to_string(head->account));
    EXPECT_EQ(caller->role, Role::hamlet_head);
    EXPECT_EQ(caller->place, w.ban_bo);
    EXPECT_EQ(caller->session, head->session);
    fields.clear();
    ASSERT_TRUE(w.accounts.admit(secretary.get(), around(roles::keepers, Access::personal, "place_id"), "/api/x", *reader, 0, fields));
    EXPECT_FALSE(fields.contains("place_id")) << "the province is what is meant anyway";
}

TEST(Admit, holds_a_citizen_to_the_household_and_an_officer_to_the_unit) {
    World w;
    const auto citizen = w.enter_fully("congdan", Role::citizen, {{"household_id", w.household}});
    const auto officer = w.enter_fully("donvi", Role::unit_officer, {{"unit_id", w.unit}});
    const auto about = [](Role role, About what) {
        return only({role}, Access::personal, [what](store::Connection&, std::int64_t, const json::object&) -> Result<About> { return what; });
    };
    const auto as_citizen = [&](About what) { return admitted(w, citizen.get(), about(Role::citizen, what), {}); };
    const auto as_officer = [&](About what) { return admitted(w, officer.get(), about(Role::unit_officer, what), {}); };
    EXPECT_EQ(as_citizen({.places = {w.ban_bo}, .households = {w.household}}), "");
    EXPECT_EQ(as_citizen({.places = {w.ban_bo}, .persons = {w.person}}), "");
    EXPECT_EQ(as_citizen({.places = {w.ban_bo}, .households = {w.household}, .persons = {w.person}}), "");
    EXPECT_EQ(as_citizen({.households = {w.other_household}}), "may.not_covered");
    EXPECT_EQ(as_citizen({.households = {w.household, w.other_household}}), "may.not_covered");
    EXPECT_EQ(as_citizen({.households = {w.household}, .persons = {w.other_person}}), "may.not_covered");
    EXPECT_EQ(as_citizen({.households = {w.household}, .units = {w.unit}}), "may.not_covered");
    EXPECT_EQ(as_citizen({.places = {w.ban_bo}}), "may.not_covered");
    EXPECT_EQ(as_citizen({}), "may.not_covered");
    EXPECT_EQ(as_officer({.places = {w.ban_pom}, .units = {w.unit}}), "may.not_covered") << "somebody of another commune";
    EXPECT_EQ(as_officer({.units = {w.unit, w.unit + 1}}), "may.not_covered");
    EXPECT_EQ(as_officer({.places = {w.muong_la}}), "may.not_covered");
    EXPECT_EQ(as_officer({}), "may.not_covered");
}

TEST(Admit, opens_nothing_before_the_second_factor_is_there) {
    World w;
    const auto who = w.standing(w.enter("thuky", Role::secretary, {{"place_id", 14}}));
    EXPECT_EQ(admitted(w, who.get(), anywhere(roles::province, Access::open), {}), "accounts.totp_first");
    EXPECT_EQ(admitted(w, who.get(), signed_in(), {}, "/api/sessions"), "accounts.totp_first");
    EXPECT_EQ(admitted(w, who.get(), signed_in(), {}, "/api/totp/begin"), "");
    EXPECT_EQ(admitted(w, who.get(), signed_in(), {}, "/api/sign-out"), "");
    EXPECT_EQ(admitted(w, who.get(), anyone(), {}), "");
    const auto head = w.standing(w.enter("chihoi", Role::hamlet_head, {{"place_id", w.ban_bo}}));
    EXPECT_EQ(admitted(w, head.get(), anywhere(roles::keepers, Access::open), {}), "");
}

TEST(Admit, lets_an_auditor_change_nothing_whatever_a_line_says) {
    World w;
    const auto auditor = w.enter_fully("kiemtra", Role::auditor, {{"place_id", 14}});
    EXPECT_EQ(admitted(w, auditor.get(), whole_province(roles::readers, Access::personal), {}), "");
    EXPECT_EQ(admitted(w, auditor.get(), whole_province(roles::readers, Access::personal), {}, "people.add_person", 14), "may.not_yours");
}

TEST(Grants, are_given_downwards_and_within_ones_own_place) {
    World w;
    const auto admin = w.enter_fully("quantri", Role::administrator, {{"place_id", 14}});
    const auto secretary = w.enter_fully("thuky", Role::secretary, {{"place_id", 14}});
    const auto officer = w.enter_fully("canbo", Role::commune_officer, {{"place_id", w.muong_la}});
    const auto head = w.enter_fully("chihoi", Role::hamlet_head, {{"place_id", w.ban_bo}});
    struct Case {
        const char* what;
        const Standing* who;
        const char* role;
        json::object seat;
        const char* code;
    };
    const Case cases[] = {
        {"nobody", nullptr, "citizen", {{"household_id", w.household}}, "may.sign_in"},
        {"a head", head.get(), "citizen", {{"household_id", w.household}}, "may.not_yours"},
        {"an officer: a head", officer.get(), "hamlet_head", {{"place_id", w.ban_bo}}, ""},
        {"an officer: a citizen", officer.get(), "citizen", {{"household_id", w.household}}, ""},
        {"an officer: a unit", officer.get(), "unit_officer", {{"unit_id", w.unit}}, ""},
        {"an officer: an officer", officer.get(), "commune_officer", {{"place_id", w.muong_la}}, "accounts.not_yours_to_give"},
        {"an officer: the council", officer.get(), "council_member", {{"place_id", w.muong_la}}, "accounts.not_yours_to_give"},
        {"an officer: another's head", officer.get(), "hamlet_head", {{"place_id", w.ban_pom}}, "may.not_covered"},
        {"an officer: another's household", officer.get(), "citizen", {{"household_id", w.other_household}}, "may.not_covered"},
        {"an officer: a household that is not there", officer.get(), "citizen", {{"household_id", 1}}, "may.not_covered"},
        {"an officer: no seat", officer.get(), "hamlet_head", {}, "may.not_covered"},
        {"an officer: the province", officer.get(), "secretary", {{"place_id", 14}}, "may.not_covered"},
        {"the secretary: an officer", secretary.get(), "commune_officer", {{"place_id", w.quynh_nhai}}, ""},
        {"the secretary: an administrator", secretary.get(), "administrator", {{"place_id", 14}}, "accounts.not_yours_to_give"},
        {"the secretary: an auditor", secretary.get(), "auditor", {{"place_id", 14}}, "accounts.not_yours_to_give"},
        {"the administrator: an auditor", admin.get(), "auditor", {{"place_id", 14}}, ""},
        {"the administrator: an administrator", admin.get(), "administrator", {{"place_id", 14}}, ""},
        {"a head of a commune", admin.get(), "hamlet_head", {{"place_id", w.muong_la}}, "accounts.wrong_seat"},
        {"a secretary of a commune", admin.get(), "secretary", {{"place_id", w.muong_la}}, "accounts.wrong_seat"},
        {"a citizen of a place", admin.get(), "citizen", {{"place_id", w.ban_bo}}, "accounts.wrong_seat"},
        {"two seats", admin.get(), "citizen", {{"household_id", w.household}, {"place_id", w.ban_bo}}, "accounts.wrong_seat"},
        {"no seat", admin.get(), "hamlet_head", {}, "accounts.wrong_seat"},
    };
    int number = 0;
    for (const auto& one : cases) {
        json::object body = one.seat;
        body["role"] = one.role;
        body["login"] = "moi" + std::to_string(++number);
        body["name"] = "Người mới";
        EXPECT_EQ(w.code_as(one.who, "accounts.add", body), one.code) << one.what;
    }
    EXPECT_EQ(w.code_as(officer.get(), "accounts.add", {{"login", "moi3"}, {"name", "Trùng"}, {"role", "hamlet_head"}, {"place_id", w.ban_bo}}), "accounts.login_taken");
    EXPECT_EQ(w.code_as(officer.get(), "accounts.add", {{"login", "Tên"}, {"name", "Dấu"}, {"role", "hamlet_head"}, {"place_id", w.ban_bo}}), "accounts.bad_login");
    EXPECT_TRUE(w.broken().empty());
}

TEST(Grants, are_nobodys_own_to_change) {
    World w;
    const auto officer = w.enter_fully("canbo", Role::commune_officer, {{"place_id", w.muong_la}});
    const auto admin = w.enter_fully("quantri", Role::administrator, {{"place_id", 14}});
    EXPECT_EQ(w.code_as(officer.get(), "accounts.grant", {{"account_id", officer->account}, {"role", "hamlet_head"}, {"place_id", w.ban_bo}}), "accounts.not_self");
    EXPECT_EQ(w.code_as(admin.get(), "accounts.grant", {{"account_id", admin->account}, {"role", "secretary"}, {"place_id", 14}}), "accounts.not_self");
    EXPECT_EQ(w.code_as(admin.get(), "accounts.end_grant", {{"grant_id", admin->grants[0].id}}), "accounts.not_self");
    EXPECT_EQ(w.code_as(admin.get(), "accounts.close", {{"account_id", admin->account}}), "accounts.not_self");
    EXPECT_EQ(w.code_as(admin.get(), "accounts.give_code", {{"account_id", admin->account}}), "accounts.not_self");
}

TEST(Grants, count_from_the_next_request_on) {
    World w;
    const auto in = w.enter("chihoi", Role::hamlet_head, {{"place_id", w.ban_bo}});
    const auto who = w.standing(in);
    const auto officer = w.enter_fully("canbo", Role::commune_officer, {{"place_id", w.muong_la}});
    EXPECT_EQ(w.code_as(officer.get(), "accounts.grant", {{"account_id", who->account}, {"role", "teacher"}, {"place_id", w.muong_la}}), "");
    EXPECT_EQ(w.code_as(officer.get(), "accounts.grant", {{"account_id", who->account}, {"role", "teacher"}, {"place_id", w.muong_la}}), "accounts.has_it");
    ASSERT_EQ(w.standing(in)->grants.size(), 2u);
    EXPECT_EQ(w.code_as(officer.get(), "accounts.end_grant", {{"grant_id", who->grants[0].id}}), "");
    ASSERT_EQ(w.standing(in)->grants.size(), 1u);
    EXPECT_EQ(w.standing(in)->grants[0].role, Role::teacher);
    EXPECT_EQ(w.code_as(officer.get(), "accounts.end_grant", {{"grant_id", who->grants[0].id}}), "may.not_covered") << "it is over";
    EXPECT_EQ(w.code_as(officer.get(), "accounts.close", {{"account_id", who->account}}), "");
    EXPECT_EQ(w.standing(in), nullptr);
    EXPECT_EQ(w.code_as(officer.get(), "accounts.grant", {{"account_id", who->account}, {"role", "teacher"}, {"place_id", w.muong_la}}), "accounts.closed");
    EXPECT_TRUE(w.broken().empty());
}

TEST(Grants, of_somebody_higher_up_keep_a_code_from_being_given) {
    World w;
    const auto officer = w.enter_fully("canbo", Role::commune_officer, {{"place_id", w.muong_la}});
    const auto head = w.add("chihoi", Role::hamlet_head, {{"place_id", w.ban_bo}});
    const auto member = w.add("hoidong", Role::council_member, {{"place_id", w.muong_la}});
    const auto elsewhere = w.add("chihoi2", Role::hamlet_head, {{"place_id", w.ban_pom}});
    const auto secretary = w.add("thuky", Role::secretary, {{"place_id", 14}});
    EXPECT_EQ(w.code_as(officer.get(), "accounts.give_code", {{"account_id", head}}), "");
    EXPECT_EQ(w.code_as(officer.get(), "accounts.give_code", {{"account_id", member}}), "accounts.not_yours_to_give");
    EXPECT_EQ(w.code_as(officer.get(), "accounts.give_code", {{"account_id", elsewhere}}), "may.not_covered");
    EXPECT_EQ(w.code_as(officer.get(), "accounts.give_code", {{"account_id", secretary}}), "may.not_covered");
    EXPECT_EQ(w.code_as(officer.get(), "accounts.give_code", {{"account_id", 1}}), "may.not_covered");
    EXPECT_EQ(w.code_as(officer.get(), "accounts.grant", {{"account_id", head}, {"role", "commune_officer"}, {"place_id", w.muong_la}}), "accounts.not_yours_to_give");
    w.must("accounts.grant", {{"account_id", head}, {"role", "council_member"}, {"place_id", w.muong_la}});
    EXPECT_EQ(w.code_as(officer.get(), "accounts.give_code", {{"account_id", head}}), "accounts.not_yours_to_give") << "now also of the council";
}

TEST(Administrators, are_never_none) {
    World w;
    const auto first = w.enter_fully("mot", Role::administrator, {{"place_id", 14}});
    const auto second = w.enter_fully("hai", Role::administrator, {{"place_id", 14}});
    EXPECT_EQ(w.code_as(first.get(), "accounts.close", {{"account_id", second->account}}), "");
    EXPECT_EQ(w.execute("accounts.close", {{"account_id", first->account}}).error().code, "accounts.last_administrator");
    EXPECT_EQ(w.execute("accounts.end_grant", {{"grant_id", first->grants[0].id}}).error().code, "accounts.last_administrator");
}

TEST(Lists, hold_who_is_at_a_place_and_nobody_else) {
    World w;
    const auto officer = w.enter_fully("canbo", Role::commune_officer, {{"place_id", w.muong_la}});
    const auto secretary = w.enter_fully("thuky", Role::secretary, {{"place_id", 14}});
    w.add("chihoi", Role::hamlet_head, {{"place_id", w.ban_bo}});
    w.add("chihoi2", Role::hamlet_head, {{"place_id", w.ban_pom}});
    const auto citizen = w.add("congdan", Role::citizen, {{"household_id", w.household}});
    const auto logins = [](const Result<json::value>& answer) {
        std::string all;
        for (const auto& one : answer.value().at("accounts").as_array()) all += json::value_to<std::string>(one.at("login")) + " ";
        return all;
    };
    EXPECT_EQ(logins(w.ask_as(officer.get(), "/api/accounts", {})), "canbo chihoi congdan ");
    EXPECT_EQ(logins(w.ask_as(officer.get(), "/api/accounts", {{"place_id", w.ban_bo}})), "chihoi congdan ");
    EXPECT_EQ(w.ask_as(officer.get(), "/api/accounts", {{"place_id", w.quynh_nhai}}).error().code, "may.not_covered");
    EXPECT_EQ(logins(w.ask_as(secretary.get(), "/api/accounts", {})), "canbo thuky chihoi chihoi2 congdan ");
    EXPECT_EQ(logins(w.ask_as(secretary.get(), "/api/accounts", {{"q", "HỘI"}})), "chihoi chihoi2 ");
    const auto one = w.ask_as(officer.get(), "/api/accounts/{account_id}", {{"account_id", citizen}});
    ASSERT_TRUE(one);
    EXPECT_EQ(one->at("has_password"), false);
    EXPECT_EQ(one->at("grants").at(0).at("household").at("name"), "Hộ số 1, Bản Bó");
    EXPECT_EQ(w.ask_as(officer.get(), "/api/accounts/{account_id}", {{"account_id", secretary->account}}).error().code, "may.not_covered");
}

}  // namespace

}  // namespace khuyenhoc::accounts
