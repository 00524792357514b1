// A subject's titles through the years: every event with who did it, its decision, and the appeals between them.
#include "recognition/decision_facts.h"
#include "recognition/fields.h"
#include "recognition/lines.h"
#include "recognition/machinery.h"

namespace khuyenhoc::recognition {

namespace {

class History {
public:
    History(store::Connection& db, std::int64_t province, SubjectKind kind, std::int64_t subject)
        : db_(db), province_(province), kind_(kind), subject_(subject) {}

    json::array years() {
        json::array out;
        std::vector<int> campaigns;
        db_.query("SELECT year FROM campaign WHERE province_id = $1 ORDER BY year DESC", {province_},
                  [&](const store::Row& row) { campaigns.push_back(static_cast<int>(row.integer(0))); });
        for (const int year : campaigns) {
            auto happened = events(year);
            auto appealed = appeals(year);
            if (happened.empty() && appealed.empty()) continue;
            out.push_back(
                json::object{{"year", year}, {"events", std::move(happened)}, {"appeals", std::move(appealed)}});
        }
        return out;
    }

private:
    json::array events(int year) {
        json::array out;
        db_.query(
            "SELECT event, level, decision_id, reason, seq FROM title_event WHERE province_id = $1 AND year = $2"
            " AND kind = $3 AND subject_id = $4 ORDER BY event_no",
            {province_, std::int64_t{year}, static_cast<std::int64_t>(kind_), subject_}, [&](const store::Row& row) {
                out.push_back(json::object{{"event", row.text(0)},
                                           {"level", row.integer(1)},
                                           {"decision", row.is_null(2) ? json::value() : decision(row.integer(2))},
                                           {"reason", row.is_null(3) ? json::value() : json::value(row.text(3))},
                                           {"provenance", provenance_json(db_, province_, row.integer(4))}});
            });
        return out;
    }

    json::value decision(std::int64_t id) {
        const auto facts = find_decision_facts(db_, province_, id);
        if (!facts) return nullptr;
        return certificate_json(*facts, kind_, subject_, db_, province_);
    }

    json::array appeals(int year) {
        json::array out;
        db_.query(
            "SELECT a.appeal_id, a.ground, a.filed_by, a.filed_on, a.reason, a.seq, n.outcome, n.answered_by,"
            " n.answered_on, n.reason, n.seq, e.how FROM appeal AS a LEFT JOIN appeal_answer AS n"
            " ON n.province_id = a.province_id AND n.appeal_id = a.appeal_id LEFT JOIN appeal_assisted AS e"
            " ON e.province_id = a.province_id AND e.appeal_id = a.appeal_id WHERE a.province_id = $1 AND a.kind = $2"
            " AND a.subject_id = $3 AND a.year = $4 ORDER BY a.seq",
            {province_, static_cast<std::int64_t>(kind_), subject_, std::int64_t{year}}, [&](const store::Row& row) {
                json::object one{{"id", row.integer(0)},
                                 {"ground", row.text(1)},
                                 {"by", row.text(2)},
                                 {"filed_on", row.text(3)},
                                 {"reason", row.text(4)},
                                 {"seq", row.integer(5)},
                                 {"provenance", provenance_json(db_, province_, row.integer(5))},
                                 {"assisted", row.is_null(11) ? json::value() : json::value(row.text(11))},
                                 {"answer", nullptr}};
                if (!row.is_null(6))
                    one["answer"] = json::object{
                        {"outcome", row.text(6)}, {"by", row.text(7)},
                        {"on", row.text(8)},      {"reason", row.text(9)},
                        {"seq", row.integer(10)}, {"provenance", provenance_json(db_, province_, row.integer(10))}};
                out.push_back(std::move(one));
            });
        return out;
    }

    store::Connection& db_;
    std::int64_t province_;
    SubjectKind kind_;
    std::int64_t subject_;
};

}  // namespace

std::vector<QueryLine> title_history_queries(Recognition& recognition) {
    struct Line {
        SubjectKind kind;
        std::string_view path, id, summary;
    };
    constexpr Line lines[] = {
        {SubjectKind::person, "/api/people/{person_id}/titles", "person_id", "A person's titles through the years."},
        {SubjectKind::household, "/api/households/{household_id}/titles", "household_id",
         "A household's titles through the years."},
        {SubjectKind::clan, "/api/clans/{clan_id}/titles", "clan_id", "A clan's titles through the years."},
        {SubjectKind::hamlet, "/api/hamlets/{hamlet_id}/titles", "hamlet_id", "A hamlet's titles through the years."},
        {SubjectKind::unit, "/api/units/{unit_id}/titles", "unit_id", "A unit's titles through the years."},
    };
    std::vector<QueryLine> queries;
    for (const auto& line : lines)
        queries.push_back({.path = line.path,
                           .summary = line.summary,
                           .may = may_read(line.kind, line.id),
                           .parameters = {id_field(line.id)},
                           .run = [&recognition, kind = line.kind, id = line.id](
                                      QueryContext& context, const json::object& parameters) -> Result<Answer> {
                               const auto province = recognition.province();
                               const auto subject = integer_in(parameters, id);
                               return answer_of(
                                   json::object{{"id", subject},
                                                {"title", name_of(title_of(kind))},
                                                {"synthetic", is_synthetic(context.db, province)},
                                                {"years", History(context.db, province, kind, subject).years()}});
                           }});
    return queries;
}

}  // namespace khuyenhoc::recognition
