// Decisions as the pages and papers ask for them: which there are, what each gave or took, and its annexed list.
#include <fmt/format.h>

#include <algorithm>

#include "recognition/decision_facts.h"
#include "recognition/explain.h"
#include "recognition/fields.h"
#include "recognition/lines.h"
#include "recognition/listed.h"
#include "recognition/machinery.h"
#include "recognition/table_file.h"
#include "recognition/title_rows.h"

namespace khuyenhoc::recognition {

namespace {

constexpr std::int64_t usual_limit = 100;
constexpr std::int64_t most_listed = 1'000;

/// {"citizen": {"recognised": n}, ...}
json::object titles_json(store::Connection& db, std::int64_t province, std::int64_t decision) {
    json::object titles;
    db.query(
        "SELECT kind, event, CAST(sum(titles) AS BIGINT) FROM decision_part WHERE province_id = $1 AND decision_id = $2"
        " GROUP BY kind, event ORDER BY kind, event",
        {province, decision}, [&](const store::Row& row) {
            auto& title = titles[name_of(title_of(static_cast<SubjectKind>(row.integer(0))))];
            if (!title.is_object()) title = json::object{};
            title.as_object()[row.text(1)] = row.integer(2);
        });
    return titles;
}

json::object head_json(const Model& model, store::Connection& db, std::int64_t province, const DecisionFacts& facts) {
    auto out = facts_json(facts);
    out["place"] = place_json(model, facts.place);
    out["titles"] = titles_json(db, province, facts.id);
    return out;
}

Result<Answer> list_decisions(Recognition& recognition, QueryContext& context, const json::object& parameters) {
    auto& machinery = recognition.machinery();
    const auto year = year_asked(context.db, machinery.province, parameters);
    if (!year) return std::unexpected(year.error());
    const auto* named = find_field(parameters, "place_id");
    const auto place = named == nullptr ? machinery.province : named->as_int64();
    std::vector<std::pair<std::int64_t, std::int64_t>> stored;
    context.db.query(
        "SELECT decision_id, place_id FROM decision WHERE province_id = $1 AND year = $2"
        " ORDER BY decided_on DESC, decision_id DESC",
        {machinery.province, std::int64_t{*year}},
        [&](const store::Row& row) { stored.emplace_back(row.integer(0), row.integer(1)); });
    return machinery.read(*year, [&](const Model& model) -> Result<Answer> {
        if (model.atlas().find(place) == nullptr) return refuse("recognition.unknown_place", "place_id");
        // A hamlet asks what its commune decided.
        const auto commune = model.atlas().commune_of(place, model.on()).value_or(place);
        json::array decisions;
        for (const auto& [id, by] : stored) {
            if (by != commune && !model.atlas().is_under(by, commune, model.on())) continue;
            const auto facts = find_decision_facts(context.db, machinery.province, id);
            decisions.push_back(head_json(model, context.db, machinery.province, *facts));
        }
        return answer_of(json::object{{"year", *year},
                                      {"place_id", place},
                                      {"synthetic", model.synthetic()},
                                      {"total", decisions.size()},
                                      {"decisions", std::move(decisions)}});
    });
}

/// One line of the annexed list.
struct AnnexRow {
    SubjectRow subject = {};
    bool revoked = false;
    std::uint32_t hamlet = 0, number = UINT32_MAX;  ///< where it stands in the register
};

/// What the decision gave, took or (as a correction) issues again, in the order of titles, hamlets and registers.
std::vector<AnnexRow> read_annex(const Model& model, store::Connection& db, std::int64_t province,
                                 std::int64_t decision) {
    std::vector<AnnexRow> rows;
    const auto add = [&](const store::Row& row) {
        const auto kind = static_cast<SubjectKind>(row.integer(0));
        AnnexRow one{.subject = {.kind = kind, .id = row.integer(1)}, .revoked = row.text(2) == "revoked"};
        one.hamlet = model.population().hamlets();
        if (const auto number = model.number_of(kind, one.subject.id)) {
            one.number = *number;
            if (kind != SubjectKind::unit) one.hamlet = model.hamlet_of(kind, *number);
        }
        rows.push_back(one);
    };
    db.query("SELECT kind, subject_id, event FROM title_event WHERE province_id = $1 AND decision_id = $2",
             {province, decision}, add);
    db.query("SELECT kind, subject_id, 'reissued' FROM reissue WHERE province_id = $1 AND decision_id = $2",
             {province, decision}, add);
    std::ranges::sort(rows, [](const AnnexRow& a, const AnnexRow& b) {
        return std::tie(a.subject.kind, a.revoked, a.hamlet, a.number, a.subject.id) <
               std::tie(b.subject.kind, b.revoked, b.hamlet, b.number, b.subject.id);
    });
    return rows;
}

using ByHamlet = std::map<std::uint32_t, std::array<std::int64_t, 5>>;

/// How many of each title by hamlet.
ByHamlet count_by_hamlet(const std::vector<AnnexRow>& rows) {
    ByHamlet counts;
    for (const auto& row : rows) ++counts[row.hamlet][static_cast<std::size_t>(title_of(row.subject.kind))];
    return counts;
}

struct Annex {
    std::vector<AnnexRow> rows;
    ByHamlet by_hamlet;
};

/// Lists read lately: one of tens of thousands is asked for page by page.
class Annexes {
public:
    using Rows = std::shared_ptr<const Annex>;

    Rows of(const Model& model, store::Connection& db, std::int64_t province, std::int64_t decision) {
        const auto size = db.query_integer(
            "SELECT (SELECT CAST(coalesce(sum(titles), 0) AS BIGINT) FROM decision_part WHERE province_id = $1 AND decision_id = $2)"
            " + (SELECT count(*) FROM reissue WHERE province_id = $3 AND decision_id = $4)",
            {province, decision, province, decision});
        const Key key{decision, size.value_or(0), model.facts_seq()};
        {
            const std::lock_guard lock(mutex_);
            if (const auto found = kept_.find(key); found != kept_.end()) return found->second;
        }
        auto rows = read_annex(model, db, province, decision);
        auto by_hamlet = count_by_hamlet(rows);
        auto annex = std::make_shared<const Annex>(std::move(rows), std::move(by_hamlet));
        const std::lock_guard lock(mutex_);
        rows_kept_ += annex->rows.size();
        if (rows_kept_ > most_rows_kept) {
            kept_.clear();
            rows_kept_ = annex->rows.size();
        }
        return kept_.insert_or_assign(key, std::move(annex)).first->second;
    }

private:
    /// Every decision of a year of a province; some 100 MB.
    static constexpr std::size_t most_rows_kept = 1'500'000;
    using Key = std::tuple<std::int64_t, std::int64_t, std::int64_t>;  ///< decision, how long, facts of the model
    std::mutex mutex_;
    std::map<Key, Rows> kept_;
    std::size_t rows_kept_ = 0;
};

places::PlaceId hamlet_id_of(const Model& model, const AnnexRow& row) {
    return row.hamlet < model.population().hamlets() ? model.population().hamlet_id(row.hamlet) : 0;
}

/// For a table of contents; units stand in no hamlet.
json::array by_hamlet_json(const Model& model, const ByHamlet& counts) {
    json::array out;
    for (const auto& [hamlet, by_title] : counts) {
        json::object titles;
        for (const auto title : all_titles)
            if (const auto n = by_title[static_cast<std::size_t>(title)]; n > 0) titles[name_of(title)] = n;
        out.push_back(json::object{{"place", hamlet_json(model, hamlet)}, {"titles", std::move(titles)}});
    }
    return out;
}

/// The sets by which the titles were judged: the grounds that the paper names.
json::array criteria_json(const Model& model, const ByHamlet& counts) {
    json::array sets;
    for (const auto title : all_titles) {
        const auto given = [&](const auto& at) { return at.second[static_cast<std::size_t>(title)] > 0; };
        if (std::ranges::none_of(counts, given)) continue;
        const auto& set = model.criteria().of(title);
        const auto& document = set.document;
        sets.push_back(json::object{
            {"id", set.id},
            {"name", words_json(set.name)},
            {"document",
             json::object{{"number", document.number},
                          {"date", document.date ? json::value(khuyenhoc::to_text(*document.date)) : json::value()}}}});
    }
    return sets;
}

/// A decision with its list, taken while the model is held; names are looked up afterwards.
struct Taken {
    DecisionFacts facts;
    json::object head = {};
    std::vector<AnnexRow> rows = {};  ///< of the page
    std::size_t total = 0;
    HomeNames homes = {};
    bool synthetic = false;
    Date on = {};
};

Result<Taken> take(Recognition& recognition, Annexes& annexes, store::Connection& db, std::int64_t id,
                   const json::object& parameters, std::size_t from, std::size_t limit) {
    auto& machinery = recognition.machinery();
    auto facts = find_decision_facts(db, machinery.province, id);
    if (!facts) return refuse("recognition.unknown_decision", "decision_id");
    const int year = facts->year;
    return machinery.read(year, [&](const Model& model) -> Result<Taken> {
        Taken taken{.facts = *facts, .synthetic = model.synthetic(), .on = model.on()};
        taken.head = head_json(model, db, machinery.province, *facts);
        const auto all = annexes.of(model, db, machinery.province, id);
        taken.head["by_hamlet"] = by_hamlet_json(model, all->by_hamlet);
        taken.head["criteria"] = criteria_json(model, all->by_hamlet);
        const auto* hamlet = find_field(parameters, "hamlet_id");
        const auto title = find_title(text_in_or(parameters, "title", ""));
        for (const auto& listed : all->rows) {
            if (hamlet != nullptr && hamlet_id_of(model, listed) != hamlet->as_int64()) continue;
            if (title && title_of(listed.subject.kind) != *title) continue;
            if (taken.total++ < from || taken.rows.size() >= limit) continue;
            auto row = listed;
            if (row.number != UINT32_MAX) row.subject = subject_row(model, row.subject.kind, row.number);
            taken.homes.add(model, row.subject.home);
            taken.rows.push_back(row);
        }
        return taken;
    });
}

std::string_view event_word(const Taken& taken, const AnnexRow& row) {
    if (row.revoked) return "revoked";
    return taken.facts.corrects ? "reissued" : "recognised";
}

Result<Answer> annex_file(Recognition& recognition, Annexes& annexes, QueryContext& context, std::int64_t id,
                          const json::object& parameters, std::string_view format) {
    const auto taken = take(recognition, annexes, context.db, id, parameters, 0, SIZE_MAX);
    if (!taken) return std::unexpected(taken.error());
    const Say say{context.language};
    std::vector<sheets::Column> columns = {{say("STT", "No."), 6, sheets::Format::integer},
                                           {say("Danh hiệu", "Title"), 22}};
    for (auto& column : subject_columns(say)) columns.push_back(std::move(column));
    columns.push_back({say("Nội dung", "What"), 18});
    TableFile file(format, say("Danh sách kèm theo", "Annexed list"), std::move(columns),
                   taken->synthetic ? say.synthetic() : "");
    SubjectNames names(context.db, recognition.province(), taken->on);
    const people::Unlisted unlisted(context.db, recognition.province(), context.caller);
    std::int64_t at = 0;
    for (const auto& row : taken->rows) {
        const auto line = listed_line(names, row.subject, taken->homes, unlisted);
        std::vector<sheets::Value> cells = {++at, say.title(title_of(row.subject.kind))};
        add_subject_cells(cells, row.subject, line, taken->homes, say);
        const auto event = event_word(*taken, row);
        const auto what = event == "revoked"    ? say("Thu hồi", "Revoked")
                          : event == "reissued" ? say("Cấp lại", "Issued again")
                                                : say("Công nhận", "Recognised");
        cells.emplace_back(std::string_view(what));
        file.row(cells);
    }
    return file.answer(fmt::format("khuyenhoc-decision-{}", id));
}

Result<Answer> one_decision(Recognition& recognition, Annexes& annexes, QueryContext& context,
                            const json::object& parameters) {
    const auto id = integer_in(parameters, "decision_id");
    const auto format = text_in_or(parameters, "format", "json");
    if (format != "json") return annex_file(recognition, annexes, context, id, parameters, format);
    const auto number_in = [&](std::string_view name, std::int64_t usual) {
        const auto* value = find_field(parameters, name);
        return static_cast<std::size_t>(value == nullptr ? usual : value->as_int64());
    };
    const auto from = number_in("from", 0);
    auto taken = take(recognition, annexes, context.db, id, parameters, from, number_in("limit", usual_limit));
    if (!taken) return std::unexpected(taken.error());
    const store::Held held(context.db);
    SubjectNames names(context.db, recognition.province(), taken->on);
    const people::Unlisted unlisted(context.db, recognition.province(), context.caller);
    json::array rows;
    for (const auto& row : taken->rows) {
        auto one = subject_json(row.subject, listed_line(names, row.subject, taken->homes, unlisted));
        one["title"] = name_of(title_of(row.subject.kind));
        one["event"] = event_word(*taken, row);
        one["now"] = to_text(row.subject.mark.state);
        one["level"] = row.subject.mark.level;
        one["place"] = taken->homes.json_of(row.subject.home);
        rows.push_back(std::move(one));
    }
    auto out = std::move(taken->head);
    out["provenance"] = provenance_json(context.db, recognition.province(), taken->facts.seq);
    out["synthetic"] = taken->synthetic;
    out["total"] = taken->total;
    out["from"] = from;
    out["rows"] = std::move(rows);
    return answer_of(std::move(out));
}

}  // namespace

std::vector<QueryLine> decision_queries(Recognition& recognition) {
    auto place = id_field("place_id", "The province when left out; a hamlet asks for its commune's.");
    place.required = false;
    auto hamlet = id_field("hamlet_id", "Only the list of this hamlet.");
    hamlet.required = false;
    const auto annexes = std::make_shared<Annexes>();
    return {
        {.path = "/api/decisions",
         .summary = "The decisions of a place and year, newest first, each with what it gave or took.",
         .may = around(roles::readers, Access::open, "place_id"),
         .parameters = {place, optional_year_field()},
         .run = [&recognition](QueryContext& c, const json::object& p) { return list_decisions(recognition, c, p); }},
        {.path = "/api/decisions/{decision_id}",
         .summary = "One decision with its corrections and its annexed list, by hamlets.",
         .may = only(roles::readers, Access::personal, about_decision_or_hamlet()),
         .parameters =
             {id_field("decision_id"),
              hamlet,
              {.name = "title", .required = false, .one_of = {"citizen", "family", "clan", "community", "unit"}},
              {.name = "from", .kind = Field::Kind::integer, .required = false, .least = 0, .most = 10'000'000},
              {.name = "limit", .kind = Field::Kind::integer, .required = false, .least = 1, .most = most_listed},
              format_field()},
         .run = [&recognition, annexes](QueryContext& c, const json::object& p) {
             return one_decision(recognition, *annexes, c, p);
         }}};
}

}  // namespace khuyenhoc::recognition
