// The memory follows the store: after random commands, in batches, after a restart, and behind another process's back.
#include <filesystem>
#include <thread>

#include "recognition/machinery.h"
#include "recognition/tests/small_world.h"
#include "recognition/tests/worlds.h"

namespace khuyenhoc::recognition {
namespace {

using worlds::Dice;

/// Random households, clans and units over the five hamlets; some people in two households, some children.
struct Register {
    std::vector<std::int64_t> persons, households, clans, units;
};

Register add_register(SmallWorld& w, Dice& dice) {
    using W = SmallWorld;
    w.add_places();
    Register r;
    std::string script;
    std::int64_t next = 1000;
    for (int h = 0; h < 40; ++h) {
        const auto household = 100 + h;
        r.households.push_back(household);
        script += W::household_sql(household, dice.one_of(hamlets));
        const int members = dice.between(0, 6);
        for (int m = 0; m < members; ++m) {
            script += W::person_sql(next, "Vì Văn Sơn", dice.between(1940, 2025), dice.between(0, 2));
            script += W::member_sql(household, next, m == 0 ? 1 : 3);
            r.persons.push_back(next++);
        }
    }
    for (int i = 0; i < 5; ++i) script += W::member_sql(100 + i, dice.one_of(r.persons), 9, "2021-05-01") + "";
    for (int c = 0; c < 4; ++c) {
        r.clans.push_back(300 + c);
        script += W::clan_sql(300 + c, "Dòng họ Vì", dice.one_of(hamlets));
        for (int k = 0; k < 9; ++k) script += W::kin_sql(300 + c, r.households[static_cast<std::size_t>(c * 9 + k)]);
    }
    for (int u = 0; u < 3; ++u) {
        r.units.push_back(400 + u);
        script += W::unit_sql(400 + u, "Trường học", u == 0 ? moc_son : chieng_an);
        for (int m = 0; m < 6; ++m)
            script += W::unit_member_sql(400 + u, r.persons[static_cast<std::size_t>(u * 20 + m)], dice.between(1, 2));
    }
    w.sql(script);
    return r;
}

json::array some_scores(Dice& dice, int n, int most) {
    json::array scores;
    const bool good = dice.percent(70);
    for (int i = 0; i < n; ++i) {
        const int score = most == 1 ? (dice.percent(90) ? 1 : 0) : dice.between(good ? 8 : 3, most);
        scores.push_back(dice.percent(1) ? -1 : score);
    }
    return scores;
}

struct Random {
    SmallWorld& w;
    const Register& r;
    Dice& dice;

    journal::Command next() {
        switch (dice.below(12)) {
            case 0:
            case 1:
            case 2:
            case 3:
                return w.command("recognition.record", subject());
            case 4: {
                json::array rows;
                for (int i = 0; i < 5; ++i)
                    rows.push_back(json::object{{"subject_id", id(dice.one_of(r.persons))},
                                                {"scores", some_scores(dice, 10, 10)}});
                return w.command("recognition.record_many", {{"year", 2025}, {"kind", "person"}, {"rows", rows}});
            }
            case 5:
            case 6:
            case 7: {
                auto body = subject();
                body["corrects"] = dice.between(1, 2);
                body["reason"] = "xem lại";
                return w.command("recognition.correct", body);
            }
            case 8:
                return w.command("recognition.propose",
                                 {{"year", 2025}, {"place_id", dice.percent(50) ? dice.one_of(hamlets) : chieng_an}});
            case 9:
                return w.command("recognition.decide", {{"year", 2025},
                                                        {"place_id", dice.percent(50) ? chieng_an : moc_son},
                                                        {"number", "7/QĐ"},
                                                        {"decided_on", "2026-01-10"},
                                                        {"signer", "Chủ tịch"}});
            case 10:
                return w.command("recognition.refuse", {{"year", 2025},
                                                        {"place_id", chieng_an},
                                                        {"title", "citizen"},
                                                        {"subjects", json::array{id(dice.one_of(r.persons))}},
                                                        {"reason", "x"}});
            default:
                return w.command("recognition.revoke", {{"year", 2025},
                                                        {"place_id", chieng_an},
                                                        {"title", "citizen"},
                                                        {"number", "8/QĐ"},
                                                        {"decided_on", "2026-01-10"},
                                                        {"signer", "Chủ tịch"},
                                                        {"subjects", json::array{id(dice.one_of(r.persons))}},
                                                        {"reason", "x"}});
        }
    }

    json::object subject() {
        switch (dice.below(8)) {
            case 0:
                return w.body_of("household", id(dice.one_of(r.households)), some_scores(dice, 3, 1));
            case 1:
                return w.body_of("clan", id(dice.one_of(r.clans)), some_scores(dice, 2, 1));
            case 2:
                return w.body_of("hamlet", dice.one_of(hamlets), some_scores(dice, 2, 1));
            case 3:
                return w.body_of("unit", id(dice.one_of(r.units)), some_scores(dice, 2, 1));
            case 4:
                return w.child_body(dice.one_of(r.persons), dice.percent(90) ? "attends" : "out_of_school");
            default:
                return w.body_of("person", id(dice.one_of(r.persons)), some_scores(dice, 10, 10));
        }
    }
};

/// What is in memory is what a fresh reading gives.
std::vector<std::string> drift(Recognition& recognition, store::Store& store) {
    const auto reader = store.reader();
    const auto fresh = recognition.machinery().load_from(*reader, 2025);
    if (!fresh) return {fresh.error().code};
    const auto compared = recognition.machinery().read(
        2025, [&](const Model& model) -> Result<std::vector<std::string>> { return model.differences(**fresh); });
    return compared ? *compared : std::vector<std::string>{compared.error().code};
}

class Follow : public testing::TestWithParam<int> {};

TEST_P(Follow, MemoryIsTheStoreAfterRandomCommands) {
    SmallWorld w;
    Dice dice(static_cast<std::uint64_t>(GetParam()));
    const auto r = add_register(w, dice);
    w.open_2025();
    ASSERT_TRUE(w.recognition().load(2025));
    Random random{w, r, dice};
    int done = 0;
    for (int round = 0; round < 60; ++round) {
        std::vector<journal::Command> batch;
        for (int n = dice.percent(60) ? 1 : dice.between(2, 6); n > 0; --n) batch.push_back(random.next());
        if (dice.percent(5))
            batch.push_back(w.command("people.run_sql",
                                      {{"sql", fmt::format("UPDATE person SET birth_year = {} WHERE person_id = {}",
                                                           dice.between(1950, 2015), id(dice.one_of(r.persons)))}}));
        if (dice.percent(50)) batch.push_back(random.next());
        for (const auto& outcome : w.run_all(batch)) done += outcome.answer.has_value();
        ASSERT_EQ(drift(w.recognition(), w.store()), std::vector<std::string>{}) << "round " << round;
    }
    EXPECT_GT(done, 40);
    EXPECT_EQ(w.problems(), std::vector<std::string>{});
    // A restart: another memory over the same store.
    Recognition other(w.store());
    EXPECT_EQ(drift(other, w.store()), std::vector<std::string>{});
    const auto here = w.recognition().counts(son_la, 2025, {2025, 12, 31});
    const auto there = other.counts(son_la, 2025, {2025, 12, 31});
    ASSERT_TRUE(here && there);
    EXPECT_EQ(here->own.counts, there->own.counts);
    EXPECT_GT(here->own.counts.computed.learning_citizens, 0);
    EXPECT_GT(here->own.counts.recognised.learning_citizens, 0);
}
INSTANTIATE_TEST_SUITE_P(Seeds, Follow, testing::Range(1, 5));

TEST(FollowOthers, ACommandSeesWhatItsOwnBatchWroteBefore) {
    SmallWorld w;
    add_two_households(w);
    w.open_2025();
    ASSERT_TRUE(w.recognition().load(2025));
    const auto outcomes =
        w.run_all({w.command("recognition.record", w.person_body(1001, all_tens())),
                   w.command("recognition.record", w.person_body(1001, all_tens())),  // refused
                   w.command("recognition.propose", {{"year", 2025}, {"place_id", ban_bo}}),
                   w.command("people.run_sql", {{"sql", SmallWorld::person_sql(1055, "Lò Thị Mai", 1999, 2) +
                                                            SmallWorld::member_sql(102, 1055, 9)}}),
                   w.command("recognition.record", w.person_body(1055, all_tens())),
                   w.command("recognition.propose", {{"year", 2025}, {"place_id", ban_bo}})});
    EXPECT_FALSE(outcomes[1].answer);
    ASSERT_TRUE(outcomes[2].answer && outcomes[5].answer);
    EXPECT_EQ(outcomes[2].answer->at("proposed").at("citizen"), 1);
    EXPECT_EQ(outcomes[5].answer->at("proposed").at("citizen"), 1);
    EXPECT_EQ(drift(w.recognition(), w.store()), std::vector<std::string>{});
    EXPECT_EQ(w.recognition().counts(ban_bo, 2025, {2025, 12, 31})->own.counts.proposed.learning_citizens, 2);
}

TEST(FollowOthers, ACampaignOpenedAndUsedInOneBatch) {
    SmallWorld w;
    add_two_households(w);
    const json::object sets = {{"citizen", "citizen-2022"},
                               {"family", "family-sonla-2025"},
                               {"clan", "clan-sonla-2025"},
                               {"community", "community-sonla-2025"},
                               {"unit", "unit-sonla-2025"}};
    const auto outcomes = w.run_all({w.command("recognition.open_campaign", {{"year", 2025}, {"criteria", sets}}),
                                     w.command("recognition.record", w.person_body(1001, all_tens())),
                                     w.command("recognition.propose", {{"year", 2025}, {"place_id", ban_bo}})});
    for (const auto& outcome : outcomes) EXPECT_TRUE(outcome.answer) << outcome.answer.error().code;
    EXPECT_EQ(drift(w.recognition(), w.store()), std::vector<std::string>{});
}

TEST(FollowOthers, WhatWasRolledBackIsForgotten) {
    SmallWorld w;
    add_two_households(w);
    w.open_2025();
    ASSERT_TRUE(w.recognition().load(2025));
    {
        // The commands of a batch that dies before its commit.
        auto writer = w.store().writer();
        store::Transaction transaction(writer.connection);
        CommandContext context{writer.connection, son_la, 2, "officer", "2026-01-01T00:00:00.000Z", {2026, 1, 1}, {}, {}};
        const auto* line = w.capabilities().find_command("recognition.record");
        ASSERT_TRUE(line->run(context, w.person_body(1001, all_tens())));
    }
    EXPECT_EQ(drift(w.recognition(), w.store()), std::vector<std::string>{});
    w.done("people.run_sql",
           {{"sql", "UPDATE person SET birth_year = 1991 WHERE birth_year = 1990"}});  // the same number 2
    EXPECT_EQ(drift(w.recognition(), w.store()), std::vector<std::string>{});
    w.done("recognition.record", w.person_body(1001, all_tens()));
    EXPECT_EQ(drift(w.recognition(), w.store()), std::vector<std::string>{});
    EXPECT_EQ(w.recognition().counts(ban_bo, 2025, {2025, 12, 31})->own.counts.computed.learning_citizens, 1);
}

TEST(FollowOthers, AnotherProcessIsNoticed) {
    const store::Temporary database;
    SmallWorld here(database.open());
    add_two_households(here);
    here.open_2025();
    ASSERT_TRUE(here.recognition().load(2025));
    SmallWorld there(database.open());
    there.done("recognition.record", there.person_body(1001, all_tens()));
    EXPECT_EQ(here.recognition().counts(ban_bo, 2025, {2025, 12, 31})->own.counts.computed.learning_citizens, 1);
    here.done("recognition.record", here.person_body(1002, all_tens()));
    EXPECT_EQ(there.recognition().counts(ban_bo, 2025, {2025, 12, 31})->own.counts.computed.learning_citizens, 2);
    EXPECT_EQ(drift(here.recognition(), here.store()), std::vector<std::string>{});
}

/// How many of the population are in no household.
std::int64_t loose_persons(SmallWorld& w, int year) {
    return *w.recognition().machinery().read(year, [](const Model& model) -> Result<std::int64_t> {
        return model.population().unplaced().persons_without_household;
    });
}

TEST(FollowOthers, AnEntryMergedAwayIsNobodyWithoutHousehold) {
    SmallWorld w;
    add_two_households(w);
    w.open_2025();
    const auto sql = [&](const std::string& script) { w.done("people.run_sql", {{"sql", script}}); };
    sql(SmallWorld::person_sql(1009, "Lường Thị Ún", 1972, 2));
    EXPECT_EQ(loose_persons(w, 2025), 1);
    sql(fmt::format("INSERT INTO person_merge VALUES(14,{},{},{},'2025-11-02','cùng một người',0);", id(900), id(1008), id(1009)));
    EXPECT_EQ(loose_persons(w, 2025), 0);
    sql(fmt::format("INSERT INTO person_merge_undone VALUES(14,{},'hai người',0);", id(900)));
    EXPECT_EQ(loose_persons(w, 2025), 1) << "undone: somebody again";
    sql(fmt::format("INSERT INTO person_merge VALUES(14,{},{},{},'2026-01-05','cùng một người',0);", id(901), id(1008), id(1009)));
    EXPECT_EQ(loose_persons(w, 2025), 1) << "a merge of next year changes nothing in this";
    EXPECT_EQ(drift(w.recognition(), w.store()), std::vector<std::string>{});
}

TEST(FollowOthers, RandomCommandsThroughTwoProgramsLeaveEqualYears) {
    const store::Temporary database;
    SmallWorld here(database.open());
    Dice dice(7);
    const auto r = add_register(here, dice);
    here.open_2025();
    SmallWorld there(database.open());
    ASSERT_TRUE(here.recognition().load(2025));
    ASSERT_TRUE(there.recognition().load(2025));
    Random through_here{here, r, dice}, through_there{there, r, dice};
    for (int i = 0; i < 300; ++i) {
        if (dice.percent(50)) here.run_all({through_here.next()});
        else there.run_all({through_there.next()});
        if (i % 30 == 0) {
            EXPECT_EQ(drift(here.recognition(), here.store()), std::vector<std::string>{}) << i;
            EXPECT_EQ(drift(there.recognition(), there.store()), std::vector<std::string>{}) << i;
        }
    }
    EXPECT_EQ(drift(here.recognition(), here.store()), std::vector<std::string>{});
    EXPECT_EQ(drift(there.recognition(), there.store()), std::vector<std::string>{});
}

TEST(FollowOthers, ReadersWhileCommandsRun) {
    SmallWorld w;
    Dice dice(99);
    const auto r = add_register(w, dice);
    w.open_2025();
    Random random{w, r, dice};
    std::atomic<bool> stop = false;
    std::atomic<int> asked = 0;
    {
        std::vector<std::jthread> readers;
        for (int i = 0; i < 3; ++i)
            readers.emplace_back([&] {
                while (!stop) {
                    const auto counts = w.recognition().counts(son_la, 2025, {2025, 12, 31});
                    ASSERT_TRUE(counts);
                    Tally below;
                    for (const auto& commune : counts->below) below += commune.counts;
                    ASSERT_EQ(below.computed, counts->own.counts.computed);
                    ASSERT_EQ(below.recognised, counts->own.counts.recognised);
                    ++asked;
                }
            });
        for (int i = 0; i < 150; ++i) w.run_all({random.next()});
        while (asked < 30) std::this_thread::yield();
        stop = true;
    }
    EXPECT_EQ(drift(w.recognition(), w.store()), std::vector<std::string>{});
}

}  // namespace
}  // namespace khuyenhoc::recognition
