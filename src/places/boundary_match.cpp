#include "places/boundary_match.h"

#include <algorithm>
#include <functional>
#include <set>

namespace khuyenhoc::places {

namespace {

constexpr std::size_t code_digits = 5;

class Matching {
public:
    Matching(const Atlas& atlas, PlaceId province, Date on, std::span<const BoundaryFeature> features)
        : atlas_(atlas), province_(province), on_(on), features_(features) {}

    using Look = std::optional<PlaceId> (Matching::*)(const BoundaryFeature&, const std::string&) const;

    std::optional<PlaceId> by_code(const BoundaryFeature& feature, const std::string& property) const {
        const auto it = feature.properties.find(property);
        if (it == feature.properties.end()) return std::nullopt;
        std::string code = it->second;
        const bool digits = std::ranges::all_of(code, [](char c) { return c >= '0' && c <= '9'; });
        if (!digits || code.size() + 1 < code_digits || code.size() > code_digits) return std::nullopt;
        // Tables of maps lose the leading zero as spreadsheets do.
        if (code.size() < code_digits) code.insert(code.begin(), '0');
        const auto place = atlas_.by_code(code, on_);
        if (!place || atlas_.get(*place).kind != Kind::commune || !atlas_.is_under(*place, province_, on_)) return std::nullopt;
        return place;
    }

    std::optional<PlaceId> by_name(const BoundaryFeature& feature, const std::string& property) const {
        const auto it = feature.properties.find(property);
        if (it == feature.properties.end() || it->second.empty()) return std::nullopt;
        const auto places = atlas_.by_name(it->second, on_, province_, Kind::commune);
        if (places.size() == 1) return places.front();
        if (places.empty()) return std::nullopt;
        for (const auto& [name, value] : feature.properties) {
            if (name == property) continue;
            const auto districts = atlas_.by_name(value, on_, province_, Kind::district);
            if (districts.size() != 1) continue;
            const auto there = atlas_.by_name(it->second, on_, districts.front(), Kind::commune);
            if (there.size() == 1) return there.front();
        }
        return std::nullopt;
    }

    struct Best {
        std::string property;
        std::size_t places = 0;
    };
    /// The property that leads to most communes.
    Best best(Look look) const {
        std::map<std::string, std::set<PlaceId>> found;
        for (const auto& feature : features_)
            for (const auto& [property, value] : feature.properties)
                if (const auto place = (this->*look)(feature, property)) found[property].insert(*place);
        Best best;
        for (const auto& [property, places] : found)
            if (places.size() > best.places) best = {property, places.size()};
        return best;
    }

private:
    const Atlas& atlas_;
    PlaceId province_;
    Date on_;
    std::span<const BoundaryFeature> features_;
};

}  // namespace

Result<BoundaryMatches> match_boundaries(const Atlas& atlas, PlaceId province, Date on, std::span<const BoundaryFeature> features) {
    const Matching matching(atlas, province, on, features);
    auto code = matching.best(&Matching::by_code);
    const auto name = matching.best(&Matching::by_name);
    // A few numbers look like codes by chance (people, hectares): names that fit more communes are believed before them.
    if (code.places * 2 < name.places) code = {};
    BoundaryMatches out{.matched = {}, .without = {}, .nothing = {}, .code_property = code.property, .name_property = name.property};
    std::map<PlaceId, std::size_t> taken;
    for (std::size_t i = 0; i < features.size(); ++i) {
        auto place = matching.by_code(features[i], code.property);
        if (!place) place = matching.by_name(features[i], name.property);
        if (!place) {
            out.nothing.push_back(i);
            continue;
        }
        const auto [known, added] = taken.emplace(*place, i);
        if (!added)
            return refuse("places.boundary_twice", features[i].where,
                          {{"first", features[known->second].where}, {"code", atlas.code(*place, on)}});
    }
    if (taken.empty()) return refuse("places.boundary_no_match", "file");
    out.matched.assign(taken.begin(), taken.end());
    for (const PlaceId commune : atlas.communes(province, on))
        if (!taken.contains(commune)) out.without.push_back(commune);
    return out;
}

}  // namespace khuyenhoc::places
