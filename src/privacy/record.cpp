#include "privacy/record.h"

#include <fmt/format.h>

#include <algorithm>

#include "people/people.h"
#include "people/rules.h"
#include "people/sealed_ethnicity.h"
#include "privacy/fields.h"
#include "privacy/lines.h"
#include "privacy/subject.h"

namespace khuyenhoc::privacy {

namespace {

std::vector<std::string> words_of_list(std::string_view list) {
    std::vector<std::string> out;
    for (std::size_t at = 0; at < list.size();) {
        const auto end = std::min(list.find(' ', at), list.size());
        out.emplace_back(list.substr(at, end - at));
        at = end + 1;
    }
    return out;
}

/// How a stored value is shown to the person it is of.
class Showing {
public:
    Showing(const people::Keys& keys, const places::Atlas& atlas, Date today, std::string_view language, bool whole)
        : keys_(keys), atlas_(atlas), today_(today), language_(language), whole_(whole) {}

    json::value of(const store::Row& row, int column, std::string_view name, std::int64_t person) const {
        if (row.is_null(column)) return nullptr;
        if (name == "sex") return worded(name, people::text_of(static_cast<people::Sex>(row.integer(column))));
        if (name == "relation") return worded(name, people::text_of(static_cast<people::Relation>(row.integer(column))));
        if (name == "role") return worded(name, people::text_of(static_cast<people::Role>(row.integer(column))));
        if (name == "ethnicity") return whole_ ? json::value(view(people::ethnic_group_name(people::open_ethnicity(keys_.ethnicity, person, row.integer(column))))) : json::value("masked");
        if (name == "citizen_no") return citizen_no(row.text(column));
        if (name == "place") return place(row.integer(column));
        if (is_number(name)) return row.integer(column);
        return worded(name, row.text(column));
    }

private:
    json::value worded(std::string_view name, std::string_view text) const {
        for (const auto& value : value_words())
            if (value.column == name && value.code == text) return view(language_ == "en" ? value.en : value.vi);
        return view(text);
    }
    static bool is_number(std::string_view name) {
        constexpr std::string_view numbers[] = {"command", "household_id", "kept_entry", "merged_entry", "merge", "entry", "other_entry", "year", "revision", "schooling",
                                                "from_year", "number", "file", "size_bytes", "level", "guardian_id", "restricted", "commands_blanked", "files_removed"};
        return std::ranges::find(numbers, name) != std::end(numbers);
    }
    json::value citizen_no(std::string_view sealed) const {
        const auto opened = open_sealed(keys_.seal, sealed);
        if (!opened) return "•••";
        return whole_ ? json::value(*opened) : json::value(people::masked(*opened));
    }
    json::value place(std::int64_t id) const {
        if (atlas_.find(id) == nullptr) return id;
        std::string name = atlas_.full_name(id, today_, language_);
        if (const auto commune = atlas_.commune_of(id, today_); commune && *commune != id) name += ", " + atlas_.full_name(*commune, today_, language_);
        return json::value(name);
    }

    const people::Keys& keys_;
    const places::Atlas& atlas_;
    Date today_;
    std::string_view language_;
    bool whole_;
};

std::string_view said(std::string_view vi, std::string_view en, std::string_view language) { return language == "en" ? en : vi; }

json::object section_json(store::Connection& db, const Section& section, const Showing& showing, std::int64_t province, std::int64_t person, std::string_view language) {
    const auto names = words_of_list(section.columns);
    json::array columns;
    for (const auto& name : names) {
        const auto found = std::ranges::find(column_words(), name, &ColumnWords::code);
        check(found != column_words().end(), "every column of the record has its words");
        columns.push_back(json::object{{"code", name}, {"name", view(said(found->vi, found->en, language))}});
    }
    json::array rows;
    db.query(section.sql, {province, person}, [&](const store::Row& row) {
        json::array cells;
        for (std::size_t i = 0; i < names.size(); ++i) cells.push_back(showing.of(row, static_cast<int>(i), names[i], person));
        rows.push_back(std::move(cells));
    });
    return {{"code", view(section.code)}, {"name", view(said(section.vi, section.en, language))}, {"columns", std::move(columns)}, {"rows", std::move(rows)}};
}

std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '&') out += "&amp;";
        else if (c == '<') out += "&lt;";
        else if (c == '>') out += "&gt;";
        else if (c == '"') out += "&quot;";
        else out += c;
    }
    return out;
}

std::string cell_text(const json::value& cell) {
    if (cell.is_null()) return "";
    if (cell.is_string()) return escaped(std::string_view(cell.as_string()));
    return json::serialize(cell);
}

/// A page that needs nothing else: opened from a memory stick it reads and prints.
std::string html_of(const json::object& record, std::string_view language) {
    std::string out = fmt::format("<!doctype html><html lang=\"{}\"><meta charset=\"utf-8\"><title>{}</title><style>body{{font-family:sans-serif;margin:2rem}}"
                                  "table{{border-collapse:collapse;width:100%}}td,th{{border:1px solid #999;padding:.3rem;text-align:left;font-size:.9rem}}</style>",
                                  language, said("Hồ sơ dữ liệu cá nhân", "Personal data record", language));
    out += fmt::format("<h1>{}</h1><p>{} {}</p>", said("Hồ sơ dữ liệu cá nhân", "Personal data record", language), said("Lập ngày", "Made on", language),
                       std::string_view(record.at("made_on").as_string()));
    for (const auto& section : record.at("sections").as_array()) {
        const auto& rows = section.at("rows").as_array();
        out += "<h2>" + escaped(std::string_view(section.at("name").as_string())) + "</h2>";
        if (rows.empty()) {
            out += fmt::format("<p>{}</p>", said("Không có gì.", "Nothing.", language));
            continue;
        }
        out += "<table><tr>";
        for (const auto& column : section.at("columns").as_array()) out += "<th>" + escaped(std::string_view(column.at("name").as_string())) + "</th>";
        out += "</tr>";
        for (const auto& row : rows) {
            out += "<tr>";
            for (const auto& cell : row.as_array()) out += "<td>" + cell_text(cell) + "</td>";
            out += "</tr>";
        }
        out += "</table>";
    }
    return out + "</html>\n";
}

Result<json::object> record_of(const places::Places& places, const people::Keys& keys, QueryContext& context, std::int64_t person, bool whole) {
    const auto province = person / 1'000'000'000'000;
    if (!find_subject(context.db, province, person)) return refuse("people.no_such_person", "person_id");
    const auto atlas = places.atlas();
    const Showing showing(keys, *atlas, context.today, context.language, whole);
    json::array list;
    for (const auto& section : sections()) list.push_back(section_json(context.db, section, showing, province, person, context.language));
    return json::object{{"person_id", person}, {"made_on", khuyenhoc::to_text(context.today)}, {"whole", whole}, {"sections", std::move(list)}};
}

Result<Answer> whole_record(const places::Places& places, const people::Keys& keys, QueryContext& context, const json::object& parameters) {
    auto record = record_of(places, keys, context, integer_in(parameters, "person_id"), true);
    if (!record) return std::unexpected(record.error());
    if (text_in(parameters, "format") != "html")
        return Answer{.value = {}, .file = json::serialize(*record) + "\n", .content_type = "application/json; charset=utf-8", .file_name = "ho-so-du-lieu.json"};
    return Answer{.value = {}, .file = html_of(*record, context.language), .content_type = "text/html; charset=utf-8", .file_name = "ho-so-du-lieu.html"};
}

}  // namespace

std::vector<QueryLine> record_queries(const places::Places& places, const people::Keys& keys) {
    const auto* at = &places;
    return {
        {.path = "/api/persons/{person_id}/record", .summary = "Everything held of one person, section by section; number and ethnic group masked.",
         .may = only(keepers_auditor_and_citizen, Access::personal, people::about_person()), .parameters = {id_field("person_id")},
         .run = [at, keys](QueryContext& c, const json::object& p) -> Result<Answer> {
             auto record = record_of(*at, keys, c, integer_in(p, "person_id"), false);
             if (!record) return std::unexpected(record.error());
             return answer_of(std::move(*record));
         }},
        {.path = "/api/persons/{person_id}/whole-record", .summary = "The same with nothing masked, as a file to hand to the person, for a reason that is noted.",
         .may = only(keepers_auditor_and_citizen, Access::sensitive, people::about_person()), .parameters = {id_field("person_id")},
         .run = [at, keys](QueryContext& c, const json::object& p) { return whole_record(*at, keys, c, p); },
         .body = {words_field("reason", 300), {.name = "format", .one_of = {"json", "html"}}}},
    };
}

}  // namespace khuyenhoc::privacy
