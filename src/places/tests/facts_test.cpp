// Every way a facts file can be wrong has a name, and the shipped one is right.
#include <gtest/gtest.h>

#include "places/embedded.h"
#include "places/facts.h"

namespace khuyenhoc::places {
namespace {

constexpr const char* small = R"({"format":"khuyenhoc-places-1","province":14,"about":"a","id_rule":"b","name_rule":"c",
 "sources":[{"id":"nso","name":"list","licence":"none","through":"","used_for":"codes"}],"documents":[],
 "succession":{"on":"2025-07-01","document":"1681/NQ-UBTVQH15"},
 "places":[
  {"n":0,"kind":"province","type":"tinh","name":"Sơn La","name_en":"Son La","code":"14","from":"2004-07-08"},
  {"n":1,"kind":"district","type":"huyen","name":"Quỳnh Nhai","name_en":"Quynh Nhai","code":"118","from":"2025-02-01","to":"2025-07-01","under":0},
  {"n":2,"kind":"commune","type":"thi_tran","name":"Mường Giàng","name_en":"Muong Giang","code":"03703","from":"2025-02-01","to":"2025-07-01","under":1},
  {"n":3,"kind":"commune","type":"xa","name":"Quỳnh Nhai","name_en":"Quynh Nhai","code":"03703","from":"2025-07-01","under":0,"formed_from":[2],
   "centre_e4":[216433,1036610],"aliases":["Quỳnh Nhài"],
   "measures":[{"measure":"population","as_of":"2025-07-01","value":30554,"source":"nso"}]},
  {"n":4,"kind":"commune","type":"xa","name":"Mường Sại","name_en":"Muong Sai","code":"03712","from":"2025-07-01","under":0},
  {"n":5,"kind":"area","type":"lien_minh","name":"Vùng","name_en":"Area","from":"2025-07-01","under":0,"members":[3,4]}],
 "neighbours":[[3,4]]})";

std::string changed(std::string_view from, std::string_view to) {
    std::string text = small;
    const auto at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return text.replace(at, from.size(), to);
}

TEST(Facts, ASmallFileIsRead) {
    const auto facts = read_facts(small);
    ASSERT_TRUE(facts.has_value()) << facts.error().code << " " << facts.error().where;
    ASSERT_EQ(facts->places.size(), 6u);
    EXPECT_EQ(facts->places[0].place.id, 14);
    EXPECT_EQ(facts->places[3].place.id, 14'000'000'000'003);
    EXPECT_EQ(facts->places[3].formed_from, (std::vector<PlaceId>{14'000'000'000'002}));
    ASSERT_EQ(facts->places[3].place.parents.size(), 2u) << "the province, then the area";
    EXPECT_EQ(facts->places[3].place.parents[1].parent, 14'000'000'000'005);
}

TEST(Facts, TheShippedFileIsRead) {
    const auto facts = read_facts(places_file_bytes("facts/son-la.json"));
    ASSERT_TRUE(facts.has_value()) << facts.error().code << " " << facts.error().where;
    EXPECT_EQ(facts->places.size(), 1u + 12 + 200 + 75 + 1);
    EXPECT_EQ(facts->neighbours.size(), 187u);
}

struct RefusedFile {
    const char* from;
    const char* to;
    const char* code;
    const char* where;
};

TEST(Facts, RefusalsNameThePlace) {
    const RefusedFile cases[] = {
        {"khuyenhoc-places-1", "khuyenhoc-places-2", "places.facts_format", "format"},
        {"\"province\":14,", "\"province\":97,", "shape.out_of_range", "province"},
        {"\"about\":\"a\",", "", "shape.missing_field", "about"},
        {"\"about\":\"a\",", "\"about\":\"a\",\"extra\":1,", "shape.unknown_field", "extra"},
        {"\"n\":4", "\"n\":3", "places.facts_twice", "places[4].n"},
        {"\"n\":4", "\"n\":100001", "shape.out_of_range", "places[4].n"},
        {"\"n\":4", "\"n\":\"4\"", "shape.wrong_type", "places[4].n"},
        {"\"kind\":\"district\"", "\"kind\":\"hamlet\"", "shape.not_one_of", "places[1].kind"},
        {"\"kind\":\"district\",\"type\":\"huyen\"", "\"kind\":\"province\",\"type\":\"tinh\"", "places.facts_type",
         "places[1].kind"},
        {"\"type\":\"huyen\"", "\"type\":\"phuong\"", "places.facts_type", "places[1].type"},
        {"\"type\":\"huyen\"", "\"type\":\"quan\"", "places.facts_type", "places[1].type"},
        {"\"from\":\"2004-07-08\"", "\"from\":\"2004-02-30\"", "shape.bad_date", "places[0].from"},
        {"\"to\":\"2025-07-01\",\"under\":0", "\"to\":\"2025-01-01\",\"under\":0", "places.facts_period",
         "places[1].to"},
        {"\"to\":\"2025-07-01\",\"under\":1", "\"to\":\"2025-07-02\",\"under\":1", "places.facts_period",
         "places[2].under"},
        {"\"under\":1", "\"under\":9", "places.facts_unknown_place", "places[2].under"},
        {"\"under\":1", "\"under\":3", "places.facts_parent", "places[2].under"},
        {",\"under\":1", "", "places.facts_parent", "places[2].under"},
        {"\"code\":\"03712\"", "\"code\":\"03703\"", "places.facts_code", "places[4].code"},
        {"\"code\":\"03712\"", "\"code\":\"3712\"", "places.facts_code", "places[4].code"},
        {"\"code\":\"03712\"", "\"code\":\"0371x\"", "places.facts_code", "places[4].code"},
        {"\"code\":\"03712\",", "", "places.facts_code", "places[4].code"},
        {"\"formed_from\":[2]", "\"formed_from\":[7]", "places.facts_unknown_place", "places[3].formed_from"},
        {"\"formed_from\":[2]", "\"formed_from\":[4]", "places.facts_succession", "places[3].formed_from"},
        {"\"on\":\"2025-07-01\"", "\"on\":\"2025-07-02\"", "places.facts_succession", "places[3].from"},
        {"\"source\":\"nso\"", "\"source\":\"hearsay\"", "places.facts_source", "places[3].measures"},
        {"\"centre_e4\":[216433,1036610]", "\"centre_e4\":[216433]", "shape.out_of_range", "places[3].centre_e4"},
        {"\"centre_e4\":[216433,1036610]", "\"centre_e4\":[21.6433,103.6610]", "shape.wrong_type",
         "places[3].centre_e4[0]"},
        {"\"members\":[3,4]", "\"members\":[3,8]", "places.facts_unknown_place", "places[5].members"},
        {"\"members\":[3,4]", "\"members\":[2,4]", "places.facts_period", "places[5].members"},
        {",\"members\":[3,4]", "", "places.facts_parent", "places[5].members"},
        {"\"members\":[3,4]", "\"members\":[3,3]", "places.facts_twice", "places[5].members"},
        {"[\"Quỳnh Nhài\"]", "[\"Quỳnh Nhài\",\"Quỳnh Nhài\"]", "places.facts_twice", "places[3].aliases"},
        {"\"value\":30554,\"source\":\"nso\"}",
         "\"value\":30554,\"source\":\"nso\"},{\"measure\":\"population\",\"as_of\":\"2025-07-01\",\"value\":1,"
         "\"source\":\"nso\"}",
         "places.facts_twice", "places[3].measures"},
        {"[[3,4]]", "[[3,3]]", "places.facts_neighbour", "neighbours[0]"},
        {"[[3,4]]", "[[3,4],[4,3]]", "places.facts_neighbour", "neighbours[1]"},
        {"[[3,4]]", "[[3,9]]", "places.facts_unknown_place", "neighbours[0]"},
        {"[[3,4]]", "[[3]]", "shape.wrong_type", "neighbours[0]"},
        {"[[3,4]]", "{}", "shape.wrong_type", "neighbours"}};
    for (const auto& c : cases) {
        const auto facts = read_facts(changed(c.from, c.to));
        ASSERT_FALSE(facts.has_value()) << c.from << " -> " << c.to;
        EXPECT_EQ(facts.error().code, c.code) << c.from << " -> " << c.to;
        EXPECT_EQ(facts.error().where, c.where) << c.from << " -> " << c.to;
    }
}

TEST(Facts, EveryTruncationIsRefused) {
    const std::string_view whole = small;
    for (std::size_t length = 0; length < whole.size(); length += 7)
        EXPECT_FALSE(read_facts(whole.substr(0, length)).has_value()) << length;
    EXPECT_FALSE(read_facts("[]").has_value());
}

}  // namespace
}  // namespace khuyenhoc::places
