#include "recognition/erasure.h"

#include <algorithm>

#include "journal/erasure.h"
#include "recognition/fields.h"
#include "recognition/machinery.h"

namespace khuyenhoc::recognition {

namespace {

constexpr auto person_kind = static_cast<std::int64_t>(SubjectKind::person);

std::vector<std::int64_t> ids_of(store::Connection& db, std::string_view sql, std::initializer_list<store::Parameter> parameters) {
    std::vector<std::int64_t> ids;
    db.query(sql, parameters, [&](const store::Row& row) { ids.push_back(row.integer(0)); });
    return ids;
}

void remove_content(CommandContext& context, std::int64_t evidence_id, std::string_view why) {
    context.db.run("DELETE FROM evidence_content WHERE province_id = $1 AND evidence_id = $2", {context.province, evidence_id});
    context.db.run("INSERT INTO evidence_removed(province_id, evidence_id, why, seq) VALUES ($1, $2, $3, $4)",
                   {context.province, evidence_id, why, context.seq});
}

/// The journal's commands with words about these persons or their appeals.
std::int64_t blank_commands(CommandContext& context, const std::vector<std::int64_t>& persons, const std::vector<std::int64_t>& appeals) {
    std::vector<std::int64_t> found;
    const auto is_among = [](const std::vector<std::int64_t>& ids, const json::value* id) {
        return id != nullptr && id->is_int64() && std::ranges::find(ids, id->as_int64()) != ids.end();
    };
    const auto look = [&](std::string_view command, const std::vector<std::int64_t>& ids, std::string_view field, bool of_answer) {
        journal::each_body(context.db, context.province, command, [&](std::int64_t seq, const json::object& body, const json::value& answer) {
            const auto* from = of_answer ? (answer.is_object() ? &answer.as_object() : nullptr) : &body;
            if (from != nullptr && is_among(ids, find_field(*from, field))) found.push_back(seq);
        });
    };
    look("recognition.appeal", appeals, "appeal_id", true);
    look("recognition.answer_appeal", appeals, "appeal_id", false);
    look("recognition.decline_self", persons, "person_id", false);
    for (const auto seq : found) journal::blank_body(context, seq);
    return std::ssize(found);
}

constexpr std::string_view still_there =
    "SELECT e.evidence_id FROM evidence e JOIN evidence_content c ON c.province_id = e.province_id AND c.evidence_id = e.evidence_id "
    "WHERE e.province_id = $1 AND e.added_on < $2 ORDER BY e.evidence_id";

}  // namespace

Taken erase_persons(Recognition& recognition, CommandContext& context, std::string_view command, const std::vector<std::int64_t>& persons) {
    Taken taken;
    std::vector<std::int64_t> appeals;
    for (const auto person : persons) {
        const auto files = ids_of(context.db, "SELECT e.evidence_id FROM evidence e JOIN evidence_content c ON c.province_id = e.province_id AND "
                                              "c.evidence_id = e.evidence_id WHERE e.province_id = $1 AND e.kind = $2 AND e.subject_id = $3",
                                  {context.province, person_kind, person});
        for (const auto file : files) remove_content(context, file, "erased");
        taken.evidence += std::ssize(files);
        for (const auto appeal : ids_of(context.db, "SELECT appeal_id FROM appeal WHERE province_id = $1 AND kind = $2 AND subject_id = $3",
                                        {context.province, person_kind, person})) {
            context.db.run("UPDATE appeal SET filed_by = '', reason = '' WHERE province_id = $1 AND appeal_id = $2", {context.province, appeal});
            context.db.run("UPDATE appeal_answer SET reason = '' WHERE province_id = $1 AND appeal_id = $2", {context.province, appeal});
            appeals.push_back(appeal);
        }
        context.db.run("UPDATE self_answer SET reason = '' WHERE province_id = $1 AND person_id = $2 AND reason IS NOT NULL", {context.province, person});
    }
    taken.appeals = std::ssize(appeals);
    taken.commands = blank_commands(context, persons, appeals);
    recognition.machinery().rebuild_after_commit(context, command, 1);
    return taken;
}

std::int64_t count_evidence_before(store::Connection& db, std::int64_t province, Date day) {
    return std::ssize(ids_of(db, still_there, {province, khuyenhoc::to_text(day)}));
}

std::int64_t remove_evidence_before(CommandContext& context, Date day) {
    const auto files = ids_of(context.db, still_there, {context.province, khuyenhoc::to_text(day)});
    for (const auto file : files) remove_content(context, file, "time_over");
    return std::ssize(files);
}

Field assisted_field() {
    return {.name = "assisted", .kind = Field::Kind::object, .required = false, .note = "An officer enters it for the person.",
            .inside = {{.name = "how", .one_of = {"at_home", "at_office", "by_phone", "from_paper"}}}};
}

std::string assisted_how(const CommandContext& context, const json::object& body) {
    if (const auto* said = find_field(body, "assisted")) return text_in(said->as_object(), "how");
    return context.caller.account != 0 && context.caller.role != khuyenhoc::Role::citizen ? "not_said" : "";
}

}  // namespace khuyenhoc::recognition
