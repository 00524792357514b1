#include "app/print.h"

#include <fmt/format.h>

#include <cstdio>
#include <fstream>
#include <iterator>

#include "app/program.h"
#include "base/text.h"
#include "keeping/keeping.h"
#include "keys/keys.h"

namespace khuyenhoc::app {

int print_refusal(const Refusal& refusal, const Capabilities& capabilities, std::string_view language) {
    const auto described = describe(refusal, capabilities, language);
    const std::string where = refusal.where.empty() ? "" : " (" + refusal.where + ")";
    fmt::print(stderr, "{}{}: {}\n", refusal.code, where, json::value_to<std::string>(described.at("message")));
    return 1;
}

int print_early_refusal(const Refusal& refusal, std::string_view language) {
    return print_refusal(refusal, Capabilities({ground_table(), keeping::table(), keys::table(), table()}), language);
}

Result<void> write_out(std::string_view text, const std::string& path) {
    if (path.empty()) {
        std::fwrite(text.data(), 1, text.size(), stdout);
        return std::fflush(stdout) == 0 ? Result<void>() : refuse("app.file_not_writable");
    }
    std::ofstream file(path, std::ios::binary);
    file.write(text.data(), static_cast<std::streamsize>(text.size()));
    file.close();
    if (!file) return refuse("app.file_not_writable");
    return {};
}

Result<std::string> read_file(const std::string& path, std::size_t most) {
    std::ifstream file(path, std::ios::binary);
    if (!file) return refuse("app.file_not_readable");
    std::string text;
    char buffer[65536];
    while (file.read(buffer, sizeof buffer) || file.gcount() > 0) {
        text.append(buffer, static_cast<std::size_t>(file.gcount()));
        if (text.size() > most) return refuse("app.file_not_readable");
    }
    if (file.bad()) return refuse("app.file_not_readable");  // a folder, for one
    return text;
}

namespace {

json::object json_of(const recognition::Tally& counts) {
    json::object out;
    for (const auto& measure : recognition::counted_measures())
        out[json::string_view(measure.name.data(), measure.name.size())] = measure.of(counts);
    return out;
}

}  // namespace

std::string text_of_evaluation(const recognition::Evaluation& evaluation) {
    const auto& c = evaluation.total;
    std::string out = fmt::format("year {}  criteria {}{}\n", evaluation.year, fmt::join(evaluation.criteria, ", "),
                                  evaluation.illustrative ? "  (some values illustrative)" : "");
    const auto line = [&](const char* what, std::int64_t reached, std::int64_t of) {
        out += fmt::format("{:<22}{:>12} of {:>12}\n", what, grouped(reached, ','), grouped(of, ','));
    };
    line("learning citizens", c.computed.learning_citizens, c.population);
    line("learning families", c.computed.learning_families, c.households);
    line("learning clans", c.computed.learning_clans, c.clans);
    line("learning communities", c.computed.learning_communities, c.hamlets);
    line("learning units", c.computed.learning_units, c.units);
    out += fmt::format("{} places below\n", evaluation.communes.size());
    return out;
}

json::object json_of_evaluation(const recognition::Evaluation& evaluation) {
    json::array below;
    for (const auto& row : evaluation.communes) below.push_back(json::object{{"place", row.place}, {"counts", json_of(row.counts)}});
    return {{"year", evaluation.year},
            {"criteria", json::value_from(evaluation.criteria)},
            {"illustrative", evaluation.illustrative},
            {"total", json_of(evaluation.total)},
            {"below", std::move(below)}};
}

namespace {

std::string scalar(const json::value& value) {
    if (value.is_string()) return std::string(value.as_string());
    if (value.is_bool()) return value.as_bool() ? "+" : "-";
    if (value.is_null()) return "?";
    return json::serialize(value);
}

std::string words(const json::value& value, std::string_view language) {
    if (const auto* object = value.if_object())
        if (const auto* text = object->if_contains({language.data(), language.size()})) return scalar(*text);
    return scalar(value);
}

const json::value* at(const json::object& object, const char* name) { return object.if_contains(name); }

std::string measured(const json::value& value) {
    const auto& object = value.as_object();
    const auto part = [&](const char* name) { return at(object, name) != nullptr ? scalar(*at(object, name)) : std::string("?"); };
    const auto kind = part("kind");
    if (kind == "share") return part("numerator") + "/" + part("denominator");
    if (kind == "points") return part("value") + "/" + part("max");
    if (at(object, "bp") != nullptr) {
        const auto bp = at(object, "bp")->to_number<std::int64_t>();
        return fmt::format(">= {}.{:02} %", bp / 100, bp % 100);
    }
    if (kind == "at_most") return "<= " + part("value");
    if (kind.ends_with("at_least")) return ">= " + part("value");
    return part("value");
}

void add_condition(std::string& out, const json::object& condition, std::string_view language) {
    const bool met = at(condition, "met") != nullptr && at(condition, "met")->is_bool() && at(condition, "met")->as_bool();
    out += fmt::format("  [{}] {}", met ? "x" : " ", at(condition, "text") != nullptr ? words(*at(condition, "text"), language) : "");
    if (const auto* actual = at(condition, "actual"); actual != nullptr && actual->is_object()) out += ": " + measured(*actual);
    if (const auto* threshold = at(condition, "threshold"); threshold != nullptr && threshold->is_object())
        out += "  (" + measured(*threshold) + ")";
    if (const auto* illustrative = at(condition, "illustrative"); illustrative != nullptr && illustrative->is_bool() && illustrative->as_bool())
        out += language == "en" ? "  [illustrative]" : "  [minh họa]";
    out += '\n';
}

void add_member(std::string& out, const json::object& member) {
    out += fmt::format("  {} {} ({}): {}", scalar(member.at("id")), scalar(member.at("name")), scalar(member.at("birth_year")),
                       scalar(member.at("state")));
    if (const auto* total = at(member, "total"); total != nullptr && !total->is_null()) out += "  " + scalar(*total);
    out += '\n';
}

}  // namespace

std::string text_of_explanation(const json::object& explanation, std::string_view language) {
    std::string out;
    if (const auto* title = at(explanation, "title"); title != nullptr && title->is_object()) {
        out += scalar(title->as_object().at("title")) + ": " + scalar(title->as_object().at("state"));
        if (const auto* recognised = at(title->as_object(), "recognised"); recognised != nullptr && recognised->is_object())
            out += "  (" + scalar(recognised->as_object().at("event")) + ")";
        out += '\n';
    }
    if (const auto* criteria = at(explanation, "criteria"); criteria != nullptr && criteria->is_object())
        out += words(criteria->as_object().at("name"), language) + '\n';
    if (const auto* conditions = at(explanation, "conditions"); conditions != nullptr && conditions->is_array())
        for (const auto& condition : conditions->as_array()) add_condition(out, condition.as_object(), language);
    if (const auto* members = at(explanation, "members"); members != nullptr && members->is_array())
        for (const auto& member : members->as_array()) add_member(out, member.as_object());
    if (const auto* missing = at(explanation, "missing"); missing != nullptr && missing->is_array())
        for (const auto& what : missing->as_array()) out += "  -> " + words(what, language) + '\n';
    return out;
}

}  // namespace khuyenhoc::app
