// Appeals: somebody was not proposed, was refused or has lost a title and asks for it to be looked at again. An appeal
// that is upheld puts the title before the council for a new decision; it never recognises by itself.
#include "recognition/appeal_rules.h"
#include "recognition/erasure.h"
#include "recognition/fields.h"
#include "recognition/lines.h"
#include "recognition/title_change.h"
#include "recognition/two_people.h"

namespace khuyenhoc::recognition {

namespace {

/// The subject as it stands when the appeal is filed.
struct Filed {
    Chosen title;
    Ground ground = Ground::not_proposed;
    places::PlaceId home = 0;
};

Result<Filed> filed_in(const Model& model, SubjectKind kind, std::int64_t subject) {
    const auto number = model.number_of(kind, subject);
    if (!number) return refuse("recognition.unknown_subject", "subject_id", {{"kind", std::string(to_text(kind))}});
    const auto home = home_of(model, kind, *number);
    if (!home) return refuse("recognition.not_in_place", "subject_id");
    const auto title = chosen(model, kind, *number);
    const auto ground = ground_of(title.mark.state);
    if (!ground) return refuse(ground.error(), "subject_id");
    return Filed{title, *ground, *home};
}

bool has_open_appeal(CommandContext& context, int year, const Chosen& title) {
    return context.db
        .query_integer(
            "SELECT a.appeal_id FROM appeal AS a WHERE a.province_id = $1 AND a.kind = $2 AND a.subject_id = $3"
            " AND a.year = $4 AND NOT EXISTS (SELECT 1 FROM appeal_answer AS n WHERE n.province_id = a.province_id"
            " AND n.appeal_id = a.appeal_id) LIMIT 1",
            {context.province, static_cast<std::int64_t>(title.kind), title.subject, std::int64_t{year}})
        .has_value();
}

Result<json::value> appeal(Recognition& recognition, CommandContext& context, const json::object& body) {
    const int year = year_in(body);
    const auto kind = kind_of(*find_title(text_in(body, "title")));
    const auto filed_on = date_in(body, "filed_on");
    if (filed_on > context.today) return refuse("recognition.future_date", "filed_on");
    const auto filed = recognition.machinery().read_inside(
        context, year, [&](const Model& model) { return filed_in(model, kind, integer_in(body, "subject_id")); });
    if (!filed) return std::unexpected(filed.error());
    if (has_open_appeal(context, year, filed->title)) return refuse("recognition.appeal_open", "subject_id");
    const auto id = store::draw_ids(context.db, context.province, "appeal", 1);
    context.db.run(
        "INSERT INTO appeal(province_id, appeal_id, year, kind, subject_id, ground, event_no, place_id, filed_by,"
        " filed_on, reason, seq) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        {context.province, id, std::int64_t{year}, static_cast<std::int64_t>(kind), filed->title.subject,
         to_text(filed->ground), std::int64_t{filed->title.mark.events}, filed->home, text_in(body, "by"),
         khuyenhoc::to_text(filed_on), text_in(body, "reason"), context.seq});
    if (const auto how = assisted_how(context, body); !how.empty())
        context.db.run("INSERT INTO appeal_assisted(province_id, appeal_id, how, person_id, actor, seq) VALUES ($1, $2, $3, $4, $5, $6)",
                       {context.province, id, how,
                        kind == SubjectKind::person ? store::Parameter(filed->title.subject) : store::Parameter(), context.actor, context.seq});
    recognition.machinery().follow_after_commit(context, "recognition.appeal", {.year = year});
    return json::object{{"appeal_id", id}, {"ground", to_text(filed->ground)}};
}

struct Open {
    int year = 0;
    SubjectKind kind = SubjectKind::person;
    std::int64_t subject = 0;
    std::string filed_on;
};

Result<Open> open_appeal(CommandContext& context, std::int64_t id) {
    std::optional<Open> open;
    context.db.query("SELECT year, kind, subject_id, filed_on FROM appeal WHERE province_id = $1 AND appeal_id = $2",
                     {context.province, id}, [&](const store::Row& row) {
                         open = {static_cast<int>(row.integer(0)), static_cast<SubjectKind>(row.integer(1)),
                                 row.integer(2), std::string(row.text(3))};
                     });
    if (!open) return refuse("recognition.unknown_appeal", "appeal_id");
    const auto answered = context.db.query_integer(
        "SELECT 1 FROM appeal_answer WHERE province_id = $1 AND appeal_id = $2", {context.province, id});
    if (answered) return refuse("recognition.appeal_answered", "appeal_id");
    return *open;
}

Result<void> plan_answer(const Model& model, const Open& open, AppealOutcome outcome, Events& events) {
    const auto number = model.number_of(open.kind, open.subject);
    // Gone from the register since: there is nobody to propose, but the appeal still gets its answer.
    if (!number) return {};
    const auto title = chosen(model, open.kind, *number);
    if (const auto next = after_answer(title.mark.state, outcome))
        events.add(title, *next, level_to_propose(title.computed));
    return {};
}

Result<json::value> answer_appeal(Recognition& recognition, CommandContext& context, const json::object& body) {
    const auto id = integer_in(body, "appeal_id");
    const auto open = open_appeal(context, id);
    if (!open) return std::unexpected(open.error());
    if (auto another = answered_by_another(context, id); !another) return std::unexpected(another.error());
    const auto outcome = *parse_outcome(text_in(body, "outcome"));
    const auto answered_on = date_in(body, "answered_on");
    if (answered_on > context.today) return refuse("recognition.future_date", "answered_on");
    if (khuyenhoc::to_text(answered_on) < open->filed_on) return refuse("recognition.too_early", "answered_on");
    Events events;
    const auto planned = recognition.machinery().read_inside(
        context, open->year, [&](const Model& model) { return plan_answer(model, *open, outcome, events); });
    if (!planned) return std::unexpected(planned.error());
    const auto reason = text_in(body, "reason");
    context.db.run(
        "INSERT INTO appeal_answer(province_id, appeal_id, outcome, answered_by, answered_on, reason, seq)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7)",
        {context.province, id, to_text(outcome), text_in(body, "by"), khuyenhoc::to_text(answered_on), reason,
         context.seq});
    auto proposed = events.write(recognition, context, "recognition.answer_appeal", open->year, std::nullopt, reason);
    return json::object{{"appeal_id", id}, {"outcome", to_text(outcome)}, {"proposed", std::move(proposed)}};
}

}  // namespace

CommandLine appeal_line(Recognition& recognition) {
    return {.name = "recognition.appeal",
            .summary = "File an appeal against not being proposed, being refused or losing a title.",
            .may = only(keepers_and_unit | keepers_and_citizen, Access::personal, about_title()),
            .fields = {year_field(),
                       {.name = "title", .one_of = title_words()},
                       id_field("subject_id"),
                       {.name = "by", .least = 1, .most = 200, .note = "Who appeals, by name."},
                       reason_field(true),
                       {.name = "filed_on", .kind = Field::Kind::date},
                       assisted_field()},
            .run = [&recognition](CommandContext& c, const json::object& b) { return appeal(recognition, c, b); }};
}

CommandLine answer_appeal_line(Recognition& recognition) {
    return {
        .name = "recognition.answer_appeal",
        .summary = "Answer an appeal that somebody else filed, against what somebody else did; upheld, the title is proposed again for a new decision.",
        .may = only(roles::deciders, Access::personal, about_appeal()),
        .fields = {id_field("appeal_id"),
                   {.name = "outcome", .one_of = {"upheld", "rejected"}},
                   reason_field(true),
                   {.name = "answered_on", .kind = Field::Kind::date},
                   {.name = "by", .least = 1, .most = 200, .note = "Who answers, with office."}},
        .run = [&recognition](CommandContext& c, const json::object& b) { return answer_appeal(recognition, c, b); }};
}

}  // namespace khuyenhoc::recognition
