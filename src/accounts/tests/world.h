// A database of its own for a test: Son La's places, two hamlets with households, accounts, and a clock that the test holds.
#pragma once

#include <gtest/gtest.h>

#include "accounts/accounts.h"
#include "accounts/rows.h"
#include "base/check.h"
#include "journal/journal.h"
#include "people/people.h"
#include "store/temporary.h"

namespace khuyenhoc::accounts {

constexpr const char* good_password = "bò vàng leo núi";

struct World {
    std::unique_ptr<store::Store> store = store::open_temporary();
    std::int64_t now = 1'800'000'000'000;
    places::Places places{*store};
    people::Keys keys = people::Keys::from_master(Key{1, 2, 3});
    Accounts accounts{*store, places, Key{7}, [this] { return now; }};
    Capabilities capabilities{{ground_table(), journal::table(), places::table(places), people::table(places, keys), table(accounts)}};
    journal::Journal journal{*store, capabilities, Key{4}};
    std::int64_t muong_la = 0, quynh_nhai = 0;  ///< two communes
    std::int64_t ban_bo = 0, ban_pom = 0;       ///< a hamlet in each
    std::int64_t household = 0, other_household = 0, person = 0, other_person = 0, unit = 0;

    World() {
        store->migrate(capabilities.migrations());
        must("places.load_facts", {});
        const auto atlas = places.atlas();
        const Date on{2025, 8, 1};
        muong_la = *atlas->resolve("Mường La", on, 14, places::Kind::commune);
        quynh_nhai = *atlas->resolve("Quỳnh Nhai", on, 14, places::Kind::commune);
        ban_bo = hamlet("Bó", muong_la);
        ban_pom = hamlet("Pom", quynh_nhai);
        household = add_household(ban_bo);
        other_household = add_household(ban_pom);
        person = add_person(household);
        other_person = add_person(other_household);
        unit = id(must("people.add_unit", {{"name", "Trường Bó"}, {"kind", "school"}, {"managed_by", "commune"}, {"commune_id", muong_la}, {"from_date", "2025-08-01"}}), "unit_id");
    }

    static std::int64_t id(const json::value& answer, const char* field) { return answer.at(field).to_number<std::int64_t>(); }
    std::int64_t hamlet(const std::string& name, std::int64_t commune) {
        return must("places.add_hamlets", {{"hamlets", json::array{json::object{{"name", name}, {"type", "ban"}, {"commune", commune}, {"from_date", "2025-07-01"}}}}})
            .at("place_ids").at(0).to_number<std::int64_t>();
    }
    std::int64_t add_household(std::int64_t where) {
        return id(must("people.add_household", {{"hamlet_id", where}, {"book_no", "1"}, {"from_date", "2025-08-01"}}), "household_id");
    }
    std::int64_t add_person(std::int64_t of) {
        return id(must("people.add_person", {{"household_id", of}, {"full_name", "Lò Thị Mẫu"}, {"birth", "1980"}, {"sex", "female"}, {"relation", "head"}, {"from_date", "2025-08-01"}}), "person_id");
    }

    /// As the program itself.
    Result<json::value> execute(const std::string& name, json::object body) {
        return journal.execute({random_uuid(), name, 14, "system", std::move(body)}).answer;
    }
    json::value must(const std::string& name, json::object body) {
        auto answer = execute(name, std::move(body));
        check(answer.has_value(), "a test's command is done");
        return *answer;
    }
    /// As whoever is signed in, through the rules of the line; the code of the refusal, or "".
    std::string code_as(const Standing* who, const std::string& name, json::object body, std::int64_t province = 14) {
        journal::Command command{random_uuid(), name, province, who == nullptr ? "nobody" : "a" + std::to_string(who->account), std::move(body)};
        command.permit = [&](store::Connection& db, const CommandLine& line, json::object& fields) {
            return accounts.admit(who, line.may, line.name, db, province, fields);
        };
        const auto outcome = journal.execute(command);
        return outcome.answer ? "" : outcome.answer.error().code;
    }
    Result<json::value> ask_as(const Standing* who, std::string_view path, json::object parameters) {
        for (const auto& line : capabilities.tables().back().queries) {
            if (line.path != path) continue;
            const auto reader = store->reader();
            auto admitted = accounts.admit(who, line.may, line.path, *reader, 0, parameters);
            if (!admitted) return std::unexpected(admitted.error());
            QueryContext context{*reader, "vi", today_in_vietnam(), *admitted};
            auto answer = line.run(context, parameters);
            if (!answer) return std::unexpected(answer.error());
            return answer->value;
        }
        return refuse("internal", "no such query");
    }

    std::int64_t add(const std::string& login, Role role, json::object seat) {
        seat.insert({{"login", login}, {"name", "Người " + login}, {"role", text_of(role)}});
        return id(must("accounts.add", std::move(seat)), "account_id");
    }
    /// Opens an account, sets its password by a code, signs in.
    SignedIn enter(const std::string& login, Role role, json::object seat) {
        const auto account = add(login, role, std::move(seat));
        const auto made = accounts.make_code(account, false);
        auto in = accounts.use_code(made.code, account, good_password, {"10.0.0.1", "", ""});
        check(in && *in, "a code lets somebody in");
        return **in;
    }
    std::shared_ptr<const Standing> standing(const SignedIn& in) { return accounts.standing(in.token); }
    /// Signed in, with the second factor on where it is needed: for tests of what comes after.
    std::shared_ptr<const Standing> enter_fully(const std::string& login, Role role, json::object seat) {
        auto who = std::make_shared<Standing>();
        who->account = add(login, role, std::move(seat));
        who->session = 1;
        who->login = login;
        who->grants = grants_of(*store->reader(), who->account, today_in_vietnam());
        return who;
    }
    std::vector<std::string> broken() { return capabilities.run_checks(*store->reader()); }
};

}  // namespace khuyenhoc::accounts
