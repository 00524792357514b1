// Recording what was seen of a subject in a year, one at a time or a hamlet's sheet, and correcting it with a new fact.
#include <array>

#include "recognition/fields.h"
#include "recognition/lines.h"
#include "recognition/machinery.h"

namespace khuyenhoc::recognition {

namespace {

using Kind = Field::Kind;

constexpr std::array<std::string_view, 5> schooling_words = {"not_asked", "attends", "completed", "out_of_school",
                                                             "unable_to_attend"};
constexpr std::int64_t most_rows = 5000;

std::vector<std::string_view> subject_kinds() { return {"person", "household", "clan", "hamlet", "unit"}; }

Field kind_field() { return {.name = "kind", .one_of = subject_kinds()}; }

/// What is said of one subject: all of it optional, depending on its kind.
std::vector<Field> assessment_fields() {
    return {
        id_field("subject_id"),
        {.name = "group",
         .required = false,
         .least = 1,
         .most = 60,
         .note = "Persons: code of the population group; the set's first when left out."},
        {.name = "schooling",
         .required = false,
         .one_of = {schooling_words.begin(), schooling_words.end()},
         .note = "Persons: schooling of a child."},
        {.name = "scores",
         .kind = Kind::integers,
         .required = false,
         .least = 0,
         .most = most_indicators,
         .note = "One number per indicator of the campaign's set, in its order; -1 is not scored."},
    };
}

bool exists(store::Connection& db, std::int64_t province, SubjectKind kind, std::int64_t id) {
    switch (kind) {
        case SubjectKind::person:
            return db.query_integer("SELECT 1 FROM person WHERE province_id = $1 AND person_id = $2", {province, id})
                .has_value();
        case SubjectKind::household:
            return db
                .query_integer("SELECT 1 FROM household WHERE province_id = $1 AND household_id = $2", {province, id})
                .has_value();
        case SubjectKind::clan:
            return db.query_integer("SELECT 1 FROM clan WHERE province_id = $1 AND clan_id = $2", {province, id})
                .has_value();
        case SubjectKind::hamlet:
            return db
                .query_integer("SELECT 1 FROM place WHERE province_id = $1 AND place_id = $2 AND kind = 'hamlet'",
                               {province, id})
                .has_value();
        case SubjectKind::unit:
            return db.query_integer("SELECT 1 FROM unit WHERE province_id = $1 AND unit_id = $2", {province, id})
                .has_value();
    }
    return false;
}

/// One assessment as it will be stored; `text` is its scores.
struct Said {
    std::int64_t subject = 0;
    std::uint8_t group = 0;
    std::uint8_t schooling = 0;
    std::string text;
    Scores scores = no_scores;
};

Result<std::string> scores_text(const std::vector<std::int64_t>& values, const std::string& where) {
    std::string text;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const auto value = values[i];
        if (value < -1 || value > most_score)
            return refuse("recognition.bad_score", where + "scores[" + std::to_string(i) + "]",
                          {{"most", std::to_string(most_score)}});
        text += value < 0 ? '-' : static_cast<char>(value < 10 ? '0' + value : 'A' + (value - 10));
    }
    return text;
}

/// Takes what the body says over what `said` was; `where` is the path of the object ("" or "rows[3].").
Result<void> take(Said& said, SubjectKind kind, const CriteriaSet& set, const json::object& body,
                  const std::string& where) {
    const bool person = kind == SubjectKind::person;
    if (find_field(body, "group") != nullptr) {
        const auto code = text_in(body, "group");
        if (!person) return refuse("recognition.persons_only", where + "group");
        const auto found = std::ranges::find(set.groups, code, &Group::code);
        if (found == set.groups.end())
            return refuse("recognition.unknown_group", where + "group", {{"criteria", set.id}});
        said.group = static_cast<std::uint8_t>(found - set.groups.begin());
    }
    if (find_field(body, "schooling") != nullptr) {
        if (!person) return refuse("recognition.persons_only", where + "schooling");
        const auto found = std::ranges::find(schooling_words, text_in(body, "schooling"));
        said.schooling = static_cast<std::uint8_t>(found - schooling_words.begin());
    }
    if (const auto values = integers_in(body, "scores")) {
        auto text = scores_text(*values, where);
        if (!text) return std::unexpected(text.error());
        said.text = std::move(*text);
    }
    auto scores = decode_scores(said.text, set);
    if (!scores) {
        Refusal refusal = scores.error();
        refusal.where = where + (refusal.where.empty() ? "scores" : refusal.where);
        return std::unexpected(refusal);
    }
    said.scores = *scores;
    if (said.text.empty() && said.schooling == 0) return refuse("recognition.nothing_recorded", where + "scores");
    return {};
}

/// The year's set for that kind of subject, if the campaign is open.
Result<std::shared_ptr<const Criteria>> open_criteria(Recognition& recognition, CommandContext& context, int year) {
    auto campaign = find_campaign(context.db, recognition.machinery().library, context.province, year);
    if (!campaign) return std::unexpected(campaign.error());
    if (campaign->state != "open")
        return refuse("recognition.campaign_closed", "year", {{"year", std::to_string(year)}});
    return std::move(campaign->criteria);
}

AssessmentChange change_of(SubjectKind kind, const Said& said) {
    return {kind, said.subject, said.group, said.schooling, said.scores};
}

Result<Said> first_assessment(CommandContext& context, SubjectKind kind, int year, const CriteriaSet& set,
                              const json::object& body, const std::string& where) {
    Said said;
    said.subject = integer_in(body, "subject_id");
    if (!exists(context.db, context.province, kind, said.subject))
        return refuse("recognition.unknown_subject", where + "subject_id", {{"kind", std::string(to_text(kind))}});
    if (find_assessment(context.db, context.province, year, kind, said.subject))
        return refuse("recognition.already_recorded", where + "subject_id", {{"year", std::to_string(year)}});
    if (const auto taken = take(said, kind, set, body, where); !taken) return std::unexpected(taken.error());
    return said;
}

Assessment row_of(SubjectKind kind, int year, const CriteriaSet& set, const Said& said) {
    return {.year = year,
            .kind = kind,
            .subject_id = said.subject,
            .criteria_id = set.id,
            .population_group = said.group,
            .schooling = said.schooling,
            .scores = said.text};
}

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
            .fields = std::move(fields),
            .run = [&recognition](CommandContext& c, const json::object& b) { return record(recognition, c, b); }};
}

CommandLine record_many_line(Recognition& recognition) {
    return {.name = "recognition.record_many",
            .summary = "Record the assessments of one sheet, all or none.",
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
            .fields = std::move(fields),
            .run = [&recognition](CommandContext& c, const json::object& b) { return correct(recognition, c, b); }};
}

}  // namespace khuyenhoc::recognition
