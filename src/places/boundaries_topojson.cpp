// TopoJSON: borders as arcs, kept once, as differences of whole numbers when quantised; geometries name the arcs they are made of.
#include <array>

#include "places/boundaries.h"

namespace khuyenhoc::places {

namespace {

struct Transform {
    std::array<double, 2> scale{1, 1}, translate{0, 0};
    bool quantised = false;
};

std::optional<std::array<double, 2>> pair_of(const json::value* value) {
    const auto* list = value == nullptr ? nullptr : value->if_array();
    if (list == nullptr || list->size() < 2) return std::nullopt;
    const auto x = number_of((*list)[0]), y = number_of((*list)[1]);
    if (!x || !y) return std::nullopt;
    return std::array{*x, *y};
}

Result<Transform> transform_of(const json::object& root) {
    const auto* given = root.if_contains("transform");
    if (given == nullptr) return Transform{};
    const auto* object = given->if_object();
    if (object == nullptr) return refuse("places.boundary_format", "transform");
    const auto scale = pair_of(object->if_contains("scale")), translate = pair_of(object->if_contains("translate"));
    if (!scale || !translate) return refuse("places.boundary_format", "transform");
    return Transform{*scale, *translate, true};
}

Result<std::vector<GridPoint>> arc_of(const json::value& value, const Transform& transform, const std::string& where) {
    const auto* positions = value.if_array();
    if (positions == nullptr || positions->size() < 2) return refuse("places.boundary_arc", where);
    std::vector<GridPoint> out;
    double x = 0, y = 0;
    for (const auto& position : *positions) {
        const auto pair = pair_of(&position);
        if (!pair) return refuse("places.boundary_position", where);
        x = transform.quantised ? x + (*pair)[0] : (*pair)[0];
        y = transform.quantised ? y + (*pair)[1] : (*pair)[1];
        auto point = grid_point(x * transform.scale[0] + transform.translate[0], y * transform.scale[1] + transform.translate[1], where);
        if (!point) return std::unexpected(point.error());
        out.push_back(*point);
    }
    return out;
}

class Topology {
public:
    explicit Topology(BoundaryCount& count) : count_(count) {}

    Result<void> read_arcs(const json::object& root) {
        const auto transform = transform_of(root);
        if (!transform) return std::unexpected(transform.error());
        const auto* arcs = root.if_contains("arcs");
        if (arcs == nullptr || !arcs->is_array()) return refuse("places.boundary_format", "arcs");
        for (const auto& value : arcs->get_array()) {
            auto arc = arc_of(value, *transform, "arcs[" + std::to_string(arcs_.size()) + "]");
            if (!arc) return std::unexpected(arc.error());
            arcs_.push_back(std::move(*arc));
        }
        return {};
    }

    Result<BoundaryFeature> geometry(const json::value& value, std::string name) {
        where_ = name + ".arcs";
        const auto* object = value.if_object();
        const auto* type = object == nullptr ? nullptr : object->if_contains("type");
        const auto* arcs = object == nullptr ? nullptr : object->if_contains("arcs");
        if (type == nullptr || arcs == nullptr || !arcs->is_array()) return refuse("places.boundary_geometry", name);
        const bool many = *type == "MultiPolygon";
        if (!many && *type != "Polygon") return refuse("places.boundary_geometry", name);
        std::vector<Ring> rings;
        if (auto read = many ? polygons(arcs->get_array(), rings) : polygon(*arcs, rings); !read) return std::unexpected(read.error());
        auto outline = outline_of(std::move(rings), where_);
        if (!outline) return std::unexpected(outline.error());
        return BoundaryFeature{std::move(name), properties_of(*object), std::move(*outline)};
    }

private:
    Result<void> polygons(const json::array& list, std::vector<Ring>& rings) {
        for (const auto& one : list)
            if (auto read = polygon(one, rings); !read) return read;
        return {};
    }

    Result<void> polygon(const json::value& value, std::vector<Ring>& rings) {
        const auto* list = value.if_array();
        if (list == nullptr) return refuse("places.boundary_geometry", where_);
        for (const auto& one : *list) {
            const auto* numbers = one.if_array();
            if (numbers == nullptr) return refuse("places.boundary_geometry", where_);
            auto& ring = rings.emplace_back();
            for (const auto& number : *numbers)
                if (auto added = add_arc(ring, number); !added) return added;
        }
        return {};
    }

    /// A negative number is that arc's complement, walked backwards. Where two arcs meet the point is said twice.
    Result<void> add_arc(Ring& ring, const json::value& number) {
        if (!number.is_int64()) return refuse("places.boundary_arc", where_);
        const auto given = number.get_int64();
        const auto index = static_cast<std::uint64_t>(given < 0 ? ~given : given);
        if (index >= arcs_.size()) return refuse("places.boundary_arc", where_);
        const auto& arc = arcs_[index];
        if (auto few = count_.add_points(arc.size()); !few) return few;
        if (!ring.empty()) {
            if (ring.back() != (given < 0 ? arc.back() : arc.front())) return refuse("places.boundary_ring", where_);
            ring.pop_back();
        }
        if (given < 0) ring.insert(ring.end(), arc.rbegin(), arc.rend());
        else ring.insert(ring.end(), arc.begin(), arc.end());
        return {};
    }

    BoundaryCount& count_;
    std::vector<std::vector<GridPoint>> arcs_;
    std::string where_;
};

/// The geometries of the object that has most of them.
const json::array* largest_collection(const json::object& root) {
    const auto* objects = root.if_contains("objects");
    if (objects == nullptr || !objects->is_object()) return nullptr;
    const json::array* largest = nullptr;
    for (const auto& pair : objects->get_object()) {
        const auto* object = pair.value().if_object();
        const auto* list = object == nullptr ? nullptr : object->if_contains("geometries");
        if (list == nullptr || !list->is_array()) continue;
        if (largest == nullptr || list->get_array().size() > largest->size()) largest = &list->get_array();
    }
    return largest;
}

}  // namespace

Result<std::vector<BoundaryFeature>> read_topology(const json::object& root, BoundaryCount& count) {
    const auto* geometries = largest_collection(root);
    if (geometries == nullptr) return refuse("places.boundary_format", "objects");
    if (auto few = count.features(geometries->size()); !few) return std::unexpected(few.error());
    Topology topology(count);
    if (auto read = topology.read_arcs(root); !read) return std::unexpected(read.error());
    std::vector<BoundaryFeature> out;
    for (const auto& value : *geometries) {
        auto read = topology.geometry(value, "geometries[" + std::to_string(out.size()) + "]");
        if (!read) return std::unexpected(read.error());
        out.push_back(std::move(*read));
    }
    return out;
}

}  // namespace khuyenhoc::places
