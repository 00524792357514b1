#include "places/boundary_lines.h"

#include <set>

#include "base/crypto.h"
#include "places/boundary_match.h"

namespace khuyenhoc::places {

namespace {

using FK = Field::Kind;

constexpr std::int64_t most_communes = 500;
constexpr std::int64_t most_rings_text = 100'000;
/// Of the outlines of one commune: 120 KB for the 75 of Son La.
constexpr std::size_t bytes_for_each = 1'600;
constexpr std::size_t most_named = 100;

std::string_view text(const json::value& value) { return {value.as_string().data(), value.as_string().size()}; }

/// Judges what a command brings before anything is written.
Result<void> judge(const Atlas& atlas, std::int64_t province, Date on, const json::array& boundaries) {
    std::map<PlaceId, std::string> seen;
    for (std::size_t i = 0; i < boundaries.size(); ++i) {
        const auto& one = boundaries[i].as_object();
        const std::string where = "boundaries[" + std::to_string(i) + "]";
        const PlaceId id = one.at("place_id").as_int64();
        const auto* place = atlas.find(id);
        if (place == nullptr) return refuse("places.unknown", where + ".place_id");
        if (place->kind != Kind::commune || place->province != province) return refuse("places.boundary_of", where + ".place_id");
        if (!atlas.exists(id, on)) return refuse("places.not_then", where + ".place_id", {{"on", to_text(on)}});
        if (const auto [first, added] = seen.emplace(id, where); !added)
            return refuse("places.boundary_twice", where, {{"first", first->second}, {"code", atlas.code(id, on)}});
        if (!read_rings(text(one.at("rings")))) return refuse("places.boundary_rings", where + ".rings");
    }
    return {};
}

CommandLine load_command(Places& places) {
    CommandLine line{.name = "places.load_boundaries",
                     .summary = "Keeps boundaries of the province's communes, as /api/upload/boundaries read them from a file; maps draw "
                                "them instead of tiles, and no longer those kept before.",
                     .may = whole_province(roles::province, Access::open),
                     .fields = {},
                     .run = {}};
    line.fields = {{.name = "source", .least = 1, .most = 200, .note = "who made the file; stands below the map"},
                   {.name = "valid_on", .kind = FK::date, .note = "the day whose communes it shows"},
                   {.name = "sha256", .least = 64, .most = 64, .note = "of the file"},
                   {.name = "boundaries",
                    .kind = FK::objects,
                    .least = 1,
                    .most = most_communes,
                    .inside = {{.name = "place_id", .kind = FK::integer, .least = 1, .note = "a commune or ward of that day"},
                               {.name = "rings", .least = 1, .most = most_rings_text,
                                .note = "ten-thousandths of a degree: \"lon lat dlon dlat ...;...\""}}}};
    line.run = [&places](CommandContext& context, const json::object& body) -> Result<json::value> {
        const auto& boundaries = body.at("boundaries").as_array();
        const Date on = *parse_date(text(body.at("valid_on")));
        if (auto fits = judge(*places.atlas(), context.province, on, boundaries); !fits) return std::unexpected(fits.error());
        const auto file_id =
            1 + context.db.query_integer("SELECT COALESCE(MAX(file_id), 0) FROM boundary_file WHERE province_id = $1", {context.province}).value_or(0);
        context.db.run("INSERT INTO boundary_file(province_id, file_id, source, valid_on, sha256, seq) VALUES ($1, $2, $3, $4, $5, $6)",
                       {context.province, file_id, text(body.at("source")), text(body.at("valid_on")), text(body.at("sha256")), context.seq});
        for (const auto& one : boundaries)
            context.db.run("INSERT INTO boundary(province_id, file_id, place_id, rings) VALUES ($1, $2, $3, $4)",
                           {context.province, file_id, one.at("place_id").as_int64(), text(one.at("rings"))});
        return json::value(json::object{{"file_id", file_id}, {"places", boundaries.size()}});
    };
    return line;
}

struct File {
    std::int64_t id = 0;
    std::string source, valid_on, sha256;
};

/// The file of boundaries in force: the one loaded last, unless it is forgotten.
std::optional<File> file_of(store::Connection& db, std::int64_t province) {
    std::optional<File> file;
    db.query("SELECT f.file_id, f.source, f.valid_on, f.sha256, x.file_id FROM boundary_file f LEFT JOIN boundary_forgotten x "
             "ON x.province_id = f.province_id AND x.file_id = f.file_id WHERE f.province_id = $1 ORDER BY f.file_id DESC LIMIT 1",
             {province}, [&](const store::Row& row) {
                 if (row.is_null(4)) file = File{row.integer(0), std::string(row.text(1)), std::string(row.text(2)), std::string(row.text(3))};
             });
    return file;
}

CommandLine forget_command() {
    CommandLine line{.name = "places.forget_boundaries",
                     .summary = "Lets go of the boundaries in force: maps draw tiles again.",
                     .may = whole_province(roles::province, Access::open),
                     .fields = {{.name = "file_id", .kind = FK::integer, .least = 1}},
                     .run = {}};
    line.run = [](CommandContext& context, const json::object& body) -> Result<json::value> {
        const auto file = file_of(context.db, context.province);
        const auto wanted = body.at("file_id").as_int64();
        if (!file || file->id != wanted) return refuse("places.boundary_no_file", "file_id");
        context.db.run("INSERT INTO boundary_forgotten(province_id, file_id, seq) VALUES ($1, $2, $3)", {context.province, wanted, context.seq});
        return json::value(json::object{{"file_id", wanted}});
    };
    return line;
}

/// Outlines of places as paths of one picture.
json::object drawn(std::span<const PlaceId> ids, std::span<const Outline> outlines) {
    const auto drawing = draw(outlines);
    json::array list;
    for (std::size_t i = 0; i < ids.size(); ++i) {
        const auto& path = drawing.paths[i];
        list.push_back({{"id", ids[i]}, {"d", path.d}, {"x", path.x}, {"y", path.y}});
    }
    return {{"width", drawing.width}, {"height", drawing.height}, {"places", std::move(list)}};
}

json::object drawn_from_store(store::Connection& db, std::int64_t province, std::int64_t file, const std::set<PlaceId>& wanted) {
    std::vector<PlaceId> ids;
    std::vector<Outline> outlines;
    db.query("SELECT place_id, rings FROM boundary WHERE province_id = $1 AND file_id = $2 ORDER BY place_id", {province, file},
             [&](const store::Row& row) {
                 if (!wanted.contains(row.integer(0))) return;
                 auto outline = read_rings(row.text(1));
                 if (!outline) return;  // a deep check says so
                 ids.push_back(row.integer(0));
                 outlines.push_back(std::move(*outline));
             });
    return drawn(ids, outlines);
}

json::array named(const Atlas& atlas, std::span<const PlaceId> ids, Date on) {
    json::array out;
    for (const PlaceId id : ids) out.push_back(describe(atlas, id, on));
    return out;
}

}  // namespace

Result<json::object> look_at_boundaries(const Atlas& atlas, PlaceId province, Date on, std::string_view bytes) {
    auto features = read_boundaries(bytes);
    if (!features) return std::unexpected(features.error());
    const auto matches = match_boundaries(atlas, province, on, *features);
    if (!matches) return std::unexpected(matches.error());
    std::vector<PlaceId> ids;
    std::vector<Outline> outlines;
    for (const auto& [place, feature] : matches->matched) {
        ids.push_back(place);
        outlines.push_back(std::move((*features)[feature].outline));
    }
    const auto simple = simplify(outlines, bytes_for_each * outlines.size());
    json::array boundaries;
    for (std::size_t i = 0; i < ids.size(); ++i) boundaries.push_back({{"place_id", ids[i]}, {"rings", write_rings(simple[i])}});
    json::array nothing;
    for (const auto feature : matches->nothing) {
        if (nothing.size() == most_named) break;
        const auto& properties = (*features)[feature].properties;
        const auto name = properties.find(matches->name_property);
        nothing.push_back({{"number", feature + 1}, {"name", name == properties.end() ? "" : name->second}});
    }
    return json::object{{"on", to_text(on)},
                        {"sha256", sha256_hex(bytes)},
                        {"communes", matches->matched.size() + matches->without.size()},
                        {"matched", matches->matched.size()},
                        {"code_property", matches->code_property},
                        {"name_property", matches->name_property},
                        {"without", named(atlas, matches->without, on)},
                        {"nothing", std::move(nothing)},
                        {"nothing_count", matches->nothing.size()},
                        {"boundaries", std::move(boundaries)},
                        {"map", drawn(ids, simple)}};
}

std::vector<CommandLine> boundary_commands(Places& places) { return {load_command(places), forget_command()}; }

QueryLine boundary_query(Places& places) {
    QueryLine line{.path = "/api/boundaries",
                   .summary = "Boundaries of the communes beneath a place on a day, as paths of one picture; `file` is null when there are "
                              "none and maps draw tiles.",
                   .may = anyone(),
                   .parameters = {},
                   .run = {}};
    line.parameters = {{.name = "place_id", .kind = FK::integer, .least = 1},
                       {.name = "on", .kind = FK::date, .required = false, .note = "the day; today when left out"}};
    line.kept = true;
    line.run = [&places](QueryContext& context, const json::object& parameters) -> Result<Answer> {
        const auto atlas = places.atlas();
        const PlaceId id = parameters.at("place_id").as_int64();
        const auto* place = atlas->find(id);
        if (place == nullptr) return refuse("places.unknown", "place_id");
        const auto* written = parameters.if_contains("on");
        const Date on = written == nullptr ? context.today : *parse_date(text(*written));
        json::object out{{"place_id", id}, {"on", to_text(on)}, {"file", nullptr}, {"width", 0}, {"height", 0}, {"places", json::array()}};
        const auto communes = atlas->communes(id, on);
        const auto file = communes.empty() ? std::nullopt : file_of(context.db, place->province);
        if (file) {
            auto map = drawn_from_store(context.db, place->province, file->id, {communes.begin(), communes.end()});
            out["file"] = {{"file_id", file->id}, {"source", file->source}, {"valid_on", file->valid_on}, {"sha256", file->sha256}};
            for (auto& [name, value] : map) out[name] = std::move(value);
        }
        return Answer{.value = std::move(out), .file = {}, .content_type = {}, .file_name = {}};
    };
    return line;
}

std::vector<RefusalKind> boundary_refusals() {
    return {
        {"places.boundary_format", 422, "Tệp không phải GeoJSON (FeatureCollection) hay TopoJSON (Topology) ({where}).",
         "The file is neither GeoJSON (a FeatureCollection) nor TopoJSON (a Topology) ({where})."},
        {"places.boundary_too_large", 413, "Tệp ranh giới quá lớn: nhiều nhất {limit} ({where}). Hãy xuất riêng ranh giới các xã của tỉnh.",
         "The boundary file is too large: at most {limit} ({where}). Export the communes of the province only."},
        {"places.boundary_geometry", 422, "Chỉ đọc được hình vùng (Polygon, MultiPolygon) ({where}).",
         "Only areas (Polygon, MultiPolygon) can be read ({where})."},
        {"places.boundary_position", 422, "Toạ độ phải là hai số: kinh độ, vĩ độ ({where}).",
         "A position must be two numbers, longitude and latitude ({where})."},
        {"places.boundary_projected", 422,
         "Toạ độ không phải kinh độ, vĩ độ ({where}). Tệp theo hệ VN-2000 mét phải chuyển sang WGS 84 (độ) trước.",
         "Coordinates are not degrees ({where}). Convert a file in metres (VN-2000) to WGS 84 first."},
        {"places.boundary_ring", 422, "Đường ranh giới không khép kín hoặc không bao quanh vùng nào ({where}).",
         "A boundary is not closed, or goes around nothing ({where})."},
        {"places.boundary_arc", 422, "Cung của TopoJSON thiếu hoặc sai ({where}).", "An arc of the TopoJSON is missing or malformed ({where})."},
        {"places.boundary_no_match", 422, "Không vùng nào trong tệp có mã hoặc tên của xã, phường trong tỉnh vào ngày đã chọn.",
         "No area of the file bears the code or the name of a commune or ward of the province on that day."},
        {"places.boundary_twice", 409, "Hai vùng cùng là xã, phường mã {code}: {first} và {where}.",
         "Two areas are the commune or ward of code {code}: {first} and {where}."},
        {"places.boundary_of", 422, "Ranh giới phải là của một xã hoặc phường trong tỉnh ({where}).",
         "A boundary must be that of a commune or ward of the province ({where})."},
        {"places.boundary_rings", 422, "Đường ranh giới đã rút gọn không đúng cách ghi ({where}).",
         "The simplified boundary is not written as it must be ({where})."},
        {"places.boundary_no_file", 404, "Ranh giới này không còn được dùng.", "These boundaries are not in force."},
    };
}

std::vector<Check> boundary_checks() {
    return {{"places.boundary_has_file",
             "/* national */ SELECT b.place_id FROM boundary b LEFT JOIN boundary_file f ON f.province_id = b.province_id AND f.file_id = b.file_id "
             "WHERE f.file_id IS NULL ORDER BY b.place_id"},
            {"places.boundary_file_has_boundaries",
             "/* national */ SELECT f.file_id FROM boundary_file f WHERE NOT EXISTS (SELECT 1 FROM boundary b WHERE b.province_id = f.province_id "
             "AND b.file_id = f.file_id) ORDER BY f.file_id"},
            {"places.boundary_of_commune_of_its_day",
             "/* national */ SELECT b.place_id FROM boundary b LEFT JOIN boundary_file f ON f.province_id = b.province_id AND f.file_id = b.file_id "
             "LEFT JOIN place p ON p.place_id = b.place_id WHERE p.place_id IS NULL OR p.kind <> 'commune' "
             "OR p.province_id <> b.province_id OR f.valid_on < p.from_date OR (p.to_date IS NOT NULL AND f.valid_on >= p.to_date) "
             "ORDER BY b.place_id"},
            {"places.forgotten_boundaries_were_there",
             "/* national */ SELECT x.file_id FROM boundary_forgotten x LEFT JOIN boundary_file f ON f.province_id = x.province_id "
             "AND f.file_id = x.file_id WHERE f.file_id IS NULL ORDER BY x.file_id"}};
}

DeepCheck boundary_deep_check() {
    return {"places.boundaries_can_be_drawn", [](store::Connection& db) {
                std::vector<std::string> problems;
                db.query("/* national */ SELECT place_id, rings FROM boundary ORDER BY province_id, file_id, place_id", {}, [&](const store::Row& row) {
                    if (!read_rings(row.text(1))) problems.push_back("place " + std::to_string(row.integer(0)));
                });
                return problems;
            }};
}

}  // namespace khuyenhoc::places
