#include "recognition/criteria.h"

#include <gtest/gtest.h>

#include <set>

#include "base/json.h"
#include "recognition/embedded.h"
#include "recognition/tests/worlds.h"

namespace khuyenhoc::recognition {
namespace {

constexpr std::string_view family = R"({
  "id": "f", "title": "family", "name": {"vi": "a", "en": "a"}, "issuer": {"vi": "a", "en": "a"},
  "document": {"number": "1", "date": "2025-01-01", "confidence": "O"}, "valid": {"from": "2025-01-01", "to": null},
  "area": "all", "children": {"age_from": 6, "age_to": 14},
  "competences": [{"code": "A", "name": {"vi": "a", "en": "a"}, "at_least": 0}],
  "indicators": [{"code": "F1", "competence": "A", "text": {"vi": "a", "en": "a"}, "kind": "points", "max": 10, "confidence": "N"},
                 {"code": "F2", "competence": "A", "text": {"vi": "a", "en": "a"}, "kind": "yes_no", "weight": 5, "confidence": "N"}],
  "pass": {"total_at_least": 12, "confidence": "N"}, "levels": 2,
  "conditions": [{"code": "k", "text": {"vi": "a", "en": "a"}, "kind": "share_at_least", "of": "learning_citizens", "among": "adults", "bp": 6000, "confidence": "U"},
                 {"code": "m", "level": 2, "text": {"vi": "a", "en": "a"}, "kind": "at_most", "of": "children_out_of_school", "count": 0, "confidence": "U"}]
})";

/// The file with `old_text` replaced once.
std::string with(std::string_view old_text, std::string_view new_text, std::string_view file = family) {
    std::string text(file);
    const auto at = text.find(old_text);
    EXPECT_NE(at, std::string::npos) << old_text;
    return text.replace(at, old_text.size(), new_text);
}

TEST(ReadCriteria, TakesAGoodFile) {
    const auto set = read_criteria(family);
    ASSERT_TRUE(set) << set.error().code << " " << set.error().where;
    EXPECT_EQ(set->indicators[1].max, 1);
    EXPECT_EQ(set->indicators[1].weight, 5);
    EXPECT_EQ(set->conditions[0].bp, 6000);
    EXPECT_FALSE(set->conditions[0].when_empty);
    EXPECT_EQ(set->conditions[1].level, 2);
    EXPECT_FALSE(set->shows_illustrative());
}

struct BadCase {
    std::string_view old_text, new_text, code, where;
};

const BadCase bad_cases[] = {
    {R"("id": "f",)", "", "criteria.missing_key", "id"},
    {R"("id": "f")", R"("id": "f g")", "criteria.bad_code", "id"},
    {R"("id": "f")", R"("id": "")", "criteria.bad_text", "id"},
    {R"("id": "f")", R"("id": 5)", "criteria.wrong_type", "id"},
    {R"("id": "f")", R"("id": "f", "extra": 1)", "criteria.unknown_key", "extra"},
    {R"("id": "f")", R"("id": "f", "scope": {"age_from": 18, "age_to": null})", "criteria.unknown_key", "scope"},
    {R"("id": "f")", R"("id": "f", "groups": [])", "criteria.unknown_key", "groups"},
    {R"("id": "f")", R"("id": "f", "id": "g")", "json.duplicate_key", "id"},
    {R"("family")", R"("village")", "criteria.not_one_of", "title"},
    {R"("vi": "a", "en": "a"}, "issuer")", R"("vi": "a"}, "issuer")", "criteria.missing_key", "name.en"},
    {R"("2025-01-01", "confidence")", R"("2025-02-30", "confidence")", "criteria.bad_date", "document.date"},
    {R"("confidence": "O")", R"("confidence": "X")", "criteria.not_one_of", "document.confidence"},
    {R"("number": "1")", R"("number": null)", "criteria.wrong_type", "document.number"},
    {R"("to": null)", R"("to": "2025-01-01")", "criteria.dates_reversed", "valid.to"},
    {R"("all")", R"("sea")", "criteria.not_one_of", "area"},
    {R"("age_from": 6)", R"("age_from": 131)", "criteria.out_of_range", "children.age_from"},
    {R"("age_to": 14)", R"("age_to": 5)", "criteria.ages_reversed", "children.age_to"},
    {R"("code": "F2")", R"("code": "F1")", "criteria.code_twice", "indicators[1].code"},
    {R"("competence": "A", "text")", R"("competence": "B", "text")", "criteria.unknown_competence", "indicators[0].competence"},
    {R"("competence": "A", "text")", R"("text")", "criteria.missing_key", "indicators[0].competence"},
    {R"("kind": "points")", R"("kind": "stars")", "criteria.not_one_of", "indicators[0].kind"},
    {R"("max": 10)", R"("max": 36)", "criteria.out_of_range", "indicators[0].max"},
    {R"("max": 10)", R"("max": 1e1)", "criteria.wrong_type", "indicators[0].max"},
    {R"("max": 10)", R"("max": 10, "at_least": 11)", "criteria.unreachable", "indicators[0].at_least"},
    {R"("kind": "yes_no")", R"("kind": "yes_no", "max": 2)", "criteria.out_of_range", "indicators[1].max"},
    {R"("kind": "yes_no")", R"("kind": "grade", "max": 4)", "criteria.out_of_range", "indicators[1].max"},
    {R"("weight": 5)", R"("weight": 101)", "criteria.out_of_range", "indicators[1].weight"},
    {R"("weight": 5)", R"("weight": -1)", "criteria.out_of_range", "indicators[1].weight"},
    {R"("at_least": 0)", R"("at_least": 16)", "criteria.unreachable", "competences[0].at_least"},
    {R"("total_at_least": 12)", R"("total_at_least": 16)", "criteria.unreachable", "pass.total_at_least"},
    {R"("pass": {"total_at_least": 12, "confidence": "N"},)", "", "criteria.missing_key", "pass"},
    {R"("levels": 2)", R"("levels": 3)", "criteria.out_of_range", "levels"},
    {R"("levels": 2)", R"("levels": 1)", "criteria.out_of_range", "conditions[1].level"},
    {R"("learning_citizens")", R"("learning_clans")", "criteria.unknown_measure", "conditions[0].of"},
    {R"("among": "adults", )", "", "criteria.missing_key", "conditions[0].among"},
    {R"("bp": 6000)", R"("bp": 10001)", "criteria.out_of_range", "conditions[0].bp"},
    {R"("bp": 6000)", R"("bp": 6000, "count": 1)", "criteria.unknown_key", "conditions[0].count"},
    {R"("count": 0)", R"("count": 0, "bp": 1)", "criteria.unknown_key", "conditions[1].bp"},
    {R"("count": 0)", R"("count": -1)", "criteria.out_of_range", "conditions[1].count"},
    {R"("code": "m")", R"("code": "k")", "criteria.code_twice", "conditions[1].code"},
    {R"("conditions": [{)", R"("conditions": [5, {)", "criteria.wrong_type", "conditions[0]"},
    {R"("conditions": [)", R"("conditions": {}, "x": [)", "criteria.unknown_key", "x"},
};

TEST(ReadCriteria, RefusesWhatIsWrongAndSaysWhere) {
    std::set<std::string_view> declared;
    for (const auto& kind : criteria_refusals()) declared.insert(kind.code);
    for (const auto& bad : bad_cases) {
        const auto set = read_criteria(with(bad.old_text, bad.new_text));
        ASSERT_FALSE(set) << bad.new_text;
        EXPECT_EQ(set.error().code, bad.code) << bad.new_text;
        EXPECT_EQ(set.error().where, bad.where) << bad.new_text;
        EXPECT_TRUE(bad.code.starts_with("json.") || declared.contains(bad.code)) << bad.code;
    }
}

TEST(ReadCriteria, RefusesDocumentsThatAreNotOne) {
    EXPECT_EQ(read_criteria("").error().code, "json.malformed");
    EXPECT_EQ(read_criteria("[]").error().code, "criteria.wrong_type");
    EXPECT_EQ(read_criteria(std::string(2u << 20, ' ')).error().code, "criteria.too_large");
    EXPECT_EQ(read_criteria(with(R"("a")", "\"\xC3\x28\"")).error().code, "json.malformed");
}

TEST(ReadCriteria, RefusesASetThatRequiresNothing) {
    std::string file(family);
    const auto from = file.find("\"competences\"");
    file = file.substr(0, from) + R"("levels": 1, "conditions": []})";
    EXPECT_EQ(read_criteria(file).error().code, "criteria.nothing_required");
    EXPECT_EQ(read_criteria(with(R"("levels": 1)", R"("levels": 1, "pass": {"total_at_least": 0, "confidence": "U"})", file)).error().where, "pass");
}

TEST(ShippedSets, AllRead) {
    int read = 0;
    std::set<std::string> ids;
    for (const auto& file : recognition_files()) {
        if (!file.path.starts_with("criteria/")) continue;
        const auto set = read_criteria(file.bytes);
        ASSERT_TRUE(set) << file.path << ": " << set.error().code << " " << set.error().where;
        EXPECT_EQ("criteria/" + set->id + ".json", file.path);
        ids.insert(set->id);
        ++read;
        const auto again = read_criteria(write_criteria(*set));
        ASSERT_TRUE(again) << again.error().code << " " << again.error().where;
        EXPECT_TRUE(*again == *set) << file.path;
        EXPECT_EQ(set->illustrative, set->id.find("sonla-2025") != std::string::npos);
        EXPECT_EQ(set->usable(), set->id != "family-2015");
    }
    EXPECT_GE(read, 7);
    for (const char* id : {"citizen-2022", "family-2015", "unit-2023-province", "family-sonla-2025", "clan-sonla-2025",
                           "community-sonla-2025", "unit-sonla-2025"}) {
        EXPECT_TRUE(ids.contains(id)) << id;
    }
}

CriteriaSet shipped(std::string_view id) {
    return read_criteria(recognition_file_bytes("criteria/" + std::string(id) + ".json")).value();
}

TEST(ShippedSets, SayWhatTheSourcesSay) {
    const auto citizen = shipped("citizen-2022");
    EXPECT_EQ(citizen.indicators.size(), 10u);
    EXPECT_EQ(citizen.total_at_least, 80);
    EXPECT_EQ(citizen.groups.size(), 4u);
    EXPECT_EQ(citizen.groups[3].confidence, 'U');
    for (const auto& group : citizen.groups) EXPECT_EQ(group.total_at_least, 80);
    for (const auto& indicator : citizen.indicators) EXPECT_EQ(indicator.at_least, 5);
    const auto unit = shipped("unit-2023-province");
    std::vector<int> shares;
    for (const auto& condition : unit.conditions) shares.push_back(condition.bp);
    EXPECT_EQ(shares, (std::vector{9000, 9500, 9500, 9700}));
    EXPECT_EQ(unit.document.number, "24/2023/TT-BGDĐT");
}

TEST(Criteria, AreGatheredOnePerTitle) {
    std::vector<CriteriaSet> sets;
    for (const char* id : {"unit-sonla-2025", "citizen-2022", "clan-sonla-2025", "community-sonla-2025"}) sets.push_back(shipped(id));
    EXPECT_EQ(gather_criteria(sets).error(), (Refusal{"criteria.missing_title", "family", {}}));
    sets.push_back(shipped("family-2015"));
    EXPECT_EQ(gather_criteria(sets).error().code, "criteria.incomplete_set");
    sets.back() = shipped("family-sonla-2025");
    ASSERT_TRUE(gather_criteria(sets));
    sets.push_back(shipped("unit-2023-province"));
    EXPECT_EQ(gather_criteria(sets).error(), (Refusal{"criteria.title_twice", "unit", {}}));
}

TEST(Criteria, RandomSetsAreWrittenAndReadBack) {
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
        worlds::Dice dice(seed);
        const Criteria criteria = worlds::random_criteria(dice);
        for (const Title title : all_titles) {
            const auto again = read_criteria(write_criteria(criteria.of(title)));
            ASSERT_TRUE(again) << seed << " " << again.error().code << " " << again.error().where;
            EXPECT_TRUE(*again == criteria.of(title)) << seed << " " << name_of(title);
        }
    }
}

TEST(Scores, TextThereAndBack) {
    const auto citizen = shipped("citizen-2022");
    const auto scores = decode_scores("0123456-9A", citizen);
    ASSERT_TRUE(scores);
    EXPECT_EQ((*scores)[7], not_scored);
    EXPECT_EQ((*scores)[9], 10);
    EXPECT_EQ((*scores)[10], not_scored);
    EXPECT_EQ(encode_scores(*scores, 10), "0123456-9A");
    EXPECT_EQ(decode_scores("", citizen).value(), no_scores);
    EXPECT_EQ(decode_scores("012", citizen).error().code, "criteria.scores_length");
    EXPECT_EQ(decode_scores("012345678a", citizen).error().where, "scores[9]");
    EXPECT_EQ(decode_scores("012345678a", citizen).error().code, "criteria.scores_character");
    EXPECT_EQ(decode_scores("012345678B", citizen).error().code, "criteria.score_too_large");
    EXPECT_EQ(decode_stored_scores("Z-0").value()[0], 35);
    EXPECT_FALSE(decode_stored_scores("12345678901234567"));
    EXPECT_FALSE(decode_stored_scores("1 2"));
}

TEST(Rules, AreForOneYear) {
    std::vector<CriteriaSet> sets;
    for (const char* id : {"unit-sonla-2025", "citizen-2022", "clan-sonla-2025", "community-sonla-2025", "family-sonla-2025"}) sets.push_back(shipped(id));
    const Rules rules = compile(gather_criteria(sets).value(), 2025);
    EXPECT_EQ(rules.birth_to, 2007);
    EXPECT_EQ(rules.child_from, 2011);
    EXPECT_EQ(rules.child_to, 2019);
    EXPECT_EQ(rules.of(Title::citizen).own.total_at_least[7], 80);
    EXPECT_EQ(rules.of(Title::unit).levels, 2);
}

}  // namespace
}  // namespace khuyenhoc::recognition
