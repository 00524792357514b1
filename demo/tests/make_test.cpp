// The demo as a database: evaluating the rows must find what was planned, and the same seed must make the same rows.
#include "demo/demo.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>

#include "accounts/accounts.h"
#include "base/check.h"
#include "base/text.h"
#include "demo/facts.h"
#include "demo/tests/world.h"
#include "recognition/recognition.h"

namespace khuyenhoc::demo {
namespace {

/// A program without its surface: store, journal and the capabilities the demo writes through.
struct Office {
    explicit Office(std::unique_ptr<store::Store> opened = store::open_temporary())
        : store(std::move(opened)),
          places(*store),
          accounts(*store, places, key),
          recognition(*store),
          capabilities({ground_table(), journal::table(), places::table(places), people::table(places, keys), accounts::table(accounts),
                        recognition::table(recognition), demo::table(places, keys)}),
          journal(*store, capabilities, key) {
        store->migrate(capabilities.migrations());
    }

    Key key{};
    people::Keys keys = people::Keys::from_master(key);
    std::unique_ptr<store::Store> store;
    places::Places places;
    accounts::Accounts accounts;
    recognition::Recognition recognition;
    Capabilities capabilities;
    journal::Journal journal;
};

/// Every row of the tables that hold people, places and recognition, in key order, as text.
std::string dump(store::Store& store) {
    const std::pair<std::string_view, int> tables[] = {
        {"SELECT person_id, full_name, birth, sex, ethnicity, citizen_sealed, citizen_hash, died_on FROM person ORDER "
         "BY person_id",
         8},
        {"SELECT household_id, hamlet_id, from_date, to_date FROM household_home ORDER BY household_id, from_date", 4},
        {"SELECT household_id, person_id, from_date, to_date, relation FROM household_member ORDER BY household_id, "
         "person_id, from_date",
         5},
        {"SELECT clan_id, name, home_hamlet_id FROM clan ORDER BY clan_id", 3},
        {"SELECT clan_id, household_id FROM clan_household ORDER BY clan_id, household_id", 2},
        {"SELECT unit_id, name, kind, commune_id FROM unit ORDER BY unit_id", 4},
        {"SELECT unit_id, person_id, role FROM unit_member ORDER BY unit_id, person_id", 3},
        {"SELECT kind, subject_id, population_group, schooling, scores FROM assessment ORDER BY kind, subject_id, "
         "revision",
         5},
        {"SELECT kind, subject_id, event_no, event, level, decision_id, reason FROM title_event ORDER BY kind, "
         "subject_id, event_no",
         7},
        {"SELECT decision_id, place_id, number, decided_on, signer FROM decision ORDER BY decision_id", 5},
        {"SELECT seq, command_id, name, body FROM journal ORDER BY seq", 4},
        {"SELECT place_id, name, type FROM place_name ORDER BY place_id, from_date", 3},
    };
    std::string text;
    auto db = store.reader();
    for (const auto& [sql, columns] : tables)
        db->query(sql, {}, [&](const store::Row& row) {
            for (int i = 0; i < columns; ++i) {
                // Every column that is not a text is a number; which is which the first look tells.
                try {
                    text += row.optional_text(i).value_or("-");
                } catch (const Bug&) {
                    text += std::to_string(row.integer(i));
                }
                text += i + 1 < columns ? '|' : '\n';
            }
        });
    return text;
}

class MakeOfSize : public testing::TestWithParam<int> {};
INSTANTIATE_TEST_SUITE_P(Sizes, MakeOfSize, testing::Values(500, 3'000, 20'000));

TEST_P(MakeOfSize, EvaluatingTheRowsFindsThePlan) {
    Office office;
    const auto made = make(office.journal, *office.store, office.places, {GetParam(), 2025});
    ASSERT_TRUE(made.has_value()) << made.error().code << " " << made.error().where;
    const auto& plan = planned(GetParam());
    const auto planned_totals = totals_by_commune(plan);
    const auto found = office.recognition.evaluate(2025);
    ASSERT_TRUE(found.has_value()) << found.error().code;
    const auto same = [](const recognition::Tally& c, const Totals& t, const std::string& where) {
        const Totals got{c.population,
                         c.adults,
                         c.computed.learning_citizens,
                         c.households,
                         c.computed.learning_families,
                         c.clans,
                         c.computed.learning_clans,
                         c.hamlets,
                         c.computed.learning_communities,
                         c.units,
                         c.computed.learning_units};
        EXPECT_EQ(got, t) << where << ": "
                          << testing::PrintToString(
                                 std::vector{got.people, got.adults, got.learning_citizens, got.households,
                                             got.learning_families, got.clans, got.learning_clans, got.hamlets,
                                             got.learning_communities, got.units, got.learning_units})
                          << " for "
                          << testing::PrintToString(std::vector{
                                 t.people, t.adults, t.learning_citizens, t.households, t.learning_families, t.clans,
                                 t.learning_clans, t.hamlets, t.learning_communities, t.units, t.learning_units});
    };
    same(found->total, sum(planned_totals), "province");
    ASSERT_EQ(found->communes.size(), planned_totals.size());
    for (const auto& row : found->communes) {
        const auto code = office.places.atlas()->code(row.place, {2025, 12, 31});
        const auto c = std::ranges::find(plan.communes, code, [](const CommunePlan& one) { return one.fact.code; }) -
                       plan.communes.begin();
        same(row.counts, planned_totals[static_cast<std::size_t>(c)], code);
    }
    EXPECT_EQ(found->total.persons.two_households, std::max(1, GetParam() / 50'000));
    // Most communes have decided, some have not: recognised is less than computed, and something of each.
    const auto now = office.recognition.counts(14, 2025, {2025, 12, 31});
    ASSERT_TRUE(now.has_value());
    EXPECT_GT(now->own.counts.recognised.learning_citizens, now->own.counts.computed.learning_citizens * 7 / 10);
    EXPECT_LT(now->own.counts.recognised.learning_citizens, now->own.counts.computed.learning_citizens);
    EXPECT_GT(now->own.counts.proposed.learning_families, 0);
}

TEST(Make, TheSameSeedMakesTheSameRows) {
    Office one, two, three;
    ASSERT_TRUE(make(one.journal, *one.store, one.places, {1'000, 7}).has_value());
    ASSERT_TRUE(make(two.journal, *two.store, two.places, {1'000, 7}).has_value());
    ASSERT_TRUE(make(three.journal, *three.store, three.places, {1'000, 8}).has_value());
    const auto rows = dump(*one.store);
    EXPECT_GT(rows.size(), 100'000U);
    EXPECT_TRUE(rows == dump(*two.store));
    EXPECT_FALSE(rows == dump(*three.store));
}

TEST(Make, ChecksAndJournalAreClean) {
    Office office;
    ASSERT_TRUE(make(office.journal, *office.store, office.places, {3'000, 1}).has_value());
    auto db = office.store->reader();
    EXPECT_THAT(office.capabilities.run_checks(*db), testing::IsEmpty());
    EXPECT_THAT(journal::verify(*db).problems, testing::IsEmpty());
}

/// "<task>/<title>" and how many, in a place; hamlets under "hamlets".
std::map<std::string, std::int64_t> tasks_in(Office& office, std::int64_t place) {
    auto db = office.store->reader();
    QueryContext context{*db, "vi", Date{2026, 1, 15}};
    std::map<std::string, std::int64_t> counts;
    for (const auto& table : office.capabilities.tables())
        for (const auto& query : table.queries) {
            if (query.path != "/api/tasks") continue;
            const auto answer = query.run(context, {{"place_id", place}, {"year", 2025}}).value().value.as_object();
            counts["hamlets"] = answer.at("hamlets").as_int64();
            for (const auto& task : answer.at("tasks").as_array()) {
                const auto* title = task.as_object().if_contains("title");
                counts[json::value_to<std::string>(task.at("code")) + (title ? "/" + json::value_to<std::string>(*title) : "")] = task.at("count").as_int64();
            }
        }
    return counts;
}

TEST(Make, WhatAProvinceMustDoIsWhatItsCommunesMustDo) {
    Office office;
    ASSERT_TRUE(make(office.journal, *office.store, office.places, {3'000, 1}).has_value());
    std::map<std::string, std::int64_t> sum;
    std::vector<std::int64_t> communes;
    office.store->reader()->query("SELECT place_id FROM place WHERE kind = 'commune' AND place_id IN (SELECT place_id FROM place_code WHERE to_date IS NULL)", {},
                                  [&](const store::Row& row) { communes.push_back(row.integer(0)); });
    ASSERT_EQ(communes.size(), shipped_communes().size());
    for (const auto commune : communes)
        for (const auto& [code, count] : tasks_in(office, commune)) sum[code] += count;
    const auto whole = tasks_in(office, 14);
    EXPECT_GT(whole.at("hamlets"), 60) << "enough to be counted side by side";
    EXPECT_EQ(whole, sum);
}

TEST(Demo, has_an_account_for_every_role) {
    Office office;
    ASSERT_TRUE(make(office.journal, *office.store, office.places, {500, 1}).has_value());
    std::set<std::string> roles;
    for (const auto& account : accounts::demo_accounts(*office.store->reader(), *office.places.atlas(), today_in_vietnam())) {
        roles.insert(json::value_to<std::string>(account.at("role")));
        const auto in = office.accounts.sign_in_demo(json::value_to<std::string>(account.at("login")), {});
        ASSERT_TRUE(in) << account.at("login");
        const auto who = office.accounts.standing(in->token);
        ASSERT_NE(who, nullptr);
        EXPECT_EQ(who->grants.size(), 1u);
        EXPECT_FALSE(who->must_have_totp) << "a demo is open to whoever sits at the machine";
        const auto code = office.journal.execute({random_uuid(), "accounts.give_code", 14, "system", {{"account_id", who->account}}});
        EXPECT_EQ(code.answer.error().code, "accounts.no_demo");
        EXPECT_FALSE(office.accounts.sign_in(who->login, "", "", {})) << "there is no password";
    }
    EXPECT_EQ(roles.size(), static_cast<std::size_t>(role_count));
    EXPECT_FALSE(office.accounts.sign_in_demo("khong.co.ai", {}));
}

TEST(Make, OnlyInAnEmptyDatabase) {
    Office office;
    ASSERT_TRUE(make(office.journal, *office.store, office.places, {500, 1}).has_value());
    const auto again = make(office.journal, *office.store, office.places, {500, 1});
    ASSERT_FALSE(again.has_value());
    EXPECT_EQ(again.error().code, "demo.not_empty");
    const auto filled_again = office.journal.execute(
        {uuid_from("again"), "demo.fill_commune", 14, "officer", {{"people", 500}, {"seed", 1}, {"commune", "03646"}}});
    ASSERT_FALSE(filled_again.answer.has_value());
    EXPECT_EQ(filled_again.answer.error().code, "demo.not_empty");
}

TEST(Make, RefusesSizesItCannotMake) {
    Office office;
    for (const std::int64_t people : {-1LL, 0LL, 499LL, 1'404'588LL}) {
        const auto made = make(office.journal, *office.store, office.places, {people, 1});
        ASSERT_FALSE(made.has_value());
        EXPECT_EQ(made.error().code, "demo.size");
    }
}

TEST(Make, AnInterruptedMakingIsRefusedAsUnfinished) {
    const store::Temporary database;
    {
        Office office(database.open());
        struct Stop {};
        EXPECT_THROW(static_cast<void>(make(office.journal, *office.store, office.places, {500, 1},
                                            [](int permille, std::string_view) {
                                                if (permille > 300) throw Stop{};
                                            })),
                     Stop);
    }
    EXPECT_THROW(database.open(), store::StoreError);
}

TEST(RegisterCsv, ImportsWithoutAnError) {
    const auto path = testing::TempDir() + "khuyenhoc-demo-register.csv";
    const auto rows = write_register_csv(path, {1'000, 2025});
    ASSERT_TRUE(rows.has_value());
    EXPECT_EQ(*rows, 1'000);
    Office office;
    const auto& plan = planned(1'000);
    {
        auto writer = office.store->writer();
        store::Transaction transaction(writer.connection);
        ASSERT_TRUE(places::load_facts(writer.connection, 14).has_value());
        const auto atlas = places::Atlas::load(writer.connection);
        std::vector<places::NewHamlet> hamlets;
        for (const auto& hamlet : plan.hamlets)
            hamlets.push_back({hamlet.type, hamlet.name,
                               *atlas.by_code(plan.communes[hamlet.commune].fact.code, places::two_levels_from),
                               places::two_levels_from});
        ASSERT_TRUE(places::add_hamlets(writer.connection, 14, hamlets).has_value());
        transaction.commit();
    }
    office.places.reload();
    people::ImportOptions options;
    options.on = {2025, 12, 31};
    const auto report =
        people::import_register(office.journal, *office.store, *office.places.atlas(), office.keys, path, options);
    ASSERT_TRUE(report.has_value()) << report.error().code;
    EXPECT_EQ(report->rows, 1'000);
    EXPECT_EQ(report->persons, 1'000);
    EXPECT_EQ(report->households, 209);
    EXPECT_EQ(report->rows_with_errors, 0);
    for (const auto& problem : report->first_problems)
        ADD_FAILURE() << problem.row << " " << problem.code << " " << problem.shape;
    std::filesystem::remove(path);
}

TEST(RegisterCsv, RefusesSizesAndPathsItCannotWrite) {
    EXPECT_EQ(write_register_csv(testing::TempDir() + "x.csv", {1, 1}).error().code, "demo.size");
    EXPECT_EQ(write_register_csv("/nowhere/at/all.csv", {500, 1}).error().code, "demo.not_writable");
}

TEST(Facts, EthnicGroupsAreThoseOfTheNationalList) {
    for (const auto& people : facts().peoples) {
        EXPECT_EQ(people::find_ethnic_group(people.name), people.code) << people.name;
        EXPECT_EQ(fold(people::ethnic_group_name(people.code)).front(), fold(people.name).front()) << people.name;
    }
}

TEST(Make, CommunesComeInOrder) {
    Office office;
    const auto run = [&](std::string_view id, std::string_view name, json::object body) {
        return office.journal.execute({uuid_from(id), std::string(name), 14, "system", std::move(body)}).answer;
    };
    ASSERT_TRUE(run("a", "demo.begin", {{"people", 500}, {"seed", 1}}).has_value());
    ASSERT_TRUE(run("b", "places.load_facts", {}).has_value());
    const auto early = run("c", "demo.fill_commune", {{"people", 500}, {"seed", 1}, {"commune", "04246"}});
    ASSERT_FALSE(early.has_value());
    EXPECT_EQ(early.error().code, "demo.out_of_order");
    const auto late = run("d", "demo.begin", {{"people", 500}, {"seed", 1}});
    ASSERT_FALSE(late.has_value());
    EXPECT_EQ(late.error().code, "demo.not_empty");
}

}  // namespace
}  // namespace khuyenhoc::demo
