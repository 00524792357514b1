#include "places/boundaries.h"

#include <cmath>

namespace khuyenhoc::places {

namespace {

constexpr std::size_t longest_property = 200;
constexpr std::size_t most_properties = 60;

class GeoJson {
public:
    explicit GeoJson(BoundaryCount& count) : count_(count) {}

    Result<std::vector<BoundaryFeature>> read(const json::array& features) {
        if (auto few = count_.features(features.size()); !few) return std::unexpected(few.error());
        std::vector<BoundaryFeature> out;
        for (std::size_t i = 0; i < features.size(); ++i) {
            auto read = feature(features[i], "features[" + std::to_string(i) + "]");
            if (!read) return std::unexpected(read.error());
            out.push_back(std::move(*read));
        }
        return out;
    }

private:
    Result<BoundaryFeature> feature(const json::value& value, std::string name) {
        const auto* object = value.if_object();
        if (object == nullptr) return refuse("places.boundary_geometry", name);
        const auto* geometry = object->if_contains("geometry");
        where_ = name + ".geometry";
        std::vector<Ring> rings;
        if (auto read = polygons(geometry == nullptr ? nullptr : geometry->if_object(), rings); !read)
            return std::unexpected(read.error());
        auto outline = outline_of(std::move(rings), where_);
        if (!outline) return std::unexpected(outline.error());
        return BoundaryFeature{std::move(name), properties_of(*object), std::move(*outline)};
    }

    std::unexpected<Refusal> wrong(std::string_view code = "places.boundary_geometry") const { return refuse(code, where_); }

    Result<void> polygons(const json::object* geometry, std::vector<Ring>& rings) {
        if (geometry == nullptr) return wrong();
        const auto* type = geometry->if_contains("type");
        const auto* coordinates = geometry->if_contains("coordinates");
        if (type == nullptr || coordinates == nullptr || !coordinates->is_array()) return wrong();
        if (*type == "Polygon") return polygon(*coordinates, rings);
        if (*type != "MultiPolygon") return wrong();
        for (const auto& one : coordinates->get_array())
            if (auto read = polygon(one, rings); !read) return read;
        return {};
    }

    Result<void> polygon(const json::value& value, std::vector<Ring>& rings) {
        const auto* list = value.if_array();
        if (list == nullptr) return wrong();
        for (const auto& one : *list) {
            const auto* positions = one.if_array();
            if (positions == nullptr) return wrong();
            if (auto few = count_.add_points(positions->size()); !few) return few;
            auto& ring = rings.emplace_back();
            for (const auto& position : *positions) {
                auto point = point_of(position);
                if (!point) return std::unexpected(point.error());
                ring.push_back(*point);
            }
        }
        return {};
    }

    Result<GridPoint> point_of(const json::value& position) const {
        const auto* pair = position.if_array();
        if (pair == nullptr || pair->size() < 2) return wrong("places.boundary_position");
        const auto lon = number_of((*pair)[0]), lat = number_of((*pair)[1]);
        if (!lon || !lat) return wrong("places.boundary_position");
        return grid_point(*lon, *lat, where_);
    }

    BoundaryCount& count_;
    std::string where_;
};

std::optional<std::string> property_text(const json::value& value) {
    if (const auto* text = value.if_string()) {
        if (text->size() > longest_property) return std::nullopt;
        return std::string(*text);
    }
    // Tables of maps keep codes as numbers, some of them as 3646.0.
    const auto number = number_of(value);
    if (!number || *number != std::floor(*number) || std::abs(*number) > 1e15) return std::nullopt;
    return std::to_string(static_cast<std::int64_t>(*number));
}

}  // namespace

Result<void> BoundaryCount::features(std::size_t count) const {
    if (count <= limits_.features) return {};
    return refuse("places.boundary_too_large", "features", {{"limit", std::to_string(limits_.features)}});
}

Result<void> BoundaryCount::add_points(std::size_t count) {
    points_ += count;
    if (points_ <= limits_.points) return {};
    return refuse("places.boundary_too_large", "points", {{"limit", std::to_string(limits_.points)}});
}

std::optional<double> number_of(const json::value& value) {
    if (!value.is_number()) return std::nullopt;
    return value.to_number<double>();
}

Result<GridPoint> grid_point(double lon, double lat, const std::string& where) {
    // Also false of what is no number at all.
    if (!(std::abs(lon) <= 180 && std::abs(lat) <= 90)) return refuse("places.boundary_projected", where);
    return GridPoint{static_cast<std::int32_t>(std::lround(lon * 10000)), static_cast<std::int32_t>(std::lround(lat * 10000))};
}

std::map<std::string, std::string> properties_of(const json::object& feature) {
    std::map<std::string, std::string> out;
    const auto* properties = feature.if_contains("properties");
    if (properties == nullptr || !properties->is_object()) return out;
    for (const auto& [name, value] : properties->get_object()) {
        if (out.size() == most_properties) break;
        if (auto text = property_text(value)) out.emplace(std::string_view(name.data(), name.size()), std::move(*text));
    }
    return out;
}

Result<Outline> outline_of(std::vector<Ring> rings, const std::string& where) {
    Outline outline;
    for (auto& ring : rings) {
        if (ring.size() < 4 || ring.front() != ring.back()) return refuse("places.boundary_ring", where);
        // An islet smaller than the grid is let go, a whole place is not.
        if (auto tidied = tidy(std::move(ring)); !tidied.empty() && area_of(tidied) > 0) outline.push_back(std::move(tidied));
    }
    if (outline.empty()) return refuse("places.boundary_ring", where);
    return outline;
}

Result<std::vector<BoundaryFeature>> read_boundaries(std::string_view bytes, const BoundaryLimits& limits) {
    if (bytes.size() > limits.bytes) return refuse("places.boundary_too_large", "bytes", {{"limit", std::to_string(limits.bytes)}});
    if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
    const auto parsed = parse_json(bytes);
    if (!parsed) {
        // The keys of somebody's file are not for a refusal.
        const bool key = parsed.error().code == "json.duplicate_key";
        return refuse(parsed.error().code, key ? "file" : parsed.error().where);
    }
    BoundaryCount count(limits);
    const auto* root = parsed->if_object();
    const auto* type = root == nullptr ? nullptr : root->if_contains("type");
    if (type == nullptr) return refuse("places.boundary_format", "type");
    if (*type == "Topology") return read_topology(*root, count);
    const auto* features = root->if_contains("features");
    if (*type != "FeatureCollection" || features == nullptr || !features->is_array()) return refuse("places.boundary_format", "type");
    return GeoJson(count).read(features->get_array());
}

}  // namespace khuyenhoc::places
