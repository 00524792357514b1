// Files of boundaries, GeoJSON and TopoJSON: bytes in, outlines with the properties they bear out. Knows no store and no places.
// Private to this capability.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "places/outline.h"

namespace khuyenhoc::places {

struct BoundaryLimits {
    std::size_t bytes = 30'000'000;
    std::size_t features = 20'000;
    std::size_t points = 3'000'000;
};

struct BoundaryFeature {
    std::string where;  ///< "features[12]", in TopoJSON "geometries[12]"
    std::map<std::string, std::string> properties;  ///< texts and whole numbers only
    Outline outline;    ///< never empty
};

/// A GeoJSON FeatureCollection or a TopoJSON Topology (of several objects the one with most geometries), each geometry a Polygon or
/// MultiPolygon in degrees. Refuses with json.* or
/// places.boundary_format (neither of the two), places.boundary_too_large (facts: limit), places.boundary_geometry (not a polygon, or
/// not made like one), places.boundary_position (not two numbers), places.boundary_projected (no degrees: beyond ±180, ±90),
/// places.boundary_ring (not closed, or not around anything), places.boundary_arc (an arc that is not there or not made like one).
/// `where` is the feature and its member: "features[12].geometry"; never a text of the file.
Result<std::vector<BoundaryFeature>> read_boundaries(std::string_view bytes, const BoundaryLimits& limits = {});

// -- shared by the two readers

/// Counts what a file brings and says when it is too much.
class BoundaryCount {
public:
    explicit BoundaryCount(const BoundaryLimits& limits) : limits_(limits) {}
    Result<void> features(std::size_t count) const;
    Result<void> add_points(std::size_t count);

private:
    BoundaryLimits limits_;
    std::size_t points_ = 0;
};

/// A point of the grid from degrees; refuses places.boundary_projected.
Result<GridPoint> grid_point(double lon, double lat, const std::string& where);
/// The number, whichever way JSON holds it.
std::optional<double> number_of(const json::value& value);
/// Properties that may say a code or a name.
std::map<std::string, std::string> properties_of(const json::object& feature);
/// Rings as they came (first point said again at the end) as an outline; refuses places.boundary_ring.
Result<Outline> outline_of(std::vector<Ring> rings, const std::string& where);

Result<std::vector<BoundaryFeature>> read_topology(const json::object& root, BoundaryCount& count);

}  // namespace khuyenhoc::places
