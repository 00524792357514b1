#include <gtest/gtest.h>

#include "base/check.h"
#include "capability/capability.h"
#include "store/temporary.h"

namespace khuyenhoc {

namespace {

using Kind = Field::Kind;

const std::vector<Field> fields = {
    {.name = "name", .least = 1, .most = 5},
    {.name = "count", .kind = Kind::integer, .required = false, .least = 1, .most = 10},
    {.name = "day", .kind = Kind::date, .required = false},
    {.name = "sort", .required = false, .one_of = {"a", "b"}},
    {.name = "ids", .kind = Kind::integers, .required = false, .least = 1, .most = 2},
    {.name = "rows", .kind = Kind::objects, .required = false, .most = 3, .inside = {{.name = "x", .kind = Kind::integer}}},
    {.name = "sure", .kind = Kind::boolean, .required = false},
};

}  // namespace

TEST(Shape, names_the_field_that_is_wrong) {
    const struct {
        const char* body;
        const char* code;
        const char* where;
    } cases[] = {
        {R"({"name":"Lò"})", "", ""},
        {R"({"name":"Lò","count":10,"day":"2025-12-31","sort":"b","ids":[1],"rows":[{"x":1}],"sure":true})", "", ""},
        {R"({})", "shape.missing_field", "name"},
        {R"({"name":null})", "shape.missing_field", "name"},
        {R"({"name":""})", "shape.out_of_range", "name"},
        {R"({"name":"Nguyễn"})", "shape.out_of_range", "name"},
        {R"({"name":"ƯỚCMƠ"})", "", ""},
        {R"({"name":1})", "shape.wrong_type", "name"},
        {R"({"name":"a","admin":true})", "shape.unknown_field", "admin"},
        {R"({"name":"a","count":0})", "shape.out_of_range", "count"},
        {R"({"name":"a","count":1.5})", "shape.wrong_type", "count"},
        {R"({"name":"a","count":99999999999999999999})", "shape.wrong_type", "count"},
        {R"({"name":"a","day":"31/12/2025"})", "shape.bad_date", "day"},
        {R"({"name":"a","sort":"c"})", "shape.not_one_of", "sort"},
        {R"({"name":"a","ids":[]})", "shape.out_of_range", "ids"},
        {R"({"name":"a","ids":[1,"2"]})", "shape.wrong_type", "ids[1]"},
        {R"({"name":"a","rows":[{"x":1},{"y":1}]})", "shape.unknown_field", "rows[1].y"},
        {R"({"name":"a","rows":[{"x":1},{}]})", "shape.missing_field", "rows[1].x"},
        {R"({"name":"a","rows":[1]})", "shape.wrong_type", "rows[0]"},
        {R"({"name":"a","sure":"yes"})", "shape.wrong_type", "sure"},
    };
    for (const auto& c : cases) {
        const auto checked = check_shape(parse_json(c.body)->as_object(), fields);
        EXPECT_EQ(checked ? "" : checked.error().code, c.code) << c.body;
        EXPECT_EQ(checked ? "" : checked.error().where, c.where) << c.body;
    }
}

TEST(Shape, texts_come_out_canonical) {
    const auto checked = check_shape(parse_json("{\"name\":\" Lo\\u0300 \"}")->as_object(), fields);
    ASSERT_TRUE(checked);
    EXPECT_EQ(checked->at("name").as_string(), "Lò");
}

TEST(Shape, a_long_unknown_name_is_not_repeated) {
    const auto checked = check_shape(json::object{{"name", "a"}, {std::string(500, 'k'), 1}}, fields);
    ASSERT_FALSE(checked);
    EXPECT_EQ(checked.error().where, "500 letters");
}

TEST(Refusal, is_said_in_both_languages_with_its_facts) {
    const Capabilities all({ground_table()});
    const Refusal refusal{"shape.out_of_range", "count", {{"least", "1"}, {"most", "10"}}};
    EXPECT_EQ(describe(refusal, all, "en").at("message").as_string(), "The field “count” must be from 1 to 10.");
    EXPECT_EQ(describe(refusal, all, "vi").at("message").as_string(), "Trường “count” phải từ 1 đến 10.");
}

TEST(Refusal, says_kinds_of_fields_in_vietnamese) {
    const Capabilities all({ground_table()});
    const Refusal refusal{"shape.wrong_type", "count", {{"expected", "integer"}}};
    EXPECT_EQ(describe(refusal, all, "vi").at("message").as_string(), "Trường “count” phải là số nguyên.");
    EXPECT_EQ(describe(refusal, all, "en").at("message").as_string(), "The field “count” must be integer.");
}

TEST(Capabilities, refuses_two_lines_of_one_name) {
    Table a;
    a.name = "a";
    a.commands = {{.name = "a.do", .summary = "", .fields = {}, .run = nullptr}};
    EXPECT_THROW(Capabilities({a, a}), Bug);
}

TEST(Capabilities, runs_checks_and_names_what_is_broken) {
    Table a;
    a.name = "a";
    a.checks = {{"a.whole", "SELECT 7 WHERE 1 = 1"}, {"a.fine", "SELECT 1 WHERE 1 = 0"}};
    a.deep_checks = {{"a.deep", [](store::Connection&) { return std::vector<std::string>{"one"}; }}};
    const auto store = store::open_temporary();
    EXPECT_EQ(Capabilities({a}).run_checks(*store->reader()), (std::vector<std::string>{"a.whole: 7", "a.deep: one"}));
}

}  // namespace khuyenhoc
