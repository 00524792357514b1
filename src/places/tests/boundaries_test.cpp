// Files of boundaries: what is read, and every way one can be wrong.
#include <gtest/gtest.h>

#include "places/boundaries.h"

namespace khuyenhoc::places {
namespace {

// Two squares beside each other, the second with a hole; invented, with a name and a code as maps write them.
constexpr const char* geo = R"({"type":"FeatureCollection","name":"xa","features":[
 {"type":"Feature","properties":{"ten_xa":"Quỳnh Nhai","ma_xa":3703.0,"dan_so":null},
  "geometry":{"type":"Polygon","coordinates":[[[103.5,21.5],[103.6,21.5],[103.6,21.6],[103.5,21.6],[103.5,21.5]]]}},
 {"type":"Feature","properties":{"ten_xa":"Mường Sại","ma_xa":"03712"},
  "geometry":{"type":"MultiPolygon","coordinates":[
   [[[103.6,21.5,620],[103.7,21.5,620],[103.7,21.6,620],[103.6,21.6,620],[103.6,21.5,620]],
    [[103.64,21.54],[103.66,21.54],[103.66,21.56],[103.64,21.56],[103.64,21.54]]]]}}]})";

// The same two squares without the hole: arc 0 is their common border, northwards.
constexpr const char* topo = R"({"type":"Topology","transform":{"scale":[0.01,0.01],"translate":[103.5,21.5]},
 "objects":{"provinces":{"type":"GeometryCollection","geometries":[]},
  "communes":{"type":"GeometryCollection","geometries":[
   {"type":"Polygon","arcs":[[0,1]],"properties":{"code":"03703"}},
   {"type":"MultiPolygon","arcs":[[[2,-1]]],"properties":{"code":"03712"}}]}},
 "arcs":[[[10,0],[0,10]],[[10,10],[-10,0],[0,-10],[10,0]],[[10,0],[10,0],[0,10],[-10,0]]]})";

std::string changed(std::string text, std::string_view from, std::string_view to) {
    const auto at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return text.replace(at, from.size(), to);
}

const Ring west{{1035000, 215000}, {1036000, 215000}, {1036000, 216000}, {1035000, 216000}};

TEST(Boundaries, GeoJsonIsRead) {
    const auto features = read_boundaries(std::string("\xEF\xBB\xBF") + geo);
    ASSERT_TRUE(features.has_value()) << features.error().code << " " << features.error().where;
    ASSERT_EQ(features->size(), 2u);
    EXPECT_EQ((*features)[0].where, "features[0]");
    EXPECT_EQ((*features)[0].outline, Outline{west});
    EXPECT_EQ((*features)[0].properties, (std::map<std::string, std::string>{{"ten_xa", "Quỳnh Nhai"}, {"ma_xa", "3703"}}));
    ASSERT_EQ((*features)[1].outline.size(), 2u) << "the outer ring and the hole";
    EXPECT_EQ(area_of((*features)[1].outline[0]), 1'000'000);
    EXPECT_EQ(area_of((*features)[1].outline[1]), 40'000);
}

TEST(Boundaries, TopoJsonIsRead) {
    const auto features = read_boundaries(topo);
    ASSERT_TRUE(features.has_value()) << features.error().code << " " << features.error().where;
    ASSERT_EQ(features->size(), 2u) << "of the object that has most";
    EXPECT_EQ((*features)[0].properties.at("code"), "03703");
    EXPECT_EQ((*features)[0].outline, (Outline{{{1036000, 215000}, {1036000, 216000}, {1035000, 216000}, {1035000, 215000}}}));
    EXPECT_EQ((*features)[1].outline, (Outline{{{1036000, 215000}, {1037000, 215000}, {1037000, 216000}, {1036000, 216000}}}));
}

TEST(Boundaries, TopoJsonWithoutTransformIsRead) {
    const auto features = read_boundaries(R"({"type":"Topology","objects":{"a":{"type":"GeometryCollection","geometries":[
        {"type":"Polygon","arcs":[[0]]}]}},"arcs":[[[103.5,21.5],[103.6,21.5],[103.6,21.6],[103.5,21.6],[103.5,21.5]]]})");
    ASSERT_TRUE(features.has_value()) << features.error().code << " " << features.error().where;
    EXPECT_EQ((*features)[0].outline, Outline{west});
}

TEST(Boundaries, AnIsletSmallerThanTheGridIsLetGo) {
    const auto features = read_boundaries(changed(geo, "[103.64,21.54],[103.66,21.54],[103.66,21.56],[103.64,21.56],[103.64,21.54]",
                                                  "[103.64,21.54],[103.64001,21.54],[103.64,21.54001],[103.64,21.54]"));
    ASSERT_TRUE(features.has_value()) << features.error().code;
    EXPECT_EQ((*features)[1].outline.size(), 1u);
}

struct RefusedFile {
    const char* file;
    const char* from;
    const char* to;
    const char* code;
    const char* where;
};

TEST(Boundaries, RefusalsNameTheFeature) {
    const RefusedFile cases[] = {
        {geo, "\"name\":\"xa\",", "\"name\":\"xa\",,", "json.malformed", "byte 40"},
        {geo, "\"name\":\"xa\",", "\"type\":\"xa\",", "json.duplicate_key", "file"},
        {geo, "103.5,", "1e999,", "json.malformed", "number"},
        {geo, "103.5,", "NaN,", "json.malformed", nullptr},
        {geo, "103.5,", "Infinity,", "json.malformed", nullptr},
        {geo, "FeatureCollection", "GeometryCollection", "places.boundary_format", "type"},
        {geo, "\"features\":", "\"feature\":", "places.boundary_format", "type"},
        {geo, "\"type\":\"Polygon\"", "\"type\":\"LineString\"", "places.boundary_geometry", "features[0].geometry"},
        {geo, "\"type\":\"Polygon\"", "\"type\":7", "places.boundary_geometry", "features[0].geometry"},
        {geo, "\"coordinates\":[[[103.5,21.5]", "\"coordinates\":[[[103.5,\"21.5\"]", "places.boundary_position", "features[0].geometry"},
        {geo, "[103.6,21.6],", "[103.6],", "places.boundary_position", "features[0].geometry"},
        {geo, "[103.6,21.6],", "103.6,", "places.boundary_position", "features[0].geometry"},
        {geo, "[103.6,21.6],", "[512345.6,2378901.2],", "places.boundary_projected", "features[0].geometry"},
        {geo, "[103.6,21.6],", "[21.6,103.6],", "places.boundary_projected", "features[0].geometry"},
        {geo, "[103.6,21.6],[103.5,21.6],[103.5,21.5]", "[103.6,21.6],[103.5,21.6]", "places.boundary_ring", "features[0].geometry"},
        {geo, "[103.6,21.5],[103.6,21.6],[103.5,21.6],", "[103.6,21.5],", "places.boundary_ring", "features[0].geometry"},
        {geo, "[103.6,21.5],[103.6,21.6],[103.5,21.6],", "[103.6,21.5],[103.7,21.5],[103.6,21.5],", "places.boundary_ring", "features[0].geometry"},
        {geo, "[[[103.6,21.5,620]", "[7,[[103.6,21.5,620]", "places.boundary_geometry", "features[1].geometry"},
        {topo, "\"objects\":", "\"object\":", "places.boundary_format", "objects"},
        {topo, "\"arcs\":[[[10,0],[0,10]]", "\"arks\":[[[10,0],[0,10]]", "places.boundary_format", "arcs"},
        {topo, "\"scale\":[0.01,0.01]", "\"scale\":[0.01]", "places.boundary_format", "transform"},
        {topo, "\"transform\":{", "\"transform\":7,\"t\":{", "places.boundary_format", "transform"},
        {topo, "\"type\":\"Polygon\"", "\"type\":\"Point\"", "places.boundary_geometry", "geometries[0]"},
        {topo, "\"arcs\":[[0,1]]", "\"arcs\":[7]", "places.boundary_geometry", "geometries[0].arcs"},
        {topo, "\"arcs\":[[0,1]]", "\"arcs\":[[0,3]]", "places.boundary_arc", "geometries[0].arcs"},
        {topo, "\"arcs\":[[0,1]]", "\"arcs\":[[0,-4]]", "places.boundary_arc", "geometries[0].arcs"},
        {topo, "\"arcs\":[[0,1]]", "\"arcs\":[[0,1.5]]", "places.boundary_arc", "geometries[0].arcs"},
        {topo, "\"arcs\":[[0,1]]", "\"arcs\":[[0,-9223372036854775808]]", "places.boundary_arc", "geometries[0].arcs"},
        {topo, "\"arcs\":[[0,1]]", "\"arcs\":[[0,2]]", "places.boundary_ring", "geometries[0].arcs"},
        {topo, "\"arcs\":[[0,1]]", "\"arcs\":[[1]]", "places.boundary_ring", "geometries[0].arcs"},
        {topo, "[[10,0],[0,10]],", "[[10,0]],", "places.boundary_arc", "arcs[0]"},
        {topo, "[[10,0],[0,10]],", "[[10,0],[0]],", "places.boundary_position", "arcs[0]"},
        {topo, "\"scale\":[0.01,0.01]", "\"scale\":[0.01,1e300]", "places.boundary_projected", "arcs[0]"},
    };
    for (const auto& c : cases) {
        const auto features = read_boundaries(changed(c.file, c.from, c.to));
        ASSERT_FALSE(features.has_value()) << c.from << " -> " << c.to;
        EXPECT_EQ(features.error().code, c.code) << c.to;
        if (c.where != nullptr) {
            EXPECT_EQ(features.error().where, c.where) << c.to;
        }
    }
}

TEST(Boundaries, LimitsAreKept) {
    EXPECT_EQ(read_boundaries(geo, {.bytes = 100}).error().where, "bytes");
    EXPECT_EQ(read_boundaries(geo, {.features = 1}).error().where, "features");
    EXPECT_EQ(read_boundaries(topo, {.features = 1}).error().where, "features");
    EXPECT_EQ(read_boundaries(geo, {.points = 14}).error().where, "points");
    EXPECT_TRUE(read_boundaries(geo, {.points = 15}).has_value());
    EXPECT_EQ(read_boundaries(topo, {.points = 11}).error().where, "points") << "an arc counts each time it is used";
    EXPECT_TRUE(read_boundaries(topo, {.points = 12}).has_value());
    EXPECT_EQ(read_boundaries(geo, {.points = 14}).error().code, "places.boundary_too_large");
}

}  // namespace
}  // namespace khuyenhoc::places
