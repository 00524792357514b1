// What people type into a place's box, and what they mean.
#include <gmock/gmock.h>

#include "places/search.h"
#include "world.h"

namespace khuyenhoc::places {
namespace {

std::vector<std::string> names(const Sought& sought) {
    std::vector<std::string> out;
    for (const auto& found : search(son_la(), sought))
        out.push_back(son_la().full_name(found.place, sought.on) + (found.former.empty() ? "" : " < " + found.former));
    return out;
}

TEST(PlaceSearch, FindsAsPeopleType) {
    struct Case {
        std::string_view typed, first;
    };
    for (const auto& [typed, first] : {Case{"quynh nhai", "Xã Quỳnh Nhai"}, Case{"Quỳnh N", "Xã Quỳnh Nhai"}, Case{"nhai quynh", "Xã Quỳnh Nhai"},
                                       Case{"phuong to hieu", "Phường Tô Hiệu"}, Case{"TÔ HIỆU", "Phường Tô Hiệu"}, Case{"son la", "Tỉnh Sơn La"}}) {
        const auto found = names({.text = typed, .on = after});
        ASSERT_FALSE(found.empty()) << typed;
        EXPECT_EQ(found.front(), first) << typed;
    }
}

TEST(PlaceSearch, AFormerNameLeadsToWhatItBecame) {
    const auto& old = son_la().communes(14, before);
    for (const PlaceId id : old) {
        const auto heirs = son_la().as_of(id, after);
        const auto found = search(son_la(), {.text = son_la().full_name(id, before), .on = after, .kind = Kind::commune, .most = 100});
        for (const PlaceId heir : heirs)
            EXPECT_TRUE(std::ranges::any_of(found, [&](const FoundPlace& one) { return one.place == heir; }))
                << son_la().full_name(id, before);
    }
}

TEST(PlaceSearch, OnlyPlacesOfThatDay) {
    for (const Date on : {before, after})
        for (const auto& found : search(son_la(), {.text = "muong", .on = on, .most = 100})) EXPECT_TRUE(son_la().exists(found.place, on));
}

TEST(PlaceSearch, KindAndPlaceAboveNarrowIt) {
    const auto commune = *son_la().resolve("xã Quỳnh Nhai", after);
    for (const auto& found : search(son_la(), {.text = "x", .on = after, .within = 14, .kind = Kind::commune}))
        EXPECT_EQ(son_la().get(found.place).kind, Kind::commune);
    EXPECT_THAT(names({.text = "quynh", .on = after, .within = commune}), testing::IsEmpty());
    EXPECT_THAT(names({.text = "--", .on = after}), testing::IsEmpty());
    EXPECT_THAT(names({.text = "muong", .on = after, .most = 3}), testing::SizeIs(3));
}

}  // namespace
}  // namespace khuyenhoc::places
