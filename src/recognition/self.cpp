// Self-assessment: a person says it, the hamlet accepts it (and only then it counts) or declines it with a reason.
#include "recognition/self.h"

#include <unordered_set>

#include "recognition/erasure.h"
#include "recognition/explain.h"
#include "recognition/fields.h"
#include "recognition/lines.h"
#include "recognition/machinery.h"
#include "recognition/origin.h"
#include "recognition/said.h"
#include "recognition/sheet.h"

namespace khuyenhoc::recognition {

namespace {

using Kind = Field::Kind;

constexpr std::string_view accepted_reason = "nhận phiếu tự đánh giá";

constexpr std::string_view self_columns =
    "SELECT s.person_id, s.self_no, s.criteria_id, s.population_group, s.scores, s.hamlet_id, a.answer, a.reason, e.how"
    " FROM self_assessment AS s LEFT JOIN self_assisted AS e ON e.province_id = s.province_id AND e.year = s.year"
    " AND e.person_id = s.person_id AND e.self_no = s.self_no LEFT JOIN self_answer AS a ON a.province_id = s.province_id AND a.year = s.year"
    " AND a.person_id = s.person_id AND a.self_no = s.self_no";

SelfAssessment self_of(const store::Row& row) {
    return {row.integer(0),
            static_cast<int>(row.integer(1)),
            std::string(row.text(2)),
            static_cast<int>(row.integer(3)),
            std::string(row.text(4)),
            row.integer(5),
            row.is_null(6) ? "" : std::string(row.text(6)),
            row.is_null(7) ? "" : std::string(row.text(7)),
            row.is_null(8) ? "" : std::string(row.text(8))};
}

/// The hamlet of a person who is assessed in that year.
Result<std::int64_t> hamlet_of(const Model& model, std::int64_t person) {
    const auto row = model.population().find_person(person);
    if (!row) return refuse("recognition.not_in_year", "person_id", {{"year", std::to_string(model.year())}});
    const auto& rules = model.outcome().rules;
    const int born = model.population().birth_year(*row);
    if (born < rules.birth_from || born > rules.birth_to) return refuse("recognition.out_of_scope", "person_id");
    const auto hamlet = model.population().hamlet_of_row(*row);
    if (hamlet == model.population().hamlets())
        return refuse("recognition.not_in_year", "person_id", {{"year", std::to_string(model.year())}});
    return model.population().hamlet_id(hamlet);
}

Result<json::value> self_assess(Recognition& recognition, CommandContext& context, const json::object& body) {
    const int year = year_in(body);
    const auto person = integer_in(body, "person_id");
    const auto criteria = open_criteria(recognition, context, year);
    if (!criteria) return std::unexpected(criteria.error());
    const auto& set = (*criteria)->citizen;
    if (!exists(context.db, context.province, SubjectKind::person, person))
        return refuse("recognition.unknown_subject", "person_id", {{"kind", "person"}});
    Said said;
    said.subject = person;
    if (const auto taken = take(said, SubjectKind::person, set, body, ""); !taken)
        return std::unexpected(taken.error());
    if (said.scores == no_scores) return refuse("recognition.nothing_recorded", "scores");
    const auto hamlet = recognition.machinery().read_inside(
        context, year, [&](const Model& model) { return hamlet_of(model, person); });
    if (!hamlet) return std::unexpected(hamlet.error());
    const auto before = find_self(context.db, context.province, year, person);
    const int number = before ? before->number + 1 : 1;
    context.db.run(
        "INSERT INTO self_assessment(province_id, year, person_id, self_no, criteria_id, population_group, scores,"
        " hamlet_id, seq) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        {context.province, std::int64_t{year}, person, std::int64_t{number}, set.id, std::int64_t{said.group},
         said.text, *hamlet, context.seq});
    if (const auto how = assisted_how(context, body); !how.empty())
        context.db.run("INSERT INTO self_assisted(province_id, year, person_id, self_no, how, actor, seq) VALUES ($1, $2, $3, $4, $5, $6, $7)",
                       {context.province, std::int64_t{year}, person, std::int64_t{number}, how, context.actor, context.seq});
    // Who moved house since the last word waits in the new hamlet.
    if (before && before->answer.empty()) add_to_sheet(context, year, before->hamlet, 0, -1);
    add_to_sheet(context, year, *hamlet, 0, 1);
    recognition.machinery().follow_after_commit(context, "recognition.self_assess", {.year = year});
    return json::object{{"person_id", person}, {"self_no", number}};
}

void answer_self(CommandContext& context, int year, const SelfAssessment& self, std::string_view answer,
                 std::string_view reason) {
    context.db.run(
        "INSERT INTO self_answer(province_id, year, person_id, self_no, answer, reason, seq)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7)",
        {context.province, std::int64_t{year}, self.person, std::int64_t{self.number}, answer,
         reason.empty() ? store::Parameter() : store::Parameter(reason), context.seq});
    add_to_sheet(context, year, self.hamlet, 0, -1);
}

/// Makes the person's word the hamlet's. Nothing is written to the assessments when they say the same already.
void accept(CommandContext& context, AssessmentWriter& writer, const CriteriaSet& set, const SelfAssessment& self,
            YearChanges& changes) {
    const int year = changes.year;
    const auto before = find_assessment(context.db, context.province, year, SubjectKind::person, self.person);
    answer_self(context, year, self, "accepted", "");
    if (before && before->scores == self.scores && before->population_group == self.population_group &&
        before->criteria_id == self.criteria_id) {
        confirm_copied(context, year, SubjectKind::person, self.person, before->revision);
        return;
    }
    const auto scores = decode_scores(self.scores, set);
    check(scores.has_value(), "a self-assessment was read when it was kept");
    const Said said{self.person, static_cast<std::uint8_t>(self.population_group),
                    static_cast<std::uint8_t>(before ? before->schooling : 0), self.scores, *scores};
    Assessment fact = row_of(SubjectKind::person, year, set, said);
    if (before) {
        fact.revision = before->revision + 1;
        fact.corrects = before->revision;
        fact.reason = accepted_reason;
        leave_copied(context, year, SubjectKind::person, self.person, before->revision);
    }
    writer.add(fact);
    mark_self(context, year, self.person, fact.revision, self.hamlet);
    changes.assessments.push_back(change_of(SubjectKind::person, said));
}

Result<json::value> accept_self(Recognition& recognition, CommandContext& context, const json::object& body) {
    const int year = year_in(body);
    const auto criteria = open_criteria(recognition, context, year);
    if (!criteria) return std::unexpected(criteria.error());
    const auto persons = integers_in(body, "persons");
    const std::unordered_set<std::int64_t> wanted =
        persons ? std::unordered_set<std::int64_t>(persons->begin(), persons->end())
                : std::unordered_set<std::int64_t>{};
    AssessmentWriter writer(context.db, context.province, context.seq);
    YearChanges changes{.year = year};
    std::int64_t accepted = 0;
    for (const auto& self : waiting_self(context.db, context.province, year, integer_in(body, "hamlet_id"))) {
        if (persons && !wanted.contains(self.person)) continue;
        accept(context, writer, (*criteria)->citizen, self, changes);
        ++accepted;
    }
    if (accepted == 0) return refuse("recognition.no_self_waiting", persons ? "persons" : "hamlet_id");
    recognition.machinery().follow_after_commit(context, "recognition.accept_self", std::move(changes));
    return json::object{{"accepted", accepted}, {"recorded", writer.written()}};
}

Result<json::value> decline_self(Recognition& recognition, CommandContext& context, const json::object& body) {
    const int year = year_in(body);
    if (const auto open = open_criteria(recognition, context, year); !open) return std::unexpected(open.error());
    const auto self = find_self(context.db, context.province, year, integer_in(body, "person_id"));
    if (!self || !self->answer.empty()) return refuse("recognition.no_self_waiting", "person_id");
    answer_self(context, year, *self, "declined", text_in(body, "reason"));
    recognition.machinery().follow_after_commit(context, "recognition.decline_self", {.year = year});
    return json::object{{"person_id", self->person}, {"self_no", self->number}};
}

Result<Answer> self_answer(Recognition& recognition, QueryContext& context, const json::object& parameters) {
    auto& machinery = recognition.machinery();
    const auto year = year_asked(context.db, machinery.province, parameters);
    if (!year) return std::unexpected(year.error());
    const auto person = integer_in(parameters, "person_id");
    std::optional<std::string> name = context.db.query_text(
        "SELECT full_name FROM person WHERE province_id = $1 AND person_id = $2", {machinery.province, person});
    if (!name) return refuse("recognition.unknown_subject", "person_id", {{"kind", "person"}});
    return machinery.read(*year, [&](const Model& model) -> Result<Answer> {
        const auto row = model.population().find_person(person);
        if (!row) return refuse("recognition.not_in_year", "person_id", {{"year", std::to_string(*year)}});
        const auto& set = model.criteria().citizen;
        const auto household = model.population().household_of(*row);
        json::object out{{"year", *year},
                         {"campaign", model.campaign().state},
                         {"synthetic", model.synthetic()},
                         {"person", json::object{{"id", person},
                                                 {"name", *name},
                                                 {"birth_year", model.population().birth_year(*row)},
                                                 {"state", name_of(model.state_of(SubjectKind::person, *row))},
                                                 {"household_id",
                                                  household ? json::value(model.population().household_id(*household))
                                                            : json::value()}}},
                         {"hamlet", hamlet_json(model, model.population().hamlet_of_row(*row))},
                         {"criteria", set_document(set)}};
        const auto assessed = find_assessment(context.db, machinery.province, *year, SubjectKind::person, person);
        out["assessed"] =
            assessed ? json::value(said_json(set, assessed->population_group, assessed->scores)) : json::value();
        const auto self = find_self(context.db, machinery.province, *year, person);
        out["self"] = self ? json::value(self_json(set, *self)) : json::value();
        return answer_of(std::move(out));
    });
}

}  // namespace

std::optional<SelfAssessment> find_self(store::Connection& db, std::int64_t province, int year, std::int64_t person) {
    std::optional<SelfAssessment> found;
    static const std::string sql = std::string(self_columns) +
                                   " WHERE s.province_id = $1 AND s.year = $2 AND s.person_id = $3"
                                   " ORDER BY s.self_no DESC LIMIT 1";
    db.query(sql, {province, std::int64_t{year}, person}, [&](const store::Row& row) { found = self_of(row); });
    return found;
}

std::vector<SelfAssessment> waiting_self(store::Connection& db, std::int64_t province, int year, std::int64_t hamlet) {
    std::vector<SelfAssessment> waiting;
    static const std::string sql =
        std::string(self_columns) +
        " WHERE s.province_id = $1 AND s.year = $2 AND s.hamlet_id = $3 AND a.answer IS NULL"
        " AND NOT EXISTS (SELECT 1 FROM self_assessment AS n WHERE n.province_id = s.province_id"
        " AND n.year = s.year AND n.person_id = s.person_id AND n.self_no > s.self_no)"
        " ORDER BY s.person_id";
    db.query(sql, {province, std::int64_t{year}, hamlet},
             [&](const store::Row& row) { waiting.push_back(self_of(row)); });
    return waiting;
}

CommandLine self_assess_line(Recognition& recognition) {
    return {.name = "recognition.self_assess",
            .summary = "Say how one sees oneself; it counts when the hamlet has accepted it.",
            .may = only(keepers_and_citizen, Access::personal, people::about_person()),
            .fields = {year_field(), id_field("person_id"), group_field(), scores_field(true), assisted_field()},
            .run = [&recognition](CommandContext& c, const json::object& b) { return self_assess(recognition, c, b); }};
}

CommandLine accept_self_line(Recognition& recognition) {
    return {.name = "recognition.accept_self",
            .summary = "Accept the self-assessments that wait in a hamlet: they become its assessments.",
            .may = around(roles::keepers, Access::personal, "hamlet_id"),
            .fields = {year_field(),
                       id_field("hamlet_id"),
                       {.name = "persons",
                        .kind = Kind::integers,
                        .required = false,
                        .least = 1,
                        .most = 20'000,
                        .note = "Only these; all that wait when left out."}},
            .run = [&recognition](CommandContext& c, const json::object& b) { return accept_self(recognition, c, b); }};
}

CommandLine decline_self_line(Recognition& recognition) {
    return {
        .name = "recognition.decline_self",
        .summary = "Decline a self-assessment with a reason the person can read.",
        .may = only(roles::keepers, Access::personal, people::about_person()),
        .fields = {year_field(), id_field("person_id"), {.name = "reason", .least = 1, .most = 500}},
        .run = [&recognition](CommandContext& c, const json::object& b) { return decline_self(recognition, c, b); }};
}

QueryLine self_query(Recognition& recognition) {
    return {.path = "/api/persons/{person_id}/self",
            .summary = "What a person said of themselves in a year, what the hamlet recorded, and the indicators.",
            .may = only(readers_and_citizen, Access::personal, people::about_person()),
            .parameters = {id_field("person_id"), optional_year_field()},
            .run = [&recognition](QueryContext& c, const json::object& p) { return self_answer(recognition, c, p); }};
}

}  // namespace khuyenhoc::recognition
