// One person entered twice: merging the two entries (one person asks, another confirms), undoing that, and saying that two
// alike are not the same.
#include <algorithm>

#include "people/lines.h"
#include "people/membership.h"
#include "people/merges.h"
#include "people/rules.h"

namespace khuyenhoc::people {

namespace {

using Kind = Field::Kind;

/// A row of a membership that still counts on or after a day.
struct Part {
    std::int64_t group_id = 0;
    std::string from_date;
    std::optional<std::string> to_date;
    std::int64_t role = 0;  ///< a relation or a role
};

/// `table` is household_member or unit_member; `group` its column of the household or unit; `role` of what one is there.
struct Kept {
    std::string_view table, group, role;
};
constexpr Kept households{"household_member", "household_id", "relation"};
constexpr Kept units{"unit_member", "unit_id", "role"};

std::string sql(const Kept& kept, std::string_view text) {
    std::string out(text);
    const auto put = [&](std::string_view mark, std::string_view word) {
        for (auto at = out.find(mark); at != std::string::npos; at = out.find(mark)) out.replace(at, mark.size(), word);
    };
    put("TABLE", kept.table);
    put("GROUP_ID", kept.group);
    put("ROLE", kept.role);
    return out;
}

std::vector<Part> parts_from(const CommandContext& context, const Kept& kept, std::int64_t person_id, std::string_view on) {
    std::vector<Part> out;
    context.db.query(sql(kept, "SELECT GROUP_ID, from_date, to_date, ROLE FROM TABLE WHERE province_id = $1 AND person_id = $2 "
                               "AND (to_date IS NULL OR to_date > $3) AND (to_date IS NULL OR to_date > from_date) ORDER BY GROUP_ID, from_date"),
                     {context.province, person_id, on}, [&](const store::Row& row) {
                         out.push_back({row.integer(0), std::string(row.text(1)), row.optional_text(2), row.integer(3)});
                     });
    return out;
}

void set_end(const CommandContext& context, const Kept& kept, std::int64_t person_id, const Part& part, const std::optional<std::string>& to_date) {
    context.db.run(sql(kept, "UPDATE TABLE SET to_date = $1 WHERE province_id = $2 AND GROUP_ID = $3 AND person_id = $4 AND from_date = $5"),
                   {store::optional_text(to_date), context.province, part.group_id, person_id, std::string_view(part.from_date)});
}

struct Change {
    std::string kind;
    Part part;
    std::optional<std::string> new_to_date;
};

struct Merge {
    std::int64_t id = 0;
    std::int64_t keep = 0, gone = 0;
};

class Merging {
public:
    Merging(const CommandContext& context, const Merge& merge, std::string on) : context_(context), merge_(merge), on_(std::move(on)) {}

    /// Ends what the entry that goes still belongs to. Someone never there is there for no day.
    void close(const Kept& kept, std::string_view kind) {
        for (const Part& part : parts_from(context_, kept, merge_.gone, on_)) {
            const std::string end = std::max(on_, part.from_date);
            set_end(context_, kept, merge_.gone, part, end);
            changes_.push_back({std::string(kind), part, end});
            if (kind == "unit_closed") take_over(part);
        }
    }

    void keep_record(std::string_view reason) const {
        context_.db.run("INSERT INTO person_merge(province_id, merge_id, keep_id, gone_id, on_date, reason, seq) VALUES ($1, $2, $3, $4, $5, $6, $7)",
                        {context_.province, merge_.id, merge_.keep, merge_.gone, std::string_view(on_), reason, context_.seq});
        std::int64_t number = 0;
        for (const Change& change : changes_)
            context_.db.run("INSERT INTO person_merge_change(province_id, merge_id, change_no, kind, group_id, from_date, old_to_date, new_to_date) "
                            "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                            {context_.province, merge_.id, ++number, std::string_view(change.kind), change.part.group_id,
                             std::string_view(change.part.from_date), store::optional_text(change.part.to_date), store::optional_text(change.new_to_date)});
    }

    json::array groups(std::string_view kind) const {
        json::array out;
        for (const Change& change : changes_)
            if (change.kind == kind) out.push_back(change.part.group_id);
        return out;
    }

private:
    /// The kept entry goes on in the unit, unless it is or was there in those days itself.
    void take_over(const Part& part) {
        const std::string from = std::max(on_, part.from_date);
        if (part.to_date && *part.to_date <= from) return;
        const auto there = context_.db.query_integer(
            "SELECT count(*) FROM unit_member WHERE province_id = $1 AND unit_id = $2 AND person_id = $3 AND (to_date IS NULL OR to_date >= $4)",
            {context_.province, part.group_id, merge_.keep, std::string_view(from)});
        if (there.value_or(0) > 0) return;
        context_.db.run("INSERT INTO unit_member(province_id, unit_id, person_id, from_date, to_date, role, seq) VALUES ($1, $2, $3, $4, $5, $6, $7)",
                        {context_.province, part.group_id, merge_.keep, std::string_view(from), store::optional_text(part.to_date), part.role, context_.seq});
        changes_.push_back({"unit_taken_over", {part.group_id, from, part.to_date, part.role}, part.to_date});
    }

    const CommandContext& context_;
    Merge merge_;
    std::string on_;
    std::vector<Change> changes_;
};

/// Whether two entries may become one, now (asking) or from a day on (confirming: much may have happened since).
Result<void> may_merge(const CommandContext& context, const Merge& merge, const std::string& on) {
    if (merge.keep == merge.gone) return refuse("people.same_person", "gone");
    for (const auto& [id, where] : {std::pair{merge.keep, "keep"}, {merge.gone, "gone"}}) {
        auto person = find_living_person(context, id);
        if (!person) return refuse(person.error().code, where);
        if (!on.empty() && on.substr(0, person->birth.size()) < person->birth) return refuse("people.before_birth", "on_date");
    }
    if (memberships_of_person(context, merge.keep).empty() && !memberships_of_person(context, merge.gone).empty())
        return refuse("people.keep_has_no_household", "keep");
    return {};
}

Result<json::value> ask_merge(CommandContext& context, const json::object& body) {
    const Merge merge{0, integer_field(body, "keep"), integer_field(body, "gone")};
    if (auto may = may_merge(context, merge, ""); !may) return std::unexpected(may.error());
    if (merge_asked(context.db, context.province, merge.keep, merge.gone)) return refuse("people.merge_asked", "gone");
    const auto ask_id = store::draw_ids(context.db, context.province, "merge_ask", 1);
    const std::string reason = text_field(body, "reason");
    context.db.run("INSERT INTO person_merge_ask(province_id, ask_id, keep_id, gone_id, reason, seq) VALUES ($1, $2, $3, $4, $5, $6)",
                   {context.province, ask_id, merge.keep, merge.gone, std::string_view(reason), context.seq});
    return json::object{{"ask_id", ask_id}, {"person_id", merge.keep}, {"gone_id", merge.gone}};
}

struct Asked {
    Merge merge;
    std::string reason, actor;
};

Result<Asked> find_open_ask(const CommandContext& context, std::int64_t ask_id) {
    std::optional<Asked> found;
    context.db.query("SELECT a.keep_id, a.gone_id, a.reason, j.actor FROM person_merge_ask a JOIN journal j ON j.province_id = a.province_id "
                     "AND j.seq = a.seq WHERE a.province_id = $1 AND a.ask_id = $2",
                     {context.province, ask_id}, [&](const store::Row& row) {
                         found = Asked{{0, row.integer(0), row.integer(1)}, std::string(row.text(2)), std::string(row.text(3))};
                     });
    if (!found) return refuse("people.no_such_ask", "ask_id");
    const auto answered = context.db.query_integer("SELECT seq FROM person_merge_answer WHERE province_id = $1 AND ask_id = $2", {context.province, ask_id});
    if (answered) return refuse("people.ask_answered", "ask_id");
    return *found;
}

void answer_ask(const CommandContext& context, std::int64_t ask_id, std::optional<std::int64_t> merge_id, const std::optional<std::string>& reason) {
    context.db.run("INSERT INTO person_merge_answer(province_id, ask_id, merge_id, reason, seq) VALUES ($1, $2, $3, $4, $5)",
                   {context.province, ask_id, store::optional_integer(merge_id), store::optional_text(reason), context.seq});
}

/// Imports and the demo are one actor in everything they do.
bool is_same_person(const CommandContext& context, std::string_view actor) { return context.actor == actor && actor != "system"; }

Result<json::value> merge_persons(CommandContext& context, const json::object& body) {
    const auto ask_id = integer_field(body, "ask_id");
    const std::string on = text_field(body, "on_date");
    const auto asked = find_open_ask(context, ask_id);
    if (!asked) return std::unexpected(asked.error());
    if (is_same_person(context, asked->actor)) return refuse("people.second_person", "ask_id");
    Merge merge = asked->merge;
    if (auto may = may_merge(context, merge, on); !may) return std::unexpected(may.error());
    merge.id = store::draw_ids(context.db, context.province, "merge", 1);
    Merging merging(context, merge, on);
    merging.close(households, "household_closed");
    merging.close(units, "unit_closed");
    merging.keep_record(asked->reason);
    answer_ask(context, ask_id, merge.id, std::nullopt);
    return json::object{{"merge_id", merge.id}, {"person_id", merge.keep}, {"gone_id", merge.gone},
                        {"household_ids", merging.groups("household_closed")}, {"unit_ids", merging.groups("unit_closed")}};
}

Result<json::value> decline_merge(CommandContext& context, const json::object& body) {
    const auto ask_id = integer_field(body, "ask_id");
    if (const auto asked = find_open_ask(context, ask_id); !asked) return std::unexpected(asked.error());
    answer_ask(context, ask_id, std::nullopt, text_field(body, "reason"));
    return json::object{{"ask_id", ask_id}};
}

Result<Merge> find_merge(const CommandContext& context, std::int64_t merge_id) {
    std::optional<Merge> found;
    context.db.query("SELECT keep_id, gone_id FROM person_merge WHERE province_id = $1 AND merge_id = $2", {context.province, merge_id},
                     [&](const store::Row& row) { found = Merge{merge_id, row.integer(0), row.integer(1)}; });
    if (!found) return refuse("people.no_such_merge", "merge_id");
    const auto undone = context.db.query_integer("SELECT seq FROM person_merge_undone WHERE province_id = $1 AND merge_id = $2", {context.province, merge_id});
    if (undone) return refuse("people.merge_undone", "merge_id");
    return *found;
}

std::vector<Change> changes_of(const CommandContext& context, std::int64_t merge_id) {
    std::vector<Change> out;
    context.db.query("SELECT kind, group_id, from_date, old_to_date, new_to_date FROM person_merge_change WHERE province_id = $1 AND merge_id = $2 "
                     "ORDER BY change_no",
                     {context.province, merge_id}, [&](const store::Row& row) {
                         out.push_back({std::string(row.text(0)), {row.integer(1), std::string(row.text(2)), row.optional_text(3), 0}, row.optional_text(4)});
                     });
    return out;
}

/// Whether a change can be taken back: the row is as the merge left it, and what it goes back to is still there.
Result<void> may_put_back(const CommandContext& context, const Merge& merge, const Change& change) {
    const bool household = change.kind == "household_closed";
    const Kept& kept = household ? households : units;
    const std::int64_t person = change.kind == "unit_taken_over" ? merge.keep : merge.gone;
    bool as_left = false;
    std::int64_t role = 0;
    context.db.query(sql(kept, "SELECT to_date, ROLE FROM TABLE WHERE province_id = $1 AND GROUP_ID = $2 AND person_id = $3 AND from_date = $4"),
                     {context.province, change.part.group_id, person, std::string_view(change.part.from_date)}, [&](const store::Row& row) {
                         as_left = row.optional_text(0) == change.new_to_date;
                         role = row.integer(1);
                     });
    const auto contradicted = [&](std::string_view what) { return refuse("people.merge_contradicted", what, {{"id", std::to_string(change.part.group_id)}}); };
    if (!as_left) return contradicted(household ? "household_id" : "unit_id");
    if (change.kind == "unit_taken_over" || change.part.to_date) return {};
    const auto ended = context.db.query_text(household ? "SELECT to_date FROM household WHERE province_id = $1 AND household_id = $2 AND to_date IS NOT NULL"
                                                       : "SELECT to_date FROM unit WHERE province_id = $1 AND unit_id = $2 AND to_date IS NOT NULL",
                                             {context.province, change.part.group_id});
    if (ended) return contradicted(household ? "household_id" : "unit_id");
    if (!household || static_cast<Relation>(role) != Relation::head) return {};
    for (const Membership& member : members_of_household(context, change.part.group_id))
        if (member.relation == Relation::head) return contradicted("head");
    return {};
}

void put_back(const CommandContext& context, const Merge& merge, const Change& change) {
    if (change.kind == "unit_taken_over")
        context.db.run("DELETE FROM unit_member WHERE province_id = $1 AND unit_id = $2 AND person_id = $3 AND from_date = $4",
                       {context.province, change.part.group_id, merge.keep, std::string_view(change.part.from_date)});
    else set_end(context, change.kind == "household_closed" ? households : units, merge.gone, change.part, change.part.to_date);
}

Result<json::value> undo_merge(CommandContext& context, const json::object& body) {
    auto merge = find_merge(context, integer_field(body, "merge_id"));
    if (!merge) return std::unexpected(merge.error());
    const auto changes = changes_of(context, merge->id);
    for (const Change& change : changes)
        if (auto may = may_put_back(context, *merge, change); !may) return std::unexpected(may.error());
    for (const Change& change : changes) put_back(context, *merge, change);
    const std::string reason = text_field(body, "reason");
    context.db.run("INSERT INTO person_merge_undone(province_id, merge_id, reason, seq) VALUES ($1, $2, $3, $4)",
                   {context.province, merge->id, std::string_view(reason), context.seq});
    return json::object{{"merge_id", merge->id}, {"person_id", merge->keep}, {"back_id", merge->gone}, {"changes", changes.size()}};
}

Result<json::value> not_duplicates(CommandContext& context, const json::object& body) {
    const auto [low, high] = std::minmax({integer_field(body, "person_id"), integer_field(body, "other_id")});
    if (low == high) return refuse("people.same_person", "other_id");
    for (const auto id : {low, high})
        if (!context.db.query_integer("SELECT person_id FROM person WHERE province_id = $1 AND person_id = $2", {context.province, id}))
            return refuse("people.no_such_person", id == integer_field(body, "person_id") ? "person_id" : "other_id");
    const auto said = context.db.query_integer("SELECT seq FROM person_not_same WHERE province_id = $1 AND low_id = $2 AND high_id = $3",
                                               {context.province, low, high});
    if (said) return refuse("people.said_already", "other_id");
    context.db.run("INSERT INTO person_not_same(province_id, low_id, high_id, seq) VALUES ($1, $2, $3, $4)", {context.province, low, high, context.seq});
    return json::object{{"person_id", low}, {"other_id", high}};
}

}  // namespace

bool merge_asked(store::Connection& db, std::int64_t province, std::int64_t one, std::int64_t other) {
    bool open = false;
    for (const auto& [keep, gone] : {std::pair{one, other}, {other, one}})
        db.query("SELECT a.ask_id FROM person_merge_ask a LEFT JOIN person_merge_answer n ON n.province_id = a.province_id AND n.ask_id = a.ask_id "
                 "WHERE a.province_id = $1 AND a.keep_id = $2 AND a.gone_id = $3 AND n.ask_id IS NULL",
                 {province, keep, gone}, [&](const store::Row&) { open = true; });
    return open;
}

std::vector<CommandLine> merge_commands() {
    const auto id = [](std::string_view name, std::string_view note = {}) { return Field{.name = name, .kind = Kind::integer, .least = 1, .note = note}; };
    const Field reason{.name = "reason", .least = 1, .most = 500, .note = "Why, in a few words; without names."};
    return {
        {.name = "people.ask_merge", .summary = "Asks for two entries of one person to be merged; somebody else confirms it.",
         .may = only(roles::keepers, Access::personal, all_of({about_person("keep"), about_person("gone")})),
         .fields = {id("keep", "The entry that goes on."), id("gone", "The entry that no longer counts."), reason},
         .run = [](CommandContext& c, const json::object& b) { return ask_merge(c, b); }, .refuses_before_writing = true},
        {.name = "people.merge_persons",
         .summary = "Merges two entries of one person as somebody else has asked: from a day on only one of them counts. Both keep their ids.",
         .may = only(roles::keepers, Access::personal, about_merge_ask()),
         .fields = {id("ask_id"), {.name = "on_date", .kind = Kind::date, .note = "First day on which only one counts."}},
         .run = [](CommandContext& c, const json::object& b) { return merge_persons(c, b); }},
        {.name = "people.decline_merge", .summary = "Declines to merge two entries; who asked may take it back so.",
         .may = only(roles::keepers, Access::personal, about_merge_ask()), .fields = {id("ask_id"), reason},
         .run = [](CommandContext& c, const json::object& b) { return decline_merge(c, b); }, .refuses_before_writing = true},
        {.name = "people.undo_merge", .summary = "Puts back exactly what a merge changed, if nothing since contradicts it. One person may, whoever it is: nothing is lost by it.",
         .may = only(roles::keepers, Access::personal, about_merge()),
         .fields = {id("merge_id"), reason}, .run = [](CommandContext& c, const json::object& b) { return undo_merge(c, b); }},
        {.name = "people.not_duplicates", .summary = "Says that two persons who look alike are not the same: they are not suspected again.",
         .may = only(roles::keepers, Access::personal, all_of({about_person(), about_person("other_id")})),
         .fields = {id("person_id"), id("other_id")}, .run = [](CommandContext& c, const json::object& b) { return not_duplicates(c, b); },
         .refuses_before_writing = true},
    };
}

}  // namespace khuyenhoc::people
