// Commands about persons and households.
#include "base/check.h"
#include "base/text.h"
#include "people/lines.h"
#include "people/membership.h"
#include "people/rules.h"
#include "people/sealed_ethnicity.h"

namespace khuyenhoc::people {

namespace {

using Kind = Field::Kind;

const std::vector<std::string_view> relation_words = {"head", "spouse", "child", "parent", "grandchild", "sibling", "other"};
const std::vector<std::string_view> sex_words = {"male", "female", "not_known"};

Sex sex_field(const json::object& body) {
    const std::string word = text_field(body, "sex");
    return word == "male" ? Sex::male : word == "female" ? Sex::female : Sex::not_known;
}

Relation relation_field(const json::object& body) {
    const auto relation = relation_of(text_field(body, "relation"));
    check(relation.has_value(), "a relation was checked before");
    return *relation;
}

Result<json::value> add_household(const places::Places& places, const Keys& keys, CommandContext& context, const json::object& body) {
    const std::int64_t hamlet_id = integer_field(body, "hamlet_id");
    const std::string book_no = text_field(body, "book_no");
    const std::string from_date = text_field(body, "from_date");
    if (auto place = place_exists(context, places, hamlet_id, places::Kind::hamlet, date_field(body, "from_date"), "hamlet_id"); !place)
        return std::unexpected(place.error());
    if (!book_no.empty() && household_of_book(context, hamlet_id, book_no) != 0) return refuse("people.book_no_taken", "book_no");
    RegisterWriter writer(context.db, context.province, keys);
    writer.begin_command(context.seq);
    return json::object{{"household_id", writer.add_household(book_no, hamlet_id, from_date)}};
}

/// Checks a birth against the day someone joins.
Result<Birth> birth_field(const json::object& body, Date by) {
    const auto birth = parse_birth(text_field(body, "birth"));
    if (!birth) return refuse("people.bad_birth", "birth", {{"shape", shape_of(text_field(body, "birth"))}});
    if (birth->year < by.year - oldest_age) return refuse("people.bad_birth", "birth", {{"shape", "too long ago"}});
    return *birth;
}

/// A citizen number nobody else has, or none.
Result<std::string> citizen_no_field(const CommandContext& context, const Keys& keys, const json::object& body, std::int64_t but_person) {
    const std::string number = text_field(body, "citizen_no");
    if (number.empty()) return number;
    if (!is_citizen_no(number)) return refuse("people.bad_citizen_no", "citizen_no", {{"shape", shape_of(number)}});
    const std::string hash = keyed_hash_hex(keys.lookup, number);
    const auto owner = context.db.query_integer("SELECT person_id FROM person WHERE province_id = $1 AND citizen_hash = $2",
                                                {context.province, std::string_view(hash)});
    if (owner && *owner != but_person) return refuse("people.citizen_no_taken", "citizen_no");
    return number;
}

/// As written; or, when whoever writes says so and need not know it, that of the household's head.
int ethnicity_of(const Keys& keys, const CommandContext& context, const json::object& body) {
    const auto* like_head = body.if_contains("like_head");
    if (body.contains("ethnicity") || like_head == nullptr || !like_head->as_bool()) return static_cast<int>(integer_field(body, "ethnicity"));
    for (const auto& member : members_of_household(context, integer_field(body, "household_id")))
        if (member.relation == Relation::head)
            return open_ethnicity(keys.ethnicity, member.person_id,
                                  context.db.query_integer("SELECT ethnicity FROM person WHERE province_id = $1 AND person_id = $2",
                                                           {context.province, member.person_id}).value_or(0));
    return 0;
}

Result<json::value> add_person(const Keys& keys, CommandContext& context, const json::object& body) {
    const std::string from_date = text_field(body, "from_date");
    auto household = find_open_household(context, integer_field(body, "household_id"));
    if (!household) return std::unexpected(household.error());
    const std::string full_name = text_field(body, "full_name");
    if (!is_person_name(full_name)) return refuse("people.bad_name", "full_name", {{"shape", shape_of(full_name)}});
    auto birth = birth_field(body, date_field(body, "from_date"));
    if (!birth) return std::unexpected(birth.error());
    auto citizen_no = citizen_no_field(context, keys, body, 0);
    if (!citizen_no) return std::unexpected(citizen_no.error());
    const LivingPerson person{0, full_name, birth->text, sex_field(body)};
    if (auto may = may_join(context, *household, person, relation_field(body), from_date); !may) return std::unexpected(may.error());

    const std::string folded = fold(full_name);
    bool alike = false;
    for (const auto& member : members_of_household(context, household->id)) {
        auto other = find_living_person(context, member.person_id);
        if (other && other->birth == birth->text) {
            if (other->full_name == full_name) return refuse("people.already_registered", "full_name");
            alike = alike || fold(other->full_name) == folded;
        }
    }
    RegisterWriter writer(context.db, context.province, keys);
    writer.begin_command(context.seq);
    const std::int64_t person_id = writer.add_person({full_name, birth->text, person.sex, ethnicity_of(keys, context, body), *citizen_no, folded});
    writer.add_member(household->id, person_id, relation_field(body), from_date);
    json::array warnings;
    if (alike) warnings.push_back("people.look_alike");
    if (!citizen_no->empty() && !citizen_no_agrees(*citizen_no, person.sex, birth->year)) warnings.push_back("people.citizen_no_disagrees");
    return json::object{{"person_id", person_id}, {"household_id", household->id}, {"warnings", std::move(warnings)}};
}

Result<json::value> join_household(const Keys& keys, CommandContext& context, const json::object& body) {
    auto household = find_open_household(context, integer_field(body, "household_id"));
    if (!household) return std::unexpected(household.error());
    auto person = find_living_person(context, integer_field(body, "person_id"));
    if (!person) return std::unexpected(person.error());
    const auto* also = body.if_contains("also_elsewhere");
    const bool elsewhere_allowed = also != nullptr && also->is_bool() && also->as_bool();
    const std::string from_date = text_field(body, "from_date");
    if (auto may = may_join(context, *household, *person, relation_field(body), from_date); !may) return std::unexpected(may.error());
    const std::size_t others = memberships_of_person(context, person->id).size();
    if (others > 0 && !elsewhere_allowed) return refuse("people.member_elsewhere", "person_id");
    RegisterWriter writer(context.db, context.province, keys);
    writer.begin_command(context.seq);
    writer.add_member(household->id, person->id, relation_field(body), from_date);
    return json::object{{"person_id", person->id}, {"household_id", household->id}, {"households", others + 1}};
}

Result<json::value> move_person(const Keys& keys, CommandContext& context, const json::object& body) {
    const std::string on = text_field(body, "on_date");
    auto person = find_living_person(context, integer_field(body, "person_id"));
    if (!person) return std::unexpected(person.error());
    auto household = find_open_household(context, integer_field(body, "household_id"));
    if (!household) return std::unexpected(household.error());
    const auto left = memberships_of_person(context, person->id);
    if (left.empty()) return refuse("people.not_a_member", "person_id");
    if (auto may = may_join(context, *household, *person, relation_field(body), on); !may) return std::unexpected(may.error());
    json::array from;
    for (const auto& membership : left) {
        if (auto ended = end_membership(context, membership, on); !ended) return std::unexpected(ended.error());
        from.push_back(membership.household_id);
    }
    RegisterWriter writer(context.db, context.province, keys);
    writer.begin_command(context.seq);
    writer.add_member(household->id, person->id, relation_field(body), on);
    return json::object{{"person_id", person->id}, {"from_household_ids", std::move(from)}, {"household_id", household->id}};
}

Result<json::value> leave_household(CommandContext& context, const json::object& body) {
    const std::int64_t household_id = integer_field(body, "household_id");
    auto person = find_living_person(context, integer_field(body, "person_id"));
    if (!person) return std::unexpected(person.error());
    for (const auto& membership : memberships_of_person(context, person->id)) {
        if (membership.household_id != household_id) continue;
        if (auto ended = end_membership(context, membership, text_field(body, "on_date")); !ended) return std::unexpected(ended.error());
        return json::object{{"person_id", person->id}, {"household_id", household_id}};
    }
    return refuse("people.not_a_member", "person_id");
}

Result<json::value> change_relation(const Keys& keys, CommandContext& context, const json::object& body) {
    const std::int64_t household_id = integer_field(body, "household_id");
    const std::int64_t person_id = integer_field(body, "person_id");
    const std::string on = text_field(body, "on_date");
    const Relation relation = relation_field(body);
    auto household = find_open_household(context, household_id);
    if (!household) return std::unexpected(household.error());
    const auto members = members_of_household(context, household_id);
    const Membership* own = nullptr;
    for (const auto& member : members) {
        if (member.person_id == person_id) own = &member;
        else if (relation == Relation::head && member.relation == Relation::head) return refuse("people.head_exists", "relation");
    }
    if (own == nullptr) return refuse("people.not_a_member", "person_id");
    if (on <= own->from_date) return refuse("people.date_before_start", "on_date", {{"since", own->from_date}});
    if (auto ended = end_membership(context, *own, on); !ended) return std::unexpected(ended.error());
    RegisterWriter writer(context.db, context.province, keys);
    writer.begin_command(context.seq);
    writer.add_member(household_id, person_id, relation, on);
    return json::object{{"person_id", person_id}, {"household_id", household_id}};
}

Result<json::value> record_death(CommandContext& context, const json::object& body) {
    const std::string on = text_field(body, "died_on");
    auto person = find_living_person(context, integer_field(body, "person_id"));
    if (!person) return std::unexpected(person.error());
    if (on.substr(0, person->birth.size()) < person->birth) return refuse("people.before_birth", "died_on");
    json::array households;
    for (const auto& membership : memberships_of_person(context, person->id)) {
        if (auto ended = end_membership(context, membership, on); !ended) return std::unexpected(ended.error());
        households.push_back(membership.household_id);
    }
    json::array units;
    context.db.query("SELECT unit_id, from_date FROM unit_member WHERE province_id = $1 AND person_id = $2 AND to_date IS NULL ORDER BY unit_id",
                     {context.province, person->id}, [&](const store::Row& row) { units.push_back(row.integer(0)); });
    context.db.run("UPDATE unit_member SET to_date = CASE WHEN from_date > $1 THEN from_date ELSE $2 END "
                   "WHERE province_id = $3 AND person_id = $4 AND to_date IS NULL",
                   {std::string_view(on), std::string_view(on), context.province, person->id});
    context.db.run("UPDATE person SET died_on = $1 WHERE province_id = $2 AND person_id = $3",
                   {std::string_view(on), context.province, person->id});
    return json::object{{"person_id", person->id}, {"household_ids", std::move(households)}, {"unit_ids", std::move(units)}};
}

Result<json::value> correct_person(const Keys& keys, CommandContext& context, const json::object& body) {
    const std::int64_t person_id = integer_field(body, "person_id");
    auto person = find_living_person(context, person_id);
    if (!person) return std::unexpected(person.error());
    auto citizen_no = citizen_no_field(context, keys, body, person_id);
    if (!citizen_no) return std::unexpected(citizen_no.error());
    json::array changed;
    const auto set = [&](std::string_view column, std::string_view sql, store::Parameter value) {
        context.db.run(sql, {value, context.province, person_id});
        changed.push_back(json::string_view(column.data(), column.size()));
    };
    const std::string full_name = text_field(body, "full_name");
    if (!full_name.empty()) {
        if (!is_person_name(full_name)) return refuse("people.bad_name", "full_name", {{"shape", shape_of(full_name)}});
        RegisterWriter writer(context.db, context.province, keys);
        writer.begin_command(context.seq);
        const std::int64_t name_id = writer.name_id(fold(full_name));
        set("full_name", "UPDATE person SET full_name = $1 WHERE province_id = $2 AND person_id = $3", std::string_view(full_name));
        context.db.run("UPDATE person SET name_id = $1 WHERE province_id = $2 AND person_id = $3", {name_id, context.province, person_id});
    }
    if (body.contains("birth")) {
        auto birth = birth_field(body, context.today);
        if (!birth) return std::unexpected(birth.error());
        for (const auto& membership : memberships_of_person(context, person_id))
            if (membership.from_date.substr(0, birth->text.size()) < birth->text) return refuse("people.before_birth", "birth");
        set("birth", "UPDATE person SET birth = $1 WHERE province_id = $2 AND person_id = $3", std::string_view(birth->text));
        context.db.run("UPDATE person SET birth_year = $1 WHERE province_id = $2 AND person_id = $3",
                       {std::int64_t{birth->year}, context.province, person_id});
    }
    if (body.contains("sex"))
        set("sex", "UPDATE person SET sex = $1 WHERE province_id = $2 AND person_id = $3", static_cast<std::int64_t>(sex_field(body)));
    if (body.contains("ethnicity"))
        set("ethnicity", "UPDATE person SET ethnicity = $1 WHERE province_id = $2 AND person_id = $3",
            seal_ethnicity(keys.ethnicity, person_id, static_cast<int>(integer_field(body, "ethnicity"))));
    if (!citizen_no->empty()) {
        const std::string sealed = seal(keys.seal, *citizen_no);
        const std::string hash = keyed_hash_hex(keys.lookup, *citizen_no);
        set("citizen_no", "UPDATE person SET citizen_sealed = $1 WHERE province_id = $2 AND person_id = $3", std::string_view(sealed));
        context.db.run("UPDATE person SET citizen_hash = $1 WHERE province_id = $2 AND person_id = $3",
                       {std::string_view(hash), context.province, person_id});
    }
    if (changed.empty()) return refuse("people.nothing_to_correct");
    return json::object{{"person_id", person_id}, {"changed", std::move(changed)}};
}

Result<json::value> move_household(const places::Places& places, CommandContext& context, const json::object& body) {
    const std::int64_t hamlet_id = integer_field(body, "hamlet_id");
    const std::string on = text_field(body, "on_date");
    auto household = find_open_household(context, integer_field(body, "household_id"));
    if (!household) return std::unexpected(household.error());
    if (auto place = place_exists(context, places, hamlet_id, places::Kind::hamlet, date_field(body, "on_date"), "hamlet_id"); !place)
        return std::unexpected(place.error());
    if (hamlet_id == household->hamlet_id) return refuse("people.lives_there", "hamlet_id");
    if (on <= household->home_from) return refuse("people.date_before_start", "on_date", {{"since", household->home_from}});
    context.db.run("UPDATE household_home SET to_date = $1 WHERE province_id = $2 AND household_id = $3 AND to_date IS NULL",
                   {std::string_view(on), context.province, household->id});
    context.db.run("INSERT INTO household_home(province_id, household_id, from_date, to_date, hamlet_id, seq) VALUES ($1, $2, $3, NULL, $4, $5)",
                   {context.province, household->id, std::string_view(on), hamlet_id, context.seq});
    return json::object{{"household_id", household->id}, {"from_hamlet_id", household->hamlet_id}, {"hamlet_id", hamlet_id}};
}

Result<json::value> end_household(CommandContext& context, const json::object& body) {
    const std::string on = text_field(body, "on_date");
    auto household = find_open_household(context, integer_field(body, "household_id"));
    if (!household) return std::unexpected(household.error());
    if (!members_of_household(context, household->id).empty()) return refuse("people.household_not_empty", "household_id");
    if (on < household->home_from) return refuse("people.date_before_start", "on_date", {{"since", household->home_from}});
    const auto close = [&](std::string_view sql) { context.db.run(sql, {std::string_view(on), context.province, household->id}); };
    close("UPDATE household_home SET to_date = $1 WHERE province_id = $2 AND household_id = $3 AND to_date IS NULL");
    // A clan joined from a later day was never joined.
    context.db.run("UPDATE clan_household SET to_date = CASE WHEN from_date > $1 THEN from_date ELSE $2 END "
                   "WHERE province_id = $3 AND household_id = $4 AND to_date IS NULL",
                   {std::string_view(on), std::string_view(on), context.province, household->id});
    close("UPDATE household SET to_date = $1 WHERE province_id = $2 AND household_id = $3");
    return json::object{{"household_id", household->id}, {"hamlet_id", household->hamlet_id}};
}

Field id_field(std::string_view name) { return {name, Kind::integer, true, 1}; }
Field day_field(std::string_view name, std::string_view note) { return {.name = name, .kind = Kind::date, .note = note}; }
Field relation_words_field() { return {.name = "relation", .one_of = relation_words, .note = "To the head of the household."}; }

std::vector<Field> person_fields(bool required) {
    return {{.name = "full_name", .required = required, .least = 1, .most = 100, .note = "As on paper, with all marks."},
            {.name = "birth", .required = required, .least = 4, .most = 10, .note = "A day, or the year alone."},
            {.name = "sex", .required = required, .one_of = sex_words},
            {.name = "ethnicity", .kind = Kind::integer, .required = false, .least = 0, .most = 54,
             .note = "Code of the national list of ethnic groups; 0 not known."},
            {.name = "citizen_no", .required = false, .least = 12, .most = 12, .note = "12 digits; stored sealed, never shown in full."}};
}

std::vector<Field> with(std::vector<Field> first, const std::vector<Field>& then) {
    first.insert(first.end(), then.begin(), then.end());
    return first;
}

}  // namespace

std::vector<CommandLine> household_commands(const places::Places& places, const Keys& keys) {
    const auto* at = &places;
    const Field member_from = day_field("from_date", "First day of membership.");
    const Field on_date = day_field("on_date", "First day on which it holds.");
    return {
        {.name = "people.add_household", .summary = "Adds a household to a hamlet.",
         .may = around(roles::keepers, Access::personal, "hamlet_id"),
         .fields = {id_field("hamlet_id"), {.name = "book_no", .required = false, .least = 1, .most = 40, .note = "Its number in the hamlet's register."},
                    day_field("from_date", "First day it lives there.")},
         .run = [at, keys](CommandContext& c, const json::object& b) { return add_household(*at, keys, c, b); }},
        {.name = "people.add_person", .summary = "Adds a person to a household.",
         .may = only(roles::keepers, Access::personal, about_household()),
         .fields = with(with({id_field("household_id"), relation_words_field(), member_from}, person_fields(true)),
                        {{.name = "like_head", .kind = Kind::boolean, .required = false, .note = "The ethnic group, when left out, is that of the household's head."}}),
         .run = [keys](CommandContext& c, const json::object& b) { return add_person(keys, c, b); }, .secret_fields = {"citizen_no", "ethnicity"}},
        {.name = "people.join_household", .summary = "Makes a registered person a member of a household.",
         .may = only(roles::keepers, Access::personal, all_of({about_household(), about_person()})),
         .fields = {id_field("household_id"), id_field("person_id"), relation_words_field(), member_from,
                    {.name = "also_elsewhere", .kind = Kind::boolean, .required = false, .note = "Keeps the memberships the person has: two households, to be mended."}},
         .run = [keys](CommandContext& c, const json::object& b) { return join_household(keys, c, b); }},
        {.name = "people.move_person", .summary = "Moves a person from where they are to another household.",
         .may = only(roles::keepers, Access::personal, all_of({about_every_membership(), about_household()})),
         .fields = {id_field("person_id"), id_field("household_id"), relation_words_field(), on_date},
         .run = [keys](CommandContext& c, const json::object& b) { return move_person(keys, c, b); }},
        {.name = "people.leave_household", .summary = "Ends a person's membership of a household (moved away).",
         .may = only(roles::keepers, Access::personal, about_member()),
         .fields = {id_field("person_id"), id_field("household_id"), on_date},
         .run = [](CommandContext& c, const json::object& b) { return leave_household(c, b); }},
        {.name = "people.change_relation", .summary = "Changes what a member is to the household (a new head).",
         .may = only(roles::keepers, Access::personal, about_member()),
         .fields = {id_field("person_id"), id_field("household_id"), relation_words_field(), on_date},
         .run = [keys](CommandContext& c, const json::object& b) { return change_relation(keys, c, b); }},
        {.name = "people.record_death", .summary = "Records a death and ends every membership on that day.",
         .may = only(roles::keepers, Access::personal, about_person()),
         .fields = {id_field("person_id"), day_field("died_on", "The day of death.")},
         .run = [](CommandContext& c, const json::object& b) { return record_death(c, b); }},
        {.name = "people.correct_person", .summary = "Corrects what was registered of a person.",
         .may = only(roles::keepers, Access::personal, about_person()),
         .fields = with({id_field("person_id")}, person_fields(false)),
         .run = [keys](CommandContext& c, const json::object& b) { return correct_person(keys, c, b); }, .secret_fields = {"citizen_no", "ethnicity"}},
        {.name = "people.move_household", .summary = "Moves a household to another hamlet.",
         .may = only(roles::keepers, Access::personal, all_of({about_household(), about_place("hamlet_id")})),
         .fields = {id_field("household_id"), id_field("hamlet_id"), on_date},
         .run = [at](CommandContext& c, const json::object& b) { return move_household(*at, c, b); }},
        {.name = "people.end_household", .summary = "Ends a household that has no members left.",
         .may = only(roles::keepers, Access::personal, about_household()),
         .fields = {id_field("household_id"), on_date}, .run = [](CommandContext& c, const json::object& b) { return end_household(c, b); }},
    };
}

}  // namespace khuyenhoc::people
