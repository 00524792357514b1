#include "people/erasure.h"

#include <algorithm>
#include <string>

#include "base/text.h"
#include "journal/erasure.h"
#include "people/membership.h"
#include "people/people.h"

namespace khuyenhoc::people {

namespace {

/// The name by which searches find all who were erased.
std::int64_t erased_name_id(CommandContext& context) {
    const std::string folded = fold(erased_name);
    const auto known = context.db.query_integer("SELECT name_id FROM name_key WHERE province_id = $1 AND folded = $2", {context.province, folded});
    if (known) return *known;
    const auto id = store::draw_ids(context.db, context.province, "name", 1);
    context.db.run("INSERT INTO name_key(province_id, name_id, folded) VALUES ($1, $2, $3)", {context.province, id, folded});
    return id;
}

void forget_identity(CommandContext& context, std::int64_t person_id, std::int64_t name_id) {
    const auto old_name = context.db.query_integer("SELECT name_id FROM person WHERE province_id = $1 AND person_id = $2", {context.province, person_id});
    context.db.run("UPDATE person SET full_name = $1, name_id = $2, birth = substr(birth, 1, 4), ethnicity = 0, citizen_sealed = NULL, "
                   "citizen_hash = NULL WHERE province_id = $3 AND person_id = $4",
                   {erased_name, name_id, context.province, person_id});
    const auto others = context.db.query_integer("SELECT person_id FROM person WHERE province_id = $1 AND name_id = $2 LIMIT 1", {context.province, *old_name});
    if (!others) context.db.run("DELETE FROM name_key WHERE province_id = $1 AND name_id = $2", {context.province, *old_name});
}

bool is_among(const std::vector<std::int64_t>& entries, const json::value* id) {
    return id != nullptr && id->is_int64() && std::ranges::find(entries, id->as_int64()) != entries.end();
}

/// Commands of this capability whose body says who somebody is, or a reason about them.
std::vector<std::int64_t> commands_naming(CommandContext& context, const std::vector<std::int64_t>& entries) {
    std::vector<std::int64_t> found;
    const auto look = [&](std::string_view command, auto names) {
        journal::each_body(context.db, context.province, command, [&](std::int64_t seq, const json::object& body, const json::value& answer) {
            if (names(body, answer)) found.push_back(seq);
        });
    };
    look("people.add_person", [&](const json::object&, const json::value& answer) {
        return answer.is_object() && is_among(entries, answer.as_object().if_contains("person_id"));
    });
    look("people.correct_person", [&](const json::object& body, const json::value&) { return is_among(entries, body.if_contains("person_id")); });
    look("people.ask_merge", [&](const json::object& body, const json::value&) {
        return is_among(entries, body.if_contains("keep")) || is_among(entries, body.if_contains("gone"));
    });
    std::vector<std::int64_t> merges, asks;
    for (const auto person_id : entries) {
        context.db.query("SELECT merge_id FROM person_merge WHERE province_id = $1 AND (keep_id = $2 OR gone_id = $3)",
                         {context.province, person_id, person_id}, [&](const store::Row& row) { merges.push_back(row.integer(0)); });
        context.db.query("SELECT ask_id FROM person_merge_ask WHERE province_id = $1 AND (keep_id = $2 OR gone_id = $3)",
                         {context.province, person_id, person_id}, [&](const store::Row& row) { asks.push_back(row.integer(0)); });
    }
    look("people.undo_merge", [&](const json::object& body, const json::value&) { return is_among(merges, body.if_contains("merge_id")); });
    look("people.decline_merge", [&](const json::object& body, const json::value&) { return is_among(asks, body.if_contains("ask_id")); });
    return found;
}

}  // namespace

std::vector<std::int64_t> entries_of(store::Connection& db, std::int64_t province, std::int64_t person_id) {
    if (!db.query_integer("SELECT person_id FROM person WHERE province_id = $1 AND person_id = $2", {province, person_id})) return {};
    std::vector<std::int64_t> entries{person_id};
    for (std::size_t i = 0; i < entries.size(); ++i)
        db.query("SELECT g.gone_id FROM person_merge g LEFT JOIN person_merge_undone u ON u.province_id = g.province_id AND u.merge_id = g.merge_id "
                 "WHERE g.province_id = $1 AND g.keep_id = $2 AND u.merge_id IS NULL ORDER BY g.gone_id",
                 {province, entries[i]}, [&](const store::Row& row) { entries.push_back(row.integer(0)); });
    return entries;
}

bool is_merged_away(store::Connection& db, std::int64_t province, std::int64_t person_id) {
    return merged_into(db, province, person_id).has_value();
}

std::int64_t pseudonymise(CommandContext& context, const std::vector<std::int64_t>& entries) {
    const auto name_id = erased_name_id(context);
    for (const auto person_id : entries) {
        forget_identity(context, person_id, name_id);
        context.db.run("UPDATE person_merge_undone SET reason = '' WHERE province_id = $1 AND merge_id IN "
                       "(SELECT merge_id FROM person_merge WHERE province_id = $2 AND (keep_id = $3 OR gone_id = $4))",
                       {context.province, context.province, person_id, person_id});
        context.db.run("UPDATE person_merge_answer SET reason = '' WHERE province_id = $1 AND reason IS NOT NULL AND ask_id IN "
                       "(SELECT ask_id FROM person_merge_ask WHERE province_id = $2 AND (keep_id = $3 OR gone_id = $4))",
                       {context.province, context.province, person_id, person_id});
        context.db.run("UPDATE person_merge_ask SET reason = '' WHERE province_id = $1 AND (keep_id = $2 OR gone_id = $3)",
                       {context.province, person_id, person_id});
        context.db.run("UPDATE person_merge SET reason = '' WHERE province_id = $1 AND (keep_id = $2 OR gone_id = $3)",
                       {context.province, person_id, person_id});
    }
    const auto naming = commands_naming(context, entries);
    for (const auto seq : naming) journal::blank_body(context, seq);
    return std::ssize(naming);
}

}  // namespace khuyenhoc::people
