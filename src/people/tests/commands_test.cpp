#include "people/about.h"
#include "people/tests/world.h"

namespace khuyenhoc::people {

namespace {

TEST(Commands, AHouseholdThroughTime) {
    World w;
    const auto first = w.household("001");
    const auto second = w.household("002");
    const auto father = w.add(first, "Lò Văn Tiến", "1960", "head");
    const auto mother = w.add(first, "Quàng Thị Ín", "1962-05-01", "spouse");
    const auto child = w.add(first, "Lò Thị Đào", "1990-01-31");
    w.add(second, "Cà Văn Pâng", "1988", "head");

    EXPECT_EQ(w.code("people.move_person", {{"person_id", child}, {"household_id", second}, {"relation", "spouse"}, {"on_date", "2025-09-01"}}), "");
    EXPECT_EQ(w.code("people.record_death", {{"person_id", father}, {"died_on", "2025-10-02"}}), "");
    EXPECT_EQ(w.code("people.change_relation", {{"person_id", mother}, {"household_id", first}, {"relation", "head"}, {"on_date", "2025-10-03"}}), "");
    EXPECT_EQ(w.code("people.move_household", {{"household_id", first}, {"hamlet_id", w.ban_chieng}, {"on_date", "2025-11-01"}}), "");

    const auto members = [&](std::int64_t household, const char* on) {
        std::string out;
        const auto card = *w.ask("/api/households/{household_id}", {{"household_id", household}, {"on", on}});
        for (const auto& m : card.at("members").as_array())
            out += json::value_to<std::string>(m.at("name")) + " " + json::value_to<std::string>(m.at("relation")) + "; ";
        return out;
    };
    EXPECT_EQ(members(first, "2025-08-01"), "Lò Văn Tiến head; Quàng Thị Ín spouse; Lò Thị Đào child; ");
    EXPECT_EQ(members(first, "2025-07-31"), "");
    EXPECT_EQ(members(first, "2025-09-01"), "Lò Văn Tiến head; Quàng Thị Ín spouse; ");
    EXPECT_EQ(members(second, "2025-09-01"), "Cà Văn Pâng head; Lò Thị Đào spouse; ");
    EXPECT_EQ(members(first, "2025-10-02"), "Quàng Thị Ín spouse; ") << "the day of death no longer counts";
    EXPECT_EQ(members(first, "2025-10-03"), "Quàng Thị Ín head; ");
    const auto card = *w.ask("/api/households/{household_id}", {{"household_id", first}});
    EXPECT_EQ(card.at("hamlet").at("name").as_string(), "Bản Chiêng");
    EXPECT_EQ(card.at("commune").at("name").as_string(), "Xã Mường La");
    EXPECT_EQ(card.at("homes").as_array().size(), 2u);
    EXPECT_EQ(w.ask("/api/households/{household_id}", {{"household_id", first}, {"on", "2025-10-31"}})->at("hamlet").at("name").as_string(), "Bản Bó");

    EXPECT_EQ(w.code("people.leave_household", {{"person_id", mother}, {"household_id", first}, {"on_date", "2025-12-01"}}), "");
    EXPECT_EQ(w.code("people.end_household", {{"household_id", first}, {"on_date", "2025-12-01"}}), "");
    EXPECT_EQ(w.broken(), std::vector<std::string>{});
}

TEST(Commands, RefuseWhatCannotBe) {
    World w;
    const auto house = w.household("001");
    const auto other = w.household("001", w.ban_chieng);
    const auto head = w.add(house, "Lò Văn Tiến", "1960", "head");
    const auto dead = w.add(house, "Lò Thị Ban", "1940");
    const auto settled = w.add(other, "Vì Thị Xuân", "1970", "head");
    w.execute("people.record_death", {{"person_id", dead}, {"died_on", "2025-08-05"}});
    const auto ended = w.household("009");
    w.execute("people.end_household", {{"household_id", ended}, {"on_date", "2025-08-02"}});

    const auto with = [](json::object body, const char* field, json::value value) {
        body[field] = std::move(value);
        return body;
    };
    const json::object add_house{{"hamlet_id", w.ban_bo}, {"book_no", "077"}, {"from_date", "2025-08-01"}};
    const json::object add = w.person(house, "Lò Thị Ín", "2001-02-03");
    const json::object join{{"household_id", other}, {"person_id", head}, {"relation", "other"}, {"from_date", "2025-09-01"}};
    const json::object move{{"household_id", other}, {"person_id", head}, {"relation", "other"}, {"on_date", "2025-09-01"}};
    struct Case {
        const char* name;
        json::object body;
        const char* code;
    };
    for (const auto& c : std::vector<Case>{
             {"people.add_household", with(add_house, "book_no", "001"), "people.book_no_taken"},
             {"people.add_household", with(add_house, "hamlet_id", w.muong_la), "people.no_such_hamlet"},
             {"people.add_household", with(add_house, "from_date", "2020-01-01"), "people.no_such_hamlet"},
             {"people.add_person", with(add, "household_id", 99), "people.no_such_household"},
             {"people.add_person", with(add, "household_id", ended), "people.household_ended"},
             {"people.add_person", with(add, "full_name", "Lò 2"), "people.bad_name"},
             {"people.add_person", with(add, "birth", "2001-02-30"), "people.bad_birth"},
             {"people.add_person", with(add, "birth", "1850"), "people.bad_birth"},
             {"people.add_person", with(add, "birth", "2025-08-02"), "people.before_birth"},
             {"people.add_person", with(add, "birth", "2026"), "people.before_birth"},
             {"people.add_person", with(add, "relation", "head"), "people.head_exists"},
             {"people.add_person", with(add, "from_date", "2025-07-01"), "people.date_before_start"},
             {"people.add_person", with(add, "citizen_no", "01430100012x"), "people.bad_citizen_no"},
             {"people.add_person", with(with(add, "full_name", "Lò Văn Tiến"), "birth", "1960"), "people.already_registered"},
             {"people.join_household", join, "people.member_elsewhere"},
             {"people.join_household", with(join, "household_id", house), "people.already_member"},
             {"people.join_household", with(join, "person_id", dead), "people.person_died"},
             {"people.join_household", with(join, "person_id", 5), "people.no_such_person"},
             {"people.move_person", with(move, "relation", "head"), "people.head_exists"},
             {"people.move_person", with(move, "person_id", dead), "people.person_died"},
             {"people.move_person", with(move, "on_date", "2025-07-01"), "people.date_before_start"},
             {"people.leave_household", {{"person_id", settled}, {"household_id", house}, {"on_date", "2025-09-01"}}, "people.not_a_member"},
             {"people.leave_household", {{"person_id", head}, {"household_id", house}, {"on_date", "2025-07-01"}}, "people.date_before_start"},
             {"people.change_relation", {{"person_id", settled}, {"household_id", house}, {"relation", "other"}, {"on_date", "2025-09-01"}}, "people.not_a_member"},
             {"people.change_relation", {{"person_id", head}, {"household_id", house}, {"relation", "other"}, {"on_date", "2025-08-01"}}, "people.date_before_start"},
             {"people.record_death", {{"person_id", dead}, {"died_on", "2025-09-01"}}, "people.person_died"},
             {"people.record_death", {{"person_id", head}, {"died_on", "1959-01-01"}}, "people.before_birth"},
             {"people.move_household", {{"household_id", house}, {"hamlet_id", w.ban_bo}, {"on_date", "2025-09-01"}}, "people.lives_there"},
             {"people.move_household", {{"household_id", house}, {"hamlet_id", w.ban_pom}, {"on_date", "2025-08-01"}}, "people.date_before_start"},
             {"people.end_household", {{"household_id", house}, {"on_date", "2025-09-01"}}, "people.household_not_empty"},
             {"people.correct_person", {{"person_id", head}}, "people.nothing_to_correct"},
             {"people.correct_person", {{"person_id", head}, {"birth", "2025-08-02"}}, "people.before_birth"},
             {"people.import_chunk",
              {{"file_sha256", std::string(64, '0')}, {"chunk", 0}, {"first_row", 2}, {"last_row", 3}, {"rows", 2}, {"content_hash", std::string(32, '0')},
               {"on_date", "2025-08-01"}, {"round", 0}},
              "people.rows_not_here"}})
        EXPECT_EQ(w.code(c.name, c.body), c.code) << c.name << " " << c.code;
    EXPECT_EQ(w.broken(), std::vector<std::string>{});
}

TEST(Search, FindsAHouseholdByNumberOrHead) {
    World w;
    w.add(w.household("045"), "Lò Văn Tiến", "1960", "head");
    w.add(w.household("45", w.ban_pom), "Vì Thị Xuân", "1970", "head");
    w.add(w.household("7", w.ban_chieng), "Lò Văn Tiến", "1980", "head");
    const auto found = [&](const std::string& q, std::int64_t place = 0) {
        json::object parameters{{"q", q}};
        if (place != 0) parameters["place_id"] = place;
        std::string out;
        const auto answer = *w.ask("/api/people/search", parameters);
        for (const auto& line : answer.at("households").as_array())
            out += json::value_to<std::string>(line.at("head")) + " " + json::value_to<std::string>(line.at("commune").at("name")) + "; ";
        return out;
    };
    EXPECT_EQ(found("hộ 45 bản Bó"), "Lò Văn Tiến Xã Mường La; Vì Thị Xuân Xã Quỳnh Nhai; ");
    EXPECT_EQ(found("ho 45 ban bo xa quynh nhai"), "Vì Thị Xuân Xã Quỳnh Nhai; ");
    EXPECT_EQ(found("lò văn tiến bản Chiêng"), "Lò Văn Tiến Xã Mường La; ");
    EXPECT_EQ(found("hộ 45"), "");
    EXPECT_EQ(found("hộ 45", w.ban_bo), "Lò Văn Tiến Xã Mường La; ");
    EXPECT_EQ(found("hộ 45", w.muong_la), "Lò Văn Tiến Xã Mường La; ");
    EXPECT_EQ(found("hộ 46 bản Bó"), "");
}

TEST(Commands, TwoHouseholdsAreOnlyOnPurpose) {
    World w;
    const auto first = w.household("001");
    const auto second = w.household("002");
    const auto person = w.add(first, "Mùa A Páo", "1995", "head");
    EXPECT_EQ(w.code("people.join_household", {{"household_id", second}, {"person_id", person}, {"relation", "head"}, {"from_date", "2025-09-01"}, {"also_elsewhere", true}}), "");
    EXPECT_EQ(w.ask("/api/households/{household_id}", {{"household_id", first}})->at("members").at(0).at("households").as_int64(), 2);
    EXPECT_EQ(w.code("people.move_person", {{"household_id", second}, {"person_id", person}, {"relation", "head"}, {"on_date", "2025-10-01"}}), "people.already_member");
    EXPECT_EQ(w.code("people.leave_household", {{"household_id", first}, {"person_id", person}, {"on_date", "2025-10-01"}}), "");
    EXPECT_EQ(w.ask("/api/persons/{person_id}", {{"person_id", person}})->at("memberships").as_array().size(), 2u);
}

TEST(Commands, ClansAndUnits) {
    World w;
    const auto near = w.household("001");
    const auto far = w.household("001", w.ban_pom);
    const auto teacher = w.add(near, "Lò Thị Phương", "1985", "head");
    const auto clan = w.id("people.add_clan", {{"name", "Họ Lò Cầm Bản Bó"}, {"home_hamlet_id", w.ban_bo}, {"from_date", "2025-08-01"}}, "clan_id");
    EXPECT_EQ(w.code("people.add_clan", {{"name", "Họ Lò Cầm Bản Bó"}, {"home_hamlet_id", w.ban_bo}, {"from_date", "2025-08-01"}}), "people.name_taken");
    for (const auto household : {near, far})
        EXPECT_EQ(w.code("people.join_clan", {{"clan_id", clan}, {"household_id", household}, {"from_date", "2025-08-01"}}), "");
    EXPECT_EQ(w.code("people.join_clan", {{"clan_id", clan}, {"household_id", far}, {"from_date", "2025-09-01"}}), "people.already_member");
    EXPECT_EQ(w.code("people.join_clan", {{"clan_id", 4}, {"household_id", far}, {"from_date", "2025-09-01"}}), "people.no_such_clan");
    EXPECT_EQ(w.ask("/api/units/{unit_id}", {{"unit_id", 4}}).error().code, "people.no_such_unit");
    EXPECT_EQ(w.code("people.leave_clan", {{"clan_id", clan}, {"household_id", far}, {"on_date", "2025-10-01"}}), "");
    EXPECT_EQ(w.code("people.leave_clan", {{"clan_id", clan}, {"household_id", far}, {"on_date", "2025-10-01"}}), "people.not_a_member");
    EXPECT_EQ(w.ask("/api/clans/{clan_id}", {{"clan_id", clan}})->at("households").as_array().size(), 1u);
    EXPECT_EQ(w.ask("/api/clans/{clan_id}", {{"clan_id", clan}, {"on", "2025-09-30"}})->at("households").as_array().size(), 2u);
    EXPECT_EQ(w.ask("/api/hamlets/{hamlet_id}/clans", {{"hamlet_id", w.ban_bo}})->at("clans").at(0).at("households").as_int64(), 1);

    const json::object school{{"name", "Trường Tiểu học Mường La"}, {"kind", "school"}, {"managed_by", "commune"}, {"commune_id", w.muong_la}, {"from_date", "2025-08-01"}};
    const auto unit = w.id("people.add_unit", school, "unit_id");
    EXPECT_EQ(w.code("people.add_unit", school), "people.name_taken");
    const json::object join{{"unit_id", unit}, {"person_id", teacher}, {"role", "staff"}, {"from_date", "2025-08-15"}};
    EXPECT_EQ(w.code("people.join_unit", join), "");
    EXPECT_EQ(w.code("people.join_unit", join), "people.already_member");
    EXPECT_EQ(w.ask("/api/units/{unit_id}", {{"unit_id", unit}})->at("staff").as_int64(), 1);
    EXPECT_EQ(w.ask("/api/units/{unit_id}", {{"unit_id", unit}, {"on", "2025-08-14"}})->at("staff").as_int64(), 0);
    EXPECT_EQ(w.ask("/api/communes/{commune_id}/units", {{"commune_id", w.muong_la}})->at("units").at(0).at("name").as_string(), "Trường Tiểu học Mường La");
    EXPECT_EQ(w.code("people.leave_unit", {{"unit_id", unit}, {"person_id", teacher}, {"on_date", "2025-08-14"}}), "people.date_before_start");
    EXPECT_EQ(w.code("people.record_death", {{"person_id", teacher}, {"died_on", "2025-11-01"}}), "");
    EXPECT_EQ(w.ask("/api/units/{unit_id}", {{"unit_id", unit}})->at("staff").as_int64(), 0);
    EXPECT_EQ(w.broken(), std::vector<std::string>{});
}

TEST(Commands, CitizenNumbersAreSealed) {
    const Folder folder;
    const std::string number = "014187000121";
    {
        World w(store::open_sqlite(folder.path + "/register.db"));
        const auto house = w.household("001");
        auto body = w.person(house, "Lò Thị Ín", "1987-02-03");
        body["citizen_no"] = number;
        const auto person = w.id("people.add_person", body, "person_id");
        const auto card = *w.ask("/api/persons/{person_id}", {{"person_id", person}});
        EXPECT_TRUE(card.at("has_citizen_no").as_bool());
        EXPECT_EQ(json::serialize(card).find(number), std::string::npos);
        const json::object why{{"person_id", person}, {"reason", "đối chiếu với căn cước"}};
        EXPECT_EQ(w.ask("/api/persons/{person_id}/sensitive", why)->at("citizen_no").as_string(), number);
        EXPECT_EQ(w.ask("/api/persons/{person_id}/sensitive", {{"person_id", person}}).error().code, "shape.missing_field") << "for a reason";
        EXPECT_EQ(w.ask("/api/people/find-by-citizen-no", {{"citizen_no", number}})->at("people").at(0).at("id").as_int64(), person);
        EXPECT_EQ(w.ask("/api/people/find-by-citizen-no", {{"citizen_no", "014187000122"}})->at("people").as_array().size(), 0u);
        body["full_name"] = "Lò Thị Hai";
        EXPECT_EQ(w.code("people.add_person", body), "people.citizen_no_taken");
        EXPECT_EQ(w.code("people.correct_person", {{"person_id", person}, {"citizen_no", number}}), "") << "their own";
        body["citizen_no"] = "014087000122";
        EXPECT_EQ(w.execute("people.add_person", body)->at("warnings"), (json::array{"people.citizen_no_disagrees"})) << "a man's number";
    }
    for (const char* suffix : {"", "-wal"}) {
        const std::string path = folder.path + "/register.db" + suffix;
        EXPECT_EQ(read_file(path).find(number), std::string::npos) << suffix;
    }
}

TEST(Commands, NamesAreKeptCanonical) {
    World w;
    const auto house = w.household("001");
    const auto person = w.add(house, "  Lo\xCC\x80  Thi\xCC\xA3 \xC4\x90" "a\xCC\x80o ", "1990");
    EXPECT_EQ(w.text("SELECT full_name FROM person"), "Lò Thị Đào");
    EXPECT_EQ(w.text("SELECT folded FROM name_key"), "lo thi dao");
    EXPECT_EQ(w.execute("people.add_person", w.person(house, "Lò Thị Dao", "1990"))->at("warnings"), (json::array{"people.look_alike"}));
    EXPECT_EQ(w.code("people.correct_person", {{"person_id", person}, {"full_name", "Lò Thị Đào Hoa"}, {"birth", "1991-01-01"}, {"sex", "not_known"}, {"ethnicity", 3}}), "");
    EXPECT_EQ(w.found("hoa dao"), "Lò Thị Đào Hoa");
    EXPECT_EQ(w.count("SELECT birth_year FROM person WHERE full_name = 'Lò Thị Đào Hoa'"), 1991);
    EXPECT_EQ(w.broken(), std::vector<std::string>{});
}

TEST(Search, ByNameAndYear) {
    World w;
    const auto house = w.household("001");
    const std::vector<std::pair<const char*, const char*>> people = {{"Lò Văn Tiến", "1960"}, {"Lò Thị Tiến", "1961"}, {"Lò Văn Tiến", "1985"}, {"Đỗ Thị Đào", "1990"}, {"Giàng A Chu", "1977"}, {"Nguyễn Văn Ân", "1950"}};
    for (const auto& [name, birth] : people) w.add(house, name, birth);
    EXPECT_EQ(w.found("lo van tien"), "Lò Văn Tiến; Lò Văn Tiến");
    EXPECT_EQ(w.found("LÒ VĂN TIẾN"), "Lò Văn Tiến; Lò Văn Tiến");
    EXPECT_EQ(w.found("Lo\xCC\x80 tie\xCC\x82n"), "Lò Văn Tiến; Lò Văn Tiến; Lò Thị Tiến") << "in any normal form";
    EXPECT_EQ(w.found("tien lo", 1961), "Lò Thị Tiến");
    EXPECT_EQ(w.found("tien lo 1961"), "Lò Thị Tiến");
    EXPECT_EQ(w.found("lo van tien", 1985), "Lò Văn Tiến");
    EXPECT_EQ(w.found("do thi dao"), "Đỗ Thị Đào");
    EXPECT_EQ(w.found("dao d"), "Đỗ Thị Đào");
    EXPECT_EQ(w.found("ng v an"), "Nguyễn Văn Ân");
    EXPECT_EQ(w.found("a"), "Giàng A Chu; Nguyễn Văn Ân");
    EXPECT_EQ(w.found("khong co ai"), "");
    EXPECT_EQ(w.found("--"), "people.bad_search");
    const auto answer = *w.ask("/api/people/search", {{"q", "lo"}, {"limit", 2}});
    EXPECT_EQ(answer.at("people").as_array().size(), 2u);
    EXPECT_TRUE(answer.at("more").as_bool());
    const auto first = answer.at("people").at(0);
    EXPECT_EQ(json::serialize(first.at("household")), json::serialize(json::object{{"id", house}, {"book_no", "001"}}));
    EXPECT_EQ(first.at("hamlet").at("name").as_string(), "Bản Bó");
    EXPECT_EQ(first.at("commune").at("name").as_string(), "Xã Mường La");
    EXPECT_EQ(w.ask("/api/people/search", {{"q", "lo"}}, "en")->at("people").at(0).at("commune").at("name").as_string(), "Muong La Commune");
    w.add(house, "Mới Thị Đến", "2000");
    EXPECT_EQ(w.found("moi thi den"), "Mới Thị Đến") << "names that came after the first search";
}

TEST(Search, FindsNobodyElsewhere) {
    World w;
    const auto here = w.household("001"), there = w.household("001", w.ban_pom);
    const auto own = w.add(here, "Lò Văn Tiến", "1960");
    auto other = w.person(there, "Lò Văn Tiến", "1961");
    other["citizen_no"] = "014161000121";
    w.id("people.add_person", other, "person_id");
    const auto gone = w.add(here, "Lò Văn Tiến", "1970");
    w.execute("people.leave_household", {{"person_id", gone}, {"household_id", here}, {"on_date", "2025-09-01"}});
    const auto found = [&](const char* q, std::int64_t within) {
        json::array ids;
        const auto answer = *w.ask("/api/people/search", {{"q", q}, {"within", within}});
        for (const auto& person : answer.at("people").as_array()) ids.push_back(person.at("id"));
        return json::serialize(ids);
    };
    const auto both = json::serialize(json::array{own, gone});
    EXPECT_EQ(found("lo van tien", w.ban_bo), both) << "who is in no household belongs to the last one";
    EXPECT_EQ(found("lo van tien", w.muong_la), both);
    EXPECT_EQ(found("tien 1961", w.muong_la), "[]");
    EXPECT_EQ(w.ask("/api/people/search", {{"q", "lo van tien"}, {"within", 14}})->at("people").as_array().size(), 3u);
    const auto households = [&](std::int64_t within) {
        return w.ask("/api/people/search", {{"q", "ho 1 ban bo"}, {"within", within}})->at("households").as_array().size();
    };
    EXPECT_EQ(households(14), 2u);
    EXPECT_EQ(households(w.quynh_nhai), 1u);
    const auto by_number = [&](std::int64_t within) {
        return w.ask("/api/people/find-by-citizen-no", {{"citizen_no", "014161000121"}, {"within", within}})->at("people").as_array().size();
    };
    EXPECT_EQ(by_number(w.quynh_nhai), 1u);
    EXPECT_EQ(by_number(w.muong_la), 0u) << "as if there were nobody";
}

TEST(About, ThingsBelongToAPlace) {
    World w;
    const auto here = w.household("001"), there = w.household("001", w.ban_pom);
    const auto own = w.add(here, "Lò Văn Tiến", "1960"), other = w.add(there, "Lò Văn Hai", "1961"), gone = w.add(here, "Lò Văn Ba", "1970");
    w.execute("people.leave_household", {{"person_id", gone}, {"household_id", here}, {"on_date", "2025-09-01"}});
    const auto clan = w.id("people.add_clan", {{"name", "Họ Lò"}, {"home_hamlet_id", w.ban_pom}, {"from_date", "2025-08-01"}}, "clan_id");
    const auto reader = w.store->reader();
    const auto places = [&](const FindAbout& find, json::object fields) {
        const auto about = find(*reader, 0, fields);
        if (!about) return about.error().code;
        std::string out;
        for (const auto place : about->places) out += place == w.ban_bo ? "bo " : place == w.ban_pom ? "pom " : std::to_string(place) + " ";
        return out;
    };
    EXPECT_EQ(places(about_household(), {{"household_id", here}}), "bo ");
    EXPECT_EQ(places(about_person(), {{"person_id", gone}}), "bo ");
    EXPECT_EQ(places(about_clan(), {{"clan_id", clan}}), "pom ");
    EXPECT_EQ(places(about_clan(), {{"clan_id", 14000000099999}}), "may.not_covered");
    EXPECT_EQ(places(all_of({about_household(), about_person()}), {{"household_id", here}, {"person_id", other}}), "bo pom ");
    EXPECT_EQ(places(about_member(), {{"household_id", here}, {"person_id", gone}}), "bo ") << "was a member";
    EXPECT_EQ(places(about_member(), {{"household_id", here}, {"person_id", other}}), "bo pom ");
    json::array many;
    for (int i = 0; i < 450; ++i) many.push_back(i % 2 == 0 ? own : gone);
    EXPECT_EQ(places(about_person("persons"), {{"persons", many}}), "bo ");
    many.push_back(14000000099999);
    EXPECT_EQ(places(about_person("persons"), {{"persons", many}}), "may.not_covered") << "one of them is not there";
    w.execute("people.move_household", {{"household_id", here}, {"hamlet_id", w.ban_pom}, {"on_date", "2025-10-01"}});
    EXPECT_EQ(places(about_person(), {{"person_id", own}}), "pom ");
}

TEST(Lists, HouseholdsPageByPage) {
    World w;
    for (int i = 1; i <= 5; ++i) w.add(w.household(std::to_string(i)), "Lò Văn Tiến", std::to_string(1960 + i), "head");
    const auto page = *w.ask("/api/hamlets/{hamlet_id}/households", {{"hamlet_id", w.ban_bo}, {"limit", 3}});
    EXPECT_EQ(page.at("households").as_array().size(), 3u);
    EXPECT_TRUE(page.at("more").as_bool());
    EXPECT_EQ(page.at("households").at(0).at("head").at("name").as_string(), "Lò Văn Tiến");
    const auto rest = *w.ask("/api/hamlets/{hamlet_id}/households", {{"hamlet_id", w.ban_bo}, {"limit", 3}, {"after", page.at("households").at(2).at("id")}});
    EXPECT_EQ(rest.at("households").as_array().size(), 2u);
    EXPECT_FALSE(rest.at("more").as_bool());
    EXPECT_EQ(w.ask("/api/hamlets/{hamlet_id}/households", {{"hamlet_id", w.muong_la}}).error().code, "people.no_such_hamlet");
}

TEST(Table, EveryRefusalSpeaksBothLanguages) {
    World w;
    for (const auto& kind : w.capabilities.tables().back().refusals) {
        EXPECT_FALSE(kind.vi.empty()) << kind.code;
        EXPECT_FALSE(kind.en.empty()) << kind.code;
        EXPECT_NE(kind.vi, kind.en) << kind.code;
        EXPECT_TRUE(kind.code.starts_with("people.") || kind.code.starts_with("sheets.")) << kind.code;
    }
}

}  // namespace

}  // namespace khuyenhoc::people
