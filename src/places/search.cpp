#include "places/search.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "base/text.h"

namespace khuyenhoc::places {

namespace {

/// 0: the whole name; 1: the name begins so; 2: every word begins some word; nothing: not this one.
std::optional<int> fit(std::string_view typed, std::string_view name) {
    if (name == typed) return 0;
    if (name.starts_with(typed)) return 1;
    const auto words = words_of(name);
    const auto begins_some = [&](std::string_view wanted) {
        return std::ranges::any_of(words, [&](std::string_view word) { return word.starts_with(wanted); });
    };
    return std::ranges::all_of(words_of(typed), begins_some) ? std::optional(2) : std::nullopt;
}

std::optional<int> fit_name(std::string_view typed, const PlaceName& name) {
    const auto bare = fit(typed, fold(name.name));
    const auto whole = fit(typed, fold(full_name(name, "vi")));
    if (bare && whole) return std::min(*bare, *whole);
    return bare ? bare : whole;
}

struct Match {
    int quality = 0;
    std::string former;
    auto operator<=>(const Match& other) const { return std::tie(quality, former) <=> std::tie(other.quality, other.former); }
};

using Matches = std::map<PlaceId, Match>;

void keep_best(Matches& matches, PlaceId place, Match match) {
    const auto [found, is_new] = matches.try_emplace(place, match);
    if (!is_new) found->second = std::min(found->second, match);
}

void look_at(const Atlas& atlas, const Place& place, std::string_view typed, Date on, Matches& matches) {
    for (const auto& name : place.names) {
        const auto quality = fit_name(typed, name);
        if (!quality) continue;
        const bool now = place.period.holds(on) && &atlas.name(place.id, on) == &name;
        for (const PlaceId heir : now ? std::vector{place.id} : atlas.as_of(place.id, on))
            keep_best(matches, heir, {now ? *quality : 3 + *quality, now ? "" : full_name(name, "vi")});
    }
    for (const auto& alias : place.aliases)
        if (const auto quality = fit(typed, fold(alias)); quality && place.period.holds(on))
            keep_best(matches, place.id, {*quality, {}});
}

}  // namespace

std::vector<FoundPlace> search(const Atlas& atlas, const Sought& sought) {
    const std::string typed = fold(sought.text);
    if (typed.empty()) return {};
    Matches matches;
    for (const Place& place : atlas.places())
        if (place.kind != Kind::area) look_at(atlas, place, typed, sought.on, matches);

    using Rank = std::tuple<int, int, std::string, PlaceId>;
    std::vector<Rank> ranks;
    for (const auto& [id, match] : matches) {
        const Place& place = atlas.get(id);
        if (!place.period.holds(sought.on) || (sought.kind && place.kind != *sought.kind)) continue;
        if (sought.within && !atlas.is_under(id, *sought.within, sought.on)) continue;
        ranks.emplace_back(match.quality, static_cast<int>(place.kind), fold(atlas.name(id, sought.on).name), id);
    }
    const auto most = std::min(sought.most, ranks.size());
    std::ranges::partial_sort(ranks, ranks.begin() + static_cast<std::ptrdiff_t>(most));
    std::vector<FoundPlace> found;
    for (std::size_t i = 0; i < most; ++i) {
        const PlaceId id = std::get<PlaceId>(ranks[i]);
        found.push_back({id, matches.at(id).former});
    }
    return found;
}

}  // namespace khuyenhoc::places
