// One subject's own assessment of a year, with the indicators it follows: what a form needs to record or correct it.
#include "recognition/explain.h"
#include "recognition/fields.h"
#include "recognition/lines.h"
#include "recognition/machinery.h"
#include "recognition/origin.h"
#include "recognition/said.h"
#include "recognition/sheet.h"

namespace khuyenhoc::recognition {

namespace {

Result<Answer> assessment_answer(Recognition& recognition, QueryContext& context, const json::object& parameters) {
    auto& machinery = recognition.machinery();
    const auto year = year_asked(context.db, machinery.province, parameters);
    if (!year) return std::unexpected(year.error());
    const auto kind = *parse_subject_kind(text_in(parameters, "kind"));
    const auto subject = integer_in(parameters, "subject_id");
    const auto campaign = find_campaign(context.db, machinery.library, machinery.province, *year);
    if (!campaign) return std::unexpected(campaign.error());
    if (!exists(context.db, machinery.province, kind, subject))
        return refuse("recognition.unknown_subject", "subject_id", {{"kind", std::string(to_text(kind))}});
    const auto& set = campaign->criteria->of(title_of(kind));
    const auto stored = find_assessment(context.db, machinery.province, *year, kind, subject);
    const bool follows = stored && stored->criteria_id == set.id;
    auto out = said_json(set, follows ? stored->population_group : 0, follows ? stored->scores : std::string());
    out["year"] = *year;
    out["campaign"] = campaign->state;
    out["criteria"] = set_document(set);
    out["revision"] = stored ? stored->revision : 0;
    out["copied"] =
        stored && find_copied(context.db, machinery.province, *year, kind, subject, stored->revision).has_value();
    return answer_of(std::move(out));
}

}  // namespace

QueryLine assessment_query(Recognition& recognition) {
    return {
        .path = "/api/assessment",
        .summary = "What is recorded of one subject in a year, its revision, and the indicators it follows.",
        .may = only(readers_and_unit | readers_and_citizen, Access::personal, about_subject()),
        .parameters = {kind_field(), id_field("subject_id"), optional_year_field()},
        .run = [&recognition](QueryContext& c, const json::object& p) { return assessment_answer(recognition, c, p); }};
}

}  // namespace khuyenhoc::recognition
