// What can be asked of places, and how one is shown.
#include "places/queries.h"

#include "places/places.h"
#include "places/search.h"

namespace khuyenhoc::places {

namespace {

using FK = Field::Kind;

std::string_view text(const json::value& value) { return {value.as_string().data(), value.as_string().size()}; }

/// The parameter of that name as a view, or nothing.
std::optional<std::string_view> text_of(const json::object& from, std::string_view name) {
    const auto* value = from.if_contains({name.data(), name.size()});
    return value ? std::optional(text(*value)) : std::nullopt;
}

Date date_of(const json::object& from, std::string_view name, Date otherwise) {
    const auto written = text_of(from, name);
    return written ? parse_date(*written).value_or(otherwise) : otherwise;
}

std::optional<Kind> kind_of(const json::object& from) {
    const auto written = text_of(from, "kind");
    return written ? parse_kind(*written) : std::nullopt;
}

json::value optional_date(const std::optional<Date>& date) {
    return date ? json::value(to_text(*date)) : json::value();
}

json::array describe_all(const Atlas& atlas, const std::vector<PlaceId>& ids, Date on) {
    json::array out;
    for (const PlaceId id : ids) out.push_back(describe(atlas, id, on));
    return out;
}

json::array names_of(const Place& place) {
    json::array out;
    for (const auto& name : place.names)
        out.push_back({{"from", to_text(name.period.from)},
                       {"to", optional_date(name.period.to)},
                       {"type", name.type},
                       {"name", name.name},
                       {"full_name", full_name(name, "vi")},
                       {"full_name_en", full_name(name, "en")}});
    return out;
}

json::array codes_of(const Place& place) {
    json::array out;
    for (const auto& code : place.codes)
        out.push_back({{"scheme", code.scheme},
                       {"code", code.code},
                       {"from", to_text(code.period.from)},
                       {"to", optional_date(code.period.to)}});
    return out;
}

json::array measures_of(const Place& place) {
    json::array out;
    for (const auto& m : place.measures)
        out.push_back({{"measure", m.measure},
                       {"as_of", to_text(m.as_of)},
                       {"value", m.value},
                       {"source", m.source},
                       {"note", m.note ? json::value{{"vi", *m.note}, {"en", m.note_en.value_or(*m.note)}} : json::value()}});
    return out;
}

/// Successions with the other side described as it was on its own first or last day.
json::array successions_of(const Atlas& atlas, const std::vector<Succession>& list, bool successors) {
    json::array out;
    for (const auto& s : list) {
        const Date before = from_days(to_days(s.on) - 1);
        out.push_back(
            {{"on", to_text(s.on)},
             {"document", s.document},
             {"place", successors ? describe(atlas, s.new_place, s.on) : describe(atlas, s.old_place, before)}});
    }
    return out;
}

Answer one_place(const Atlas& atlas, PlaceId id, Date on) {
    const Place& place = atlas.get(id);
    json::array aliases;
    for (const auto& alias : place.aliases) aliases.emplace_back(alias);
    json::object out{{"place", describe(atlas, id, on)},
                     {"on", to_text(on)},
                     {"exists", atlas.exists(id, on)},
                     {"from", to_text(place.period.from)},
                     {"to", optional_date(place.period.to)},
                     {"names", names_of(place)},
                     {"codes", codes_of(place)},
                     {"aliases", std::move(aliases)},
                     {"chain", describe_all(atlas, atlas.chain(id, on), on)},
                     {"areas", describe_all(atlas, atlas.areas_of(id, on), on)},
                     {"predecessors", successions_of(atlas, atlas.predecessors(id), false)},
                     {"successors", successions_of(atlas, atlas.successors(id), true)},
                     {"neighbours", describe_all(atlas, atlas.neighbours(id), on)},
                     {"measures", measures_of(place)}};
    return {.value = std::move(out), .file = {}, .content_type = {}, .file_name = {}};
}

QueryLine list_query(Places& places) {
    QueryLine line{.path = "/api/places",
                   .summary = "Places beneath one, on a day (without `under`: the provinces).",
                   .may = anyone(),
                   .parameters = {},
                   .run = {}};
    line.parameters = {
        {.name = "under", .required = false, .least = 1, .most = 100, .note = "id, code or name of the place above"},
        {.name = "on", .kind = FK::date, .required = false, .note = "the day; today when left out"},
        {.name = "kind", .required = false, .one_of = {"province", "district", "commune", "hamlet", "area"}}};
    line.run = [&places](QueryContext& context, const json::object& parameters) -> Result<Answer> {
        const auto atlas = places.atlas();
        const Date on = date_of(parameters, "on", context.today);
        std::vector<PlaceId> ids = atlas->provinces();
        if (const auto under = text_of(parameters, "under")) {
            const auto above = atlas->resolve(*under, on);
            if (!above) return std::unexpected(above.error());
            ids = atlas->under(*above, on, kind_of(parameters));
        }
        return Answer{.value = json::object{{"on", to_text(on)}, {"places", describe_all(*atlas, ids, on)}},
                      .file = {},
                      .content_type = {},
                      .file_name = {}};
    };
    return line;
}

QueryLine find_query(Places& places) {
    QueryLine line{.path = "/api/places/find",
                   .summary = "One place by its code or by its name as written.",
                   .may = anyone(),
                   .parameters = {},
                   .run = {}};
    line.parameters = {
        {.name = "code", .required = false, .least = 2, .most = 5},
        {.name = "name", .required = false, .least = 1, .most = 100},
        {.name = "within", .required = false, .least = 1, .most = 100, .note = "id, code or name of a place above it"},
        {.name = "kind", .required = false, .one_of = {"province", "district", "commune", "hamlet", "area"}},
        {.name = "on", .kind = FK::date, .required = false, .note = "the day; today when left out"}};
    line.run = [&places](QueryContext& context, const json::object& parameters) -> Result<Answer> {
        const auto atlas = places.atlas();
        const Date on = date_of(parameters, "on", context.today);
        std::optional<PlaceId> within;
        if (const auto above = text_of(parameters, "within")) {
            const auto found = atlas->resolve(*above, on);
            if (!found) return std::unexpected(found.error());
            within = *found;
        }
        const auto code = text_of(parameters, "code");
        const auto name = text_of(parameters, "name");
        if (!code == !name) return refuse("places.code_or_name", "code");
        const auto found = atlas->resolve(code ? *code : *name, on, within, kind_of(parameters));
        if (!found) return std::unexpected(found.error());
        return one_place(*atlas, *found, on);
    };
    return line;
}

QueryLine search_query(Places& places) {
    QueryLine line{.path = "/api/places/search",
                   .summary = "Places whose name has words that begin as typed, with or without marks; former names lead to what "
                              "the place has become.",
                   .may = anyone(),
                   .parameters = {},
                   .run = {}};
    line.parameters = {
        {.name = "q", .least = 1, .most = 100},
        {.name = "within", .kind = FK::integer, .required = false, .least = 1, .note = "id of a place above"},
        {.name = "kind", .required = false, .one_of = {"province", "district", "commune", "hamlet"}},
        {.name = "on", .kind = FK::date, .required = false, .note = "the day; today when left out"},
        {.name = "limit", .kind = FK::integer, .required = false, .least = 1, .most = 100}};
    line.run = [&places](QueryContext& context, const json::object& parameters) -> Result<Answer> {
        const auto atlas = places.atlas();
        Sought sought{.text = text(parameters.at("q")), .on = date_of(parameters, "on", context.today), .kind = kind_of(parameters)};
        if (const auto* within = parameters.if_contains("within")) {
            if (atlas->find(within->as_int64()) == nullptr) return refuse("places.unknown", "within");
            sought.within = within->as_int64();
        }
        if (const auto* limit = parameters.if_contains("limit")) sought.most = static_cast<std::size_t>(limit->as_int64());
        json::array found;
        for (const auto& [id, former] : search(*atlas, sought)) {
            auto place = describe(*atlas, id, sought.on);
            place["chain"] = describe_all(*atlas, atlas->chain(id, sought.on), sought.on);
            if (!former.empty()) place["former"] = former;
            found.push_back(std::move(place));
        }
        return Answer{.value = json::object{{"places", std::move(found)}}, .file = {}, .content_type = {}, .file_name = {}};
    };
    return line;
}

QueryLine place_query(Places& places) {
    QueryLine line{.path = "/api/places/{place_id}",
                   .summary = "A place through time: names, codes, parents, successions, measures.",
                   .may = anyone(),
                   .parameters = {},
                   .run = {}};
    line.parameters = {{.name = "place_id", .kind = FK::integer, .least = 1},
                       {.name = "on", .kind = FK::date, .required = false, .note = "the day; today when left out"}};
    line.run = [&places](QueryContext& context, const json::object& parameters) -> Result<Answer> {
        const auto atlas = places.atlas();
        const PlaceId id = parameters.at("place_id").as_int64();
        if (atlas->find(id) == nullptr) return refuse("places.unknown", "place_id");
        return one_place(*atlas, id, date_of(parameters, "on", context.today));
    };
    return line;
}

}  // namespace

json::object describe(const Atlas& atlas, PlaceId id, Date on) {
    const Place& place = atlas.get(id);
    const PlaceName& name = atlas.name(id, on);
    json::object out{{"id", id},
                     {"code", atlas.code(id, on)},
                     {"kind", places::text_of(place.kind)},
                     {"type", name.type},
                     {"name", name.name},
                     {"name_en", name.name_en},
                     {"full_name", full_name(name, "vi")},
                     {"full_name_en", full_name(name, "en")}};
    if (place.centre) {
        out["lat"] = static_cast<double>(place.centre->lat_e4) / 10000.0;
        out["lon"] = static_cast<double>(place.centre->lon_e4) / 10000.0;
    }
    return out;
}

std::vector<QueryLine> queries(Places& places) {
    return {list_query(places), find_query(places), search_query(places), place_query(places)};
}

}  // namespace khuyenhoc::places
