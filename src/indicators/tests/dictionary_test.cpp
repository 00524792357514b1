#include <gmock/gmock.h>

#include <set>

#include "indicators/dictionary.h"
#include "indicators/embedded.h"

namespace khuyenhoc::indicators {
namespace {

constexpr const char* figures = R"({"format":"khuyenhoc-figures-1",
 "measures":[{"code":"learning_citizens","name":{"vi":"a","en":"a"}},{"code":"population","name":{"vi":"b","en":"b"}}],
 "figures":[{"code":"share","title":"citizen","unit":"percent","name":{"vi":"c","en":"c"},"definition":{"vi":"d","en":"d"},
  "owner":{"vi":"e","en":"e"},"cut_off":{"vi":"f","en":"f"},"numerator":"learning_citizens","denominator":"population"}]})";
constexpr const char* targets = R"({"format":"khuyenhoc-targets-1","targets":[
 {"figure":"share","year":2030,"bp":7000,"document":"677","date":"","confidence":"S","source":""},
 {"figure":"share","year":2025,"bp":4000,"document":"677","date":"","confidence":"S","source":""}]})";
constexpr const char* printed =
    R"({"format":"khuyenhoc-printed-1","sources":[{"id":"s","name":"n","url":"u"}],"printed":[
 {"place":14,"year":2025,"as_of":"2025-12-31","source":"s","figure":"share","what":{"vi":"g","en":"g"},"more_than":false,"numerator":1,"denominator":2,"percent":"50"}]})";

TEST(Dictionary, ASmallOneIsRead) {
    const auto read = read_dictionary(figures, targets, printed);
    ASSERT_TRUE(read.has_value()) << read.error().code << " " << read.error().where;
    ASSERT_EQ(read->figures.size(), 1u);
    ASSERT_EQ(read->figures[0].targets.size(), 2u);
    EXPECT_EQ(read->figures[0].targets[0].year, 2025) << "by year";
    EXPECT_EQ(read->printed[0].source, "n");
}

std::string changed(std::string text, std::string_view from, std::string_view to) {
    const auto at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return text.replace(at, from.size(), to);
}

struct RefusedFile {
    int file;  ///< 0 figures, 1 targets, 2 printed
    const char* from;
    const char* to;
    const char* code;
    const char* where;
};

TEST(Dictionary, RefusalsNameThePlace) {
    for (const auto& c :
         {RefusedFile{0, "khuyenhoc-figures-1", "figures", "indicators.facts_format", "format"},
          RefusedFile{0, "\"code\":\"population\"", "\"code\":\"souls\"", "indicators.facts_unknown",
                      "measures[1].code"},
          RefusedFile{0, "\"numerator\":\"learning_citizens\"", "\"numerator\":\"adults\"", "indicators.facts_unknown",
                      "figures[0].numerator"},
          RefusedFile{0, "\"denominator\":\"population\"", "\"denominator\":\"adults\"", "indicators.facts_unknown",
                      "figures[0].denominator"},
          RefusedFile{0, "\"denominator\":\"population\"", "\"denominator\":\"\"", "indicators.facts_unit",
                      "figures[0].unit"},
          RefusedFile{0, "\"unit\":\"percent\"", "\"unit\":\"count\"", "indicators.facts_unit", "figures[0].unit"},
          RefusedFile{0, "\"title\":\"citizen\"", "\"title\":\"commune\"", "shape.not_one_of", "figures[0].title"},
          RefusedFile{0, "{\"vi\":\"c\",\"en\":\"c\"}", "{\"vi\":\"c\"}", "shape.missing_field", "figures[0].name.en"},
          RefusedFile{1, "\"figure\":\"share\"", "\"figure\":\"other\"", "indicators.facts_unknown",
                      "targets[0].figure"},
          RefusedFile{1, "\"year\":2030", "\"year\":2025", "indicators.facts_twice", "targets[1].year"},
          RefusedFile{1, "\"bp\":7000", "\"bp\":70000", "shape.out_of_range", "targets[0].bp"},
          RefusedFile{1, "\"confidence\":\"S\"", "\"confidence\":\"X\"", "shape.not_one_of", "targets[0].confidence"},
          RefusedFile{2, "\"source\":\"s\"", "\"source\":\"t\"", "indicators.facts_unknown", "printed[0].source"},
          RefusedFile{2, "\"figure\":\"share\"", "\"figure\":\"other\"", "indicators.facts_unknown",
                      "printed[0].figure"},
          RefusedFile{2, "\"percent\":\"50\"", "\"percent\":\"50 %\"", "indicators.facts_percent",
                      "printed[0].percent"}}) {
        std::string files[] = {figures, targets, printed};
        files[c.file] = changed(files[c.file], c.from, c.to);
        const auto read = read_dictionary(files[0], files[1], files[2]);
        ASSERT_FALSE(read.has_value()) << c.from << " -> " << c.to;
        EXPECT_EQ(read.error().code, c.code) << c.from << " -> " << c.to;
        EXPECT_EQ(read.error().where, c.where) << c.from << " -> " << c.to;
    }
}

TEST(Dictionary, TheShippedOneIsWhole) {
    const auto read =
        read_dictionary(indicators_file_bytes("facts/figures.json"), indicators_file_bytes("facts/targets.json"),
                        indicators_file_bytes("facts/printed.json"));
    ASSERT_TRUE(read.has_value()) << read.error().code << " " << read.error().where;
    std::set<std::string> titles, used;
    for (const auto& figure : read->figures) {
        titles.insert(figure.title);
        used.insert(figure.numerator->code);
        if (figure.denominator) used.insert(figure.denominator->code);
    }
    EXPECT_THAT(titles, testing::UnorderedElementsAre("", "citizen", "family", "clan", "community", "unit"));
    EXPECT_EQ(used.size(), read->measures.size()) << "no name without a figure";
}

// A Learning Citizen counted over one base is never set against another: the numerators differ where the bases do.
TEST(Dictionary, NumeratorsFitTheirDenominators) {
    const auto& d = shipped_dictionary();
    EXPECT_EQ(d.find("citizens_of_population")->numerator->code, "learning_citizens");
    EXPECT_EQ(d.find("citizens_of_adults")->numerator->code, "adult_learning_citizens");
    EXPECT_EQ(d.find("citizens_of_adults")->denominator->code, "adults");
    EXPECT_EQ(d.find("none"), nullptr);
}

TEST(Dictionary, TargetsInConflictAreBothThere) {
    std::vector<std::int64_t> in_2030;
    for (const auto& t : shipped_dictionary().find("citizens_of_adults")->targets)
        if (t.year == 2030) in_2030.push_back(t.bp);
    EXPECT_THAT(in_2030, testing::UnorderedElementsAre(7000, 6000));
    for (const auto& figure : shipped_dictionary().figures)
        for (const auto& t : figure.targets) EXPECT_FALSE(t.document.empty()) << figure.code;
}

TEST(Counts, EveryNameReachesItsOwnCount) {
    Counts c;
    c.computed = {1, 2, 3, 4, 5, 6, 7};
    c.recognised = {11, 12, 13, 14, 15, 16, 17};
    c.population = 20, c.adults = 21, c.assessed_citizens = 22, c.households = 23, c.clans = 24, c.hamlets = 25,
    c.units = 26;
    c.persons = {100, 1, 2, 4, 8, 16};
    c.unplaced_persons = 40, c.unplaced_households = 41;
    struct Case {
        const char* measure;
        std::int64_t count;
        std::int64_t recognised;
    };
    for (const auto& [measure, count, given] : {Case{"learning_citizens", 1, 11},
                                                Case{"adult_learning_citizens", 2, 12},
                                                Case{"learning_families", 3, 13},
                                                Case{"learning_clans", 4, 14},
                                                Case{"learning_communities", 5, 15},
                                                Case{"learning_units", 6, 16},
                                                Case{"learning_units_level2", 7, 17},
                                                Case{"population", 20, -1},
                                                Case{"adults", 21, -1},
                                                Case{"assessed_citizens", 22, -1},
                                                Case{"persons_in_scope", 31, -1},
                                                Case{"households", 23, -1},
                                                Case{"clans", 24, -1},
                                                Case{"hamlets", 25, -1},
                                                Case{"units", 26, -1},
                                                Case{"persons_not_assessed", 1, -1},
                                                Case{"persons_incomplete", 2, -1},
                                                Case{"persons_two_households", 4, -1},
                                                Case{"unplaced_persons", 40, -1},
                                                Case{"unplaced_households", 41, -1}}) {
        EXPECT_EQ(count_of(c, measure), count) << measure;
        EXPECT_EQ(recognised_of(c, measure).value_or(-1), given) << measure;
    }
    EXPECT_FALSE(is_measure("souls"));
}

}  // namespace
}  // namespace khuyenhoc::indicators
