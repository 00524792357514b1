// What is open to anyone is a publication: of a person it may show what `privacy::may_publish` lets through, and nothing of those who
// never agreed to it. Every such line is asked here, in a register where nobody has.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <set>

#include "app/tests/may_world.h"
#include "base/check.h"
#include "base/text.h"
#include "privacy/privacy.h"

namespace khuyenhoc::app {

namespace {

constexpr std::string_view name = "Tòng Thị Không Ai Biết";
constexpr std::string_view birth = "1987-06-05";

/// Everybody of the world under one name and birth that stand nowhere else, with a campaign so that there is something to report.
struct Register : MayWorld {
    Register() {
        json::object criteria{{"citizen", "citizen-2022"}};
        for (const auto* title : {"family", "clan", "community", "unit"}) criteria[title] = std::string(title) + "-sonla-2025";
        const auto opened = program.journal.execute({random_uuid(), "recognition.open_campaign", home_province, "system", {{"year", 2025}, {"criteria", std::move(criteria)}}});
        check(opened.answer.has_value(), "a test's campaign is opened");
        auto writer = program.store->writer();
        writer.connection.run("UPDATE person SET full_name = $1, birth = $2, birth_year = 1987", {name, birth});
        writer.connection.run("INSERT INTO name_key(province_id, name_id, folded) VALUES (14, 77, $1)", {fold(name)});
        writer.connection.run("UPDATE person SET name_id = 77");
    }
};

/// What a field could hold, the first fitting what is there.
json::array values_of(const Field& field) {
    if (!field.one_of.empty()) {
        json::array words;
        for (const auto word : field.one_of) words.emplace_back(json::string_view(word.data(), word.size()));
        return words;
    }
    switch (field.kind) {
        case Field::Kind::integer:
            if (field.name == "year") return {2025};
            if (field.name == "province") return {14};
            return {14, MayWorld::mine, MayWorld::hamlets[0], MayWorld::person(0), MayWorld::household(0), MayWorld::unit(0), 20};
        case Field::Kind::date: return {"2025-12-31", "2026-11-02"};
        case Field::Kind::boolean: return {true, false};
        default: return {"14", json::string_view(name.data(), name.size()), "citizen-2022", "N1001", "1987", "01"};
    }
}

/// Parameters in turn: each field with each of its values, the others with their first; optional ones with and without.
std::vector<json::object> questions_for(const QueryLine& line) {
    std::vector<json::object> all;
    for (const bool with_optional : {false, true}) {
        json::object usual;
        for (const auto& field : line.parameters)
            if (field.required || with_optional) usual[field.name] = values_of(field).front();
        all.push_back(usual);
        for (const auto& field : line.parameters)
            for (const auto& value : values_of(field)) {
                auto other = usual;
                other[field.name] = value;
                all.push_back(std::move(other));
            }
    }
    return all;
}

/// What of a person stands in an answer; "" when nothing does.
std::string person_in(const Answer& answer) {
    const std::string text = answer.file.empty() ? json::serialize(answer.value) : answer.file;
    for (const auto& told : {std::string(name), fold(name), std::string(birth), std::to_string(MayWorld::person(0)), std::to_string(MayWorld::person(1)),
                             std::to_string(MayWorld::household(0)), std::to_string(MayWorld::household(1))})
        if (text.find(told) != std::string::npos) return told;
    return "";
}

/// Asks a line everything; how many answers there were. Whatever is of a person in one of them is a failure.
int ask_everything(Register& world, const QueryLine& line) {
    int answered = 0;
    for (const auto& question : questions_for(line)) {
        const auto shaped = check_shape(question, line.parameters);
        if (!shaped) continue;
        const auto reader = world.program.store->reader();
        QueryContext context{*reader, "vi", today_in_vietnam(), {}};
        const auto answer = line.run(context, *shaped);
        if (!answer) continue;
        ++answered;
        EXPECT_EQ(person_in(*answer), "") << line.path << " " << json::serialize(question) << " shows a person without asking privacy::may_publish";
    }
    return answered;
}

}  // namespace

TEST(Publication, nothing_open_to_anyone_shows_a_person_who_never_agreed) {
    Register world;
    {
        const auto reader = world.program.store->reader();
        const auto verdict = privacy::may_publish(*reader, home_province, MayWorld::person(0), "publish_name", today_in_vietnam());
        ASSERT_FALSE(verdict.may());
    }
    int lines = 0, answers = 0;
    for (const auto& table : world.program.capabilities.tables())
        for (const auto& line : table.queries) {
            if (line.may.who != May::Who::anyone) continue;
            ++lines;
            const int answered = ask_everything(world, line);
            EXPECT_GT(answered, 0) << line.path << " was never answered: tell values_of what it asks for";
            answers += answered;
        }
    EXPECT_GT(lines, 10);
    fmt::print("{} lines open to anyone, {} answers\n", lines, answers);
}

/// The test above is no good if it cannot see a person: a line for people who work shows one.
TEST(Publication, a_person_would_be_seen) {
    Register world;
    for (const auto& table : world.program.capabilities.tables())
        for (const auto& line : table.queries) {
            if (line.path != "/api/persons/{person_id}" && line.path != "/api/people/search") continue;
            const auto reader = world.program.store->reader();
            QueryContext context{*reader, "vi", today_in_vietnam(), {}};
            const bool by_id = line.path == "/api/persons/{person_id}";
            const auto shaped = by_id ? check_shape(json::object{{"person_id", MayWorld::person(0)}}, line.parameters) : check_shape(json::object{{"q", name}}, line.body);
            const auto answer = line.run(context, *shaped);
            ASSERT_TRUE(answer) << line.path;
            EXPECT_NE(person_in(*answer), "") << line.path;
        }
}

/// Addresses are kept by browsers, proxies and logs: whatever is typed about people goes in a body.
TEST(Publication, words_about_people_stand_in_no_address) {
    MayWorld world;
    int looked = 0;
    for (const auto& table : world.program.capabilities.tables())
        for (const auto& line : table.queries)
            for (const auto& field : line.parameters) {
                const bool is_free_text = field.kind == Field::Kind::text && field.one_of.empty();
                const bool is_personal = line.may.who != May::Who::anyone && line.may.access != Access::open;
                looked += is_personal;
                EXPECT_FALSE(is_personal && is_free_text) << line.path << " takes " << field.name << " in its address";
            }
    EXPECT_GT(looked, 50);
}

}  // namespace khuyenhoc::app
