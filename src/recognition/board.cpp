// The board of a campaign: every hamlet of a place with how far it is, from the population in memory.
#include <algorithm>
#include <array>
#include <unordered_map>

#include "recognition/board_state.h"
#include "recognition/explain.h"
#include "recognition/fields.h"
#include "recognition/lines.h"
#include "recognition/machinery.h"
#include "recognition/origin.h"
#include "sheets/sheets.h"

namespace khuyenhoc::recognition {

namespace {

using Kind = Field::Kind;

constexpr std::int64_t usual_limit = 100;
constexpr std::int64_t most_listed = 500;

/// What waits by hamlet, read in one go: few hamlets have any.
using Waiting = std::unordered_map<std::int64_t, SheetCount>;

Waiting waiting_of(store::Connection& db, std::int64_t province, int year) {
    Waiting waiting;
    db.query("SELECT hamlet_id, unconfirmed, waiting_self FROM sheet_count WHERE province_id = $1 AND year = $2",
             {province, std::int64_t{year}}, [&](const store::Row& row) {
                 waiting.emplace(row.integer(0), SheetCount{row.integer(1), row.integer(2)});
             });
    return waiting;
}

std::int64_t titles(const TitleCounts& counts) {
    return counts.learning_citizens + counts.learning_families + counts.learning_clans + counts.learning_communities;
}

struct Line {
    std::uint32_t hamlet = 0;
    HamletProgress progress;
    BoardState state = BoardState::not_started;
    const Tally* tally = nullptr;
};

/// What is summed for a commune or for all.
struct Sum {
    std::array<std::int64_t, 5> states{};
    std::int64_t hamlets = 0, persons = 0, persons_assessed = 0, households = 0, households_assessed = 0;
    std::int64_t unconfirmed = 0, waiting_self = 0, proposed = 0, recognised = 0;

    void add(const Line& line) {
        const auto& p = line.progress;
        ++states[static_cast<std::size_t>(line.state)];
        ++hamlets;
        persons += p.persons;
        persons_assessed += p.persons - p.persons_not_assessed - p.persons_incomplete;
        households += p.households;
        households_assessed += p.households - p.households_not_assessed - p.households_incomplete;
        unconfirmed += p.unconfirmed;
        waiting_self += p.waiting_self;
        proposed += p.proposed;
        recognised += p.recognised;
    }
    json::object to_json() const {
        json::object by_state;
        for (std::size_t i = 0; i < states.size(); ++i) by_state[to_text(static_cast<BoardState>(i))] = states[i];
        return {{"hamlets", hamlets},         {"states", std::move(by_state)},
                {"persons", persons},         {"persons_assessed", persons_assessed},
                {"households", households},   {"households_assessed", households_assessed},
                {"unconfirmed", unconfirmed}, {"waiting_self", waiting_self},
                {"proposed", proposed},       {"recognised", recognised}};
    }
};

class Board {
public:
    Board(const Model& model, const Waiting& waiting)
        : model_(model), tallies_(model.hamlet_tallies(model.outcome())), waiting_(waiting) {}

    std::vector<Line> lines(places::PlaceId place) const {
        std::vector<Line> all;
        for (const auto hamlet : model_.hamlets_under(place, model_.on())) all.push_back(line(hamlet));
        return all;
    }

    json::object line_json(const Line& line) const {
        const auto& p = line.progress;
        const auto& population = model_.population();
        const auto marks = title_marks(line.hamlet);
        return {{"place", hamlet_json(model_, line.hamlet)},
                {"commune", commune_json(model_, population.commune_of_hamlet(line.hamlet))},
                {"state", to_text(line.state)},
                {"persons", p.persons},
                {"persons_assessed", p.persons - p.persons_not_assessed - p.persons_incomplete},
                {"persons_incomplete", p.persons_incomplete},
                {"children_unknown", p.children_unknown},
                {"households", p.households},
                {"households_assessed", p.households - p.households_not_assessed - p.households_incomplete},
                {"own", name_of(p.own)},
                {"achieved", titles(line.tally->computed)},
                {"waiting", marks.waiting},
                {"proposed", p.proposed},
                {"recognised", p.recognised},
                {"contradictions", marks.contradictions},
                {"unconfirmed", p.unconfirmed},
                {"waiting_self", p.waiting_self}};
    }

private:
    Line line(std::uint32_t hamlet) const {
        const auto& counts = model_.outcome().hamlets[hamlet];
        const auto& tally = tallies_[hamlet];
        Line out{.hamlet = hamlet, .progress = {}, .tally = &tally};
        const auto waiting = waiting_.find(model_.population().hamlet_id(hamlet));
        const SheetCount sheet = waiting == waiting_.end() ? SheetCount{} : waiting->second;
        out.progress = {.persons = counts.adults,
                        .persons_not_assessed = counts.not_assessed,
                        .persons_incomplete = counts.incomplete,
                        .children_unknown = counts.children_schooling_unknown,
                        .households = counts.households,
                        .households_not_assessed = counts.households_not_assessed,
                        .households_incomplete = counts.households_incomplete,
                        .own = model_.outcome().communities[hamlet],
                        .unconfirmed = sheet.unconfirmed,
                        .waiting_self = sheet.waiting_self,
                        .proposed = titles(tally.proposed),
                        .recognised = titles(tally.recognised)};
        out.state = board_state(out.progress);
        return out;
    }

    struct Marks {
        std::int64_t waiting = 0, contradictions = 0;
    };
    /// Walks the hamlet: only for the lines that are shown.
    Marks title_marks(std::uint32_t hamlet) const {
        Marks marks;
        for (const auto kind : {SubjectKind::person, SubjectKind::household, SubjectKind::clan, SubjectKind::hamlet})
            model_.each_in_hamlet(kind, hamlet, [&](std::uint32_t number) {
                const auto mark = model_.mark_of(kind, number);
                const bool recognised = mark.state == TitleState::recognised;
                if (!recognised && mark.state != TitleState::none) return;
                const bool achieved = is_achieved(model_.state_of(kind, number));
                marks.contradictions += recognised && !achieved;
                marks.waiting += !recognised && achieved;
            });
        return marks;
    }

    const Model& model_;
    std::vector<Tally> tallies_;
    const Waiting& waiting_;
};

json::array communes_json(const Model& model, const std::vector<Line>& lines) {
    std::vector<Sum> sums(model.population().communes() + 1);
    for (const auto& line : lines) sums[model.population().commune_of_hamlet(line.hamlet)].add(line);
    json::array out;
    for (std::uint32_t commune = 0; commune < model.population().communes(); ++commune) {
        if (sums[commune].hamlets == 0) continue;
        auto one = sums[commune].to_json();
        one["place"] = commune_json(model, commune);
        out.push_back(std::move(one));
    }
    return out;
}

// -- as a file

std::string_view state_word(BoardState state, bool vi) {
    constexpr std::array<std::string_view, 5> in_vi = {"Chưa bắt đầu", "Đang chấm", "Đã chấm xong", "Đã đề nghị",
                                                       "Đã có quyết định"};
    constexpr std::array<std::string_view, 5> in_en = {"Not started", "Being scored", "All scored", "Proposed",
                                                       "Decided"};
    return (vi ? in_vi : in_en)[static_cast<std::size_t>(state)];
}

std::vector<sheets::Column> file_columns(bool vi) {
    const auto say = [&](const char* v, const char* e) { return std::string(vi ? v : e); };
    const auto number = [&](const char* v, const char* e) {
        return sheets::Column{say(v, e), 14, sheets::Format::integer};
    };
    return {{say("Xã, phường", "Commune"), 26},
            {say("Thôn, bản, tiểu khu", "Hamlet"), 26},
            {say("Tình trạng", "State"), 18},
            number("Số hộ", "Households"),
            number("Hộ đã chấm", "Households scored"),
            number("Người thuộc diện", "Persons to score"),
            number("Người đã chấm", "Persons scored"),
            number("Chấm chưa đủ", "Incomplete"),
            number("Danh hiệu đạt", "Achieved"),
            number("Đang đề nghị", "Proposed"),
            number("Đã công nhận", "Recognised"),
            number("Chép chưa xem lại", "Copied, not confirmed"),
            number("Tự đánh giá chờ nhận", "Self-assessments waiting")};
}

std::string write_file(const Model& model, const std::vector<Line>& lines, bool csv, bool vi) {
    const auto writer = csv ? sheets::csv_writer() : sheets::xlsx_writer();
    writer->sheet(vi ? "Tiến độ" : "Progress", file_columns(vi));
    for (const auto& line : lines) {
        const auto& p = line.progress;
        const auto& population = model.population();
        const auto name = [&](std::int64_t place) {
            return model.atlas().find(place) == nullptr ? std::string()
                                                        : model.atlas().full_name(place, model.on(), vi ? "vi" : "en");
        };
        const auto commune_number = population.commune_of_hamlet(line.hamlet);
        const auto commune = commune_number < population.communes() ? name(population.commune_id(commune_number)) : "";
        const auto hamlet = name(population.hamlet_id(line.hamlet));
        writer->row({std::string_view(commune), std::string_view(hamlet), state_word(line.state, vi), p.households,
                     p.households - p.households_not_assessed - p.households_incomplete, p.persons,
                     p.persons - p.persons_not_assessed - p.persons_incomplete, p.persons_incomplete,
                     titles(line.tally->computed), p.proposed, p.recognised, p.unconfirmed, p.waiting_self});
    }
    return writer->finish();
}

Answer file_answer(const Model& model, const std::vector<Line>& lines, std::string_view format, bool vi) {
    const bool csv = format == "csv";
    Answer answer;
    answer.file = write_file(model, lines, csv, vi);
    answer.content_type =
        csv ? "text/csv; charset=utf-8" : "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    answer.file_name = "tien-do-" + std::to_string(model.year()) + (csv ? ".csv" : ".xlsx");
    return answer;
}

// -- the answer

struct Asked {
    std::int64_t place = 0;
    std::optional<BoardState> state;
    std::size_t from = 0, limit = usual_limit;
    std::string format;
    bool vi = true;
};

Answer board_answer(const Model& model, const Waiting& waiting, const Asked& asked) {
    const Board board(model, waiting);
    const auto all = board.lines(asked.place);
    std::vector<Line> chosen;
    Sum total;
    for (const auto& line : all) {
        total.add(line);
        if (!asked.state || line.state == *asked.state) chosen.push_back(line);
    }
    if (asked.format != "json") return file_answer(model, chosen, asked.format, asked.vi);
    json::array rows;
    for (std::size_t i = asked.from; i < chosen.size() && rows.size() < asked.limit; ++i)
        rows.push_back(board.line_json(chosen[i]));
    const auto kind = model.atlas().get(asked.place).kind;
    const bool wide = kind != places::Kind::commune && kind != places::Kind::hamlet;
    return answer_of(json::object{{"year", model.year()},
                                  {"campaign", model.campaign().state},
                                  {"synthetic", model.synthetic()},
                                  {"place", place_json(model, asked.place)},
                                  {"sum", total.to_json()},
                                  {"communes", wide ? communes_json(model, all) : json::array{}},
                                  {"total", chosen.size()},
                                  {"from", asked.from},
                                  {"rows", std::move(rows)}});
}

Result<Answer> ask_board(Recognition& recognition, QueryContext& context, const json::object& parameters) {
    auto& machinery = recognition.machinery();
    const auto year = year_asked(context.db, machinery.province, parameters);
    if (!year) return std::unexpected(year.error());
    Asked asked;
    asked.place = machinery.province;
    asked.format = text_in_or(parameters, "format", "json");
    asked.vi = context.language != "en";
    if (find_field(parameters, "place_id") != nullptr) asked.place = integer_in(parameters, "place_id");
    if (find_field(parameters, "state") != nullptr) asked.state = parse_board_state(text_in(parameters, "state"));
    if (find_field(parameters, "from") != nullptr)
        asked.from = static_cast<std::size_t>(integer_in(parameters, "from"));
    if (find_field(parameters, "limit") != nullptr)
        asked.limit = static_cast<std::size_t>(integer_in(parameters, "limit"));
    const auto waiting = waiting_of(context.db, machinery.province, *year);
    return machinery.read(*year, [&](const Model& model) -> Result<Answer> {
        if (model.atlas().find(asked.place) == nullptr || !model.atlas().exists(asked.place, model.on()))
            return refuse("recognition.unknown_place", "place_id");
        return board_answer(model, waiting, asked);
    });
}

}  // namespace

QueryLine board_query(Recognition& recognition) {
    auto place = id_field("place_id", "The province when left out.");
    place.required = false;
    return {
        .path = "/api/board",
        .summary = "The hamlets of a place and how far each is in the year's campaign; per commune for larger places.",
        .may = around(roles::readers, Access::open, "place_id"),
        .parameters = {place,
                       optional_year_field(),
                       {.name = "state",
                        .required = false,
                        .one_of = {"not_started", "recording", "ready", "proposed", "decided"}},
                       {.name = "from",
                        .kind = Kind::integer,
                        .required = false,
                        .least = 0,
                        .most = 1'000'000,
                        .note = "How many to pass over."},
                       {.name = "limit", .kind = Kind::integer, .required = false, .least = 1, .most = most_listed},
                       {.name = "format", .required = false, .one_of = {"json", "csv", "xlsx"}}},
        .run = [&recognition](QueryContext& c, const json::object& p) { return ask_board(recognition, c, p); }};
}

}  // namespace khuyenhoc::recognition
