// Correction after publication: a new decision that names the one it corrects. The old one stays as it was; whoever
// holds a certificate by it gets a new one.
#include "recognition/decision_facts.h"
#include "recognition/fields.h"
#include "recognition/lines.h"
#include "recognition/title_change.h"

namespace khuyenhoc::recognition {

namespace {

/// What the body asks for, once its parts fit each other and the decision.
struct Asked {
    DecisionFacts corrected;
    std::string what, right_value = {};
    SubjectKind kind = SubjectKind::person;
    std::vector<std::int64_t> subjects = {};
};

bool says_the_same(const DecisionFacts& decision, std::string_view what, std::string_view value) {
    return value == (what == "number" ? decision.right_number
                     : what == "date" ? decision.right_on
                                      : decision.right_signer);
}

Result<Asked> asked_by(CommandContext& context, const json::object& body) {
    auto corrected = find_decision_facts(context.db, context.province, integer_in(body, "decision_id"));
    if (!corrected) return refuse("recognition.unknown_decision", "decision_id");
    if (corrected->corrects) return refuse("recognition.correct_the_first", "decision_id");
    Asked asked{.corrected = std::move(*corrected), .what = text_in(body, "what")};
    asked.right_value = text_in_or(body, "right_value", "");
    const bool of_subjects = is_of_subjects(asked.what);
    const auto subjects = integers_in(body, "subjects");
    const auto title = text_in_or(body, "title", "");
    if (of_subjects != subjects.has_value()) return refuse("recognition.correction_of_what", "subjects");
    if (of_subjects == title.empty()) return refuse("recognition.correction_of_what", "title");
    if (of_subjects == !asked.right_value.empty()) return refuse("recognition.correction_of_what", "right_value");
    if (asked.what == "date" && !parse_date(asked.right_value))
        return refuse("recognition.correction_of_what", "right_value");
    if (!of_subjects && says_the_same(asked.corrected, asked.what, asked.right_value))
        return refuse("recognition.nothing_changed", "right_value");
    if (of_subjects) {
        asked.subjects = *subjects;
        asked.kind = kind_of(*find_title(title));
    }
    if (khuyenhoc::to_text(date_in(body, "decided_on")) < asked.corrected.on)
        return refuse("recognition.too_early", "decided_on");
    return asked;
}

/// The subjects named hold their title by the corrected decision. Withdrawing plans the loss.
Result<void> plan_subjects(const Model& model, CommandContext& context, const Asked& asked, Events& events) {
    auto named = named_in(model, asked.kind, asked.corrected.place, asked.subjects);
    if (!named) return std::unexpected(named.error());
    for (std::size_t i = 0; i < named->size(); ++i) {
        const auto& one = (*named)[i];
        const auto where = "subjects[" + std::to_string(i) + "]";
        const auto lost = next_state(one.mark.state, TitleAct::revoke);
        if (!lost) return refuse(lost.error(), where);
        const auto by = context.db.query_integer(
            "SELECT decision_id FROM title_event WHERE province_id = $1 AND year = $2 AND kind = $3"
            " AND subject_id = $4 AND event_no = $5",
            {context.province, std::int64_t{asked.corrected.year}, static_cast<std::int64_t>(one.kind), one.subject,
             std::int64_t{one.mark.events}});
        if (by != asked.corrected.id) return refuse("recognition.not_in_decision", where);
        if (asked.what == "withdrawn") events.add(one, *lost, one.mark.level);
    }
    return {};
}

/// Everybody who still holds a title by the decision.
std::vector<std::pair<std::int64_t, std::int64_t>> holders(CommandContext& context, const DecisionFacts& decision) {
    std::vector<std::pair<std::int64_t, std::int64_t>> found;
    context.db.query(
        "SELECT e.kind, e.subject_id FROM title_event AS e WHERE e.province_id = $1 AND e.decision_id = $2"
        " AND e.event = 'recognised' AND NOT EXISTS (SELECT 1 FROM title_event AS l WHERE l.province_id = e.province_id"
        " AND l.year = e.year AND l.kind = e.kind AND l.subject_id = e.subject_id AND l.event_no > e.event_no)"
        " ORDER BY e.kind, e.subject_id",
        {context.province, decision.id},
        [&](const store::Row& row) { found.emplace_back(row.integer(0), row.integer(1)); });
    return found;
}

std::int64_t write_reissues(CommandContext& context, const Asked& asked, std::int64_t decision) {
    auto again = asked.what == "withdrawn" ? std::vector<std::pair<std::int64_t, std::int64_t>>{}
                                           : holders(context, asked.corrected);
    if (asked.what == "name") {
        again.clear();
        for (const auto subject : asked.subjects) again.emplace_back(static_cast<std::int64_t>(asked.kind), subject);
    }
    const auto insert = context.db.prepare(
        "INSERT INTO reissue(province_id, decision_id, kind, subject_id, seq) VALUES ($1, $2, $3, $4, $5)");
    for (const auto& [kind, subject] : again) insert->add({context.province, decision, kind, subject, context.seq});
    return static_cast<std::int64_t>(again.size());
}

Result<json::value> correct_decision(Recognition& recognition, CommandContext& context, const json::object& body) {
    const auto asked = asked_by(context, body);
    if (!asked) return std::unexpected(asked.error());
    const int year = asked->corrected.year;
    Events events;
    const auto planned = recognition.machinery().read_inside(
        context, year, [&](const Model& model) { return plan_subjects(model, context, *asked, events); });
    if (!planned) return std::unexpected(planned.error());
    const auto decision = new_decision(context, year, decision_named(body, asked->corrected.place));
    if (!decision) return std::unexpected(decision.error());
    const auto reason = text_in(body, "reason");
    context.db.run(
        "INSERT INTO decision_correction(province_id, decision_id, corrects, what, right_value, reason, seq)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7)",
        {context.province, *decision, asked->corrected.id, asked->what,
         asked->right_value.empty() ? store::Parameter() : store::Parameter(asked->right_value), reason, context.seq});
    const auto reissued = write_reissues(context, *asked, *decision);
    auto revoked = events.write(recognition, context, "recognition.correct_decision", year, *decision, reason);
    return json::object{{"decision_id", *decision}, {"reissued", reissued}, {"revoked", std::move(revoked)}};
}

}  // namespace

CommandLine correct_decision_line(Recognition& recognition) {
    std::vector<Field> fields = {
        id_field("decision_id", "The decision to correct; never a correction itself."),
        {.name = "what",
         .one_of = {std::begin(corrected_things), std::end(corrected_things)},
         .note = "name and withdrawn are of subjects named, the others of the whole decision."},
        {.name = "right_value",
         .required = false,
         .least = 1,
         .most = 200,
         .note = "number, date (YYYY-MM-DD) or signer as it should have read."},
        {.name = "title", .required = false, .one_of = title_words()},
        subjects_field(false, "Whose name was wrong in the list, or whose title is withdrawn."),
        reason_field(true)};
    for (auto& f : decision_fields()) fields.push_back(std::move(f));
    return {.name = "recognition.correct_decision",
            .summary = "Correct a published decision by a new one; certificates by it are issued again.",
            .may = only(roles::deciders, Access::personal, about_decision()),
            .fields = std::move(fields),
            .run = [&recognition](CommandContext& c, const json::object& b) {
                return correct_decision(recognition, c, b);
            }};
}

}  // namespace khuyenhoc::recognition
