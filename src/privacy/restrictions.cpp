// Restricting what is done with a person's data, and erasing who they are.
#include "people/erasure.h"
#include "people/unlisted.h"

#include <algorithm>

#include "journal/erasure.h"
#include "privacy/fields.h"
#include "privacy/lines.h"
#include "privacy/request.h"
#include "privacy/subject.h"
#include "recognition/erasure.h"

namespace khuyenhoc::privacy {

namespace {

Result<json::value> change(CommandContext& context, const json::object& body, bool restricted) {
    auto subject = subject_of(context, integer_in(body, "person_id"), "person_id");
    if (!subject) return std::unexpected(subject.error());
    if (is_restricted(context.db, context.province, subject->id) == restricted)
        return refuse(restricted ? "privacy.restricted_already" : "privacy.not_restricted", "person_id");
    const auto number = context.db.query_integer("SELECT max(change_no) FROM restriction WHERE province_id = $1 AND person_id = $2", {context.province, subject->id});
    context.db.run("INSERT INTO restriction(province_id, person_id, change_no, restricted, on_date, reason, request_id, seq) "
                   "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                   {context.province, subject->id, number.value_or(0) + 1, std::int64_t{restricted}, khuyenhoc::to_text(context.today), text_in(body, "reason"),
                    id_or_null(integer_in(body, "request_id")), context.seq});
    if (restricted) people::leave_out(context, subject->id);
    else people::list_again(context, subject->id);
    return json::object{{"person_id", subject->id}, {"restricted", restricted}};
}

/// Words about the person in what this capability keeps, and the commands that brought them.
std::int64_t blank_own_words(CommandContext& context, std::int64_t person_id) {
    context.db.run("UPDATE consent SET evidence = '', kept_at = '' WHERE province_id = $1 AND person_id = $2", {context.province, person_id});
    context.db.run("UPDATE restriction SET reason = '' WHERE province_id = $1 AND person_id = $2", {context.province, person_id});
    std::vector<std::int64_t> requests;
    for (const auto& request : requests_of(context.db, context.province, person_id, Wanted::all)) requests.push_back(request.id);
    for (const auto id : requests) {
        context.db.run("UPDATE privacy_request SET asker_name = '', detail = '' WHERE province_id = $1 AND request_id = $2", {context.province, id});
        context.db.run("UPDATE request_step SET reason = '' WHERE province_id = $1 AND request_id = $2", {context.province, id});
    }
    std::vector<std::int64_t> found;
    const auto look = [&](std::string_view command, std::string_view field, auto matches) {
        journal::each_body(context.db, context.province, command, [&](std::int64_t seq, const json::object& body, const json::value&) {
            if (matches(integer_in(body, field))) found.push_back(seq);
        });
    };
    for (const auto* command : {"privacy.give_consent", "privacy.receive_request", "privacy.restrict_person", "privacy.lift_restriction"})
        look(command, "person_id", [&](std::int64_t id) { return id == person_id; });
    for (const auto* command : {"privacy.extend_request", "privacy.answer_request"})
        look(command, "request_id", [&](std::int64_t id) { return std::ranges::find(requests, id) != requests.end(); });
    for (const auto seq : found) journal::blank_body(context, seq);
    return std::ssize(found);
}

void withdraw_all(CommandContext& context, std::int64_t person_id) {
    std::vector<std::int64_t> open;
    context.db.query("SELECT c.consent_id FROM consent c LEFT JOIN consent_withdrawn w ON w.province_id = c.province_id AND w.consent_id = c.consent_id "
                     "WHERE c.province_id = $1 AND c.person_id = $2 AND w.consent_id IS NULL ORDER BY c.consent_id",
                     {context.province, person_id}, [&](const store::Row& row) { open.push_back(row.integer(0)); });
    for (const auto id : open)
        context.db.run("INSERT INTO consent_withdrawn(province_id, consent_id, withdrawn_on, channel, seq) VALUES ($1, $2, $3, 'in_person', $4)",
                       {context.province, id, khuyenhoc::to_text(context.today), context.seq});
}

/// What stays under a number and why; the page has the sentences.
json::array kept() { return {"person_number", "birth_year", "sex", "memberships", "assessments", "titles", "decisions", "journal_hashes", "backups"}; }

Result<json::value> erase(recognition::Recognition& recognition, CommandContext& context, const json::object& body) {
    const auto request = find_request(context.db, context.province, integer_in(body, "request_id"));
    if (!request) return refuse("privacy.no_such_request", "request_id");
    if (request->kind != "delete") return refuse("privacy.not_a_deletion", "request_id");
    if (request->is_answered()) return refuse("privacy.request_answered", "request_id");
    auto subject = subject_of(context, request->person_id, "request_id");
    if (!subject) return std::unexpected(subject.error());
    const auto entries = people::entries_of(context.db, context.province, subject->id);
    std::int64_t commands = people::pseudonymise(context, entries);
    const auto taken = recognition::erase_persons(recognition, context, "privacy.erase_person", entries);
    commands += taken.commands;
    for (const auto entry : entries) {
        withdraw_all(context, entry);
        commands += blank_own_words(context, entry);
        context.db.run("INSERT INTO erasure(province_id, person_id, request_id, on_date, commands, evidence, seq) VALUES ($1, $2, $3, $4, $5, $6, $7)",
                       {context.province, entry, request->id, khuyenhoc::to_text(context.today), commands, taken.evidence, context.seq});
    }
    return json::object{{"person_id", subject->id}, {"entries", json::value_from(entries)}, {"commands_blanked", commands},
                        {"evidence_removed", taken.evidence}, {"appeals_blanked", taken.appeals}, {"kept", kept()}};
}

}  // namespace

std::vector<CommandLine> restriction_commands() {
    const auto line = [](std::string_view name, std::string_view summary, bool restricted) {
        return CommandLine{.name = name, .summary = summary, .may = only(roles::keepers, Access::personal, people::about_person()),
                           .fields = {id_field("person_id"), words_field("reason", 500), id_field("request_id", "What asked for it.", false)},
                           .run = [restricted](CommandContext& c, const json::object& b) { return change(c, b, restricted); }};
    };
    return {line("privacy.restrict_person", "Restrict what is done with a person's data: nothing of them is published.", true),
            line("privacy.lift_restriction", "Lift the restriction of a person.", false)};
}

CommandLine erase_line(recognition::Recognition& recognition) {
    return {.name = "privacy.erase_person",
            .summary = "Erase who a person is, as an open request asks: the name and the number go, rows that others rest on stay under the id.",
            .may = only(roles::keepers, Access::sensitive, request_in("request_id")),
            .fields = {id_field("request_id")},
            .run = [&recognition](CommandContext& c, const json::object& b) { return erase(recognition, c, b); }};
}

}  // namespace khuyenhoc::privacy
