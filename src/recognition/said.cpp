#include "recognition/said.h"

#include <array>

#include "recognition/fields.h"
#include "recognition/machinery.h"

namespace khuyenhoc::recognition {

namespace {

constexpr std::array<std::string_view, 5> schooling_words = {"not_asked", "attends", "completed", "out_of_school",
                                                             "unable_to_attend"};

}  // namespace

Field kind_field() { return {.name = "kind", .one_of = {"person", "household", "clan", "hamlet", "unit"}}; }

Field group_field() {
    return {.name = "group",
            .required = false,
            .least = 1,
            .most = 60,
            .note = "Persons: code of the population group; the set's first when left out."};
}

Field scores_field(bool required) {
    return {.name = "scores",
            .kind = Field::Kind::integers,
            .required = required,
            .least = 0,
            .most = most_indicators,
            .note = "One number per indicator of the campaign's set, in its order; -1 is not scored."};
}

std::vector<Field> assessment_fields() {
    return {id_field("subject_id"),
            group_field(),
            {.name = "schooling",
             .required = false,
             .one_of = {schooling_words.begin(), schooling_words.end()},
             .note = "Persons: schooling of a child."},
            scores_field(false)};
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

namespace {

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

}  // namespace

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

}  // namespace khuyenhoc::recognition
