#include "places/facts.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/check.h"
#include "places/types.h"

namespace khuyenhoc::places {

namespace {

using F = Field;
using FK = Field::Kind;

const std::vector<Field>& shape() {
    static const std::vector<Field> measure{
        {.name = "measure", .one_of = {"population", "population_published", "area_ha", "area_ha_published"}},
        {.name = "as_of", .kind = FK::date},
        {.name = "value", .kind = FK::integer, .least = 0, .most = 1'000'000'000},
        {.name = "source", .least = 1, .most = 20},
        {.name = "note", .required = false, .least = 1, .most = 300},
        {.name = "note_en", .required = false, .least = 1, .most = 300}};
    static const std::vector<Field> place{
        {.name = "n", .kind = FK::integer, .least = 0, .most = first_hamlet_serial - 1},
        {.name = "kind", .one_of = {"province", "district", "commune", "area"}},
        {.name = "type", .least = 1, .most = 20},
        {.name = "name", .least = 1, .most = 100},
        {.name = "name_en", .least = 1, .most = 100},
        {.name = "code", .required = false, .least = 2, .most = 5},
        {.name = "from", .kind = FK::date},
        {.name = "to", .kind = FK::date, .required = false},
        {.name = "under", .kind = FK::integer, .required = false},
        {.name = "members", .kind = FK::integers, .required = false, .least = 1, .most = 1000},
        {.name = "formed_from", .kind = FK::integers, .required = false, .least = 1, .most = 100},
        {.name = "centre_e4", .kind = FK::integers, .required = false, .least = 2, .most = 2},
        {.name = "aliases", .kind = FK::texts, .required = false, .least = 1, .most = 20},
        {.name = "measures", .kind = FK::objects, .required = false, .inside = measure}};
    static const std::vector<Field> source{{.name = "id", .least = 1, .most = 20},
                                           {.name = "name", .least = 1},
                                           {.name = "licence", .least = 1},
                                           {.name = "through"},
                                           {.name = "used_for", .least = 1}};
    static const std::vector<Field> document{{.name = "id", .least = 1, .most = 20},
                                             {.name = "number", .least = 1},
                                             {.name = "date", .kind = FK::date, .required = false},
                                             {.name = "issuer", .least = 1},
                                             {.name = "about", .least = 1},
                                             {.name = "in_force", .kind = FK::date}};
    static const std::vector<Field> all{
        {.name = "format"},
        {.name = "province", .kind = FK::integer, .least = 1, .most = 96},
        {.name = "about"},
        {.name = "id_rule"},
        {.name = "name_rule"},
        {.name = "sources", .kind = FK::objects, .least = 1, .most = 50, .inside = source},
        {.name = "documents", .kind = FK::objects, .most = 50, .inside = document},
        {.name = "succession",
         .kind = FK::object,
         .inside = {{.name = "on", .kind = FK::date}, {.name = "document", .least = 1, .most = 60}}},
        {.name = "places", .kind = FK::objects, .least = 1, .most = 20'000, .inside = place},
        {.name = "neighbours", .kind = FK::any}};
    return all;
}

std::string text(const json::value& value) { return {value.as_string().data(), value.as_string().size()}; }
std::optional<std::string> optional_text(const json::object& object, std::string_view name) {
    const auto* value = object.if_contains(name);
    return value ? std::optional(text(*value)) : std::nullopt;
}

Date date(const json::value& value) {
    const auto parsed = parse_date(text(value));
    check(parsed.has_value(), "the shape was checked");
    return *parsed;
}

/// Reads the checked JSON into `Facts`; every reference and date is judged here.
class Reading {
public:
    explicit Reading(const json::object& document) : document_(document) {}

    Result<Facts> read() {
        facts_.province = document_.at("province").as_int64();
        facts_.succession_on = date(document_.at("succession").at("on"));
        facts_.succession_document = text(document_.at("succession").at("document"));
        for (const auto& source : document_.at("sources").as_array()) sources_.insert(text(source.at("id")));
        const auto& list = document_.at("places").as_array();
        using Step = Result<void> (Reading::*)(const json::object&, FactPlace&, const std::string&);
        for (const auto& item : list)
            if (auto first = add(item.as_object()); !first) return std::unexpected(first.error());
        for (const Step step : {&Reading::add_details, &Reading::add_relations, &Reading::add_members}) {
            for (std::size_t i = 0; i < list.size(); ++i) {
                auto done = (this->*step)(list[i].as_object(), facts_.places[i], at(i));
                if (!done) return std::unexpected(done.error());
            }
        }
        if (auto codes = check_codes(); !codes) return std::unexpected(codes.error());
        if (auto pairs = add_neighbours(); !pairs) return std::unexpected(pairs.error());
        return std::move(facts_);
    }

private:
    static std::string at(std::size_t i) { return "places[" + std::to_string(i) + "]"; }

    FactPlace* find(std::int64_t n) {
        const auto found = by_serial_.find(n);
        return found == by_serial_.end() ? nullptr : &facts_.places[found->second];
    }

    Result<void> add(const json::object& item) {
        const std::int64_t n = item.at("n").as_int64();
        const std::size_t i = facts_.places.size();
        FactPlace fact;
        fact.place.id = place_id(facts_.province, n);
        fact.place.province = facts_.province;
        fact.place.kind = *parse_kind(text(item.at("kind")));
        fact.place.period.from = date(item.at("from"));
        if (const auto* to = item.if_contains("to")) fact.place.period.to = date(*to);
        if (fact.place.period.to && *fact.place.period.to <= fact.place.period.from)
            return refuse("places.facts_period", at(i) + ".to");
        if ((n == 0) != (fact.place.kind == Kind::province)) return refuse("places.facts_type", at(i) + ".kind");
        if (!by_serial_.emplace(n, i).second) return refuse("places.facts_twice", at(i) + ".n");
        facts_.places.push_back(std::move(fact));
        return {};
    }

    Result<void> add_details(const json::object& item, FactPlace& fact, const std::string& where) {
        Place& place = fact.place;
        const std::string type = text(item.at("type"));
        const TypeWords* words = find_type(type);
        if (words == nullptr || words->kind != place.kind) return refuse("places.facts_type", where + ".type");
        place.names.push_back({place.period, type, text(item.at("name")), text(item.at("name_en"))});
        if (const auto* code = item.if_contains("code")) place.codes.push_back({place.period, "nso", text(*code)});
        if (const auto* aliases = item.if_contains("aliases"))
            for (const auto& alias : aliases->as_array()) {
                if (std::ranges::find(place.aliases, text(alias)) != place.aliases.end())
                    return refuse("places.facts_twice", where + ".aliases");
                place.aliases.push_back(text(alias));
            }
        if (const auto* centre = item.if_contains("centre_e4"))
            place.centre = Centre{centre->as_array()[0].as_int64(), centre->as_array()[1].as_int64()};
        if (const auto* measures = item.if_contains("measures"))
            for (const auto& value : measures->as_array()) {
                const auto& m = value.as_object();
                if (!sources_.contains(text(m.at("source")))) return refuse("places.facts_source", where + ".measures");
                for (const auto& other : place.measures)
                    if (other.measure == text(m.at("measure")) && other.as_of == date(m.at("as_of")))
                        return refuse("places.facts_twice", where + ".measures");
                place.measures.push_back({text(m.at("measure")), date(m.at("as_of")), m.at("value").as_int64(),
                                          text(m.at("source")), optional_text(m, "note"), optional_text(m, "note_en")});
            }
        return {};
    }

    Result<void> add_relations(const json::object& item, FactPlace& fact, const std::string& where) {
        const auto* under = item.if_contains("under");
        if ((under == nullptr) != (fact.place.kind == Kind::province))
            return refuse("places.facts_parent", where + ".under");
        if (under != nullptr) {
            const FactPlace* above = find(under->as_int64());
            if (above == nullptr) return refuse("places.facts_unknown_place", where + ".under");
            if (!may_be_under(fact.place.kind, above->place.kind))
                return refuse("places.facts_parent", where + ".under");
            if (!contains(above->place.period, fact.place.period))
                return refuse("places.facts_period", where + ".under");
            fact.place.parents.push_back({fact.place.period, above->place.id});
        }
        if (const auto* old = item.if_contains("formed_from")) {
            if (fact.place.period.from != facts_.succession_on)
                return refuse("places.facts_succession", where + ".from");
            for (const auto& n : old->as_array()) {
                const FactPlace* before = find(n.as_int64());
                if (before == nullptr) return refuse("places.facts_unknown_place", where + ".formed_from");
                if (before->place.kind != fact.place.kind || before->place.period.to != facts_.succession_on)
                    return refuse("places.facts_succession", where + ".formed_from");
                fact.formed_from.push_back(before->place.id);
            }
        }
        return {};
    }

    Result<void> add_members(const json::object& item, FactPlace& fact, const std::string& where) {
        const auto* members = item.if_contains("members");
        if ((members != nullptr) != (fact.place.kind == Kind::area))
            return refuse("places.facts_parent", where + ".members");
        if (members == nullptr) return {};
        for (const auto& n : members->as_array()) {
            FactPlace* member = find(n.as_int64());
            if (member == nullptr) return refuse("places.facts_unknown_place", where + ".members");
            if (!contains(member->place.period, fact.place.period))
                return refuse("places.facts_period", where + ".members");
            if (std::ranges::find(member->place.parents, fact.place.id, &PlaceParent::parent) !=
                member->place.parents.end())
                return refuse("places.facts_twice", where + ".members");
            member->place.parents.push_back({fact.place.period, fact.place.id});
        }
        return {};
    }

    static bool may_be_under(Kind kind, Kind above) {
        switch (kind) {
            case Kind::commune:
                return above == Kind::province || above == Kind::district;
            case Kind::district:
            case Kind::area:
                return above == Kind::province;
            default:
                return false;
        }
    }

    static bool contains(const Period& outer, const Period& inner) {
        return outer.from <= inner.from && (!outer.to || (inner.to && *inner.to <= *outer.to));
    }

    Result<void> check_codes() {
        std::map<std::string, std::vector<Period>> taken;
        for (std::size_t i = 0; i < facts_.places.size(); ++i) {
            const Place& place = facts_.places[i].place;
            if (place.kind == Kind::area) continue;
            const std::size_t length = place.kind == Kind::province ? 2 : place.kind == Kind::district ? 3 : 5;
            if (place.codes.empty() || place.codes[0].code.size() != length ||
                !std::ranges::all_of(place.codes[0].code, [](char c) { return c >= '0' && c <= '9'; }))
                return refuse("places.facts_code", at(i) + ".code", {{"digits", std::to_string(length)}});
            auto& periods = taken[place.codes[0].code];
            for (const auto& period : periods)
                if (period.holds(place.period.from) || place.period.holds(period.from))
                    return refuse("places.facts_code", at(i) + ".code", {{"digits", std::to_string(length)}});
            periods.push_back(place.period);
        }
        return {};
    }

    Result<void> add_neighbours() {
        const auto* pairs = document_.at("neighbours").if_array();
        if (pairs == nullptr) return refuse("shape.wrong_type", "neighbours", {{"expected", "integer[2][]"}});
        std::set<std::pair<PlaceId, PlaceId>> seen;
        for (std::size_t i = 0; i < pairs->size(); ++i) {
            const std::string where = "neighbours[" + std::to_string(i) + "]";
            const auto* pair = (*pairs)[i].if_array();
            if (pair == nullptr || pair->size() != 2 || !(*pair)[0].is_int64() || !(*pair)[1].is_int64())
                return refuse("shape.wrong_type", where, {{"expected", "integer[2]"}});
            const FactPlace* a = find((*pair)[0].as_int64());
            const FactPlace* b = find((*pair)[1].as_int64());
            if (a == nullptr || b == nullptr) return refuse("places.facts_unknown_place", where);
            const auto ordered = std::minmax(a->place.id, b->place.id);
            if (a == b || !seen.insert(ordered).second) return refuse("places.facts_neighbour", where);
            facts_.neighbours.emplace_back(ordered);
        }
        return {};
    }

    const json::object& document_;
    Facts facts_;
    std::map<std::int64_t, std::size_t> by_serial_;
    std::set<std::string> sources_;
};

}  // namespace

Result<Facts> read_facts(std::string_view bytes) {
    auto parsed = parse_json(bytes);
    if (!parsed) return std::unexpected(parsed.error());
    if (!parsed->is_object()) return refuse("shape.wrong_type", "", {{"expected", "object"}});
    const auto* format = parsed->as_object().if_contains("format");
    if (format == nullptr || *format != "khuyenhoc-places-1") return refuse("places.facts_format", "format");
    auto checked = check_shape(parsed->as_object(), shape());
    if (!checked) return std::unexpected(checked.error());
    return Reading(*checked).read();
}

}  // namespace khuyenhoc::places
