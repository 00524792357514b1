// Outlines of places on a grid of ten-thousandths of a degree (11 m): made simpler so that neighbours keep one border, written as a
// text, drawn on a plane. Pure. Private to this capability.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace khuyenhoc::places {

struct GridPoint {
    std::int32_t lon = 0;  ///< within ±1 800 000
    std::int32_t lat = 0;  ///< within ±900 000
    auto operator<=>(const GridPoint&) const = default;
};

/// Closed without saying its first point again; at least three points, no two equal ones in a row.
using Ring = std::vector<GridPoint>;
/// Outer rings and holes alike: what lies inside an odd number of them is the place.
using Outline = std::vector<Ring>;

/// Without points that repeat the one before; empty when fewer than three are left.
Ring tidy(Ring ring);
/// In squares of the grid, whichever way round it goes.
double area_of(const Ring& ring);

/// Fewer points, until all of them written together take about `most_bytes`. A border that two outlines share stays one border:
/// both keep the same points of it. No outline's area changes by more than one hundredth, nor does a ring vanish.
std::vector<Outline> simplify(std::span<const Outline> outlines, std::size_t most_bytes);

/// "lon lat dlon dlat ...;..." with one part for each ring, and back; nothing when it is no such text.
std::string write_rings(const Outline& outline);
std::optional<Outline> read_rings(std::string_view text);

struct Drawing {
    struct Path {
        std::string d;       ///< for an SVG path
        int x = 0, y = 0;    ///< its middle
    };
    int width = 0, height = 0;  ///< the longer one is 1000
    std::vector<Path> paths;    ///< one for each outline
};
/// On a plane on which east and north are as long as they are at the middle's latitude.
Drawing draw(std::span<const Outline> outlines);

}  // namespace khuyenhoc::places
