#include "places/atlas.h"

#include <algorithm>
#include <array>
#include <set>

#include "base/check.h"
#include "base/text.h"
#include "places/types.h"

namespace khuyenhoc::places {

namespace {

constexpr std::array kind_words{std::string_view("province"), std::string_view("district"), std::string_view("commune"),
                                std::string_view("hamlet"), std::string_view("area")};

bool all_digits(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

void sort_unique(std::vector<PlaceId>& ids) {
    std::ranges::sort(ids);
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
}

/// The codes of the statistics office as people type them: spreadsheets eat the leading zero of a commune's.
std::string padded_code(std::string_view text) { return (text.size() == 4 ? "0" : "") + std::string(text); }

}  // namespace

std::string_view text_of(Kind kind) { return kind_words[static_cast<std::size_t>(kind)]; }

std::optional<Kind> parse_kind(std::string_view text) {
    const auto found = std::ranges::find(kind_words, text);
    if (found == kind_words.end()) return std::nullopt;
    return static_cast<Kind>(found - kind_words.begin());
}

const Place* Atlas::find(PlaceId id) const {
    const auto found = index_.find(id);
    return found == index_.end() ? nullptr : &places_[found->second];
}

const Place& Atlas::get(PlaceId id) const {
    const Place* place = find(id);
    check(place != nullptr, "the place exists");
    return *place;
}

const PlaceName& Atlas::name(PlaceId id, Date on) const {
    const auto& names = get(id).names;
    check(!names.empty(), "every place has a name");
    const PlaceName* nearest = &names.front();
    for (const auto& name : names)
        if (name.period.from <= on) nearest = &name;
    return *nearest;
}

std::string Atlas::full_name(PlaceId id, Date on, std::string_view language) const {
    return places::full_name(name(id, on), language);
}

std::string Atlas::code(PlaceId id, Date on) const {
    std::string last;
    for (const auto& code : get(id).codes)
        if (code.period.from <= on) last = code.code;
    return last;
}

std::optional<PlaceId> Atlas::by_code(std::string_view code, Date on) const {
    const auto found = by_code_.find(code);
    if (found == by_code_.end()) return std::nullopt;
    for (const auto& [period, id] : found->second)
        if (period.holds(on)) return id;
    return std::nullopt;
}

std::vector<Atlas::Spelling> Atlas::spellings_like(std::string_view text) const {
    std::vector<Spelling> out;
    if (const auto found = by_folded_.find(fold(text)); found != by_folded_.end()) out = found->second;
    if (const auto typed = read_typed_name(text)) {
        if (const auto found = by_folded_.find(fold(typed->name)); found != by_folded_.end())
            for (const auto& spelling : found->second)
                if (spelling.type == typed->type) out.push_back(spelling);
    }
    return out;
}

std::vector<PlaceId> Atlas::by_name(std::string_view text, Date on, std::optional<PlaceId> within,
                                    std::optional<Kind> kind) const {
    const std::string whole = spelling_of(text);
    const auto typed = read_typed_name(text);
    const std::string bare = typed ? spelling_of(typed->name) : whole;
    std::vector<PlaceId> exact, alike;
    for (const auto& spelling : spellings_like(text)) {
        const PlaceId id = spelling.place;
        if (!spelling.period.holds(on) || !exists(id, on)) continue;
        if (kind && get(id).kind != *kind) continue;
        if (within && !is_under(id, *within, on)) continue;
        alike.push_back(id);
        if (spelling.lower == whole || (typed && spelling.type == typed->type && spelling.lower == bare))
            exact.push_back(id);
    }
    // Only a spelling with diacritics says which one of "Chiềng An" and "Chiềng Ân" is meant.
    const bool marked = whole != fold(text);
    auto& answer = marked && !exact.empty() ? exact : alike;
    sort_unique(answer);
    return std::move(answer);
}

Result<PlaceId> Atlas::resolve(std::string_view text, Date on, std::optional<PlaceId> within,
                               std::optional<Kind> kind) const {
    if (all_digits(text) && text.size() > 5) {
        const auto id = parse_integer(text);
        if (!id || find(*id) == nullptr) return refuse("places.unknown", "place");
        if (!exists(*id, on)) return refuse("places.not_then", "place", {{"on", to_text(on)}});
        return *id;
    }
    if (all_digits(text)) {
        const std::string code = padded_code(text);
        if (const auto id = by_code(code, on)) return *id;
        if (by_code_.contains(code)) return refuse("places.not_then", "place", {{"on", to_text(on)}});
        return refuse("places.unknown", "place");
    }
    const auto ids = by_name(text, on, within, kind);
    if (ids.size() == 1) return ids.front();
    if (ids.size() > 1) {
        std::string candidates;
        for (std::size_t i = 0; i < ids.size() && i < 10; ++i)
            candidates += (i == 0 ? "" : " ") + std::to_string(ids[i]);
        return refuse("places.ambiguous", "place", {{"count", std::to_string(ids.size())}, {"ids", candidates}});
    }
    const bool another_day = std::ranges::any_of(spellings_like(text), [&](const Spelling& spelling) {
        return (!kind || get(spelling.place).kind == *kind) && !exists(spelling.place, on);
    });
    if (another_day && !within) return refuse("places.not_then", "place", {{"on", to_text(on)}});
    return refuse("places.unknown", "place");
}

bool Atlas::exists(PlaceId id, Date on) const {
    const Place* place = find(id);
    return place != nullptr && place->period.holds(on);
}

std::optional<PlaceId> Atlas::parent(PlaceId id, Date on) const {
    for (const auto& parent : get(id).parents)
        if (parent.period.holds(on) && get(parent.parent).kind != Kind::area) return parent.parent;
    return std::nullopt;
}

std::vector<PlaceId> Atlas::chain(PlaceId id, Date on) const {
    std::vector<PlaceId> out;
    for (auto above = parent(id, on); above; above = parent(*above, on)) {
        out.push_back(*above);
        check(out.size() < 16, "places do not form a circle");
    }
    return out;
}

std::vector<PlaceId> Atlas::areas_of(PlaceId id, Date on) const {
    std::vector<PlaceId> out;
    for (const auto& parent : get(id).parents)
        if (parent.period.holds(on) && get(parent.parent).kind == Kind::area) out.push_back(parent.parent);
    return out;
}

std::vector<PlaceId> Atlas::children_of(PlaceId id, Date on, bool areas) const {
    std::vector<PlaceId> out;
    if (const auto found = children_.find(id); found != children_.end())
        for (const auto& [period, child] : found->second)
            if (period.holds(on) && exists(child, on) && (get(child).kind == Kind::area) == areas) out.push_back(child);
    return out;
}

std::vector<PlaceId> Atlas::children(PlaceId id, Date on) const { return children_of(id, on, false); }

void Atlas::add_under(PlaceId id, Date on, std::optional<Kind> kind, std::vector<PlaceId>& out) const {
    for (const PlaceId child : children_of(id, on, false)) {
        if (!kind || get(child).kind == *kind) out.push_back(child);
        add_under(child, on, kind, out);
    }
}

std::vector<PlaceId> Atlas::under(PlaceId id, Date on, std::optional<Kind> kind) const {
    std::vector<PlaceId> out;
    if (find(id) == nullptr) return out;
    add_under(id, on, kind, out);
    if (!kind || *kind == Kind::area)
        for (const PlaceId area : children_of(id, on, true)) out.push_back(area);
    return out;
}

bool Atlas::is_under(PlaceId id, PlaceId above, Date on) const {
    auto line = chain(id, on);
    if (std::ranges::find(line, above) != line.end()) return true;
    if (const Place* place = find(above); place == nullptr || place->kind != Kind::area) return false;
    line.push_back(id);
    return std::ranges::any_of(line, [&](PlaceId place) {
        const auto areas = areas_of(place, on);
        return std::ranges::find(areas, above) != areas.end();
    });
}

std::optional<PlaceId> Atlas::commune_of(PlaceId id, Date on) const {
    if (get(id).kind == Kind::commune) return id;
    for (const PlaceId above : chain(id, on))
        if (get(above).kind == Kind::commune) return above;
    return std::nullopt;
}

std::vector<Succession> Atlas::predecessors(PlaceId id) const {
    std::vector<Succession> out;
    std::ranges::copy_if(successions_, std::back_inserter(out), [&](const Succession& s) { return s.new_place == id; });
    return out;
}

std::vector<Succession> Atlas::successors(PlaceId id) const {
    std::vector<Succession> out;
    std::ranges::copy_if(successions_, std::back_inserter(out), [&](const Succession& s) { return s.old_place == id; });
    return out;
}

std::vector<PlaceId> Atlas::as_of(PlaceId id, Date on) const {
    std::vector<PlaceId> out, waiting{id};
    std::set<PlaceId> seen;
    while (!waiting.empty()) {
        const PlaceId place = waiting.back();
        waiting.pop_back();
        if (!seen.insert(place).second) continue;
        if (exists(place, on)) {
            out.push_back(place);
        } else if (on < get(place).period.from) {
            for (const auto& s : predecessors(place)) waiting.push_back(s.old_place);
        } else {
            for (const auto& s : successors(place)) waiting.push_back(s.new_place);
        }
    }
    sort_unique(out);
    return out;
}

std::vector<PlaceId> Atlas::neighbours(PlaceId id) const {
    const auto found = neighbours_.find(id);
    return found == neighbours_.end() ? std::vector<PlaceId>{} : found->second;
}

const Measure* Atlas::measure(PlaceId id, std::string_view measure, Date on) const {
    const Measure* best = nullptr;
    for (const auto& m : get(id).measures)
        if (m.measure == measure && (best == nullptr || m.as_of <= on)) best = &m;
    return best;
}

std::vector<PlaceId> Atlas::provinces() const {
    std::vector<PlaceId> out;
    for (const auto& place : places_)
        if (place.kind == Kind::province) out.push_back(place.id);
    return out;
}

}  // namespace khuyenhoc::places
