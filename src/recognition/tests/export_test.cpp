// The export and the SQL evaluator judge the model: every title of a small random register, row by row. And what-ifs.
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "recognition/sql_evaluator.h"
#include "recognition/tests/small_world.h"
#include "recognition/tests/worlds.h"
#include "store/temporary.h"

namespace khuyenhoc::recognition {
namespace {

namespace fs = std::filesystem;

std::vector<std::vector<std::string>> rows_of(const fs::path& path) {
    std::ifstream file(path);
    EXPECT_TRUE(file) << path.filename();
    std::vector<std::vector<std::string>> rows;
    for (std::string line; std::getline(file, line);) {
        std::vector<std::string> cells;
        std::string cell;
        for (const char c : line) {
            if (c == ',') cells.push_back(std::exchange(cell, ""));
            else cell += c;
        }
        cells.push_back(cell);
        rows.push_back(std::move(cells));
    }
    return rows;
}

/// Loads the exported files into a database of their own.
void load_tables(store::Connection& db, const fs::path& folder, const Criteria& criteria) {
    db.run_script(input_schema(criteria));
    for (const auto& table : input_tables(criteria)) {
        const auto rows = rows_of(folder / (std::string(table.name) + ".csv"));
        ASSERT_FALSE(rows.empty());
        EXPECT_EQ(rows[0], table.columns);
        for (std::size_t i = 1; i < rows.size(); ++i) {
            ASSERT_EQ(rows[i].size(), table.columns.size()) << table.name;
            std::string values;
            for (const auto& cell : rows[i])
                values += (values.empty() ? "" : ",") + (cell.empty() ? std::string("NULL") : cell);
            db.run_script("INSERT INTO " + std::string(table.name) + " VALUES(" + values + ")");
        }
    }
}

using Titles = std::map<std::pair<int, std::int64_t>, std::string>;

Titles titles_by_sql(const fs::path& folder, const Criteria& criteria) {
    const auto judge = store::open_temporary();
    auto writer = judge->writer();
    store::Transaction transaction(writer.connection);
    load_tables(writer.connection, folder, criteria);
    for (const auto& statement : evaluation_statements(criteria, 2025)) writer.connection.run(statement);
    Titles titles;
    writer.connection.query(title_rows_query(), {}, [&](const store::Row& row) {
        titles[{static_cast<int>(row.integer(0)), row.integer(1)}] = row.text(2);
    });
    return titles;
}

Titles titles_by_us(const fs::path& folder) {
    Titles titles;
    for (int kind = 1; kind <= 5; ++kind) {
        const auto rows = rows_of(folder / fmt::format("computed_{}.csv", to_text(static_cast<SubjectKind>(kind))));
        for (std::size_t i = 1; i < rows.size(); ++i) titles[{kind, std::stoll(rows[i][0])}] = rows[i][1];
    }
    return titles;
}

Criteria criteria_2025(SmallWorld& w) {
    std::vector<CriteriaSet> sets;
    for (const char* set :
         {"citizen-2022", "family-sonla-2025", "clan-sonla-2025", "community-sonla-2025", "unit-sonla-2025"})
        sets.push_back(*read_criteria(
            json::serialize(w.answer("/api/criteria/{criteria_id}", {{"criteria_id", set}}).at("document"))));
    return *gather_criteria(sets);
}

void fill(SmallWorld& w, worlds::Dice& dice) {
    using W = SmallWorld;
    w.add_places();
    std::string script;
    std::int64_t person = 1000;
    for (int h = 0; h < 30; ++h) {
        script +=
            W::household_sql(100 + h, h == 7 ? id(99) : dice.one_of(hamlets));  // one lives in a hamlet nobody knows
        for (int m = dice.between(0, 5); m > 0; --m) {
            script += W::person_sql(person, "Vì Văn Sơn", dice.between(1930, 2025)) + W::member_sql(100 + h, person, 9);
            if (dice.percent(4)) script += W::member_sql(100 + dice.below(30), person, 9, "2022-02-02");
            ++person;
        }
    }
    script += W::person_sql(person++, "Người không có hộ", 1980);
    for (int c = 0; c < 3; ++c) {
        script += W::clan_sql(300 + c, "Dòng họ", dice.one_of(hamlets));
        for (int k = 0; k < 8; ++k) script += W::kin_sql(300 + c, 100 + c * 8 + k);
    }
    script += W::unit_sql(400, "Trường", chieng_an);
    for (int m = 0; m < 8; ++m) script += W::unit_member_sql(400, 1000 + m, 1 + m % 2);
    w.sql(script);
    w.open_2025();
    const auto scores = [&](int n, int most) {
        json::array out;
        const bool good = dice.percent(75);
        for (int i = 0; i < n; ++i)
            out.push_back(dice.percent(1) ? -1 : most == 1 ? dice.percent(93) : dice.between(good ? 8 : 3, most));
        return out;
    };
    for (std::int64_t p = 1000; p < person; ++p) {
        if (dice.percent(90)) w.run("recognition.record", W::body_of("person", id(p), scores(10, 10)));
        else w.run("recognition.record", w.child_body(p, "out_of_school"));
    }
    for (int h = 0; h < 30; ++h) w.run("recognition.record", W::body_of("household", id(100 + h), scores(3, 1)));
    for (const auto hamlet : hamlets) w.run("recognition.record", W::body_of("hamlet", hamlet, scores(2, 1)));
    for (int c = 0; c < 3; ++c) w.run("recognition.record", W::body_of("clan", id(300 + c), scores(2, 1)));
    w.run("recognition.record", W::body_of("unit", id(400), scores(2, 1)));
}

struct Folder {
    fs::path path = fs::path(testing::TempDir()) / ("cascade-" + random_uuid());
    ~Folder() { fs::remove_all(path); }
};

TEST(Export, SqlAgreesRowByRow) {
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
        SmallWorld w;
        worlds::Dice dice(seed);
        fill(w, dice);
        const Folder folder;
        ASSERT_TRUE(w.recognition().export_cascade_input(2025, folder.path.string()));
        const auto ours = titles_by_us(folder.path);
        EXPECT_EQ(ours, titles_by_sql(folder.path, criteria_2025(w))) << "seed " << seed;
        EXPECT_GT(std::ranges::count_if(ours, [](const auto& t) { return t.second == "achieved"; }), 10);
    }
}

TEST(Export, SaysWhatItCannotDo) {
    SmallWorld w;
    add_two_households(w);
    EXPECT_EQ(w.recognition().export_cascade_input(2025, "/tmp").error().code, "recognition.no_campaign");
    w.open_2025();
    EXPECT_EQ(w.recognition().export_cascade_input(2025, "/proc/nowhere").error().code, "recognition.not_writable");
}

TEST(WhatIf, CountsBesideTodays) {
    SmallWorld w;
    worlds::Dice dice(5);
    fill(w, dice);
    auto document = w.answer("/api/criteria/{criteria_id}", {{"criteria_id", "citizen-2022"}}).at("document");
    for (auto& group : document.as_object().at("groups").as_array()) group.as_object()["total_at_least"] = 20;
    for (auto& indicator : document.as_object().at("indicators").as_array()) indicator.as_object()["at_least"] = 0;
    document.as_object()["id"] = "citizen-easy";
    const auto answer =
        w.answer("/api/whatif", {{"place_id", son_la}, {"year", 2025}, {"sets", json::array{document}}});
    EXPECT_EQ(answer.at("communes").as_array().size(), 2u);
    const auto now = answer.at("today").at("learning_citizens").to_number<std::int64_t>();
    const auto then = answer.at("what_if").at("learning_citizens").to_number<std::int64_t>();
    EXPECT_GT(then, now);
    EXPECT_GE(answer.at("what_if").at("learning_families").to_number<std::int64_t>(),
              answer.at("today").at("learning_families").to_number<std::int64_t>());
    EXPECT_EQ(answer.at("criteria").at("what_if").at(0).at("id"), "citizen-easy");
    // The same set through the full evaluation.
    const auto evaluated = w.recognition().evaluate(2025, json::serialize(document));
    ASSERT_TRUE(evaluated);
    EXPECT_EQ(evaluated->total.computed.learning_citizens, then);
    EXPECT_EQ(evaluated->communes.size(), 2u);
    EXPECT_TRUE(evaluated->illustrative);
    const auto today = w.recognition().evaluate(2025);
    ASSERT_TRUE(today);
    EXPECT_EQ(today->total, w.recognition().counts(son_la, 2025, {2025, 12, 31})->own.counts);
    EXPECT_EQ(today->total.computed.learning_citizens, now);
    EXPECT_EQ(today->total.unplaced_persons,
              1 + w.number(fmt::format("SELECT count(*) FROM household_member WHERE household_id = {}", id(107))));

    const auto one = w.answer("/api/whatif", {{"place_id", moc_son}, {"year", 2025}, {"sets", json::array{document}}});
    EXPECT_EQ(one.at("communes").as_array().size(), 1u);
    const auto code = [&](json::object body) {
        const auto asked = w.ask("/api/whatif", std::move(body));
        return asked ? "answered" : asked.error().code + " at " + asked.error().where;
    };
    EXPECT_EQ(code({{"place_id", ban_bo}, {"year", 2025}, {"sets", json::array{document}}}),
              "recognition.hamlet_too_small at place_id");
    EXPECT_EQ(code({{"place_id", id(5)}, {"year", 2025}, {"sets", json::array{document}}}),
              "recognition.unknown_place at place_id");
    EXPECT_EQ(code({{"place_id", son_la}, {"year", 2025}, {"sets", json::array{document, document}}}),
              "recognition.title_twice at sets[1]");
    document.as_object()["indicators"].as_array().pop_back();
    EXPECT_EQ(code({{"place_id", son_la}, {"year", 2025}, {"sets", json::array{document}}}),
              "criteria.other_indicators at citizen");
    document.as_object().erase("levels");
    EXPECT_NE(code({{"place_id", son_la}, {"year", 2025}, {"sets", json::array{document}}}), "answered");
    EXPECT_EQ(code({{"place_id", son_la}, {"year", 2025}, {"sets", "x"}}), "shape.wrong_type at sets");
}

TEST(CountsOfPlaces, AddUpAndFollowTheDay) {
    SmallWorld w;
    worlds::Dice dice(6);
    fill(w, dice);
    // Until mid-2025 bản Mòng lay in the other commune.
    w.done("people.run_sql", {{"sql", fmt::format("DELETE FROM place_parent WHERE place_id = {0};"
                                                  "INSERT INTO place_parent VALUES({0},{1},'1900-01-01','2025-07-01');"
                                                  "INSERT INTO place_parent VALUES({0},{2},'2025-07-01',NULL)",
                                                  ban_mong, moc_son, chieng_an)}});
    const auto of = [&](std::int64_t place, Date on) { return w.recognition().counts(place, 2025, on)->own.counts; };
    const Date before{2025, 6, 30}, after{2025, 12, 31};
    EXPECT_EQ(of(son_la, before), of(son_la, after));
    Tally lost = of(chieng_an, before);
    lost += of(ban_mong, after);
    EXPECT_EQ(lost, of(chieng_an, after));
    const auto answer = w.recognition().counts(chieng_an, 2025, after);
    ASSERT_EQ(answer->below.size(), 3u);
    Tally sum = w.recognition().counts(chieng_an, 2025, after)->own.counts;
    EXPECT_EQ(sum.persons.all(), sum.population);
    EXPECT_EQ(sum.families.all(), sum.households);
    EXPECT_EQ(sum.clan_states.all(), sum.clans);
    EXPECT_EQ(sum.communities.all(), 3);
    EXPECT_EQ(sum.unit_states.all(), 1);
    EXPECT_EQ(w.recognition().counts(id(5), 2025, after).error().code, "recognition.unknown_place");
    EXPECT_EQ(w.recognition().counts(son_la, 2020, after).error().code, "recognition.no_campaign");
    const auto shown = w.answer("/api/counts", {{"place_id", chieng_an}});
    EXPECT_EQ(shown.at("counts").at("computed").at("learning_citizens").to_number<std::int64_t>(),
              sum.computed.learning_citizens);
    EXPECT_EQ(shown.at("below").as_array().size(), 3u);
}

}  // namespace
}  // namespace khuyenhoc::recognition
