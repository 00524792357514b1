// The door of indicators: the report in its four forms, the dictionary, the table.
#include <fmt/format.h>

#include "base/check.h"
#include "indicators/embedded.h"
#include "indicators/indicators.h"
#include "indicators/national.h"
#include "indicators/report.h"

namespace khuyenhoc::indicators {

namespace {

using FK = Field::Kind;

std::optional<std::string_view> text_of(const json::object& from, std::string_view name) {
    const auto* value = from.if_contains({name.data(), name.size()});
    if (value == nullptr) return std::nullopt;
    return std::string_view(value->as_string().data(), value->as_string().size());
}

Format format_of(std::string_view text) {
    if (text == "text") return Format::text;
    if (text == "csv") return Format::csv;
    if (text == "xlsx") return Format::xlsx;
    return Format::json;
}

/// "khuyenhoc-14-2025.csv": the code, or the id of a place without one.
std::string file_name(const Report& report, std::string_view ending) {
    const std::string code = report.atlas.code(report.place, report.on);
    return fmt::format("khuyenhoc-{}-{}.{}", code.empty() ? std::to_string(report.place) : code, report.year, ending);
}

QueryLine report_query(places::Places& places, const Source& source) {
    QueryLine line{.path = "/api/report",
                   .summary = "The figures of a place and a year, as JSON, text, CSV or a workbook.",
                   .may = anyone(),
                   .parameters = {},
                   .run = {}};
    line.parameters = {{.name = "place", .least = 1, .most = 100, .note = "id, code or name"},
                       {.name = "year", .kind = FK::integer, .least = 2000, .most = 2100},
                       {.name = "on",
                        .kind = FK::date,
                        .required = false,
                        .note = "boundaries of this day; 31 December of the year when left out"},
                       {.name = "format", .required = false, .one_of = {"json", "text", "csv", "xlsx"}}};
    line.run = [&places, &source](QueryContext& context, const json::object& parameters) -> Result<Answer> {
        const auto atlas = places.atlas();
        const int year = static_cast<int>(parameters.at("year").as_int64());
        Date on{year, 12, 31};
        if (const auto day = text_of(parameters, "on")) on = parse_date(*day).value_or(on);
        const auto place = atlas->resolve(*text_of(parameters, "place"), on);
        if (!place) return std::unexpected(place.error());
        return report(*atlas, source, *place, year, on, format_of(text_of(parameters, "format").value_or("json")),
                      context.language);
    };
    line.kept = true;
    return line;
}

}  // namespace

Result<Answer> report(const places::Atlas& atlas, const Source& source, places::PlaceId place, int year, Date on,
                      Format format, std::string_view language) {
    check(source.counts && source.campaign, "the report is handed its counts");
    const auto gathered = gather(atlas, shipped_dictionary(), source, place, year, on);
    if (!gathered) return std::unexpected(gathered.error());
    Answer answer{.value = {}, .file = {}, .content_type = {}, .file_name = {}};
    switch (format) {
        case Format::json:  // made in place: assigning would copy the document out of its arena
            return Answer{.value = report_json(*gathered, language), .file = {}, .content_type = {}, .file_name = {}};
        case Format::text:
            answer.file = report_text(*gathered, language);
            answer.content_type = "text/plain; charset=utf-8";
            answer.file_name = file_name(*gathered, "txt");
            break;
        case Format::csv:
            answer.file = report_csv(*gathered);
            answer.content_type = "text/csv; charset=utf-8";
            answer.file_name = file_name(*gathered, "csv");
            break;
        case Format::xlsx:
            answer.file = report_xlsx(*gathered, language);
            answer.content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
            answer.file_name = file_name(*gathered, "xlsx");
            break;
    }
    return answer;
}

Table table(places::Places& places, const Source& source) {
    Table table;
    table.name = "indicators";
    QueryLine figures{.path = "/api/figures",
                      .summary = "The dictionary: what each figure is, of what, and its targets.",
                      .may = anyone(),
                      .parameters = {},
                      .run = {}};
    figures.run = [](QueryContext&, const json::object&) -> Result<Answer> {
        return Answer{
            .value = json::object{{"figures", dictionary()}}, .file = {}, .content_type = {}, .file_name = {}};
    };
    table.migrations = {{"indicators/0001_rollup", indicators_file_bytes("migrations/0001_rollup.sql")}};
    table.queries = {report_query(places, source), figures, national_query(places)};
    table.refusals = {
        {"indicators.no_counts", 503, "Chưa có đủ số liệu của địa bàn ({where}); không hiển thị thay bằng số 0.",
         "The counts of the place are not complete ({where}); they are not shown as zero."},
        {"indicators.facts_format", 422, "Tệp chỉ tiêu không đúng định dạng {expected}.",
         "The file is not of the format {expected}."},
        {"indicators.facts_unknown", 422, "Nhắc đến chỉ tiêu, số đếm hoặc nguồn không có ({where}).",
         "Refers to a figure, count or source that is not there ({where})."},
        {"indicators.facts_twice", 422, "Ghi hai lần ({where}).", "Given twice ({where})."},
        {"indicators.facts_unit", 422, "Tỷ lệ phải có mẫu số, số đếm thì không ({where}).",
         "A share has a denominator and a plain count has none ({where})."},
        {"indicators.facts_percent", 422, "Không phải một tỷ lệ phần trăm ({where}).", "Not a percentage ({where})."},
    };
    return table;
}

}  // namespace khuyenhoc::indicators
