// The table of places: commands and refusals; the queries stand in queries.cpp, the checks in checks.cpp.
#include "base/check.h"
#include "places/boundary_lines.h"
#include "places/checks.h"
#include "places/embedded.h"
#include "places/places.h"
#include "places/queries.h"

namespace khuyenhoc::places {

namespace {

using FK = Field::Kind;

std::string_view text(const json::value& value) { return {value.as_string().data(), value.as_string().size()}; }

CommandLine load_facts_command(Places& places) {
    CommandLine line{.name = "places.load_facts",
                     .summary = "Loads the shipped places of the command's province.",
                     .may = whole_province(roles::province, Access::open),
                     .fields = {},
                     .run = {}};
    line.run = [&places](CommandContext& context, const json::object&) -> Result<json::value> {
        auto answer = load_facts(context.db, context.province);
        if (!answer) return std::unexpected(answer.error());
        context.after_commit.emplace_back([&places] { places.reload(); });
        return json::value(std::move(*answer));
    };
    return line;
}

std::vector<Field> hamlet_fields() {
    return {{.name = "name", .least = 1, .most = 100, .note = "without the type: \"Bó\", \"Ba Nhất 1\""},
            {.name = "type", .one_of = {"ban", "tieu_khu", "to_dan_pho", "thon"}},
            {.name = "commune", .kind = FK::integer, .least = 1, .note = "id of a commune or ward"},
            {.name = "from_date", .kind = FK::date}};
}

NewHamlet hamlet_from(const json::object& body) {
    return {std::string(text(body.at("type"))), std::string(text(body.at("name"))), body.at("commune").as_int64(),
            *parse_date(text(body.at("from_date")))};
}

Result<json::value> add(Places& places, CommandContext& context, const std::vector<NewHamlet>& hamlets) {
    const auto ids = add_hamlets(context.db, context.province, hamlets);
    if (!ids) return std::unexpected(ids.error());
    context.after_commit.emplace_back([&places] { places.reload(); });
    json::array list;
    for (const PlaceId id : *ids) list.emplace_back(id);
    return json::value(json::object{{"place_ids", std::move(list)}});
}

Result<About> about_communes(store::Connection&, std::int64_t, const json::object& body) {
    About about;
    for (const auto& hamlet : body.at("hamlets").as_array()) about.places.push_back(hamlet.at("commune").as_int64());
    return about;
}

/// Who adds hamlets: a head of one has no other.
constexpr Roles who_adds{Role::secretary, Role::commune_officer};

std::vector<CommandLine> hamlet_commands(Places& places) {
    CommandLine one{.name = "places.add_hamlet",
                    .summary = "Adds a hamlet to a commune or ward.",
                    .may = around(who_adds, Access::open, "commune"),
                    .fields = hamlet_fields(),
                    .run = {}};
    one.run = [&places](CommandContext& context, const json::object& body) {
        return add(places, context, {hamlet_from(body)});
    };

    CommandLine many{
        .name = "places.add_hamlets", .summary = "Adds many hamlets, all or none.", .may = only(who_adds, Access::open, about_communes), .fields = {}, .run = {}};
    many.fields = {{.name = "hamlets", .kind = FK::objects, .least = 1, .most = 5000, .inside = hamlet_fields()}};
    many.run = [&places](CommandContext& context, const json::object& body) {
        std::vector<NewHamlet> hamlets;
        for (const auto& item : body.at("hamlets").as_array()) hamlets.push_back(hamlet_from(item.as_object()));
        return add(places, context, hamlets);
    };
    return {one, many};
}

std::vector<RefusalKind> refusals() {
    return {
        {"places.unknown", 404, "Không tìm thấy địa bàn này.", "There is no such place."},
        {"places.ambiguous", 409, "Có {count} địa bàn cùng tên; hãy ghi đủ dấu, loại đơn vị hoặc mã.",
         "{count} places bear that name: write it with its diacritics, its type or its code."},
        {"places.not_then", 409, "Địa bàn này không tồn tại vào ngày {on}.", "That place did not exist on {on}."},
        {"places.code_or_name", 422, "Hãy cho mã hoặc tên, chỉ một trong hai.",
         "Give a code or a name, one of the two."},
        {"places.bad_type", 422, "Loại địa bàn phải là bản, tiểu khu, tổ dân phố hoặc thôn ({where}).",
         "The type must be ban, tieu_khu, to_dan_pho or thon ({where})."},
        {"places.bad_name", 422, "Tên phải có chữ hoặc số ({where}).", "A name must have letters or digits ({where})."},
        {"places.not_a_commune", 422, "Thôn, bản phải thuộc một xã hoặc phường ({where}).",
         "A hamlet belongs to a commune or ward ({where})."},
        {"places.name_taken", 409, "Xã, phường này đã có thôn, bản cùng loại và cùng tên ({where}).",
         "The commune has a hamlet of that type and name already ({where})."},
        {"places.no_facts", 404, "Chương trình chưa kèm dữ liệu địa bàn của tỉnh mã {province}.",
         "The program ships no facts about province {province}."},
        {"places.facts_format", 422, "Tệp địa bàn không đúng định dạng khuyenhoc-places-1.",
         "The facts file is not of the format khuyenhoc-places-1."},
        {"places.facts_twice", 422, "Ghi hai lần trong tệp ({where}).", "Given twice in the file ({where})."},
        {"places.facts_unknown_place", 422, "Nhắc đến một địa bàn không có trong tệp ({where}).",
         "Refers to a place that the file does not have ({where})."},
        {"places.facts_type", 422, "Loại không hợp với cấp của địa bàn ({where}).",
         "The type does not fit the kind of place ({where})."},
        {"places.facts_parent", 422, "Địa bàn cấp trên không hợp lệ ({where}).",
         "The place above is missing or of the wrong kind ({where})."},
        {"places.facts_period", 422, "Thời gian hiệu lực không hợp lệ ({where}).",
         "The period ends before it starts, or outlasts what it depends on ({where})."},
        {"places.facts_code", 422, "Mã phải có {digits} chữ số và không trùng trong cùng thời gian ({where}).",
         "A code must have {digits} digits and be borne by one place at a time ({where})."},
        {"places.facts_succession", 422, "Ngày sáp nhập không khớp giữa đơn vị cũ và mới ({where}).",
         "The old unit does not end on the day the new one begins ({where})."},
        {"places.facts_neighbour", 422, "Cặp giáp ranh trùng lặp hoặc với chính nó ({where}).",
         "A pair of neighbours is given twice or is one place ({where})."},
        {"places.facts_source", 422, "Nguồn số liệu không có trong danh sách nguồn ({where}).",
         "The source is not in the list of sources ({where})."},
    };
}

/// Changes whenever a command changes places: every one adds a row or ends one.
std::string state_of_places(store::Connection& db) {
    std::string state;
    db.query("SELECT (SELECT count(*) FROM place), (SELECT count(to_date) FROM place), (SELECT count(*) FROM place_name),"
             " (SELECT count(*) FROM place_parent), (SELECT count(to_date) FROM place_parent), (SELECT count(*) FROM place_code),"
             " (SELECT count(*) FROM place_succession), (SELECT count(*) FROM place_measure)",
             {}, [&](const store::Row& row) {
                 for (int column = 0; column < 8; ++column) state += std::to_string(row.integer(column)) + " ";
             });
    return state;
}

template <class Line>
void append(std::vector<Line>& lines, std::vector<Line> more) {
    lines.insert(lines.end(), more.begin(), more.end());
}

}  // namespace

std::shared_ptr<const Atlas> Places::atlas() const {
    const auto now = std::chrono::steady_clock::now();
    std::lock_guard lock(mutex_);
    if (!atlas_ || now - looked_ > most_behind) {
        looked_ = now;
        if (!atlas_ || state_of_places(*store_.reader()) != seen_) read();
    }
    return atlas_;
}

void Places::reload() {
    std::lock_guard lock(mutex_);  // held while reading: of two reloads the later one must win
    read();
}

void Places::read() const {
    const auto reader = store_.reader();
    const store::Held moment(*reader);
    seen_ = state_of_places(*reader);
    atlas_ = std::make_shared<const Atlas>(Atlas::load(*reader));
}

Table table(Places& places) {
    Table table;
    table.name = "places";
    table.migrations = {{"places/0001_places", places_file_bytes("migrations/0001_places.sql")},
                        {"places/0002_boundaries", places_file_bytes("migrations/0002_boundaries.sql")},
                        {"places/0003_notes", places_file_bytes("migrations/0003_notes.sql")}};
    table.commands = hamlet_commands(places);
    table.commands.insert(table.commands.begin(), load_facts_command(places));
    append(table.commands, boundary_commands(places));
    table.queries = queries(places);
    table.queries.push_back(boundary_query(places));
    table.checks = checks();
    append(table.checks, boundary_checks());
    table.deep_checks = deep_checks();
    table.deep_checks.push_back(boundary_deep_check());
    table.refusals = refusals();
    append(table.refusals, boundary_refusals());
    return table;
}

}  // namespace khuyenhoc::places
