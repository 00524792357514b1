// The notice to a family: what was decided about the family and each person in it this year. One household, or those of
// a hamlet that a decision speaks of.
#include <unordered_set>

#include "recognition/decision_facts.h"
#include "recognition/explain.h"
#include "recognition/fields.h"
#include "recognition/lines.h"
#include "recognition/listed.h"
#include "recognition/machinery.h"

namespace khuyenhoc::recognition {

namespace {

constexpr std::size_t most_notices = 200;

/// A household and its members as the model has them.
struct Family {
    SubjectRow household;
    std::vector<SubjectRow> members;
};

Family family_of(const Model& model, std::uint32_t household) {
    Family family{.household = subject_row(model, SubjectKind::household, household), .members = {}};
    const auto rows = model.population().members_of(household);
    for (auto row = rows.first; row < rows.last; ++row)
        if (!model.population().is_hole(row)) family.members.push_back(subject_row(model, SubjectKind::person, row));
    return family;
}

class Notices {
public:
    Notices(QueryContext& context, std::int64_t province, int year, Date on, const HomeNames& homes)
        : db_(context.db), province_(province), year_(year), names_(db_, province, on), unlisted_(db_, province, context.caller), homes_(homes) {}

    json::object notice(const Family& family) {
        auto household = subject_json(family.household, listed_line(names_, family.household, homes_, unlisted_));
        household["place"] = homes_.json_of(family.household.home);
        const auto& home = homes_.of(family.household.home);
        household["commune"] = json::object{{"name", home.commune}, {"name_en", home.commune_en}};
        json::array citizens;
        for (const auto& member : family.members) {
            if (member.mark.events == 0 || member.mark.state == TitleState::proposed) continue;
            auto one = subject_json(member, listed_line(names_, member, homes_, unlisted_));
            one["result"] = last_event(member);
            citizens.push_back(std::move(one));
        }
        return {{"household", std::move(household)},
                {"family", last_event(family.household)},
                {"citizens", std::move(citizens)}};
    }

private:
    /// What was decided last, or null while nothing was.
    json::value last_event(const SubjectRow& row) {
        json::value out;
        if (row.mark.events == 0 || row.mark.state == TitleState::proposed) return out;
        db_.query(
            "SELECT event, level, decision_id, reason FROM title_event WHERE province_id = $1 AND year = $2"
            " AND kind = $3 AND subject_id = $4 ORDER BY event_no DESC LIMIT 1",
            {province_, std::int64_t{year_}, static_cast<std::int64_t>(row.kind), row.id},
            [&](const store::Row& found) {
                out = json::object{{"event", found.text(0)},
                                   {"level", found.integer(1)},
                                   {"decision", found.is_null(2) ? json::value() : decision(found.integer(2), row)},
                                   {"reason", found.is_null(3) ? json::value() : json::value(found.text(3))}};
            });
        return out;
    }

    json::value decision(std::int64_t id, const SubjectRow& row) {
        auto found = decisions_.find(id);
        if (found == decisions_.end()) found = decisions_.emplace(id, find_decision_facts(db_, province_, id)).first;
        if (!found->second) return nullptr;
        return certificate_json(*found->second, row.kind, row.id, db_, province_);
    }

    store::Connection& db_;
    std::int64_t province_;
    int year_;
    SubjectNames names_;
    people::Unlisted unlisted_;
    const HomeNames& homes_;
    std::map<std::int64_t, std::optional<DecisionFacts>> decisions_;
};

struct Taken {
    std::vector<Family> families;
    HomeNames homes = {};
    std::size_t total = 0;
    bool synthetic = false;
    Date on = {};
};

Answer notices_answer(Recognition& recognition, QueryContext& context, int year, const Taken& taken) {
    Notices notices(context, recognition.province(), year, taken.on, taken.homes);
    json::array out;
    for (const auto& family : taken.families) out.push_back(notices.notice(family));
    return answer_of(json::object{
        {"year", year}, {"synthetic", taken.synthetic}, {"total", taken.total}, {"notices", std::move(out)}});
}

Result<Answer> of_household(Recognition& recognition, QueryContext& context, const json::object& parameters) {
    const auto year = year_asked(context.db, recognition.province(), parameters);
    if (!year) return std::unexpected(year.error());
    const auto id = integer_in(parameters, "household_id");
    const auto taken = recognition.machinery().read(*year, [&](const Model& model) -> Result<Taken> {
        const auto number = model.number_of(SubjectKind::household, id);
        if (!number) return refuse("recognition.unknown_subject", "household_id", {{"kind", "household"}});
        Taken one{
            .families = {family_of(model, *number)}, .total = 1, .synthetic = model.synthetic(), .on = model.on()};
        one.homes.add(model, one.families.front().household.home);
        return one;
    });
    if (!taken) return std::unexpected(taken.error());
    return notices_answer(recognition, context, *year, *taken);
}

/// Households that the decision speaks of, themselves or through a member.
std::unordered_set<std::uint32_t> spoken_of(const Model& model, store::Connection& db, std::int64_t province,
                                            std::int64_t decision) {
    std::unordered_set<std::uint32_t> households;
    const auto add = [&](const store::Row& row) {
        const auto kind = static_cast<SubjectKind>(row.integer(0));
        if (kind != SubjectKind::person && kind != SubjectKind::household) return;
        const auto number = model.number_of(kind, row.integer(1));
        if (!number) return;
        if (kind == SubjectKind::household) households.insert(*number);
        else if (const auto home = model.population().household_of(*number)) households.insert(*home);
    };
    db.query("SELECT kind, subject_id FROM title_event WHERE province_id = $1 AND decision_id = $2",
             {province, decision}, add);
    db.query("SELECT kind, subject_id FROM reissue WHERE province_id = $1 AND decision_id = $2", {province, decision},
             add);
    return households;
}

Result<Answer> of_decision(Recognition& recognition, QueryContext& context, const json::object& parameters) {
    const auto id = integer_in(parameters, "decision_id");
    const auto facts = find_decision_facts(context.db, recognition.province(), id);
    if (!facts) return refuse("recognition.unknown_decision", "decision_id");
    const auto hamlet_id = integer_in(parameters, "hamlet_id");
    const auto* from_field = find_field(parameters, "from");
    const auto from = static_cast<std::size_t>(from_field == nullptr ? 0 : from_field->as_int64());
    const auto taken = recognition.machinery().read(facts->year, [&](const Model& model) -> Result<Taken> {
        const auto hamlet = model.population().find_hamlet(hamlet_id);
        if (!hamlet) return refuse("recognition.unknown_place", "hamlet_id");
        Taken all{.families = {}, .synthetic = model.synthetic(), .on = model.on()};
        all.homes.add(model, hamlet_id);
        const auto wanted = spoken_of(model, context.db, recognition.province(), id);
        const auto households = model.population().households_of_hamlet(*hamlet);
        for (auto household = households.first; household < households.last; ++household) {
            if (!wanted.contains(household)) continue;
            if (all.total++ < from || all.families.size() >= most_notices) continue;
            all.families.push_back(family_of(model, household));
        }
        return all;
    });
    if (!taken) return std::unexpected(taken.error());
    return notices_answer(recognition, context, facts->year, *taken);
}

}  // namespace

std::vector<QueryLine> notice_queries(Recognition& recognition) {
    return {
        {.path = "/api/households/{household_id}/notice",
         .summary = "What was decided about a family and each person in it, for the notice to the family.",
         .may = only(readers_and_citizen, Access::personal, people::about_household()),
         .parameters = {id_field("household_id"), optional_year_field()},
         .run = [&recognition](QueryContext& c, const json::object& p) { return of_household(recognition, c, p); }},
        {.path = "/api/decisions/{decision_id}/notices",
         .summary = "The notices to the families of a hamlet that a decision speaks of.",
         .may = only(roles::readers, Access::personal, about_decision_or_hamlet()),
         .parameters = {id_field("decision_id"),
                        id_field("hamlet_id"),
                        {.name = "from", .kind = Field::Kind::integer, .required = false, .least = 0, .most = 100'000}},
         .run = [&recognition](QueryContext& c, const json::object& p) { return of_decision(recognition, c, p); }}};
}

}  // namespace khuyenhoc::recognition
