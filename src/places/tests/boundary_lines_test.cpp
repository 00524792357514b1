// Boundaries from a file to a map and back to tiles, against a real database.
#include <gmock/gmock.h>

#include "places/boundary_match.h"
#include "world.h"

namespace khuyenhoc::places {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

std::string feature(std::string_view properties, int column) {
    const auto corner = [&](int x, int y) {
        return "[" + std::to_string(103 + (column + x) / 10.0) + "," + std::to_string(21 + y / 10.0) + "]";
    };
    return R"({"type":"Feature","properties":{)" + std::string(properties) + R"(},"geometry":{"type":"Polygon","coordinates":[[)" +
           corner(0, 0) + "," + corner(1, 0) + "," + corner(1, 1) + "," + corner(0, 1) + "," + corner(0, 0) + "]]}}";
}

/// A file of squares in a row, one for each list of properties.
std::string file(const std::vector<std::string>& properties) {
    std::string out = R"({"type":"FeatureCollection","features":[)";
    for (std::size_t i = 0; i < properties.size(); ++i) out += (i == 0 ? "" : ",") + feature(properties[i], static_cast<int>(i));
    return out + "]}";
}

struct MatchedFile {
    const char* about;
    std::vector<std::string> properties;
    Date on;
    std::vector<const char*> codes;  ///< "" for a feature that matches nothing
    const char* code_property;
    const char* name_property;
};

TEST(BoundaryMatch, ByCodeElseByName) {
    const MatchedFile cases[] = {
        {"codes", {R"("ma_xa":"03703")", R"("ma_xa":"03646")"}, after, {"03703", "03646"}, "ma_xa", ""},
        {"codes that lost their zero", {R"("MAXA":3703)", R"("MAXA":3646.0)"}, after, {"03703", "03646"}, "MAXA", ""},
        {"numbers of rows are no codes", {R"("GID":1,"code":"03703")", R"("GID":2,"code":"03646")"}, after, {"03703", "03646"}, "code", ""},
        {"names", {R"("NAME":"xã Quỳnh Nhai")", R"("NAME":"Tô Hiệu")"}, after, {"03703", "03646"}, "", "NAME"},
        {"names without marks", {R"("N":"Quynh Nhai")", R"("N":"TO HIEU")"}, after, {"03703", "03646"}, "", "N"},
        {"a number that looks like a code by chance",
         {R"("dan_so":3646,"ten":"Quỳnh Nhai")", R"("dan_so":9999,"ten":"Tô Hiệu")", R"("dan_so":9998,"ten":"Thuận Châu")"},
         after, {"03703", "03646", "03721"}, "", "ten"},
        {"a name where the code is missing", {R"("ma":"03703","ten":"sai tên")", R"("ma":null,"ten":"Tô Hiệu")"}, after,
         {"03703", "03646"}, "ma", "ten"},
        {"other provinces' communes", {R"("ma":"03703")", R"("ma":"00001")"}, after, {"03703", ""}, "ma", ""},
    };
    for (const auto& c : cases) {
        const auto features = read_boundaries(file(c.properties));
        ASSERT_TRUE(features.has_value()) << c.about << " " << features.error().code;
        const auto matches = match_boundaries(son_la(), 14, c.on, *features);
        ASSERT_TRUE(matches.has_value()) << c.about << " " << matches.error().code;
        std::vector<std::string> codes(features->size());
        for (const auto& [place, i] : matches->matched) codes[i] = son_la().code(place, c.on);
        EXPECT_EQ(codes, std::vector<std::string>(c.codes.begin(), c.codes.end())) << c.about;
        EXPECT_EQ(matches->code_property, c.code_property) << c.about;
        EXPECT_EQ(matches->name_property, c.name_property) << c.about;
        EXPECT_EQ(matches->matched.size() + matches->without.size(), 75u) << c.about;
        EXPECT_EQ(matches->matched.size() + matches->nothing.size(), features->size()) << c.about;
    }
}

/// A name that two communes of one day bore, in two districts.
TEST(BoundaryMatch, TheDistrictTellsOneOfTwoNamesakes) {
    const Atlas& atlas = son_la();
    for (const PlaceId commune : atlas.communes(14, before)) {
        const auto name = atlas.full_name(commune, before);
        if (atlas.by_name(name, before, 14, Kind::commune).size() < 2) continue;
        const auto district = atlas.full_name(*atlas.parent(commune, before), before);
        const auto alone = read_boundaries(file({R"("ten":")" + name + "\""}));
        EXPECT_EQ(match_boundaries(atlas, 14, before, *alone).error().code, "places.boundary_no_match") << name;
        // A name that only one commune bears makes sure that the property is taken for one of names.
        const auto told = read_boundaries(file({R"("ten":")" + name + R"(","huyen":")" + district + "\""}));
        const auto matches = match_boundaries(atlas, 14, before, *told);
        ASSERT_TRUE(matches.has_value()) << name;
        EXPECT_EQ(matches->matched.front().first, commune);
        return;
    }
    FAIL() << "the facts have namesakes";
}

TEST(BoundaryMatch, Refusals) {
    const auto twice = read_boundaries(file({R"("ma":"03703")", R"("ma":"03646")", R"("ma":"03703")"}));
    const auto refused = match_boundaries(son_la(), 14, after, *twice);
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error(), (Refusal{"places.boundary_twice", "features[2]", {{"first", "features[0]"}, {"code", "03703"}}}));
    const auto none = read_boundaries(file({R"("ma":"99999")"}));
    EXPECT_EQ(match_boundaries(son_la(), 14, after, *none).error().code, "places.boundary_no_match");
    const auto empty = read_boundaries(file({}));
    EXPECT_EQ(match_boundaries(son_la(), 14, after, *empty).error().code, "places.boundary_no_match");
}

json::object body_from(const json::object& looked, std::string_view source) {
    return {{"source", source}, {"valid_on", looked.at("on")}, {"sha256", looked.at("sha256")}, {"boundaries", looked.at("boundaries")}};
}

json::object map_of(World& world, std::int64_t place, std::string_view on) {
    const auto answer = world.ask("/api/boundaries", {{"place_id", place}, {"on", on}});
    EXPECT_TRUE(answer.has_value());
    return answer->value.as_object();
}

TEST(BoundaryLines, FromAFileToAMapAndBackToTiles) {
    World world;
    ASSERT_TRUE(world.run("places.load_facts", {}).has_value());
    const auto bytes = file({R"("ma":"03703")", R"("ma":"03646")", R"("ma":"00001","ten":"nơi khác")"});
    const auto looked = look_at_boundaries(*world.places.atlas(), 14, after, bytes);
    ASSERT_TRUE(looked.has_value()) << looked.error().code;
    EXPECT_EQ(looked->at("communes"), 75);
    EXPECT_EQ(looked->at("matched"), 2);
    EXPECT_THAT(looked->at("without").as_array(), SizeIs(73));
    EXPECT_EQ(looked->at("nothing"), (json::array{{{"number", 3}, {"name", ""}}}));
    EXPECT_TRUE(map_of(world, 14, "2025-12-31").at("file").is_null()) << "looking keeps nothing";

    ASSERT_TRUE(world.run("places.load_boundaries", body_from(*looked, "Sở Nông nghiệp và Môi trường")).has_value());
    const auto map = map_of(world, 14, "2025-12-31");
    EXPECT_EQ(map.at("file").at("source"), "Sở Nông nghiệp và Môi trường");
    EXPECT_EQ(map.at("file").at("valid_on"), "2025-07-01");
    EXPECT_EQ(map.at("places"), looked->at("map").at("places"));
    EXPECT_THAT(std::string(map.at("places").at(0).at("d").as_string()), HasSubstr("z"));
    EXPECT_THAT(map_of(world, 14, "2025-06-30").at("places").as_array(), IsEmpty()) << "other communes then";
    const PlaceId alliance = *world.places.atlas()->resolve("Liên minh cộng đồng học tập Sơn La", after);
    EXPECT_THAT(map_of(world, alliance, "2025-12-31").at("places").as_array(), SizeIs(1)) << "only the ward";
    const PlaceId commune = *world.places.atlas()->by_code("03703", after);
    EXPECT_TRUE(map_of(world, commune, "2025-12-31").at("file").is_null()) << "hamlets stay tiles";

    const auto second = look_at_boundaries(*world.places.atlas(), 14, after, file({R"("ma":"03721")"}));
    ASSERT_TRUE(world.run("places.load_boundaries", body_from(*second, "bản mới")).has_value());
    EXPECT_EQ(map_of(world, 14, "2025-12-31").at("file").at("file_id"), 2);
    EXPECT_EQ(world.run("places.forget_boundaries", {{"file_id", 1}}).error().code, "places.boundary_no_file") << "not in force";
    ASSERT_TRUE(world.run("places.forget_boundaries", {{"file_id", 2}}).has_value());
    EXPECT_TRUE(map_of(world, 14, "2025-12-31").at("file").is_null()) << "and the one before does not come back";
    EXPECT_EQ(world.run("places.forget_boundaries", {{"file_id", 2}}).error().code, "places.boundary_no_file");
    EXPECT_THAT(world.capabilities.run_checks(*world.store->reader()), IsEmpty());
}

struct RefusedBody {
    const char* about;
    std::function<void(json::object&)> change;
    const char* code;
    const char* where;
};

TEST(BoundaryLines, Refusals) {
    World world;
    ASSERT_TRUE(world.run("places.load_facts", {}).has_value());
    const auto atlas = world.places.atlas();
    const auto good = body_from(*look_at_boundaries(*atlas, 14, after, file({R"("ma":"03703")", R"("ma":"03646")"})), "nguồn");
    const auto old = *atlas->by_code("03703", before);
    const auto first = [](json::object& body) -> json::object& { return body.at("boundaries").as_array()[0].as_object(); };
    const RefusedBody cases[] = {
        {"nobody's", [&](json::object& b) { first(b)["place_id"] = 99'999; }, "places.unknown", "boundaries[0].place_id"},
        {"the province's", [&](json::object& b) { first(b)["place_id"] = 14; }, "places.boundary_of", "boundaries[0].place_id"},
        {"an ended commune's", [&](json::object& b) { first(b)["place_id"] = old; }, "places.not_then", "boundaries[0].place_id"},
        {"twice", [&](json::object& b) { b.at("boundaries").as_array()[1] = first(b); }, "places.boundary_twice", "boundaries[1]"},
        {"no rings", [&](json::object& b) { first(b)["rings"] = "1 2 3"; }, "places.boundary_rings", "boundaries[0].rings"},
        {"none", [](json::object& b) { b["boundaries"] = json::array(); }, "shape.out_of_range", "boundaries"},
        {"no source", [](json::object& b) { b["source"] = " "; }, "shape.out_of_range", "source"},
    };
    for (const auto& c : cases) {
        auto body = good;
        c.change(body);
        const auto answer = world.run("places.load_boundaries", std::move(body));
        ASSERT_FALSE(answer.has_value()) << c.about;
        EXPECT_EQ(answer.error().code, c.code) << c.about;
        EXPECT_EQ(answer.error().where, c.where) << c.about;
    }
    EXPECT_EQ(world.store->reader()->query_integer("SELECT COUNT(*) FROM boundary"), 0);
}

}  // namespace
}  // namespace khuyenhoc::places
