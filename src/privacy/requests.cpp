// What somebody asks of their data: received, acknowledged, extended once, answered. All of it is added, nothing edited.
#include "privacy/fields.h"
#include "privacy/lines.h"
#include "privacy/request.h"
#include "privacy/subject.h"
#include "recognition/erasure.h"

namespace khuyenhoc::privacy {

namespace {

/// Who asks: the person, their guardian (of the register), or somebody they have authorised, by name.
Result<void> judge_asker(CommandContext& context, const Subject& subject, const json::object& body, const Law& law, Date on) {
    const auto asked_by = text_in(body, "asked_by");
    const auto need = needed(law, ages_on(subject.birth, on));
    if (asked_by == "self") {
        // The rights of a child are exercised by the guardian (Law 91/2025, article 24).
        if (need.guardian && ages_on(subject.birth, on).most < law.child_under) return refuse("privacy.guardian_must_ask", "asked_by");
        return {};
    }
    if (asked_by == "authorised") {
        if (text_in(body, "asker_name").empty()) return refuse("privacy.asker_missing", "asker_name");
        return {};
    }
    if (!need.guardian) return refuse("privacy.no_guardian_needed", "asked_by", {{"age", std::to_string(law.child_under)}});
    if (integer_in(body, "asker_id") == 0) return refuse("privacy.guardian_missing", "asker_id");
    auto guardian = subject_of(context, integer_in(body, "asker_id"), "asker_id");
    if (!guardian) return std::unexpected(guardian.error());
    if (guardian->id == subject.id || guardian->dead || ages_on(guardian->birth, on).least < 18) return refuse("privacy.not_a_guardian", "asker_id");
    return {};
}

Result<json::value> receive(CommandContext& context, const json::object& body) {
    auto subject = subject_of(context, integer_in(body, "person_id"), "person_id");
    if (!subject) return std::unexpected(subject.error());
    const auto received_on = date_in(body, "received_on");
    if (received_on > context.today) return refuse("privacy.future_date", "received_on");
    const auto* law = law_on(received_on);
    if (law == nullptr) return refuse("privacy.before_the_law", "received_on");
    const auto kind = text_in(body, "kind");
    if (kind == "withdraw" && text_in(body, "purpose").empty()) return refuse("privacy.purpose_missing", "purpose");
    if (auto judged = judge_asker(context, *subject, body, *law, received_on); !judged) return std::unexpected(judged.error());
    for (const auto& other : requests_of(context.db, context.province, subject->id, Wanted::open))
        if (other.kind == kind && other.purpose == text_in(body, "purpose")) return refuse("privacy.request_open", "kind");
    const auto id = store::draw_ids(context.db, context.province, "privacy_request", 1);
    context.db.run("INSERT INTO privacy_request(province_id, request_id, person_id, place_id, kind, purpose, asked_by, asker_id, asker_name, channel, "
                   "third_party, received_on, detail, assisted, actor, seq) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
                   {context.province, id, subject->id, subject->place_id, kind, text_or_null(text_in(body, "purpose")), text_in(body, "asked_by"),
                    id_or_null(integer_in(body, "asker_id")), text_in(body, "asker_name"), text_in(body, "channel"), std::int64_t{flag_in(body, "third_party")},
                    text_in(body, "received_on"), text_in(body, "detail"), text_or_null(recognition::assisted_how(context, body)), context.actor, context.seq});
    const auto clock = deadlines_of(*find_request(context.db, context.province, id));
    return json::object{{"request_id", id}, {"acknowledge_by", khuyenhoc::to_text(clock.acknowledge_by)}, {"answer_by", khuyenhoc::to_text(clock.answer_by)}};
}

void add_step(CommandContext& context, const Request& request, std::string_view step, const json::object& body) {
    context.db.run("INSERT INTO request_step(province_id, request_id, step_no, step, on_date, outcome, reason, by_name, seq) "
                   "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                   {context.province, request.id, std::ssize(request.steps) + 1, step, text_in(body, "on_date"), text_or_null(text_in(body, "outcome")),
                    text_in(body, "reason"), text_in(body, "by"), context.seq});
}

/// What was asked must have been done before the answer says so.
Result<void> judge_done(CommandContext& context, const Request& request) {
    const auto not_yet = [&](std::string_view what) { return refuse("privacy.not_done_yet", "outcome", {{"what", std::string(what)}}); };
    if (request.kind == "delete" && !is_erased(context.db, context.province, request.person_id)) return not_yet("delete");
    if (request.kind == "restrict" && !is_restricted(context.db, context.province, request.person_id)) return not_yet("restrict");
    if (request.kind == "withdraw")
        for (const auto& one : consents_of(context.db, context.province, request.person_id))
            if (one.purpose == request.purpose && one.holds(context.today)) return not_yet("withdraw");
    return {};
}

Result<json::value> take_step(CommandContext& context, const json::object& body, std::string_view step) {
    const auto request = find_request(context.db, context.province, integer_in(body, "request_id"));
    if (!request) return refuse("privacy.no_such_request", "request_id");
    if (auto may = may_step(*request, step, date_in(body, "on_date"), context.today); !may) return std::unexpected(may.error());
    const auto outcome = text_in(body, "outcome");
    if (step == "answered" && outcome != "done" && text_in(body, "reason").empty()) return refuse("privacy.reason_missing", "reason");
    if (outcome == "done")
        if (auto done = judge_done(context, *request); !done) return std::unexpected(done.error());
    add_step(context, *request, step, body);
    const auto after = find_request(context.db, context.province, request->id);
    const auto next = next_of(*after, deadlines_of(*after));
    return json::object{{"request_id", request->id}, {"next", next.step.empty() ? json::value() : json::value(next.step)},
                        {"by", next.by ? json::value(khuyenhoc::to_text(*next.by)) : json::value()}};
}

CommandLine step_line(std::string_view name, std::string_view summary, std::string_view step, std::vector<Field> more) {
    std::vector<Field> fields{id_field("request_id"), day_field("on_date"), words_field("by", 200, true, "Who does it, with office.")};
    for (auto& field : more) fields.push_back(std::move(field));
    return {.name = name, .summary = summary, .may = only(roles::keepers, Access::personal, request_in("request_id")), .fields = std::move(fields),
            .run = [step](CommandContext& c, const json::object& b) { return take_step(c, b, step); }};
}

}  // namespace

std::vector<CommandLine> request_commands() {
    return {
        {.name = "privacy.receive_request", .summary = "Receive what a person asks of their data; the clock starts with the day it came.",
         .may = only(people::keepers_and_citizen, Access::personal, people::about_person()),
         .fields = {id_field("person_id"), {.name = "kind", .one_of = request_kinds()},
                    {.name = "purpose", .required = false, .one_of = purpose_codes(), .note = "Of a withdrawal or an objection."},
                    {.name = "asked_by", .one_of = {"self", "guardian", "authorised"}}, id_field("asker_id", "Of the register: the guardian.", false),
                    words_field("asker_name", 200, false, "Who asks with an authorisation."), channel_field(),
                    {.name = "third_party", .kind = Field::Kind::boolean, .required = false, .note = "Somebody else holds the data too and must act."},
                    day_field("received_on"), words_field("detail", 1000, false, "What exactly is asked."), recognition::assisted_field()},
         .run = receive},
        step_line("privacy.acknowledge_request", "Tell who asks that it has come, how and by when it is answered.", "acknowledged", {}),
        step_line("privacy.extend_request", "Extend the time to answer, once, with the reason.", "extended", {words_field("reason", 500)}),
        step_line("privacy.answer_request", "Answer: done, partly, refused, or taken back by who asked.", "answered",
                  {{.name = "outcome", .one_of = {"done", "partly", "refused", "taken_back"}}, words_field("reason", 1000, false, "Needed unless it is done.")}),
    };
}

}  // namespace khuyenhoc::privacy
