#include "indicators/dictionary.h"

#include <algorithm>
#include <array>

#include "base/check.h"
#include "indicators/embedded.h"
#include "indicators/percent.h"

namespace khuyenhoc::indicators {

namespace {

using FK = Field::Kind;

struct Accessor {
    std::string_view code;
    std::int64_t (*of)(const Counts&);
    std::int64_t TitleCounts::*title = nullptr;  ///< set for titles: recognised ones are counted beside
};

constexpr std::array accessors{
    Accessor{"learning_citizens", [](const Counts& c) { return c.computed.learning_citizens; },
             &TitleCounts::learning_citizens},
    Accessor{"adult_learning_citizens", [](const Counts& c) { return c.computed.adult_learning_citizens; },
             &TitleCounts::adult_learning_citizens},
    Accessor{"learning_families", [](const Counts& c) { return c.computed.learning_families; },
             &TitleCounts::learning_families},
    Accessor{"learning_clans", [](const Counts& c) { return c.computed.learning_clans; }, &TitleCounts::learning_clans},
    Accessor{"learning_communities", [](const Counts& c) { return c.computed.learning_communities; },
             &TitleCounts::learning_communities},
    Accessor{"learning_units", [](const Counts& c) { return c.computed.learning_units; }, &TitleCounts::learning_units},
    Accessor{"learning_units_level2", [](const Counts& c) { return c.computed.learning_units_level2; },
             &TitleCounts::learning_units_level2},
    Accessor{"population", [](const Counts& c) { return c.population; }},
    Accessor{"adults", [](const Counts& c) { return c.adults; }},
    Accessor{"assessed_citizens", [](const Counts& c) { return c.assessed_citizens; }},
    Accessor{"persons_in_scope", [](const Counts& c) { return c.persons.all() - c.persons.out_of_scope; }},
    Accessor{"households", [](const Counts& c) { return c.households; }},
    Accessor{"clans", [](const Counts& c) { return c.clans; }},
    Accessor{"hamlets", [](const Counts& c) { return c.hamlets; }},
    Accessor{"units", [](const Counts& c) { return c.units; }},
    Accessor{"persons_not_assessed", [](const Counts& c) { return c.persons.not_assessed; }},
    Accessor{"persons_incomplete", [](const Counts& c) { return c.persons.incomplete; }},
    Accessor{"persons_two_households", [](const Counts& c) { return c.persons.two_households; }},
    Accessor{"unplaced_persons", [](const Counts& c) { return c.unplaced_persons; }},
    Accessor{"unplaced_households", [](const Counts& c) { return c.unplaced_households; }},
};

const Accessor* accessor(std::string_view measure) {
    const auto found = std::ranges::find(accessors, measure, &Accessor::code);
    return found == accessors.end() ? nullptr : &*found;
}

Field both(std::string_view name, bool required = true) {
    return {.name = name,
            .kind = FK::object,
            .required = required,
            .inside = {{.name = "vi", .least = 1}, {.name = "en", .least = 1}}};
}

std::vector<Field> figures_shape() {
    return {{.name = "format"},
            {.name = "measures", .kind = FK::objects, .inside = {{.name = "code", .least = 1}, both("name")}},
            {.name = "figures",
             .kind = FK::objects,
             .inside = {{.name = "code", .least = 1, .most = 60},
                        {.name = "title", .one_of = {"", "citizen", "family", "clan", "community", "unit"}},
                        {.name = "unit", .one_of = {"percent", "count"}},
                        both("name"),
                        both("definition"),
                        both("owner"),
                        both("cut_off"),
                        {.name = "numerator", .least = 1},
                        {.name = "denominator"}}}};
}

std::vector<Field> targets_shape() {
    return {{.name = "format"},
            {.name = "targets",
             .kind = FK::objects,
             .inside = {{.name = "figure", .least = 1},
                        {.name = "year", .kind = FK::integer, .least = 2000, .most = 2100},
                        {.name = "bp", .kind = FK::integer, .least = 0, .most = 10000},
                        {.name = "document", .least = 1},
                        {.name = "date"},
                        {.name = "confidence", .one_of = {"O", "S", "N", "B", "U"}},
                        {.name = "source"},
                        both("note", false)}}};
}

std::vector<Field> printed_shape() {
    const Field fits{.name = "fits",
                     .kind = FK::object,
                     .required = false,
                     .inside = {{.name = "denominator", .kind = FK::integer, .least = 1}, both("name")}};
    return {{.name = "format"},
            {.name = "sources",
             .kind = FK::objects,
             .inside = {{.name = "id", .least = 1}, {.name = "name", .least = 1}, {.name = "url", .least = 1}}},
            {.name = "printed",
             .kind = FK::objects,
             .inside = {{.name = "place", .kind = FK::integer, .least = 1},
                        {.name = "year", .kind = FK::integer, .least = 2000, .most = 2100},
                        {.name = "as_of", .kind = FK::date},
                        {.name = "source", .least = 1},
                        {.name = "figure"},
                        both("what"),
                        {.name = "more_than", .kind = FK::boolean},
                        {.name = "numerator", .kind = FK::integer, .required = false, .least = 0},
                        {.name = "denominator", .kind = FK::integer, .required = false, .least = 1},
                        {.name = "percent", .required = false, .least = 1, .most = 12},
                        fits,
                        both("note", false)}}};
}

std::string text(const json::object& from, std::string_view name) {
    const auto* value = from.if_contains({name.data(), name.size()});
    return value == nullptr ? std::string() : std::string(value->as_string().data(), value->as_string().size());
}

Both both_of(const json::object& from, std::string_view name) {
    const auto* value = from.if_contains({name.data(), name.size()});
    if (value == nullptr) return {};
    return {text(value->as_object(), "vi"), text(value->as_object(), "en")};
}

std::optional<std::int64_t> integer_of(const json::object& from, std::string_view name) {
    const auto* value = from.if_contains({name.data(), name.size()});
    return value == nullptr ? std::nullopt : std::optional(value->as_int64());
}

Result<json::object> read_file(std::string_view bytes, std::string_view format, const std::vector<Field>& shape) {
    auto parsed = parse_json(bytes);
    if (!parsed) return std::unexpected(parsed.error());
    if (!parsed->is_object()) return refuse("shape.wrong_type", "", {{"expected", "object"}});
    const auto* named = parsed->as_object().if_contains("format");
    if (named == nullptr || *named != json::string_view(format.data(), format.size()))
        return refuse("indicators.facts_format", "format", {{"expected", std::string(format)}});
    return check_shape(parsed->as_object(), shape);
}

std::string at(std::string_view list, std::size_t i, std::string_view field) {
    return std::string(list) + "[" + std::to_string(i) + "]." + std::string(field);
}

Result<void> add_figures(const json::object& file, Dictionary& dictionary) {
    const auto& measures = file.at("measures").as_array();
    for (std::size_t i = 0; i < measures.size(); ++i) {
        const auto& item = measures[i].as_object();
        if (!is_measure(text(item, "code"))) return refuse("indicators.facts_unknown", at("measures", i, "code"));
        dictionary.measures.push_back({text(item, "code"), both_of(item, "name")});
    }
    const auto named = [&](const std::string& code) -> const MeasureName* {
        const auto found = std::ranges::find(dictionary.measures, code, &MeasureName::code);
        return found == dictionary.measures.end() ? nullptr : &*found;
    };
    const auto& figures = file.at("figures").as_array();
    for (std::size_t i = 0; i < figures.size(); ++i) {
        const auto& item = figures[i].as_object();
        Figure figure{.code = text(item, "code"),
                      .title = text(item, "title"),
                      .unit = text(item, "unit"),
                      .name = both_of(item, "name"),
                      .definition = both_of(item, "definition"),
                      .owner = both_of(item, "owner"),
                      .cut_off = both_of(item, "cut_off"),
                      .numerator = named(text(item, "numerator")),
                      .denominator = named(text(item, "denominator")),
                      .targets = {}};
        if (figure.numerator == nullptr) return refuse("indicators.facts_unknown", at("figures", i, "numerator"));
        if (figure.denominator == nullptr && !text(item, "denominator").empty())
            return refuse("indicators.facts_unknown", at("figures", i, "denominator"));
        if ((figure.unit == "percent") != (figure.denominator != nullptr))
            return refuse("indicators.facts_unit", at("figures", i, "unit"));
        if (dictionary.find(figure.code) != nullptr) return refuse("indicators.facts_twice", at("figures", i, "code"));
        dictionary.figures.push_back(std::move(figure));
    }
    return {};
}

Result<void> add_targets(const json::object& file, Dictionary& dictionary) {
    const auto& targets = file.at("targets").as_array();
    for (std::size_t i = 0; i < targets.size(); ++i) {
        const auto& item = targets[i].as_object();
        const auto figure = std::ranges::find(dictionary.figures, text(item, "figure"), &Figure::code);
        if (figure == dictionary.figures.end()) return refuse("indicators.facts_unknown", at("targets", i, "figure"));
        if (figure->denominator == nullptr) return refuse("indicators.facts_unit", at("targets", i, "figure"));
        Target target{.figure = figure->code,
                      .year = static_cast<int>(*integer_of(item, "year")),
                      .bp = *integer_of(item, "bp"),
                      .document = text(item, "document"),
                      .date = text(item, "date"),
                      .confidence = text(item, "confidence"),
                      .source = text(item, "source"),
                      .note = both_of(item, "note")};
        if (std::ranges::any_of(figure->targets, [&](const Target& t) {
                return t.year == target.year && t.document == target.document;
            }))
            return refuse("indicators.facts_twice", at("targets", i, "year"));
        figure->targets.push_back(std::move(target));
    }
    for (auto& figure : dictionary.figures) std::ranges::stable_sort(figure.targets, {}, &Target::year);
    return {};
}

Result<void> add_printed(const json::object& file, Dictionary& dictionary) {
    const auto& list = file.at("printed").as_array();
    for (std::size_t i = 0; i < list.size(); ++i) {
        const auto& item = list[i].as_object();
        Printed printed{.place = *integer_of(item, "place"),
                        .year = static_cast<int>(*integer_of(item, "year")),
                        .as_of = *parse_date(text(item, "as_of")),
                        .source = {},
                        .url = {},
                        .figure = text(item, "figure"),
                        .what = both_of(item, "what"),
                        .more_than = item.at("more_than").as_bool(),
                        .numerator = integer_of(item, "numerator"),
                        .denominator = integer_of(item, "denominator"),
                        .percent = text(item, "percent"),
                        .fits = {},
                        .fits_name = {},
                        .note = both_of(item, "note")};
        for (const auto& source : file.at("sources").as_array())
            if (text(source.as_object(), "id") == text(item, "source")) {
                printed.source = text(source.as_object(), "name");
                printed.url = text(source.as_object(), "url");
            }
        if (printed.source.empty()) return refuse("indicators.facts_unknown", at("printed", i, "source"));
        if (!printed.figure.empty() && dictionary.find(printed.figure) == nullptr)
            return refuse("indicators.facts_unknown", at("printed", i, "figure"));
        if (!printed.percent.empty() && decimals_of(printed.percent) < 0)
            return refuse("indicators.facts_percent", at("printed", i, "percent"));
        if (const auto* fits = item.if_contains("fits")) {
            printed.fits = integer_of(fits->as_object(), "denominator");
            printed.fits_name = both_of(fits->as_object(), "name");
        }
        dictionary.printed.push_back(std::move(printed));
    }
    return {};
}

}  // namespace

const Figure* Dictionary::find(std::string_view code) const {
    const auto found = std::ranges::find(figures, code, &Figure::code);
    return found == figures.end() ? nullptr : &*found;
}

bool is_measure(std::string_view measure) { return accessor(measure) != nullptr; }

std::int64_t count_of(const Counts& counts, std::string_view measure) {
    const Accessor* named = accessor(measure);
    check(named != nullptr, "the dictionary names only counts that exist");
    return named->of(counts);
}

std::optional<std::int64_t> recognised_of(const Counts& counts, std::string_view measure) {
    const Accessor* named = accessor(measure);
    if (named == nullptr || named->title == nullptr) return std::nullopt;
    return counts.recognised.*(named->title);
}

Result<Dictionary> read_dictionary(std::string_view figures, std::string_view targets, std::string_view printed) {
    Dictionary dictionary;
    const auto figures_file = read_file(figures, "khuyenhoc-figures-1", figures_shape());
    if (!figures_file) return std::unexpected(figures_file.error());
    // Figures point at measures: the list must not move afterwards.
    if (auto done = add_figures(*figures_file, dictionary); !done) return std::unexpected(done.error());
    const auto targets_file = read_file(targets, "khuyenhoc-targets-1", targets_shape());
    if (!targets_file) return std::unexpected(targets_file.error());
    if (auto done = add_targets(*targets_file, dictionary); !done) return std::unexpected(done.error());
    const auto printed_file = read_file(printed, "khuyenhoc-printed-1", printed_shape());
    if (!printed_file) return std::unexpected(printed_file.error());
    if (auto done = add_printed(*printed_file, dictionary); !done) return std::unexpected(done.error());
    return dictionary;
}

const Dictionary& shipped_dictionary() {
    static const Dictionary dictionary = [] {
        auto read =
            read_dictionary(indicators_file_bytes("facts/figures.json"), indicators_file_bytes("facts/targets.json"),
                            indicators_file_bytes("facts/printed.json"));
        check(read.has_value(), "the shipped dictionary of figures is whole");
        return std::move(*read);
    }();
    return dictionary;
}

}  // namespace khuyenhoc::indicators
