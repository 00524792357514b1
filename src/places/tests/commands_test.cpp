// Commands, queries and checks of places against a real database.
#include <gmock/gmock.h>

#include "world.h"

namespace khuyenhoc::places {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

std::int64_t quynh_nhai(World& world) { return *world.places.atlas()->by_code("03703", after); }

json::object hamlet(std::string_view type, std::string_view name, std::int64_t commune,
                    std::string_view from = "2025-07-01") {
    return {{"type", type}, {"name", name}, {"commune", commune}, {"from_date", from}};
}

TEST(LoadFacts, TwiceChangesNothing) {
    World world;
    const auto first = world.run("places.load_facts", {});
    ASSERT_TRUE(first.has_value());
    EXPECT_EQ(first->at("added").as_int64(), 289);
    const auto second = world.run("places.load_facts", {});
    ASSERT_TRUE(second.has_value());
    EXPECT_EQ(second->at("added").as_int64(), 0);
    EXPECT_EQ(second->at("sha256"), first->at("sha256"));
    EXPECT_EQ(world.places.atlas()->size(), 289u);
    EXPECT_THAT(world.capabilities.run_checks(*world.store->reader()), IsEmpty());
}

TEST(LoadFacts, AProvinceWithoutFactsIsRefused) {
    World world;
    auto writer = world.store->writer();
    EXPECT_EQ(load_facts(writer.connection, 15).error().code, "places.no_facts");
}

TEST(Atlas, IsReloadedAfterACommandAndOldPointersStay) {
    World world;
    const auto empty = world.places.atlas();
    EXPECT_EQ(empty->size(), 0u);
    ASSERT_TRUE(world.run("places.load_facts", {}).has_value());
    EXPECT_EQ(empty->size(), 0u);
    EXPECT_EQ(world.places.atlas()->size(), 289u);
}

TEST(Hamlets, AreFoundBeneathTheirCommune) {
    World world;
    ASSERT_TRUE(world.run("places.load_facts", {}).has_value());
    const auto commune = quynh_nhai(world);
    const auto one = world.run("places.add_hamlet", hamlet("ban", "Bó Ẳng", commune));
    ASSERT_TRUE(one.has_value()) << one.error().code;
    const PlaceId id = one->at("place_ids").at(0).as_int64();
    EXPECT_EQ(id, 14'000'000'100'001);
    ASSERT_TRUE(world
                    .run("places.add_hamlets", {{"hamlets", json::array{hamlet("tieu_khu", "10", commune),
                                                                        hamlet("tieu_khu", "2", commune)}}})
                    .has_value());

    const auto atlas = world.places.atlas();
    EXPECT_THAT(full_names(*atlas, atlas->children(commune, after), after),
                ElementsAre("Tiểu khu 2", "Tiểu khu 10", "Bản Bó Ẳng"));
    EXPECT_EQ(atlas->full_name(id, after, "en"), "Bo Ang Hamlet");
    EXPECT_EQ(atlas->commune_of(id, after), commune);
    EXPECT_THAT(atlas->chain(id, after), ElementsAre(commune, 14));
    EXPECT_THAT(atlas->hamlets(14, after), SizeIs(3));
    EXPECT_THAT(atlas->hamlets(14, before), IsEmpty());
    EXPECT_EQ(atlas->resolve("bản bó ẳng", after, commune), id);
    EXPECT_EQ(atlas->resolve("bo ang", after), id);
    EXPECT_EQ(atlas->resolve("TK 10", after, commune, Kind::hamlet), id + 1);
    EXPECT_THAT(world.capabilities.run_checks(*world.store->reader()), IsEmpty());
}

TEST(Hamlets, AWardsHamletsAreUnderTheAllianceToo) {
    World world;
    ASSERT_TRUE(world.run("places.load_facts", {}).has_value());
    const PlaceId ward = *world.places.atlas()->by_code("03646", after);
    ASSERT_TRUE(world.run("places.add_hamlet", hamlet("to_dan_pho", "5", ward)).has_value());
    const auto atlas = world.places.atlas();
    const PlaceId alliance = *atlas->resolve("Liên minh cộng đồng học tập Sơn La", after);
    EXPECT_THAT(full_names(*atlas, atlas->hamlets(alliance, after), after), ElementsAre("Tổ dân phố 5"));
    EXPECT_TRUE(atlas->is_under(atlas->hamlets(ward, after).front(), alliance, after));
    EXPECT_THAT(atlas->hamlets(14, after), SizeIs(1)) << "not counted again through the area";
}

struct RefusedHamlet {
    const char* type;
    const char* name;
    std::int64_t commune;
    const char* from;
    const char* code;
    const char* where;
};

TEST(Hamlets, Refusals) {
    World world;
    ASSERT_TRUE(world.run("places.load_facts", {}).has_value());
    const auto commune = quynh_nhai(world);
    ASSERT_TRUE(world.run("places.add_hamlet", hamlet("ban", "Bó", commune)).has_value());
    const PlaceId bo = world.places.atlas()->hamlets(14, after).front();
    const RefusedHamlet cases[] = {{"ap", "Bó", commune, "2025-07-01", "shape.not_one_of", "type"},
                                   {"ban", "", commune, "2025-07-01", "shape.out_of_range", "name"},
                                   {"ban", "--", commune, "2025-07-01", "places.bad_name", "name"},
                                   {"ban", "Nà", 14'000'000'999'999, "2025-07-01", "places.unknown", "commune"},
                                   {"ban", "Nà", 14, "2025-07-01", "places.not_a_commune", "commune"},
                                   {"ban", "Nà", bo, "2025-07-01", "places.not_a_commune", "commune"},
                                   {"ban", "Nà", commune, "2025-06-30", "places.not_then", "from_date"},
                                   {"ban", "Nà", commune, "1/7/2025", "shape.bad_date", "from_date"},
                                   {"ban", "Bó", commune, "2025-09-01", "places.name_taken", "name"}};
    for (const auto& c : cases) {
        const auto answer = world.run("places.add_hamlet", hamlet(c.type, c.name, c.commune, c.from));
        ASSERT_FALSE(answer.has_value()) << c.code;
        EXPECT_EQ(answer.error().code, c.code);
        EXPECT_EQ(answer.error().where, c.where);
    }
    EXPECT_TRUE(world.run("places.add_hamlet", hamlet("thon", "Bó", commune)).has_value())
        << "another type is another name";
}

TEST(Hamlets, OneBadOneStopsAllOfACall) {
    World world;
    ASSERT_TRUE(world.run("places.load_facts", {}).has_value());
    const auto commune = quynh_nhai(world);
    const auto answer = world.run(
        "places.add_hamlets", {{"hamlets", json::array{hamlet("ban", "Nà", commune), hamlet("ban", "Nà", commune)}}});
    ASSERT_FALSE(answer.has_value());
    EXPECT_EQ(answer.error().code, "places.name_taken");
    EXPECT_EQ(answer.error().where, "hamlets[1].name");
    EXPECT_THAT(world.places.atlas()->hamlets(14, after), IsEmpty());
}

TEST(Queries, ListFindAndOne) {
    World world;
    ASSERT_TRUE(world.run("places.load_facts", {}).has_value());
    const auto list = world.ask("/api/places", {{"under", "14"}, {"kind", "commune"}, {"on", "2025-06-30"}});
    ASSERT_TRUE(list.has_value());
    EXPECT_EQ(list->value.at("places").as_array().size(), 200u);
    const auto provinces = world.ask("/api/places", {});
    ASSERT_TRUE(provinces.has_value());
    EXPECT_EQ(provinces->value.at("places").at(0).at("full_name"), "Tỉnh Sơn La");

    const auto then = world.ask("/api/places/find", {{"code", "03703"}, {"on", "2025-06-30"}});
    ASSERT_TRUE(then.has_value());
    EXPECT_EQ(then->value.at("place").at("full_name"), "Thị trấn Mường Giàng");
    EXPECT_EQ(then->value.at("successors").at(0).at("place").at("full_name"), "Xã Quỳnh Nhai");
    const auto now = world.ask("/api/places/find", {{"name", "quynh nhai"}});
    ASSERT_TRUE(now.has_value());
    EXPECT_EQ(now->value.at("place").at("code"), "03703");
    EXPECT_EQ(now->value.at("predecessors").as_array().size(), 4u);
    EXPECT_EQ(now->value.at("place").at("lat").as_double(), 21.6433);

    const auto one = world.ask("/api/places/{place_id}", {{"place_id", 14}});
    ASSERT_TRUE(one.has_value());
    EXPECT_EQ(one->value.at("measures").as_array().size(), 4u);

    EXPECT_EQ(world.ask("/api/places/find", {}).error().code, "places.code_or_name");
    EXPECT_EQ(world.ask("/api/places/find", {{"code", "14"}, {"name", "Sơn La"}}).error().code, "places.code_or_name");
    EXPECT_EQ(world.ask("/api/places/{place_id}", {{"place_id", 15}}).error().code, "places.unknown");
    EXPECT_EQ(world.ask("/api/places/find", {{"name", "Hát Lót"}, {"on", "2025-06-30"}}).error().code,
              "places.ambiguous");
    EXPECT_EQ(world.ask("/api/places/find", {{"code", "03649"}}).error().code, "places.not_then");
}

TEST(Refusals, EveryCodeUsedIsDeclared) {
    World world;
    for (const char* code :
         {"places.unknown", "places.ambiguous", "places.not_then", "places.code_or_name", "places.bad_type",
          "places.bad_name", "places.not_a_commune", "places.name_taken", "places.no_facts", "places.facts_format",
          "places.facts_twice", "places.facts_unknown_place", "places.facts_type", "places.facts_parent",
          "places.facts_period", "places.facts_code", "places.facts_succession", "places.facts_neighbour",
          "places.facts_source"})
        EXPECT_NE(world.capabilities.find_refusal(code), nullptr) << code;
}

struct Damage {
    const char* sql;
    const char* check;
};

TEST(Checks, EachFindsItsDamage) {
    const Damage cases[] = {
        {"DELETE FROM place_parent WHERE place_id = 14000000000301 AND parent_id = 14", "places.has_parent_at_start"},
        {"UPDATE place_parent SET to_date = '2025-08-01' WHERE place_id = 14000000000302 AND parent_id = 14",
         "places.parent_without_gap"},
        {"INSERT INTO place_parent(place_id, parent_id, from_date) VALUES (14000000000301, 14000000000001, "
         "'2025-07-02')",
         "places.one_parent"},
        {"INSERT INTO place_parent(place_id, parent_id, from_date) VALUES (14000000000301, 14000000000001, "
         "'2025-07-02')",
         "places.parent_lasts"},
        {"UPDATE place_parent SET parent_id = 14000000000302 WHERE place_id = 14000000000301 AND parent_id = 14",
         "places.parent_kind"},
        {"DELETE FROM place_name WHERE place_id = 14000000000301", "places.has_name"},
        {"INSERT INTO place_name(place_id, from_date, type, name, name_en, folded) VALUES (14000000000301, "
         "'2026-01-01', 'xa', 'A', 'A', 'a')",
         "places.one_name"},
        {"INSERT INTO place_code(place_id, scheme, code, from_date) VALUES (14000000000301, 'nso', '00001', "
         "'2026-01-01')",
         "places.one_code"},
        {"UPDATE place_code SET code = '03664' WHERE place_id = 14000000000301", "places.code_unique"},
        {"UPDATE place SET to_date = '2025-01-01' WHERE place_id = 14000000000101", "places.period_runs_forward"},
        {"UPDATE place_succession SET on_date = '2025-07-02' WHERE old_place_id = 14000000000101",
         "places.succession_meets"},
        {"DELETE FROM place_succession WHERE old_place_id = 14000000000101", "places.ended_commune_has_successor"},
        {"UPDATE place_measure SET value = value + 1 WHERE place_id = 14000000000301 AND measure = 'population'",
         "places.province_is_sum"},
        {"UPDATE place_parent SET parent_id = 99 WHERE place_id = 14000000000301 AND parent_id = 14",
         "places.link_names_places"},
        {"UPDATE place_name SET folded = 'x' WHERE place_id = 14000000000301", "places.folded_names"},
        {"INSERT INTO boundary(province_id, file_id, place_id, rings) VALUES (14, 7, 14000000000301, '0 0 5 0 0 5')",
         "places.boundary_has_file"},
        {"INSERT INTO boundary_file(province_id, file_id, source, valid_on, sha256, seq) VALUES (14, 7, 'a', "
         "'2025-07-01', 'b', 1)",
         "places.boundary_file_has_boundaries"},
        {"INSERT INTO boundary(province_id, file_id, place_id, rings) VALUES (14, 7, 14, '0 0 5 0 0 5')",
         "places.boundary_of_commune_of_its_day"},
        {"INSERT INTO boundary_forgotten(province_id, file_id, seq) VALUES (14, 7, 1)",
         "places.forgotten_boundaries_were_there"},
        {"INSERT INTO boundary(province_id, file_id, place_id, rings) VALUES (14, 7, 14000000000301, '1 2 3')",
         "places.boundaries_can_be_drawn"}};
    World world;
    ASSERT_TRUE(world.run("places.load_facts", {}).has_value());
    auto writer = world.store->writer();
    for (const auto& c : cases) {
        store::Transaction transaction(writer.connection);  // never committed
        ASSERT_GT(writer.connection.run(c.sql), 0) << c.sql;
        const auto broken = world.capabilities.run_checks(writer.connection);
        EXPECT_TRUE(
            std::ranges::any_of(broken, [&](const auto& line) { return line.starts_with(std::string(c.check) + ":"); }))
            << c.check << " should find: " << c.sql;
    }
    // Every check above is a check of the table, and every check of the table is above.
    for (const auto& check : world.capabilities.tables()[1].checks)
        EXPECT_TRUE(std::ranges::any_of(cases, [&](const Damage& d) { return check.name == d.check; })) << check.name;
}

}  // namespace
}  // namespace khuyenhoc::places
