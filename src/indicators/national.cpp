#include "indicators/national.h"

#include <algorithm>

#include "indicators/dictionary.h"
#include "sheets/sheets.h"

namespace khuyenhoc::indicators {

namespace {

using State = ProvinceFigures::State;
using Found = std::map<std::int64_t, ProvinceFigures>;

void add_rows(const std::vector<Rolled>& rows, Found& found) {
    for (const auto& row : rows) {
        auto& province = found[row.province];
        province.province = row.province;
        province.state = State::counted;
        province.counts[row.measure] = row.n;
        province.as_of = row.as_of;
        province.seq = row.seq;
    }
}

void read_one_by_one(const RollupReader& reader, Found& found) {
    for (auto& [id, province] : found) {
        try {
            for (const auto& row : reader.one(id)) add_rows({row}, found);
        } catch (const store::StoreError& error) {
            if (error.kind != store::StoreError::Kind::lost) throw;
            province = {.province = id, .state = State::unavailable, .counts = {}, .as_of = {}, .seq = 0};
        }
    }
}

/// Those that must be accounted for: the country's as far as places are known here, and every one that ever had figures.
std::vector<std::int64_t> provinces_of(store::Connection& db, const places::Atlas& atlas, Date on) {
    auto ids = rolled_up_provinces(db);
    for (const auto& place : atlas.places())
        if (place.kind == places::Kind::province && place.period.holds(on)) ids.push_back(place.id);
    return ids;
}

/// A province whose places this database does not hold has only its number.
std::string province_name(const places::Atlas& atlas, std::int64_t province, Date on, std::string_view language) {
    if (atlas.find(province) != nullptr) return atlas.full_name(province, on, language);
    return (language == "en" ? "Province " : "Tỉnh mã ") + std::to_string(province);
}

json::object counts_json(const std::map<std::string, std::int64_t>& counts) {
    json::object out;
    for (const auto& [measure, n] : counts) out[measure] = n;
    return out;
}

}  // namespace

std::string_view name_of(State state) {
    return state == State::counted ? "counted" : state == State::none ? "none" : "unavailable";
}

National gather_national(std::span<const std::int64_t> provinces, int year, const RollupReader& reader) {
    Found found;
    for (const auto id : provinces) found[id].province = id;
    try {
        add_rows(reader.all(), found);
    } catch (const store::StoreError& error) {
        if (error.kind != store::StoreError::Kind::lost) throw;
        reader.server();
        read_one_by_one(reader, found);
    }
    National national{.year = year, .provinces = {}, .totals = {}, .missing = {}};
    for (auto& [id, province] : found) {
        if (province.state != State::counted) national.missing.push_back(id);
        for (const auto& [measure, n] : province.counts) national.totals[measure] += n;
        national.provinces.push_back(std::move(province));
    }
    return national;
}

json::object national_json(const National& national, const places::Atlas& atlas, Date on) {
    json::array provinces, missing;
    for (const auto& province : national.provinces) {
        const json::object name{{"vi", province_name(atlas, province.province, on, "vi")}, {"en", province_name(atlas, province.province, on, "en")}};
        const bool is_counted = province.state == State::counted;
        provinces.push_back(json::object{{"province", province.province},
                                         {"name", name},
                                         {"state", name_of(province.state)},
                                         {"as_of", is_counted ? json::value(province.as_of) : json::value()},
                                         {"seq", is_counted ? json::value(province.seq) : json::value()},
                                         {"counts", is_counted ? json::value(counts_json(province.counts)) : json::value()}});
        if (!is_counted) missing.push_back(json::object{{"province", province.province}, {"name", name}, {"reason", name_of(province.state)}});
    }
    return {{"year", national.year}, {"provinces", std::move(provinces)}, {"totals", counts_json(national.totals)}, {"missing", std::move(missing)}};
}

std::string national_csv(const National& national, const places::Atlas& atlas, Date on) {
    std::vector<sheets::Column> columns{{"province", 8}, {"name", 30}, {"name_en", 30}, {"state", 20}, {"as_of", 26}};
    const auto& measures = shipped_dictionary().measures;
    for (const auto& measure : measures) columns.push_back({measure.code, 14, sheets::Format::integer});
    const auto csv = sheets::csv_writer({.byte_order_mark = false, .separator = ',', .guard_formulas = true, .sink = {}});
    csv->sheet("provinces", columns);
    const auto write = [&](const std::vector<std::string>& texts, const std::map<std::string, std::int64_t>& counts) {
        std::vector<sheets::Value> row;
        for (const auto& text : texts) row.push_back(std::string_view(text));
        for (const auto& measure : measures) {
            const auto n = counts.find(measure.code);
            row.push_back(n != counts.end() ? sheets::Value(n->second) : sheets::Value());
        }
        csv->row(row);
    };
    for (const auto& province : national.provinces)
        write({std::to_string(province.province), province_name(atlas, province.province, on, "vi"), province_name(atlas, province.province, on, "en"),
               std::string(name_of(province.state)), province.as_of},
              province.counts);
    std::string lacking;
    for (const auto id : national.missing) lacking += (lacking.empty() ? "without " : " ") + std::to_string(id);
    write({"", "total", "total", lacking.empty() ? "whole" : lacking, ""}, national.totals);
    return csv->finish();
}

QueryLine national_query(places::Places& places) {
    QueryLine line{.path = "/api/national",
                   .summary = "Every province's counts of a year, their totals, and which provinces the totals lack.",
                   .may = anyone(),
                   .parameters = {{.name = "year", .kind = Field::Kind::integer, .least = 2000, .most = 2100},
                                  {.name = "format", .required = false, .one_of = {"json", "csv"}}},
                   .run = {}};
    line.run = [&places](QueryContext& context, const json::object& parameters) -> Result<Answer> {
        const auto atlas = places.atlas();
        const int year = static_cast<int>(parameters.at("year").as_int64());
        const Date on{year, 12, 31};
        const auto national = gather_national(provinces_of(context.db, *atlas, on), year,
                                              {[&] { (void)context.db.query_integer("SELECT 1"); },
                                               [&] { return rollup_of_all(context.db, year); },
                                               [&](std::int64_t province) { return rollup_of_one(context.db, province, year); }});
        Answer answer{.value = {}, .file = {}, .content_type = {}, .file_name = {}};
        const auto* format = parameters.if_contains("format");
        if (format == nullptr || format->as_string() != "csv") {
            answer.value = national_json(national, *atlas, on);
            return answer;
        }
        answer.file = national_csv(national, *atlas, on);
        answer.content_type = "text/csv; charset=utf-8";
        answer.file_name = "khuyenhoc-national-" + std::to_string(year) + ".csv";
        return answer;
    };
    return line;
}

}  // namespace khuyenhoc::indicators
