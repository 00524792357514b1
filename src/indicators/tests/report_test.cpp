// The province's report from handed counts: the article's numbers, and what must never be said.
#include <gmock/gmock.h>

#include "base/check.h"
#include "indicators/indicators.h"
#include "places/places.h"
#include "sheets/sheets.h"
#include "store/temporary.h"

namespace khuyenhoc::indicators {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

const Date on{2025, 12, 31};

struct World {
    std::unique_ptr<store::Store> store = store::open_temporary();
    places::Places places{*store};
    Source source;
    Capabilities capabilities{{ground_table(), places::table(places), table(places, source)}};
    std::int64_t asked = 0;

    World() {
        store->migrate(capabilities.migrations());
        {
            auto writer = store->writer();
            store::Transaction transaction(writer.connection);
            check(places::load_facts(writer.connection, 14).has_value(), "the facts load");
            transaction.commit();
        }
        source.campaign = [](places::PlaceId, int year) -> Result<Campaign> {
            Campaign c;
            c.cut_off = Date{year, 12, 31};
            c.state = "open";
            c.synthetic = true;
            c.criteria = {{"citizen-2022", "citizen", "Công dân học tập 2022", "Learning Citizen 2022", "324/QĐ-KHVN",
                           false, "N"},
                          {"family-sonla-2025", "family", "Gia đình học tập (minh họa)",
                           "Learning Family (illustrative)", "", true, "U"}};
            return c;
        };
        source.counts = [this](places::PlaceId place, int, Date day) -> Result<std::vector<PlaceCounts>> {
            ++asked;
            const auto atlas = places.atlas();
            std::vector<PlaceCounts> rows{{place, province()}};
            const auto children = atlas->children(place, day);
            for (const auto id : children) rows.push_back({id, {}});
            // Everything in the last one, so that an order other than the atlas's would show.
            if (!children.empty()) rows.back().counts = province();
            std::reverse(rows.begin() + 1, rows.end());
            return rows;
        };
    }

    static Counts province() {
        Counts c;
        c.population = 1'404'587, c.adults = 908'900, c.assessed_citizens = 900'000;
        c.households = 293'169, c.clans = 1'589, c.hamlets = 2'247, c.units = 921;
        c.computed = {742'335, 742'335, 244'713, 1'176, 1'974, 902, 311};
        c.recognised = {0, 0, 12, 0, 0, 0, 0};
        c.persons = {495'687, 8'000, 850, 50, 157'665, 742'335};
        c.families = {0, 100, 0, 0, 48'356, 244'713};
        c.unplaced_persons = 3;
        c.unplaced_households = 1;
        return c;
    }

    std::string file(Format format, std::string_view language, places::PlaceId place = 14, int year = 2025) {
        const auto answer = report(*places.atlas(), source, place, year, Date{year, 12, 31}, format, language);
        check(answer.has_value(), "the report is made");
        return answer->file;
    }

    json::object document(std::string_view language = "vi") {
        const auto answer = report(*places.atlas(), source, 14, 2025, on, Format::json, language);
        check(answer.has_value(), "the report is made");
        return answer->value.as_object();
    }
};

TEST(Report, VietnameseTextSaysTheArticlesNumbersAndWhyTheyDiffer) {
    World world;
    const std::string text = world.file(Format::text, "vi");
    EXPECT_THAT(text, StartsWith("BÁO CÁO CÁC DANH HIỆU HỌC TẬP NĂM 2025\nTỉnh Sơn La (mã 14)\n"));
    for (const char* part : {"Người giả định, địa bàn có thật",
                             "Ranh giới hành chính ngày: 31/12/2025",
                             "Ngày chốt số liệu:         31/12/2025",
                             "MINH HỌA",
                             "742.335",
                             "1.404.587",
                             "52,85",
                             "244.713",
                             "83,47",
                             "1.176",
                             "74,01",
                             "1.974",
                             "87,85",
                             "902",
                             "97,94",
                             "52,8508 % bị cắt còn 52,8 %; làm tròn phải là 52,9 %",
                             "380.000 bằng 27,1 % của 1.404.587, không phải 29 %",
                             "29 % ứng với 1.327.430",
                             "387/QĐ-TTg",
                             "677/QĐ-TTg",
                             "Chưa rõ nơi ở: 3 người, 1 hộ",
                             "Xã Mai Sơn",
                             "04105"})
        EXPECT_THAT(text, HasSubstr(part));
    EXPECT_THAT(text, Not(HasSubstr("52,8 %\n"))) << "our own share is never the truncated one";
}

TEST(Report, EnglishText) {
    World world;
    const std::string text = world.file(Format::text, "en");
    for (const char* part :
         {"LEARNING TITLES, REPORT FOR 2025", "Son La Province (code 14)", "Synthetic people, real places", "1,404,587",
          "52.85", "Truncated, not rounded: 52.8508 % was cut to 52.8 %; rounded it is 52.9 %",
          "380,000 is 27.1 % of 1,404,587, not 29 %", "29 % fits 1,327,430", "ILLUSTRATIVE", "Mai Son Commune"})
        EXPECT_THAT(text, HasSubstr(part));
}

TEST(Report, APlaceWithoutPrintedNumbersShowsNone) {
    World world;
    const auto mai_son = *world.places.atlas()->by_code("04105", on);
    const std::string text = world.file(Format::text, "vi", mai_son);
    EXPECT_THAT(text, HasSubstr("Xã Mai Sơn (mã 04105)"));
    EXPECT_THAT(text, Not(HasSubstr("Số đã đăng báo")));
    EXPECT_THAT(world.file(Format::text, "vi", 14, 2026), Not(HasSubstr("Số đã đăng báo")));
}

TEST(Report, JsonHasTheShapeThePagesRead) {
    World world;
    const auto d = world.document();
    EXPECT_EQ(d.at("place").at("full_name"), "Tỉnh Sơn La");
    EXPECT_EQ(d.at("year"), 2025);
    EXPECT_EQ(d.at("on"), "2025-12-31");
    EXPECT_EQ(d.at("cut_off"), "2025-12-31");
    EXPECT_EQ(d.at("synthetic"), true);
    EXPECT_EQ(d.at("criteria").at(1).at("illustrative"), true);
    const auto& first = d.at("figures").at(0).as_object();
    EXPECT_EQ(first.at("code"), "citizens_of_population");
    EXPECT_EQ(first.at("title"), "citizen");
    EXPECT_EQ(first.at("numerator"), 742'335);
    EXPECT_EQ(first.at("denominator"), 1'404'587);
    EXPECT_EQ(first.at("recognised"), 0);
    for (const char* key : {"name", "definition", "numerator_name", "denominator_name"})
        EXPECT_TRUE(first.at(key).as_object().contains("en")) << key;
    for (const char* key : {"year", "bp", "document", "confidence"})
        EXPECT_TRUE(first.at("targets").at(0).as_object().contains(key)) << key;
    EXPECT_EQ(d.at("states").at("citizen").at("two_households"), 50);
    EXPECT_EQ(d.at("states").at("unplaced").at("persons"), 3);
    const auto& below = d.at("below").as_array();
    ASSERT_EQ(below.size(), 75u);
    EXPECT_EQ(below.front().at("place").at("code"), "03646");
    EXPECT_TRUE(below.front().at("place").as_object().contains("lat"));
    EXPECT_EQ(below.front().at("figures").at("citizens_of_population").at("numerator"), 0);
    EXPECT_EQ(below.back().at("place").at("code"), "04246");
    EXPECT_EQ(below.back().at("figures").at("citizens_of_population").at("numerator"), 742'335);
    EXPECT_TRUE(below.back().at("figures").at("unplaced_persons").at("denominator").is_null());
    EXPECT_EQ(json::serialize(d).find("percent\":5"), std::string::npos) << "no share is stored";
}

TEST(Report, PrintedNumbersStandBesideOurs) {
    World world;
    const auto vietnamese = world.document("vi"), english = world.document("en");
    const auto& printed = vietnamese.at("printed").as_array();
    ASSERT_EQ(printed.size(), 11u);
    EXPECT_EQ(printed[0].at("text"), "742.335 / 1.404.587 công dân học tập, 52,8 %");
    EXPECT_EQ(printed[0].at("ours"), "742.335 / 1.404.587 = 52,85 %");
    EXPECT_THAT(std::string(printed[0].at("why").at("vi").as_string()),
                HasSubstr("Xét từng phiếu đánh giá trong cơ sở dữ liệu này cũng ra 742.335."));
    EXPECT_EQ(english.at("printed").at(5).at("text"), "more than 380,000 members, 29 %");
    EXPECT_EQ(english.at("printed").at(5).at("ours"), "380,000 / 1,404,587 = 27.05 %");
    EXPECT_EQ(english.at("printed").at(7).at("text"), "81.56 % Learning Families");
    for (const auto& p : printed) {
        EXPECT_FALSE(p.at("why").at("vi").as_string().empty());
        EXPECT_FALSE(p.at("source").as_string().empty());
    }
}

TEST(Report, OtherCountsThanPrintedAreNamed) {
    World world;
    const auto real = world.source.counts;
    world.source.counts = [&](places::PlaceId place, int year, Date day) {
        auto rows = real(place, year, day);
        rows->front().counts.computed.learning_citizens = 742'330;
        return rows;
    };
    const auto document = world.document();
    const auto& why = document.at("printed").at(0).at("why");
    EXPECT_THAT(std::string(why.at("vi").as_string()), HasSubstr("ra 742.330, ít hơn 5."));
    EXPECT_THAT(std::string(why.at("en").as_string()), HasSubstr("gives 742,330, 5 less."));
}

TEST(Report, CsvIsOneRowPerPlaceBelowAndAlwaysTheSameBytes) {
    World world;
    const std::string csv = world.file(Format::csv, "vi");
    EXPECT_EQ(csv, world.file(Format::csv, "en"));
    EXPECT_THAT(
        csv, StartsWith(
                 "place_id,code,type,name,year,on,citizens_of_population_numerator,citizens_of_population_denominator,"
                 "citizens_of_population_recognised,citizens_of_adults_numerator,"));
    auto reader = sheets::open_sheet_bytes(csv);
    ASSERT_TRUE(reader.has_value());
    std::vector<std::vector<std::string>> rows;
    for (auto row = (*reader)->next(); row && *row != nullptr; row = (*reader)->next())
        rows.emplace_back((*row)->cells.begin(), (*row)->cells.end());
    ASSERT_EQ(rows.size(), 76u);
    for (const auto& row : rows) EXPECT_EQ(row.size(), rows.front().size());
    EXPECT_EQ(rows[1][1], "03646");
    EXPECT_EQ(rows[1][3], "Tô Hiệu");
    EXPECT_EQ(rows[75][6], "742335");
    EXPECT_EQ(rows[75][7], "1404587");
}

TEST(Report, WorkbookOpensAndIsAlwaysTheSameBytes) {
    World world;
    const std::string book = world.file(Format::xlsx, "vi");
    EXPECT_EQ(book, world.file(Format::xlsx, "vi"));
    auto reader = sheets::open_sheet_bytes(book, {}, "Danh hiệu");
    ASSERT_TRUE(reader.has_value()) << reader.error().code;
    auto head = (*reader)->next();
    ASSERT_TRUE(head.has_value());
    auto row = (*reader)->next();
    ASSERT_TRUE(row.has_value());
    EXPECT_EQ((*row)->cell(0), "Công dân học tập trong dân số");
    EXPECT_EQ((*row)->cell(1), "742335");
    EXPECT_EQ((*row)->cell(3), "1404587");
}

TEST(Report, BeforeTheReformTheRowsAreDistricts) {
    World world;
    const auto answer = report(*world.places.atlas(), world.source, 14, 2025, Date{2025, 6, 30}, Format::json, "vi");
    ASSERT_TRUE(answer.has_value());
    EXPECT_EQ(answer->value.at("below").as_array().size(), 12u);
    EXPECT_EQ(answer->value.at("below").at(0).at("place").at("full_name"), "Thành phố Sơn La");
}

TEST(Report, ThePartsOfTheAllianceAreItsFourWards) {
    World world;
    const auto alliance = *world.places.atlas()->resolve("Liên minh cộng đồng học tập Sơn La", on);
    const auto answer = report(*world.places.atlas(), world.source, alliance, 2025, on, Format::json, "vi");
    ASSERT_TRUE(answer.has_value());
    EXPECT_EQ(answer->value.at("below").as_array().size(), 4u);
    EXPECT_THAT(world.file(Format::text, "vi", alliance), HasSubstr("vùng liên minh"));
}

TEST(Report, NothingIsShownAsZeroThatWasNotCounted) {
    World world;
    const auto real = world.source.counts;
    const auto refused = [&](auto change) {
        world.source.counts = [&real, change](places::PlaceId place, int year, Date day) {
            auto rows = real(place, year, day);
            change(*rows);
            return rows;
        };
        const auto answer = report(*world.places.atlas(), world.source, 14, 2025, on, Format::text, "vi");
        return answer ? std::string("answered") : answer.error().code + " " + answer.error().where;
    };
    EXPECT_EQ(refused([](auto& rows) { rows.pop_back(); }), "indicators.no_counts below");
    EXPECT_EQ(refused([](auto& rows) { rows.push_back(rows.back()); }), "indicators.no_counts below");
    EXPECT_EQ(refused([](auto& rows) { rows.push_back({99, {}}); }), "indicators.no_counts below");
    EXPECT_EQ(refused([](auto& rows) { rows.erase(rows.begin()); }), "indicators.no_counts place");
    EXPECT_EQ(refused([](auto& rows) { rows.clear(); }), "indicators.no_counts place");
}

TEST(Report, RefusalsOfPlaceAndSource) {
    World world;
    const auto atlas = world.places.atlas();
    EXPECT_EQ(report(*atlas, world.source, 99, 2025, on, Format::text, "vi").error().code, "places.unknown");
    const auto old_place = *atlas->by_code("03649", Date{2025, 6, 30});
    EXPECT_EQ(report(*atlas, world.source, old_place, 2025, on, Format::text, "vi").error().code, "places.not_then");
    EXPECT_EQ(world.asked, 0) << "the source is not asked about a place that is not there";
    world.source.counts = [](places::PlaceId, int, Date) -> Result<std::vector<PlaceCounts>> {
        return refuse("recognition.no_campaign", "year");
    };
    EXPECT_EQ(report(*atlas, world.source, 14, 2025, on, Format::text, "vi").error().code, "recognition.no_campaign");
}

TEST(Report, EmptyDenominatorsShowADash) {
    World world;
    world.source.counts = [&](places::PlaceId place, int, Date) -> Result<std::vector<PlaceCounts>> {
        return std::vector<PlaceCounts>{{place, {}}};
    };
    const auto mai_son = *world.places.atlas()->by_code("04105", on);
    EXPECT_THAT(world.file(Format::text, "vi", mai_son), AllOf(HasSubstr("–"), HasSubstr("chưa đạt")));
}

TEST(Queries, ReportAndFigures) {
    World world;
    const auto ask = [&](std::string_view path, json::object parameters,
                         std::string language = "vi") -> Result<Answer> {
        for (const auto& line : world.capabilities.tables()[2].queries) {
            if (line.path != path) continue;
            auto shaped = check_shape(parameters, line.parameters);
            if (!shaped) return std::unexpected(shaped.error());
            auto reader = world.store->reader();
            QueryContext context{*reader, language, on};
            return line.run(context, *shaped);
        }
        return refuse("internal");
    };
    for (const char* place : {"14", "04105", "Xã Mai Sơn", "14000000000355"}) {
        const auto answer = ask("/api/report", {{"place", place}, {"year", 2025}});
        ASSERT_TRUE(answer.has_value()) << place << answer.error().code;
        EXPECT_EQ(answer->value.at("place").at("code"), place == std::string("14") ? "14" : "04105");
    }
    const auto csv = ask("/api/report", {{"place", "14"}, {"year", 2025}, {"format", "csv"}});
    ASSERT_TRUE(csv.has_value());
    EXPECT_EQ(csv->content_type, "text/csv; charset=utf-8");
    EXPECT_EQ(csv->file_name, "khuyenhoc-14-2025.csv");
    EXPECT_EQ(ask("/api/report", {{"place", "14"}, {"year", 2025}, {"format", "pdf"}}).error().code,
              "shape.not_one_of");
    EXPECT_EQ(ask("/api/report", {{"place", "nowhere"}, {"year", 2025}}).error().code, "places.unknown");
    EXPECT_EQ(ask("/api/report", {{"place", "03649"}, {"year", 2025}}).error().code, "places.not_then");
    EXPECT_TRUE(ask("/api/report", {{"place", "116"}, {"year", 2025}, {"on", "2025-06-30"}}).has_value());
    const auto figures = ask("/api/figures", {});
    ASSERT_TRUE(figures.has_value());
    EXPECT_EQ(figures->value.at("figures").at(0).at("denominator"), "population");
}

}  // namespace
}  // namespace khuyenhoc::indicators
