// Recording what was seen of a subject in a year, one at a time or a hamlet's sheet, and correcting it with a new fact.
#include "recognition/fields.h"
#include "recognition/lines.h"
#include "recognition/machinery.h"
#include "recognition/origin.h"
#include "recognition/said.h"

namespace khuyenhoc::recognition {

namespace {

using Kind = Field::Kind;

constexpr std::int64_t most_rows = 5000;

Result<json::value> record(Recognition& recognition, CommandContext& context, const json::object& body) {
    const int year = year_in(body);
    const SubjectKind kind = *parse_subject_kind(text_in(body, "kind"));
    const auto criteria = open_criteria(recognition, context, year);
    if (!criteria) return std::unexpected(criteria.error());
    const CriteriaSet& set = (*criteria)->of(title_of(kind));
    const auto said = first_assessment(context, kind, year, set, body, "");
    if (!said) return std::unexpected(said.error());
    AssessmentWriter(context.db, context.province, context.seq).add(row_of(kind, year, set, *said));
    recognition.machinery().follow_after_commit(context, "recognition.record",
                                                {.year = year, .assessments = {change_of(kind, *said)}, .titles = {}});
    return json::object{{"kind", std::string(to_text(kind))}, {"subject_id", said->subject}, {"revision", 1}};
}

Result<json::value> record_many(Recognition& recognition, CommandContext& context, const json::object& body) {
    const int year = year_in(body);
    const SubjectKind kind = *parse_subject_kind(text_in(body, "kind"));
    const auto criteria = open_criteria(recognition, context, year);
    if (!criteria) return std::unexpected(criteria.error());
    const CriteriaSet& set = (*criteria)->of(title_of(kind));
    AssessmentWriter writer(context.db, context.province, context.seq);
    YearChanges changes{.year = year};
    const auto& rows = field(body, "rows").as_array();
    for (std::size_t i = 0; i < rows.size(); ++i) {
        // A subject twice in one sheet is found like one recorded before.
        const auto said =
            first_assessment(context, kind, year, set, rows[i].as_object(), "rows[" + std::to_string(i) + "].");
        if (!said) return std::unexpected(said.error());
        writer.add(row_of(kind, year, set, *said));
        changes.assessments.push_back(change_of(kind, *said));
    }
    recognition.machinery().follow_after_commit(context, "recognition.record_many", std::move(changes));
    return json::object{{"kind", std::string(to_text(kind))}, {"recorded", writer.written()}};
}

Result<json::value> correct(Recognition& recognition, CommandContext& context, const json::object& body) {
    const int year = year_in(body);
    const SubjectKind kind = *parse_subject_kind(text_in(body, "kind"));
    const auto criteria = open_criteria(recognition, context, year);
    if (!criteria) return std::unexpected(criteria.error());
    const CriteriaSet& set = (*criteria)->of(title_of(kind));
    const std::int64_t subject = integer_in(body, "subject_id");
    const auto before = find_assessment(context.db, context.province, year, kind, subject);
    if (!before) return refuse("recognition.not_recorded", "subject_id", {{"year", std::to_string(year)}});
    if (integer_in(body, "corrects") != before->revision)
        return refuse("recognition.corrected_meanwhile", "corrects", {{"revision", std::to_string(before->revision)}});
    Said said{subject, static_cast<std::uint8_t>(before->population_group),
              static_cast<std::uint8_t>(before->schooling), before->scores, no_scores};
    if (const auto taken = take(said, kind, set, body, ""); !taken) return std::unexpected(taken.error());
    if (said.group == before->population_group && said.schooling == before->schooling && said.text == before->scores)
        return refuse("recognition.nothing_changed", "subject_id");
    const auto reason = text_in(body, "reason");
    Assessment row = row_of(kind, year, set, said);
    row.revision = before->revision + 1;
    row.corrects = before->revision;
    row.reason = reason;
    AssessmentWriter(context.db, context.province, context.seq).add(row);
    leave_copied(context, year, kind, subject, before->revision);
    recognition.machinery().follow_after_commit(context, "recognition.correct",
                                                {.year = year, .assessments = {change_of(kind, said)}, .titles = {}});
    return json::object{{"kind", std::string(to_text(kind))}, {"subject_id", subject}, {"revision", row.revision}};
}

}  // namespace

CommandLine record_line(Recognition& recognition) {
    std::vector<Field> fields = {year_field(), kind_field()};
    for (auto& f : assessment_fields()) fields.push_back(std::move(f));
    return {.name = "recognition.record",
            .summary = "Record the assessment of one person, household, clan, hamlet or unit.",
            .may = only(keepers_and_unit, Access::personal, about_subject()),
            .fields = std::move(fields),
            .run = [&recognition](CommandContext& c, const json::object& b) { return record(recognition, c, b); }};
}

CommandLine record_many_line(Recognition& recognition) {
    return {.name = "recognition.record_many",
            .summary = "Record the assessments of one sheet, all or none.",
            .may = only(roles::keepers, Access::personal, about_rows()),
            .fields =
                {year_field(),
                 kind_field(),
                 {.name = "rows", .kind = Kind::objects, .least = 1, .most = most_rows, .inside = assessment_fields()}},
            .run = [&recognition](CommandContext& c, const json::object& b) { return record_many(recognition, c, b); }};
}

CommandLine correct_line(Recognition& recognition) {
    std::vector<Field> fields = {year_field(),
                                 kind_field(),
                                 {.name = "corrects",
                                  .kind = Kind::integer,
                                  .least = 1,
                                  .most = 1'000'000,
                                  .note = "The revision that is corrected: the newest."},
                                 {.name = "reason", .least = 1, .most = 500, .note = "Why; without personal details."}};
    for (auto& f : assessment_fields()) fields.push_back(std::move(f));
    return {.name = "recognition.correct",
            .summary = "Correct an assessment with a new one that names it; what is left out stays as it was.",
            .may = only(keepers_and_unit, Access::personal, about_subject()),
            .fields = std::move(fields),
            .run = [&recognition](CommandContext& c, const json::object& b) { return correct(recognition, c, b); }};
}

}  // namespace khuyenhoc::recognition
