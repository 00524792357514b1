#include <random>

#include "people/rules.h"
#include "people/tests/world.h"

namespace khuyenhoc::people {

namespace {

struct Merges : ::testing::Test {
    World w;

    /// Every row of every membership, and nothing of the merges themselves.
    std::string memberships() {
        std::string out;
        for (const char* sql : {"SELECT household_id, person_id, from_date, coalesce(to_date, '-'), relation, seq FROM household_member ORDER BY household_id, person_id, from_date",
                                "SELECT unit_id, person_id, from_date, coalesce(to_date, '-'), role, seq FROM unit_member ORDER BY unit_id, person_id, from_date"})
            w.store->reader()->query(sql, {}, [&](const store::Row& row) {
                for (const int i : {0, 1, 4, 5}) out += std::to_string(row.integer(i)) + " ";
                out += std::string(row.text(2)) + " " + std::string(row.text(3)) + "\n";
            });
        return out;
    }
    json::object merge(std::int64_t keep, std::int64_t gone, const char* on = "2025-12-01") {
        return {{"keep", keep}, {"gone", gone}, {"on_date", on}, {"reason", "nhập hai lần"}};
    }
    /// Asked for by one officer, confirmed by another; what the first of them is refused, or the second is told.
    Result<json::value> merged(json::object both) {
        const auto on = both.at("on_date");
        both.erase("on_date");
        const auto asked = w.execute("people.ask_merge", both);
        if (!asked) return asked;
        auto done = w.execute("people.merge_persons", {{"ask_id", asked->at("ask_id")}, {"on_date", on}}, "another");
        if (!done) w.execute("people.decline_merge", {{"ask_id", asked->at("ask_id")}, {"reason", "không gộp được"}});
        return done;
    }
    std::string merged_code(json::object both) {
        const auto done = merged(std::move(both));
        return done ? std::string() : done.error().code;
    }
    std::int64_t unit(const std::string& name) {
        return w.id("people.add_unit", {{"name", name}, {"kind", "school"}, {"managed_by", "commune"}, {"commune_id", w.muong_la}, {"from_date", "2025-08-01"}}, "unit_id");
    }
};

TEST_F(Merges, OneOfTwoCountsAndBothAreShown) {
    const auto first = w.household("001");
    const auto second = w.household("002");
    const auto keep = w.add(first, "Lò Văn Tiến", "1987-03-05", "head");
    const auto gone = w.add(second, "Lò Văn Tiến", "1987-03-05", "head");
    const auto school = unit("Trường A");
    w.execute("people.join_unit", {{"unit_id", school}, {"person_id", gone}, {"role", "staff"}, {"from_date", "2025-08-15"}});
    const std::string before = memberships();

    const auto pairs = w.ask("/api/people/duplicates", {{"place_id", w.ban_bo}})->at("pairs").as_array();
    ASSERT_EQ(pairs.size(), 1u);
    EXPECT_TRUE(pairs[0].at("sure").as_bool());
    EXPECT_EQ(w.ask("/api/people/duplicates", {{"place_id", w.muong_la}})->at("pairs").as_array().size(), 1u);
    EXPECT_EQ(w.ask("/api/people/duplicates", {{"place_id", w.ban_pom}})->at("pairs").as_array().size(), 0u);

    const auto done = merged(merge(keep, gone));
    ASSERT_TRUE(done.has_value());
    EXPECT_EQ(w.ask("/api/people/duplicates", {{"place_id", w.ban_bo}})->at("pairs").as_array().size(), 0u);
    EXPECT_EQ(w.ask("/api/households/{household_id}", {{"household_id", second}})->at("members").as_array().size(), 0u);
    EXPECT_EQ(w.ask("/api/units/{unit_id}", {{"unit_id", school}})->at("staff").as_int64(), 1) << "the kept entry goes on there";
    const auto card = *w.ask("/api/persons/{person_id}", {{"person_id", gone}});
    EXPECT_EQ(card.at("merged_into").at("person_id").as_int64(), keep);
    EXPECT_EQ(w.ask("/api/persons/{person_id}", {{"person_id", keep}})->at("merged").at(0).at("person_id").as_int64(), gone);
    EXPECT_EQ(w.broken(), std::vector<std::string>{});

    const auto merge_id = done->at("merge_id").as_int64();
    EXPECT_EQ(w.code("people.undo_merge", {{"merge_id", merge_id}, {"reason", "hai người khác nhau"}}), "");
    EXPECT_EQ(memberships(), before);
    EXPECT_EQ(w.code("people.undo_merge", {{"merge_id", merge_id}, {"reason", "lần nữa"}}), "people.merge_undone");
    const auto merges = w.ask("/api/people/merges", {})->at("merges").as_array();
    ASSERT_EQ(merges.size(), 1u);
    EXPECT_TRUE(merges[0].at("undone").as_bool());
    EXPECT_EQ(w.code("people.not_duplicates", {{"person_id", gone}, {"other_id", keep}}), "");
    EXPECT_EQ(w.ask("/api/people/duplicates", {{"place_id", w.ban_bo}})->at("pairs").as_array().size(), 0u);
    EXPECT_EQ(w.code("people.not_duplicates", {{"person_id", keep}, {"other_id", gone}}), "people.said_already");
    EXPECT_EQ(merged_code(merge(keep, gone)), "") << "whoever says it again may merge them after all";
    EXPECT_EQ(w.broken(), std::vector<std::string>{});
}

TEST_F(Merges, OneAsksAndAnotherConfirms) {
    const auto keep = w.add(w.household("001"), "Lò Văn Tiến", "1987-03-05", "head");
    const auto gone = w.add(w.household("002"), "Lò Văn Tiến", "1987-03-05", "head");
    const json::object both{{"keep", keep}, {"gone", gone}, {"reason", "nhập hai lần"}};
    const auto pairs = [&] { return w.ask("/api/people/duplicates", {{"place_id", w.ban_bo}})->at("pairs").as_array().size(); };
    const auto ask_id = w.id("people.ask_merge", both, "ask_id");
    EXPECT_EQ(w.code("people.ask_merge", {{"keep", gone}, {"gone", keep}, {"reason", "x"}}), "people.merge_asked");
    EXPECT_EQ(pairs(), 0u) << "it waits for a second person";
    EXPECT_EQ(w.ask("/api/people/merges", {})->at("asked").at(0).at("ask_id").as_int64(), ask_id);
    EXPECT_EQ(w.ask("/api/people/merges", {{"place_id", w.quynh_nhai}})->at("asked").as_array().size(), 0u) << "of another commune";
    const json::object confirm{{"ask_id", ask_id}, {"on_date", "2025-12-01"}};
    EXPECT_EQ(w.code("people.merge_persons", confirm), "people.second_person");
    EXPECT_EQ(w.code("people.merge_persons", {{"ask_id", 5}, {"on_date", "2025-12-01"}}), "people.no_such_ask");
    EXPECT_EQ(w.code("people.decline_merge", {{"ask_id", ask_id}, {"reason", "hai người khác nhau"}}), "") << "taken back";
    EXPECT_EQ(pairs(), 1u);
    EXPECT_EQ(w.execute("people.merge_persons", confirm, "another").error().code, "people.ask_answered");
    const auto again = w.id("people.ask_merge", both, "ask_id");
    const auto done = w.execute("people.merge_persons", {{"ask_id", again}, {"on_date", "2025-12-01"}}, "another");
    ASSERT_TRUE(done) << done.error().code;
    const auto merges = *w.ask("/api/people/merges", {{"place_id", w.muong_la}});
    EXPECT_EQ(merges.at("asked").as_array().size(), 0u);
    EXPECT_EQ(merges.at("merges").at(0).at("reason").as_string(), "nhập hai lần");
    EXPECT_EQ(w.execute("people.undo_merge", {{"merge_id", done->at("merge_id")}, {"reason", "nhầm"}}, "another")->at("changes").to_number<int>(), 1)
        << "undoing restores: one person may, whoever it is";
    EXPECT_EQ(w.broken(), std::vector<std::string>{});
}

TEST_F(Merges, TheProgramItselfIsOneActor) {
    const auto keep = w.add(w.household("001"), "Lò Văn Tiến", "1987", "head");
    const auto gone = w.add(w.household("002"), "Lò Văn Tiến", "1987", "head");
    const auto asked = w.execute("people.ask_merge", {{"keep", keep}, {"gone", gone}, {"reason", "x"}}, "system");
    ASSERT_TRUE(asked);
    EXPECT_TRUE(w.execute("people.merge_persons", {{"ask_id", asked->at("ask_id")}, {"on_date", "2025-12-01"}}, "system"));
    EXPECT_EQ(w.broken(), std::vector<std::string>{});
}

TEST_F(Merges, WhatCannotBe) {
    const auto first = w.household("001");
    const auto second = w.household("002");
    const auto keep = w.add(first, "Lò Văn Tiến", "1987-03-05", "head");
    const auto gone = w.add(second, "Lò Văn Tiến", "1987-03-05", "head");
    const auto child = w.add(second, "Lò Thị Hoa", "2010");
    const auto dead = w.add(first, "Lò Thị Ban", "1940");
    const auto nowhere = w.add(first, "Lò Thị Xa", "1990");
    w.execute("people.record_death", {{"person_id", dead}, {"died_on", "2025-08-05"}});
    w.execute("people.leave_household", {{"person_id", nowhere}, {"household_id", first}, {"on_date", "2025-08-05"}});
    EXPECT_EQ(merged_code(merge(keep, keep)), "people.same_person");
    EXPECT_EQ(merged_code(merge(keep, 99)), "people.no_such_person");
    EXPECT_EQ(merged_code(merge(keep, dead)), "people.person_died");
    EXPECT_EQ(merged_code(merge(nowhere, gone)), "people.keep_has_no_household");
    EXPECT_EQ(merged_code(merge(keep, gone, "1980-01-01")), "people.before_birth");
    EXPECT_EQ(w.code("people.undo_merge", {{"merge_id", 5}, {"reason", "x"}}), "people.no_such_merge");

    const auto merge_id = merged(merge(keep, gone))->at("merge_id").as_int64();
    EXPECT_EQ(merged_code(merge(child, gone)), "people.person_merged");
    EXPECT_EQ(w.code("people.correct_person", {{"person_id", gone}, {"sex", "male"}}), "people.person_merged");
    EXPECT_EQ(w.code("people.join_household", {{"household_id", first}, {"person_id", gone}, {"relation", "other"}, {"from_date", "2025-12-02"}}), "people.person_merged");
    EXPECT_EQ(w.code("people.change_relation", {{"person_id", child}, {"household_id", second}, {"relation", "head"}, {"on_date", "2025-12-02"}}), "");
    EXPECT_EQ(w.code("people.undo_merge", {{"merge_id", merge_id}, {"reason", "x"}}), "people.merge_contradicted") << "there is another head";
    EXPECT_EQ(w.code("people.change_relation", {{"person_id", child}, {"household_id", second}, {"relation", "child"}, {"on_date", "2025-12-03"}}), "");
    EXPECT_EQ(w.code("people.undo_merge", {{"merge_id", merge_id}, {"reason", "x"}}), "");
    EXPECT_EQ(w.broken(), std::vector<std::string>{});
}

TEST_F(Merges, AnEndedHouseholdOrUnitIsNotComeBackTo) {
    const auto first = w.household("001");
    const auto second = w.household("002");
    const auto keep = w.add(first, "Lò Văn Tiến", "1987", "head");
    const auto gone = w.add(second, "Lò Văn Tiến", "1987", "head");
    const auto merge_id = merged(merge(keep, gone))->at("merge_id").as_int64();
    EXPECT_EQ(w.code("people.end_household", {{"household_id", second}, {"on_date", "2025-12-10"}}), "");
    EXPECT_EQ(w.code("people.undo_merge", {{"merge_id", merge_id}, {"reason", "x"}}), "people.merge_contradicted");
}

TEST_F(Merges, AnyMergesUndoneInTurnGiveTheRegisterBack) {
    std::mt19937 dice(20250801);
    const auto roll = [&](int n) { return static_cast<int>(dice() % static_cast<unsigned>(n)); };
    std::vector<std::int64_t> households, people, schools;
    for (int h = 0; h < 6; ++h) households.push_back(w.household(std::to_string(h)));
    for (int u = 0; u < 3; ++u) schools.push_back(unit("Trường " + std::string(1, static_cast<char>('A' + u))));
    for (int i = 0; i < 24; ++i) people.push_back(w.add(households[static_cast<std::size_t>(i % 6)], "Lò Văn " + std::string(1, static_cast<char>('A' + i)), "1990", i < 6 ? "head" : "child"));
    for (int i = 0; i < 40; ++i)
        (void)w.code("people.join_unit", {{"unit_id", schools[static_cast<std::size_t>(roll(3))]}, {"person_id", people[static_cast<std::size_t>(roll(24))]},
                                          {"role", roll(2) == 0 ? "staff" : "learner"}, {"from_date", "2025-0" + std::to_string(8 + roll(2)) + "-01"}});
    for (int i = 0; i < 8; ++i)
        (void)w.code("people.join_household", {{"household_id", households[static_cast<std::size_t>(roll(6))]}, {"person_id", people[static_cast<std::size_t>(roll(24))]},
                                               {"relation", "other"}, {"from_date", "2025-09-01"}, {"also_elsewhere", true}});
    const std::string before = memberships();
    for (int round = 0; round < 30; ++round) {
        std::vector<std::int64_t> merges;
        for (int i = 0; i < 6; ++i) {
            const auto done = merged(merge(people[static_cast<std::size_t>(roll(24))], people[static_cast<std::size_t>(roll(24))],
                                                                      roll(2) == 0 ? "2025-08-15" : "2025-12-01"));
            if (done) merges.push_back(done->at("merge_id").as_int64());
        }
        EXPECT_EQ(w.broken(), std::vector<std::string>{});
        for (auto it = merges.rbegin(); it != merges.rend(); ++it) EXPECT_EQ(w.code("people.undo_merge", {{"merge_id", *it}, {"reason", "x"}}), "");
        ASSERT_EQ(memberships(), before) << "round " << round;
    }
}

TEST_F(Merges, NotEveryoneOfOneNameIsSuspected) {
    const auto first = w.household("001");
    const auto second = w.household("002");
    const auto far = w.household("001", w.ban_pom);
    struct Two {
        const char *name, *birth, *other_birth, *other_sex;
        int pairs;
    };
    int n = 0;
    for (const Two& two : std::vector<Two>{{"Lò Văn Một", "1987-03-05", "1987-03-05", "female", 1}, {"Lò Văn Hai", "1987", "1987-03-05", "female", 1},
                                           {"Lò Văn Ba", "1987-03-05", "1987-04-05", "female", 0}, {"Lò Văn Bốn", "1987", "1988", "female", 0},
                                           {"Lò Văn Năm", "1987", "1987", "male", 0}, {"Lò Văn Sáu", "1987-03-05", "1987-03-05", "male", 1}}) {
        w.add(first, two.name, two.birth);
        auto other = w.person(second, two.name, two.other_birth);
        other["sex"] = two.other_sex;
        w.execute("people.add_person", other);
        n += two.pairs;
        EXPECT_EQ(w.ask("/api/people/duplicates", {{"place_id", w.ban_bo}})->at("pairs").as_array().size(), static_cast<std::size_t>(n)) << two.name;
    }
    w.add(far, "Lò Văn Một", "1987-03-05");
    EXPECT_EQ(w.ask("/api/people/duplicates", {{"place_id", w.quynh_nhai}})->at("pairs").as_array().size(), 0u) << "another commune";
}

TEST_F(Merges, AHouseholdBecomesTwo) {
    const auto old = w.household("001");
    const auto father = w.add(old, "Lò Văn Tiến", "1960", "head");
    const auto mother = w.add(old, "Quàng Thị Ín", "1962", "spouse");
    const auto son = w.add(old, "Lò Văn Hoa", "1990", "child");
    const auto wife = w.add(old, "Cà Thị Đào", "1991", "other");
    const auto grandchild = w.add(old, "Lò Thị Xuân", "2015", "grandchild");
    const auto clan = w.id("people.add_clan", {{"name", "Họ Lò"}, {"home_hamlet_id", w.ban_bo}, {"from_date", "2025-08-01"}}, "clan_id");
    w.execute("people.join_clan", {{"clan_id", clan}, {"household_id", old}, {"from_date", "2025-08-01"}});
    const json::object split{{"household_id", old}, {"members", json::array{son, wife, grandchild}}, {"head", son}, {"book_no", "045"}, {"on_date", "2025-10-01"}};
    const auto with = [&](const char* field, json::value value) {
        auto body = split;
        body[field] = std::move(value);
        return body;
    };
    EXPECT_EQ(w.code("people.split_household", with("head", father)), "people.head_not_among");
    EXPECT_EQ(w.code("people.split_household", with("members", json::array{son, 99})), "people.not_a_member");
    EXPECT_EQ(w.code("people.split_household", with("members", json::array{son, wife, grandchild, father, mother})), "people.nobody_left");
    EXPECT_EQ(w.code("people.split_household", with("book_no", "001")), "people.book_no_taken");
    EXPECT_EQ(w.code("people.split_household", with("on_date", "2025-07-31")), "people.date_before_start");
    EXPECT_EQ(w.code("people.split_household", with("hamlet_id", w.muong_la)), "people.no_such_hamlet");
    const auto made = w.id("people.split_household", split, "household_id");
    std::string members;
    const auto card = *w.ask("/api/households/{household_id}", {{"household_id", made}});
    for (const auto& m : card.at("members").as_array())
        members += json::value_to<std::string>(m.at("name")) + " " + json::value_to<std::string>(m.at("relation")) + "; ";
    EXPECT_EQ(members, "Lò Văn Hoa head; Lò Thị Xuân child; Cà Thị Đào other; ");
    EXPECT_EQ(card.at("clans").as_array().size(), 1u);
    EXPECT_EQ(w.ask("/api/households/{household_id}", {{"household_id", old}})->at("members").as_array().size(), 2u);
    EXPECT_EQ(w.broken(), std::vector<std::string>{});
}

TEST_F(Merges, AnotherHead) {
    const auto house = w.household("001");
    const auto father = w.add(house, "Lò Văn Tiến", "1960", "head");
    const auto mother = w.add(house, "Quàng Thị Ín", "1962", "spouse");
    w.add(house, "Lò Văn Hoa", "1990", "child");
    w.add(house, "Lò Thị Già", "1935", "parent");
    const json::object change{{"household_id", house}, {"person_id", mother}, {"on_date", "2025-10-01"}};
    auto early = change;
    early["on_date"] = "2025-07-31";
    EXPECT_EQ(w.code("people.change_head", early), "people.date_before_start");
    EXPECT_EQ(w.code("people.change_head", change), "");
    EXPECT_EQ(w.code("people.change_head", change), "people.head_already");
    std::string members;
    const auto card = *w.ask("/api/households/{household_id}", {{"household_id", house}});
    for (const auto& m : card.at("members").as_array())
        members += json::value_to<std::string>(m.at("name")) + " " + json::value_to<std::string>(m.at("relation")) + "; ";
    EXPECT_EQ(members, "Quàng Thị Ín head; Lò Văn Tiến spouse; Lò Văn Hoa child; Lò Thị Già other; ");
    EXPECT_EQ(w.code("people.change_head", {{"household_id", house}, {"person_id", father}, {"on_date", "2025-10-01"}}), "") << "on the same day once more";
    EXPECT_EQ(w.code("people.change_head", change), "");
    w.execute("people.record_death", {{"person_id", mother}, {"died_on", "2025-11-01"}});
    EXPECT_EQ(w.code("people.change_head", {{"household_id", house}, {"person_id", father}, {"on_date", "2025-11-01"}}), "") << "nobody is the head";
    EXPECT_EQ(w.broken(), std::vector<std::string>{});
}

TEST(Rules, RelationsAfterASplit) {
    using enum Relation;
    struct Case {
        Relation head_was, was, becomes;
    };
    for (const auto& c : {Case{child, grandchild, child}, {child, child, sibling}, {child, head, parent}, {child, spouse, parent}, {child, other, other},
                          {spouse, child, child}, {spouse, parent, other}, {head, spouse, spouse}, {sibling, parent, parent}, {parent, parent, spouse},
                          {parent, head, child}, {parent, child, grandchild}, {grandchild, grandchild, sibling}, {grandchild, child, other}, {other, child, other}})
        EXPECT_EQ(relation_after_split(c.head_was, c.was), c.becomes) << text_of(c.head_was) << " " << text_of(c.was);
}

}  // namespace

}  // namespace khuyenhoc::people
