// What is known of Son La's places, as domain/son-la.md lists it, asked of the atlas.
#include <gmock/gmock.h>

#include <map>
#include <set>

#include "base/text.h"
#include "world.h"

namespace khuyenhoc::places {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using testing::UnorderedElementsAre;

TEST(Atlas, CountsBeforeAndAfterTheReform) {
    const Atlas& atlas = son_la();
    EXPECT_THAT(atlas.under(14, before, Kind::district), SizeIs(12));
    EXPECT_THAT(atlas.communes(14, before), SizeIs(200));
    EXPECT_THAT(atlas.under(14, after, Kind::district), IsEmpty());
    EXPECT_THAT(atlas.communes(14, after), SizeIs(75));

    std::map<std::string, int> types_before, types_after;
    for (const PlaceId id : atlas.communes(14, before)) ++types_before[atlas.name(id, before).type];
    for (const PlaceId id : atlas.communes(14, after)) ++types_after[atlas.name(id, after).type];
    EXPECT_EQ(types_before, (std::map<std::string, int>{{"xa", 177}, {"phuong", 15}, {"thi_tran", 8}}));
    EXPECT_EQ(types_after, (std::map<std::string, int>{{"xa", 67}, {"phuong", 8}}));
}

TEST(Atlas, BeforeTheKnownListThereIsNothingBelowTheProvince) {
    EXPECT_THAT(son_la().communes(14, Date{2025, 1, 31}), IsEmpty());
    EXPECT_TRUE(son_la().exists(14, Date{2025, 1, 31}));
}

TEST(Atlas, CommunesAreInCodeOrder) {
    const Atlas& atlas = son_la();
    std::vector<std::string> codes;
    for (const PlaceId id : atlas.communes(14, after)) codes.push_back(atlas.code(id, after));
    EXPECT_TRUE(std::ranges::is_sorted(codes));
    EXPECT_EQ(std::set<std::string>(codes.begin(), codes.end()).size(), 75u);
    std::string district_by_district;
    for (const PlaceId id : atlas.communes(14, before)) {
        const std::string key = atlas.code(*atlas.parent(id, before), before) + atlas.code(id, before);
        EXPECT_LT(district_by_district, key);
        district_by_district = key;
    }
}

TEST(Atlas, PopulationsAddUpToTheNumberInPrint) {
    const Atlas& atlas = son_la();
    std::int64_t people = 0, hectares = 0, as_published = 0, repaired = 0;
    for (const PlaceId id : atlas.communes(14, after)) {
        const Measure* population = atlas.measure(id, "population", after);
        ASSERT_NE(population, nullptr);
        people += population->value;
        hectares += atlas.measure(id, "area_ha", after)->value;
        const Measure* published = atlas.measure(id, "population_published", after);
        as_published += published ? published->value : population->value;
        if (published == nullptr) continue;
        ++repaired;
        EXPECT_EQ(population->value, published->value * 10);
        EXPECT_TRUE(population->note.has_value()) << "a repaired value says so";
    }
    EXPECT_EQ(people, 1'404'587);
    EXPECT_EQ(as_published, 1'327'871);
    EXPECT_EQ(repaired, 5);
    EXPECT_EQ(hectares, 1'410'889);
    EXPECT_EQ(atlas.measure(14, "population", after)->value, people);
    EXPECT_EQ(atlas.measure(14, "population_published", after)->value, 1'327'430);
    EXPECT_EQ(atlas.measure(*atlas.by_code("04240", after), "population", after)->value, 4277) << "true, though small";
}

struct RepairedCase {
    const char* name;
    std::int64_t population;
};
TEST(Atlas, TheFiveRepairedPopulations) {
    for (const auto& [name, population] :
         {RepairedCase{"Mường Khiêng", 24'570}, RepairedCase{"Co Mạ", 14'560}, RepairedCase{"Chiềng Lao", 21'010},
          RepairedCase{"Chiềng Sại", 6'720}, RepairedCase{"Tân Yên", 18'380}}) {
        const auto id = son_la().resolve(name, after);
        ASSERT_TRUE(id.has_value()) << name;
        EXPECT_EQ(son_la().measure(*id, "population", after)->value, population) << name;
    }
}

TEST(Atlas, EveryOldCommuneHasExactlyOneSuccessor) {
    const Atlas& atlas = son_la();
    std::map<std::size_t, int> sizes;
    std::set<PlaceId> reached;
    for (const PlaceId old_place : atlas.communes(14, before)) {
        const auto next = atlas.successors(old_place);
        ASSERT_THAT(next, SizeIs(1));
        EXPECT_EQ(next[0].on, after);
        EXPECT_EQ(next[0].document, "1681/NQ-UBTVQH15");
        EXPECT_THAT(atlas.as_of(old_place, after), ElementsAre(next[0].new_place));
        reached.insert(next[0].new_place);
    }
    EXPECT_EQ(reached.size(), 75u);
    for (const PlaceId id : atlas.communes(14, after)) {
        ++sizes[atlas.predecessors(id).size()];
        EXPECT_EQ(atlas.as_of(id, before).size(), atlas.predecessors(id).size());
    }
    EXPECT_EQ(sizes, (std::map<std::size_t, int>{{1, 7}, {2, 31}, {3, 24}, {4, 8}, {5, 3}, {6, 2}}));
}

TEST(Atlas, TheSevenUnitsLeftAsTheyWere) {
    std::vector<std::string> names;
    for (const PlaceId id : son_la().communes(14, after))
        if (son_la().predecessors(id).size() == 1) names.push_back(son_la().name(id, after).name);
    EXPECT_THAT(names, UnorderedElementsAre("Mường Lạn", "Phiêng Khoài", "Suối Tọ", "Ngọc Chiến", "Tân Yên",
                                            "Mường Bám", "Mường Lèo"));
}

struct DistrictCase {
    const char* name;
    std::size_t old_units;
    std::size_t new_units;
    std::int64_t population;
};
TEST(Atlas, OldDistrictsAndTheUnitsMadeOfThem) {
    const Atlas& atlas = son_la();
    const DistrictCase cases[] = {{"Thành phố Sơn La", 12, 4, 121'408}, {"Huyện Thuận Châu", 28, 10, 191'379},
                                  {"Huyện Mai Sơn", 22, 8, 182'226},    {"Huyện Sông Mã", 19, 9, 171'007},
                                  {"Huyện Phù Yên", 25, 8, 138'695},    {"Thị xã Mộc Châu", 15, 8, 134'610},
                                  {"Huyện Mường La", 16, 5, 108'671},   {"Huyện Yên Châu", 14, 5, 87'972},
                                  {"Huyện Bắc Yên", 16, 6, 76'136},     {"Huyện Quỳnh Nhai", 11, 4, 70'284},
                                  {"Huyện Vân Hồ", 14, 4, 65'671},      {"Huyện Sốp Cộp", 8, 4, 56'528}};
    for (const auto& c : cases) {
        const auto district = atlas.resolve(c.name, before, std::nullopt, Kind::district);
        ASSERT_TRUE(district.has_value()) << c.name;
        EXPECT_THAT(atlas.children(*district, before), SizeIs(c.old_units)) << c.name;
        std::size_t new_units = 0;
        std::int64_t population = 0;
        for (const PlaceId id : atlas.communes(14, after)) {
            // The main part of a new unit is the old unit of the same name or code.
            const auto main = atlas.by_code(atlas.code(id, after), before);
            ASSERT_TRUE(main.has_value());
            if (!atlas.is_under(*main, *district, before)) continue;
            ++new_units;
            population += atlas.measure(id, "population", after)->value;
        }
        EXPECT_EQ(new_units, c.new_units) << c.name;
        EXPECT_EQ(population, c.population) << c.name;
    }
}

TEST(Atlas, OnlyChiengSonCrossesAnOldDistrictLine) {
    const Atlas& atlas = son_la();
    std::vector<std::string> crossing;
    for (const PlaceId id : atlas.communes(14, after)) {
        std::set<PlaceId> districts;
        for (const PlaceId old_place : atlas.as_of(id, before)) districts.insert(*atlas.parent(old_place, before));
        if (districts.size() > 1) crossing.push_back(atlas.full_name(id, after));
    }
    EXPECT_THAT(crossing, ElementsAre("Xã Chiềng Sơn"));
}

struct CodeCase {
    const char* code;
    const char* was;
    const char* is;
};
TEST(Atlas, ACodeAloneIsAmbiguous) {
    const Atlas& atlas = son_la();
    for (const auto& [code, was, is] :
         {CodeCase{"03646", "Phường Chiềng Lề", "Phường Tô Hiệu"},
          CodeCase{"03664", "Xã Chiềng Xôm", "Phường Chiềng An"},
          CodeCase{"03703", "Thị trấn Mường Giàng", "Xã Quỳnh Nhai"},
          CodeCase{"04105", "Thị trấn Hát Lót", "Xã Mai Sơn"}, CodeCase{"03980", "Phường Mộc Lỵ", "Phường Mộc Châu"},
          CodeCase{"03727", "Xã Mường é", "Xã Mường É"}}) {
        const auto old_place = atlas.by_code(code, before);
        const auto new_place = atlas.by_code(code, after);
        ASSERT_TRUE(old_place && new_place) << code;
        EXPECT_NE(*old_place, *new_place);
        EXPECT_EQ(atlas.full_name(*old_place, before), was);
        EXPECT_EQ(atlas.full_name(*new_place, after), is);
    }
    int renamed = 0, reused = 0;
    for (const PlaceId id : atlas.communes(14, after)) {
        const auto old_place = atlas.by_code(atlas.code(id, after), before);
        if (!old_place) continue;
        ++reused;
        if (atlas.full_name(*old_place, before) != atlas.full_name(id, after)) ++renamed;
    }
    EXPECT_EQ(reused, 75);
    EXPECT_EQ(renamed, 22);
}

TEST(Atlas, HomonymsAmongTheOldUnits) {
    const Atlas& atlas = son_la();
    EXPECT_THAT(atlas.by_name("Chiềng Chung", before), SizeIs(2));
    EXPECT_THAT(atlas.by_name("Hát Lót", before), SizeIs(2));
    EXPECT_THAT(full_names(atlas, atlas.by_name("xã Hát Lót", before), before), ElementsAre("Xã Hát Lót"));
    EXPECT_THAT(full_names(atlas, atlas.by_name("TT. Hát Lót", before), before), ElementsAre("Thị trấn Hát Lót"));
    const auto moc_chau = atlas.resolve("thị xã Mộc Châu", before);
    ASSERT_TRUE(moc_chau.has_value());
    const auto there = atlas.by_name("Chiềng Chung", before, *moc_chau);
    ASSERT_THAT(there, SizeIs(1));
    EXPECT_EQ(atlas.code(there[0], before), "04015");
    EXPECT_EQ(atlas.resolve("Chiềng Chung", before).error().code, "places.ambiguous");
}

TEST(Atlas, WithoutAccentsEightGroupsCollideAmongTheOldAndNoneAmongTheNew) {
    const Atlas& atlas = son_la();
    const auto groups = [&](Date on) {
        std::map<std::string, std::vector<PlaceId>> by_folded;
        for (const PlaceId id : atlas.communes(14, on)) by_folded[fold(atlas.name(id, on).name)].push_back(id);
        std::erase_if(by_folded, [](const auto& entry) { return entry.second.size() < 2; });
        return by_folded;
    };
    std::vector<std::string> collide;
    for (const auto& [name, ids] : groups(before)) {
        collide.push_back(name);
        EXPECT_EQ(atlas.by_name(name, before, std::nullopt, Kind::commune), ids) << name;
    }
    EXPECT_THAT(collide, UnorderedElementsAre("chieng an", "chieng on", "muong sai", "muong bang", "chieng hac",
                                              "chieng dong", "chieng chung", "hat lot"));
    EXPECT_THAT(groups(after), IsEmpty());
}

TEST(Atlas, ASpellingWithAccentsSaysWhichOneIsMeant) {
    const Atlas& atlas = son_la();
    EXPECT_THAT(full_names(atlas, atlas.by_name("Chiềng Ân", before), before), ElementsAre("Xã Chiềng Ân"));
    EXPECT_THAT(full_names(atlas, atlas.by_name("CHIỀNG AN", before), before), ElementsAre("Phường Chiềng An"));
    EXPECT_THAT(atlas.by_name("chieng an", before), SizeIs(2));
    EXPECT_THAT(full_names(atlas, atlas.by_name("phuong chieng an", before), before), ElementsAre("Phường Chiềng An"));
}

struct SpellingCase {
    const char* written;
    const char* code;
};
TEST(Atlas, KnownVariantsOfSpellingAreFound) {
    for (const auto& [written, code] :
         {SpellingCase{"Nặm Ét", "03712"}, SpellingCase{"Nậm Ét", "03712"}, SpellingCase{"Nong Lay", "03754"},
          SpellingCase{"Nặm Păm", "03826"}, SpellingCase{"Liên Hòa", "04009"}, SpellingCase{"Liên Hoà", "04009"},
          SpellingCase{"Nà Ớt", "04162"}, SpellingCase{"Pú Bẩu", "04174"}, SpellingCase{"Xí m Vàng", "03865"},
          SpellingCase{"Thảo Ngu yên", "03982"}, SpellingCase{"Mường É", "03727"},
          SpellingCase{"xã É Tòng", "03742"}}) {
        const auto found = son_la().resolve(written, before);
        ASSERT_TRUE(found.has_value()) << written;
        EXPECT_EQ(son_la().code(*found, before), code) << written;
    }
}

TEST(Atlas, ANameThatStartsLikeATypeIsStillAName) {
    const auto found = son_la().resolve("Bản Lầm", before);
    ASSERT_TRUE(found.has_value());
    EXPECT_EQ(son_la().full_name(*found, before), "Xã Bản Lầm");
}

TEST(Atlas, FullNamesInBothLanguages) {
    const Atlas& atlas = son_la();
    const auto name = [&](const char* code, Date on, const char* language) {
        return atlas.full_name(*atlas.by_code(code, on), on, language);
    };
    EXPECT_EQ(name("03703", after, "vi"), "Xã Quỳnh Nhai");
    EXPECT_EQ(name("03703", after, "en"), "Quynh Nhai Commune");
    EXPECT_EQ(name("03646", after, "en"), "To Hieu Ward");
    EXPECT_EQ(name("04105", before, "en"), "Hat Lot Township");
    EXPECT_EQ(name("123", before, "en"), "Moc Chau Town");
    EXPECT_EQ(name("116", before, "vi"), "Thành phố Sơn La");
    EXPECT_EQ(name("14", after, "vi"), "Tỉnh Sơn La");
}

TEST(Atlas, ResolvesWhatPeopleType) {
    const Atlas& atlas = son_la();
    EXPECT_EQ(atlas.resolve("14", after), 14);
    EXPECT_EQ(atlas.resolve("3703", after), *atlas.by_code("03703", after)) << "a spreadsheet ate the zero";
    EXPECT_EQ(atlas.resolve("14000000000301", after), *atlas.by_code("03646", after));
    EXPECT_EQ(atlas.resolve("Phường Tô Hiệu", after), *atlas.by_code("03646", after));
    struct RefusedCase {
        const char* written;
        Date on;
        const char* code;
    };
    for (const auto& [written, on, code] :
         {RefusedCase{"99999", after, "places.unknown"}, RefusedCase{"03649", after, "places.not_then"},
          RefusedCase{"03649", Date{2020, 1, 1}, "places.not_then"},
          RefusedCase{"14000000000301", before, "places.not_then"},
          RefusedCase{"99000000000301", after, "places.unknown"}, RefusedCase{"Hà Nội", after, "places.unknown"},
          RefusedCase{"99999999999999999999", after, "places.unknown"}, RefusedCase{"", after, "places.unknown"},
          RefusedCase{"Chiềng Lề", after, "places.not_then"},
          RefusedCase{"Chiềng Chung", before, "places.ambiguous"}}) {
        const auto found = atlas.resolve(written, on);
        ASSERT_FALSE(found.has_value()) << written;
        EXPECT_EQ(found.error().code, code) << written;
    }
}

TEST(Atlas, TheAllianceAndItsNeighbours) {
    const Atlas& atlas = son_la();
    const auto alliance = atlas.resolve("Liên minh cộng đồng học tập Sơn La", after);
    ASSERT_TRUE(alliance.has_value());
    EXPECT_EQ(atlas.full_name(*alliance, after), "Liên minh cộng đồng học tập Sơn La");
    EXPECT_THAT(full_names(atlas, atlas.under(*alliance, after), after),
                ElementsAre("Phường Tô Hiệu", "Phường Chiềng An", "Phường Chiềng Cơi", "Phường Chiềng Sinh"));
    std::int64_t people = 0;
    for (const PlaceId id : atlas.under(*alliance, after)) people += atlas.measure(id, "population", after)->value;
    EXPECT_EQ(people, 121'408);
    EXPECT_EQ(atlas.under(14, after).back(), *alliance);
    EXPECT_THAT(atlas.children(14, after), SizeIs(75)) << "an area is not one of the parts that sum to the province";

    const PlaceId to_hieu = *atlas.by_code("03646", after);
    EXPECT_THAT(full_names(atlas, atlas.neighbours(to_hieu), after),
                ElementsAre("Phường Chiềng An", "Phường Chiềng Cơi", "Phường Chiềng Sinh"));
    EXPECT_THAT(atlas.chain(to_hieu, after), ElementsAre(14));
    EXPECT_THAT(atlas.areas_of(to_hieu, after), ElementsAre(*alliance));
    EXPECT_TRUE(atlas.is_under(to_hieu, *alliance, after));
    EXPECT_FALSE(atlas.is_under(*atlas.by_code("03703", after), *alliance, after));
}

TEST(Atlas, NeighbourPairs) {
    std::size_t ends = 0;
    for (const PlaceId id : son_la().communes(14, after)) {
        EXPECT_FALSE(son_la().neighbours(id).empty());
        EXPECT_TRUE(son_la().get(id).centre.has_value());
        ends += son_la().neighbours(id).size();
    }
    EXPECT_EQ(ends, 2u * 187);
}

TEST(Atlas, ChainThroughADistrictBeforeTheReform) {
    const Atlas& atlas = son_la();
    const PlaceId chieng_le = *atlas.by_code("03646", before);
    EXPECT_THAT(full_names(atlas, atlas.chain(chieng_le, before), before),
                ElementsAre("Thành phố Sơn La", "Tỉnh Sơn La"));
    EXPECT_THAT(atlas.chain(chieng_le, after), IsEmpty());
}

}  // namespace
}  // namespace khuyenhoc::places
