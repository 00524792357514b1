// A household gets another head, or becomes two: what its members are is said anew, to the new head.
#include <algorithm>

#include "people/lines.h"
#include "people/membership.h"
#include "people/rules.h"

namespace khuyenhoc::people {

namespace {

using Kind = Field::Kind;

struct Split {
    OpenHousehold household;
    std::vector<Membership> leaving;
    Relation head_was = Relation::other;
    std::int64_t head = 0;
    std::int64_t hamlet = 0;
    std::string book_no, on;
};

/// Who leaves and what they were: all are members, the new head is among them, and somebody stays.
Result<void> find_leaving(const CommandContext& context, const json::object& body, Split& split) {
    const auto members = members_of_household(context, split.household.id);
    for (const auto& item : body.at("members").as_array()) {
        const auto id = item.to_number<std::int64_t>();
        const auto member = std::ranges::find(members, id, &Membership::person_id);
        if (member == members.end()) return refuse("people.not_a_member", "members");
        if (std::ranges::find(split.leaving, id, &Membership::person_id) != split.leaving.end()) continue;
        if (split.on < member->from_date) return refuse("people.date_before_start", "on_date", {{"since", member->from_date}});
        if (id == split.head) split.head_was = member->relation;
        split.leaving.push_back(*member);
    }
    if (std::ranges::find(split.leaving, split.head, &Membership::person_id) == split.leaving.end()) return refuse("people.head_not_among", "head");
    if (split.leaving.size() == members.size()) return refuse("people.nobody_left", "members");
    return {};
}

std::vector<std::int64_t> clans_of(const CommandContext& context, std::int64_t household_id) {
    std::vector<std::int64_t> out;
    context.db.query("SELECT clan_id FROM clan_household WHERE province_id = $1 AND household_id = $2 AND to_date IS NULL ORDER BY clan_id",
                     {context.province, household_id}, [&](const store::Row& row) { out.push_back(row.integer(0)); });
    return out;
}

/// The new household stays of the clans the old one is of.
Result<json::value> write(const CommandContext& context, const Keys& keys, const Split& split) {
    RegisterWriter writer(context.db, context.province, keys);
    writer.begin_command(context.seq);
    const std::int64_t made = writer.add_household(split.book_no, split.hamlet, split.on);
    for (const Membership& member : split.leaving) {
        if (auto ended = end_membership(context, member, split.on); !ended) return std::unexpected(ended.error());
        const bool is_head = member.person_id == split.head;
        writer.add_member(made, member.person_id, is_head ? Relation::head : relation_after_split(split.head_was, member.relation), split.on);
    }
    json::array clans;
    for (const auto clan : clans_of(context, split.household.id)) {
        writer.add_clan_household(clan, made, split.on);
        clans.push_back(clan);
    }
    return json::object{{"household_id", made}, {"from_household_id", split.household.id}, {"members", split.leaving.size()}, {"clan_ids", std::move(clans)}};
}

/// Members are what they are to the head: with another head, most are something else. Of someone who joined that very day
/// it is said anew from that day.
Result<json::value> change_head(const Keys& keys, CommandContext& context, const json::object& body) {
    auto household = find_open_household(context, integer_field(body, "household_id"));
    if (!household) return std::unexpected(household.error());
    const std::int64_t head = integer_field(body, "person_id");
    const std::string on = text_field(body, "on_date");
    const auto members = members_of_household(context, household->id);
    const auto own = std::ranges::find(members, head, &Membership::person_id);
    if (own == members.end()) return refuse("people.not_a_member", "person_id");
    if (own->relation == Relation::head) return refuse("people.head_already", "person_id");
    const auto becomes = [&](const Membership& member) {
        return member.person_id == head ? Relation::head : relation_after_split(own->relation, member.relation);
    };
    for (const Membership& member : members)
        if (becomes(member) != member.relation && on < member.from_date) return refuse("people.date_before_start", "on_date", {{"since", member.from_date}});
    RegisterWriter writer(context.db, context.province, keys);
    writer.begin_command(context.seq);
    std::int64_t changed = 0;
    for (const Membership& member : members) {
        if (becomes(member) == member.relation) continue;
        if (auto ended = end_membership(context, member, on); !ended) return std::unexpected(ended.error());
        writer.add_member(household->id, member.person_id, becomes(member), on);
        ++changed;
    }
    return json::object{{"household_id", household->id}, {"person_id", head}, {"changed", changed}};
}

Result<json::value> split_household(const places::Places& places, const Keys& keys, CommandContext& context, const json::object& body) {
    auto household = find_open_household(context, integer_field(body, "household_id"));
    if (!household) return std::unexpected(household.error());
    Split split{*household, {}, Relation::other, integer_field(body, "head"), optional_integer_field(body, "hamlet_id").value_or(household->hamlet_id),
                text_field(body, "book_no"), text_field(body, "on_date")};
    if (auto place = place_exists(context, places, split.hamlet, places::Kind::hamlet, date_field(body, "on_date"), "hamlet_id"); !place)
        return std::unexpected(place.error());
    if (!split.book_no.empty() && household_of_book(context, split.hamlet, split.book_no) != 0) return refuse("people.book_no_taken", "book_no");
    if (auto found = find_leaving(context, body, split); !found) return std::unexpected(found.error());
    return write(context, keys, split);
}

}  // namespace

std::vector<CommandLine> split_commands(const places::Places& places, const Keys& keys) {
    const auto* at = &places;
    return {
        {.name = "people.change_head", .summary = "Makes a member the head of the household; what the others are is said anew, to the new head.",
         .may = only(roles::keepers, Access::personal, about_member()),
         .fields = {{.name = "household_id", .kind = Kind::integer, .least = 1}, {.name = "person_id", .kind = Kind::integer, .least = 1, .note = "The new head."},
                    {.name = "on_date", .kind = Kind::date, .note = "First day on which it holds."}},
         .run = [keys](CommandContext& c, const json::object& b) { return change_head(keys, c, b); }},
        {.name = "people.split_household", .summary = "Some members of a household move out into a new one, in the same hamlet or another.",
         .may = only(roles::keepers, Access::personal, all_of({about_member("household_id", "members"), about_place("hamlet_id")})),
         .fields = {{.name = "household_id", .kind = Kind::integer, .least = 1},
                    {.name = "members", .kind = Kind::integers, .least = 1, .most = 100, .note = "Ids of the persons who leave."},
                    {.name = "head", .kind = Kind::integer, .least = 1, .note = "The head of the new household, one of those who leave."},
                    {.name = "hamlet_id", .kind = Kind::integer, .required = false, .least = 1, .note = "Where it lives; the same hamlet when left out."},
                    {.name = "book_no", .required = false, .least = 1, .most = 40, .note = "Its number in the hamlet's register."},
                    {.name = "on_date", .kind = Kind::date, .note = "First day on which it holds."}},
         .run = [at, keys](CommandContext& c, const json::object& b) { return split_household(*at, keys, c, b); }},
    };
}

}  // namespace khuyenhoc::people
