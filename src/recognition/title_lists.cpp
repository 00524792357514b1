// Lists by name: who is computed as achieved, proposed, recognised, refused, revoked, and where a recognised title and
// the facts contradict each other. A corrected score never changes a recognised title; it puts it on that last list.
#include <fmt/format.h>

#include "recognition/explain.h"
#include "recognition/fields.h"
#include "recognition/lines.h"
#include "recognition/listed.h"
#include "recognition/machinery.h"
#include "recognition/name_filter.h"
#include "recognition/table_file.h"
#include "recognition/title_change.h"
#include "recognition/title_list.h"

namespace khuyenhoc::recognition {

namespace {

constexpr std::int64_t usual_limit = 50;
constexpr std::int64_t most_listed = 500;
constexpr std::size_t most_taken = 100'000;

/// What is asked, of whichever line.
struct Asked {
    int year = 0;
    places::PlaceId place = 0;
    SubjectKind kind = SubjectKind::person;
    std::string list = {}, title = {};
    std::size_t from = 0, limit = usual_limit;
};

Result<Asked> asked_by(Recognition& recognition, QueryContext& context, const json::object& parameters) {
    const auto province = recognition.province();
    const auto year = year_asked(context.db, province, parameters);
    if (!year) return std::unexpected(year.error());
    Asked asked{
        .year = *year, .place = province, .list = text_in(parameters, "list"), .title = text_in(parameters, "title")};
    if (find_field(parameters, "place_id") != nullptr) asked.place = integer_in(parameters, "place_id");
    asked.kind = kind_of(*find_title(asked.title));
    if (const auto* from = find_field(parameters, "from")) asked.from = static_cast<std::size_t>(from->as_int64());
    if (const auto* limit = find_field(parameters, "limit")) asked.limit = static_cast<std::size_t>(limit->as_int64());
    return asked;
}

/// Rows of a list, taken while the model is held; their names are looked up when it has been let go.
struct Taken {
    std::vector<SubjectRow> rows = {};
    std::size_t total = 0;
    ListCounts counts = {};
    HomeNames homes = {};
    bool synthetic = false;
    Date on = {};
};

/// Whether rows are taken to be shown, or only to be looked through by who they are: of a person, why a title is not
/// reached is a long judgement.
enum class Depth { shown, named };

SubjectRow named_row(const Model& model, SubjectKind kind, std::uint32_t number) {
    return {.kind = kind, .id = model.id_of(kind, number), .home = home_of(model, kind, number).value_or(0)};
}

/// The rows from `asked.from` on, at most `most`; the total and the counts are of all.
Result<Taken> take(Recognition& recognition, const Asked& asked, std::size_t from, std::size_t most,
                   Depth depth = Depth::shown) {
    return recognition.machinery().read(asked.year, [&](const Model& model) -> Result<Taken> {
        if (model.atlas().find(asked.place) == nullptr || !model.atlas().exists(asked.place, model.on()))
            return refuse("recognition.unknown_place", "place_id");
        Taken taken{.synthetic = model.synthetic(), .on = model.on()};
        const auto wanted = bit_of(asked.list);
        const bool counted = wanted < Lists{1} << lists_counted;
        each_under(model, asked.kind, asked.place, [&](std::uint32_t number) {
            const auto state = counted ? quick_state(model, asked.kind, number) : model.state_of(asked.kind, number);
            const auto lists = lists_of(state, model.mark_of(asked.kind, number));
            taken.counts.add(lists);
            if ((lists & wanted) == 0) return;
            if (taken.total++ < from || taken.rows.size() >= most) return;
            taken.rows.push_back(depth == Depth::shown ? subject_row(model, asked.kind, number)
                                                       : named_row(model, asked.kind, number));
        });
        for (const auto& row : taken.rows) taken.homes.add(model, row.home);
        return taken;
    });
}

/// The whole list. A list of a province may be longer than anybody reads.
Result<Taken> take_all(Recognition& recognition, const Asked& asked, Depth depth = Depth::shown) {
    auto taken = take(recognition, asked, 0, most_taken + 1, depth);
    if (taken && taken->rows.size() > most_taken)
        return refuse("recognition.too_many_rows", "place_id", {{"most", std::to_string(most_taken)}});
    return taken;
}

json::object row_json(const SubjectRow& row, const HomeNames& homes, SubjectNames& names, const people::Unlisted& unlisted) {
    auto out = subject_json(row, listed_line(names, row, homes, unlisted));
    out["state"] = name_of(row.computed);
    out["computed"] = is_achieved(row.computed);
    out["level"] = level_of(row.computed);
    out["recognition"] = to_text(row.mark.state);
    out["recognised_level"] = row.mark.level;
    out["place"] = homes.json_of(row.home);
    out["explanation"] = explanation_path(row.kind, row.id);
    return out;
}

json::object answer_json(Recognition& recognition, QueryContext& context, const Asked& asked, const Taken& taken,
                         std::span<const SubjectRow> shown) {
    SubjectNames names(context.db, recognition.province(), taken.on);
    const people::Unlisted unlisted(context.db, recognition.province(), context.caller);
    json::array rows;
    for (const auto& row : shown)
        if (!is_left_out(unlisted, row)) rows.push_back(row_json(row, taken.homes, names, unlisted));
    const auto left_out = shown.size() - rows.size();
    return {{"year", asked.year},
            {"place_id", asked.place},
            {"title", asked.title},
            {"list", asked.list},
            {"synthetic", taken.synthetic},
            {"total", taken.total},
            {"left_out", left_out},
            {"counts", taken.counts.to_json()},
            {"from", asked.from},
            {"rows", std::move(rows)}};
}

/// The whole list as a sheet.
Result<Answer> list_file(Recognition& recognition, QueryContext& context, const Asked& asked, std::string_view format) {
    const auto taken = take_all(recognition, asked);
    if (!taken) return std::unexpected(taken.error());
    const Say say{context.language};
    std::vector<sheets::Column> columns = {{say("STT", "No."), 6, sheets::Format::integer}};
    for (auto& column : subject_columns(say)) columns.push_back(std::move(column));
    columns.push_back({say("Kết quả tính", "Computed"), 18});
    columns.push_back({say("Công nhận", "Recognition"), 18});
    columns.push_back({say("Mức", "Level"), 6, sheets::Format::integer});
    TableFile file(format, say("Danh sách", "List"), std::move(columns), taken->synthetic ? say.synthetic() : "");
    SubjectNames names(context.db, recognition.province(), taken->on);
    const people::Unlisted unlisted(context.db, recognition.province(), context.caller);
    std::int64_t at = 0;
    for (const auto& row : taken->rows) {
        if (is_left_out(unlisted, row)) continue;
        const auto line = listed_line(names, row, taken->homes, unlisted);
        std::vector<sheets::Value> cells = {++at};
        add_subject_cells(cells, row, line, taken->homes, say);
        cells.emplace_back(say.state(row.computed));
        cells.emplace_back(say.event(row.mark.state));
        cells.emplace_back(std::int64_t{std::max<int>(row.mark.level, level_of(row.computed))});
        file.row(cells);
    }
    return file.answer(fmt::format("khuyenhoc-{}-{}-{}-{}", asked.title, asked.list, asked.place, asked.year));
}

Result<Answer> list_titles(Recognition& recognition, QueryContext& context, const json::object& parameters) {
    const auto asked = asked_by(recognition, context, parameters);
    if (!asked) return std::unexpected(asked.error());
    const auto format = text_in_or(parameters, "format", "json");
    if (format != "json") return list_file(recognition, context, *asked, format);
    const auto taken = take(recognition, *asked, asked->from, asked->limit);
    if (!taken) return std::unexpected(taken.error());
    return answer_of(answer_json(recognition, context, *asked, *taken, taken->rows));
}

/// Rows that were taken by name alone, as they are shown. Who has left the population meanwhile stays as he was found.
Result<int> judge(Recognition& recognition, const Asked& asked, std::vector<SubjectRow>& rows) {
    return recognition.machinery().read(asked.year, [&](const Model& model) -> Result<int> {
        for (auto& row : rows)
            if (const auto number = model.number_of(row.kind, row.id)) row = subject_row(model, row.kind, *number);
        return 0;
    });
}

/// The same list, of those who bear a name. What was typed comes in the body: an address would be kept.
Result<Answer> find_titles(Recognition& recognition, NameKeys& keys, QueryContext& context,
                           const json::object& parameters) {
    const auto asked = asked_by(recognition, context, parameters);
    if (!asked) return std::unexpected(asked.error());
    const auto taken = take_all(recognition, *asked, Depth::named);
    if (!taken) return std::unexpected(taken.error());
    const store::Held held(context.db);
    const auto end = asked->from + asked->limit;
    auto found = filter_by_name(keys, context.db, recognition.province(), taken->on, taken->rows,
                                      taken->homes, text_in(parameters, "name"), end);
    const people::Unlisted unlisted(context.db, recognition.province(), context.caller);
    std::erase_if(found.rows, [&](const SubjectRow& row) { return is_not_found(unlisted, row); });
    const auto first = std::min(asked->from, found.rows.size()), last = std::min(end, found.rows.size());
    std::vector<SubjectRow> shown(found.rows.begin() + static_cast<std::ptrdiff_t>(first),
                                  found.rows.begin() + static_cast<std::ptrdiff_t>(last));
    const auto looked = judge(recognition, *asked, shown);
    if (!looked) return std::unexpected(looked.error());
    auto out = answer_json(recognition, context, *asked, *taken, shown);
    out["total"] = found.rows.size();
    out["whole"] = found.whole;
    return answer_of(std::move(out));
}

std::vector<Field> list_fields() {
    auto place = id_field("place_id", "The province when left out.");
    place.required = false;
    return {place,
            optional_year_field(),
            {.name = "title", .one_of = {"citizen", "family", "clan", "community", "unit"}},
            {.name = "list", .one_of = {list_names.begin(), list_names.end()}},
            {.name = "from",
             .kind = Field::Kind::integer,
             .required = false,
             .least = 0,
             .most = 10'000'000,
             .note = "How many of the list to pass over."},
            {.name = "limit", .kind = Field::Kind::integer, .required = false, .least = 1, .most = most_listed}};
}

}  // namespace

std::vector<QueryLine> title_list_queries(Recognition& recognition) {
    auto parameters = list_fields();
    parameters.push_back(format_field());
    auto body = list_fields();
    body.push_back({.name = "name",
                    .least = 1,
                    .most = 100,
                    .note = "Of the person, the household's head, clan, hamlet or unit; diacritics may be left out."});
    return {{.path = "/api/titles",
             .summary =
                 "Titles of a place by list: computed, waiting for a proposal, proposed, recognised, contradictions, "
                 "and more; as JSON page by page, or whole as a file.",
             .may = around(roles::readers, Access::personal, "place_id"),
             .parameters = std::move(parameters),
             .run = [&recognition](QueryContext& c, const json::object& p) { return list_titles(recognition, c, p); }},
            {.path = "/api/titles/find",
             .summary = "Titles of a place by list, of those who bear a name.",
             .may = around(roles::readers, Access::personal, "place_id"),
             .parameters = {},
             .run = [&recognition, keys = std::make_shared<NameKeys>()](
                        QueryContext& c, const json::object& p) { return find_titles(recognition, *keys, c, p); },
             .body = std::move(body)}};
}

}  // namespace khuyenhoc::recognition
