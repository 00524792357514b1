// Outlines are made simpler without coming apart, and written and drawn as they are.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <random>
#include <set>

#include "places/outline.h"

namespace khuyenhoc::places {
namespace {

/// A sheet of `n` by `n` fields whose borders wander; neighbours have the same points on the border they share. Each ring starts
/// somewhere else and goes either way, as files do.
class Sheet {
public:
    Sheet(int n, int steps, unsigned seed) : random_(seed), steps_(steps) {
        for (int row = 0; row < n; ++row)
            for (int column = 0; column < n; ++column) {
                Ring ring;
                side(ring, {column, row}, {column + 1, row});
                side(ring, {column + 1, row}, {column + 1, row + 1});
                side(ring, {column + 1, row + 1}, {column, row + 1});
                side(ring, {column, row + 1}, {column, row});
                std::ranges::rotate(ring, ring.begin() + static_cast<std::ptrdiff_t>(random_() % ring.size()));
                if (random_() % 2 == 0) std::ranges::reverse(ring);
                outlines.push_back({ring});
            }
    }
    std::vector<Outline> outlines;

private:
    using Corner = std::pair<int, int>;
    static constexpr int field = 2000;

    void side(Ring& ring, Corner from, Corner to) {
        const bool turned = to < from;
        auto points = border(turned ? to : from, turned ? from : to);
        if (turned) std::ranges::reverse(points);
        ring.insert(ring.end(), points.begin(), points.end() - 1);
    }
    const std::vector<GridPoint>& border(Corner from, Corner to) {
        auto& points = borders_[{from, to}];
        if (!points.empty()) return points;
        // A slow bend with a rough edge.
        std::uniform_int_distribution<int> bend(-field / 15, field / 15), rough(-8, 8);
        const double bends[] = {double(bend(random_)), bend(random_) / 2.0, bend(random_) / 3.0};
        const auto aside = [&](int i) {
            const double angle = 3.14159265 * i / steps_;
            return static_cast<int>(bends[0] * std::sin(angle) + bends[1] * std::sin(2 * angle) + bends[2] * std::sin(5 * angle)) + rough(random_);
        };
        for (int i = 0; i <= steps_; ++i) {
            const bool end = i == 0 || i == steps_;
            const int along = field * i / steps_;
            const int x = from.first * field + (to.first > from.first ? along : end ? 0 : aside(i));
            const int y = from.second * field + (to.second > from.second ? along : end ? 0 : aside(i));
            points.push_back({1030000 + x, 210000 + y});
        }
        return points;
    }

    std::mt19937 random_;
    int steps_;
    std::map<std::pair<Corner, Corner>, std::vector<GridPoint>> borders_;
};

using Edge = std::pair<GridPoint, GridPoint>;
std::map<Edge, int> edges_of(const std::vector<Outline>& outlines) {
    std::map<Edge, int> edges;
    for (const auto& outline : outlines)
        for (const auto& ring : outline)
            for (std::size_t i = 0; i < ring.size(); ++i) ++edges[std::minmax(ring[i], ring[(i + 1) % ring.size()])];
    return edges;
}

std::size_t bytes_of(const std::vector<Outline>& outlines) {
    std::size_t bytes = 0;
    for (const auto& outline : outlines) bytes += write_rings(outline).size();
    return bytes;
}

double all_area(const std::vector<Outline>& outlines) {
    double sum = 0;
    for (const auto& outline : outlines)
        for (const auto& ring : outline) sum += area_of(ring);
    return sum;
}

TEST(Simplify, NeighboursKeepOneBorder) {
    for (unsigned seed = 1; seed <= 20; ++seed) {
        const int n = 2 + static_cast<int>(seed % 5);
        const Sheet sheet(n, 120, seed);
        const std::size_t most = bytes_of(sheet.outlines) / 6;
        const auto simple = simplify(sheet.outlines, most);
        ASSERT_EQ(simple.size(), sheet.outlines.size());
        EXPECT_LE(bytes_of(simple), bytes_of(sheet.outlines) / 3) << seed;
        for (std::size_t i = 0; i < simple.size(); ++i) {
            ASSERT_EQ(simple[i].size(), 1u);
            const double was = area_of(sheet.outlines[i][0]);
            EXPECT_LT(std::abs(area_of(simple[i][0]) - was) / was, 0.02) << seed << " field " << i;
        }
        // Every edge is the outer border's or belongs to exactly two; the corners of the fields, where three meet, all stay.
        std::set<GridPoint> points;
        double outer = 0;
        for (const auto& [edge, count] : edges_of(simple)) {
            EXPECT_LE(count, 2);
            points.insert(edge.first);
            points.insert(edge.second);
            if (count == 1) ++outer;
        }
        EXPECT_GT(outer, 0);
        for (int row = 0; row <= n; ++row)
            for (int column = 0; column <= n; ++column)
                if (row % n != 0 || column % n != 0) {
                    EXPECT_TRUE(points.contains({1030000 + column * 2000, 210000 + row * 2000})) << seed;
                }
        EXPECT_NEAR(all_area(simple) / all_area(sheet.outlines), 1, 0.01);
        // No gap: what is inside is walked twice, so that edges walked once close the outer border alone.
        std::map<GridPoint, int> ends;
        for (const auto& [edge, count] : edges_of(simple))
            if (count == 1) ++ends[edge.first], ++ends[edge.second];
        for (const auto& [point, count] : ends) EXPECT_EQ(count, 2) << seed;
    }
}

TEST(Simplify, WhatIsSmallEnoughStaysAsItIs) {
    const Sheet sheet(3, 8, 5);
    const auto simple = simplify(sheet.outlines, 100'000);
    ASSERT_EQ(simple.size(), sheet.outlines.size());
    EXPECT_EQ(edges_of(simple), edges_of(sheet.outlines));
}

TEST(Simplify, AHoleAndWhatFillsItStayOneLine) {
    Ring inner, outer;
    for (int i = 0; i < 400; ++i) {
        const double angle = i * 3.14159265 / 200;
        inner.push_back({1036000 + static_cast<int>(900 * std::cos(angle)), 215000 + static_cast<int>(900 * std::sin(angle))});
        outer.push_back({1036000 + static_cast<int>(3000 * std::cos(angle)), 215000 + static_cast<int>(3000 * std::sin(angle))});
    }
    Ring hole = inner;
    std::ranges::rotate(hole, hole.begin() + 123);
    std::ranges::reverse(hole);
    const std::vector<Outline> outlines{{tidy(outer), tidy(hole)}, {tidy(inner)}};
    const auto simple = simplify(outlines, bytes_of(outlines) / 8);
    EXPECT_LT(bytes_of(simple), bytes_of(outlines) / 4);
    EXPECT_EQ(edges_of({{simple[0][1]}}), edges_of({simple[1]}));
}

TEST(Simplify, NothingFallsFlat) {
    // Two halves of a lens share its chord; each outer border could be let go as a whole.
    const std::vector<Outline> halves{{{{0, 0}, {10, 300}, {20, 310}, {1000, 0}}}, {{{0, 0}, {500, -3}, {1000, 0}}}};
    for (const std::size_t most : {0, 1, 30})
        for (const auto& outline : simplify(halves, most))
            for (const auto& ring : outline) EXPECT_GE(ring.size(), 3u);
    EXPECT_TRUE(simplify({}, 0).empty());
}

TEST(Rings, AreWrittenAndRead) {
    const Outline outline{{{1035000, 215000}, {1036000, 215000}, {1036000, 216000}}, {{-5, -7}, {0, 0}, {3, -900000}}};
    EXPECT_EQ(write_rings(outline), "1035000 215000 1000 0 0 1000;-5 -7 5 7 3 -900000");
    EXPECT_EQ(read_rings(write_rings(outline)), outline);
}

TEST(Rings, HostileTextsAreRefused) {
    for (const char* text : {"", " ", ";", "1", "1 2", "1 2 3 4", "1 2 3 4 5", "1 2 3 4 5 6 ", "1 2 3 4 5 6;", ";1 2 3 4 5 6", "1 2 0 0 3 4",
                             "1 2 3 4 -3 -4", "1  2 3 4 5 6", "+1 2 3 4 5 6", "1.5 2 3 4 5 6", "0x1 2 3 4 5 6", "1800001 2 3 4 5 6",
                             "1 900001 3 4 5 6", "1800000 0 1 0 0 5", "99999999999999999999 2 3 4 5 6", "1 2 3 4 5 6|"})
        EXPECT_FALSE(read_rings(text).has_value()) << text;
}

TEST(Draw, EastAndNorthAreAsLongAsTheyAre) {
    // At 60 degrees north a degree of longitude is half a degree of latitude long.
    const std::vector<Outline> outlines{{{{0, 595000}, {20000, 595000}, {20000, 605000}, {0, 605000}}}};
    const auto drawing = draw(outlines);
    EXPECT_EQ(drawing.width, 1000);
    EXPECT_NEAR(drawing.height, 1000, 1);
    EXPECT_EQ(drawing.paths[0].d, "M0 1000l1000 0 0-1000-1000 0z");
    EXPECT_EQ(drawing.paths[0].x, 500);
    EXPECT_EQ(drawing.paths[0].y, 500);
    EXPECT_TRUE(draw({}).paths.empty());
}

}  // namespace
}  // namespace khuyenhoc::places
