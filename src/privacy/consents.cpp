// Consents per purpose: given with evidence, never by default, withdrawn at once. Facts are added.
#include "privacy/fields.h"
#include "privacy/lines.h"
#include "privacy/subject.h"
#include "recognition/erasure.h"

namespace khuyenhoc::privacy {

namespace {

/// The guardian that stands behind a child's consent: another person of the register, of age, alive.
Result<void> judge_guardian(CommandContext& context, const Subject& child, const json::object& body, Date on) {
    const auto guardian_id = integer_in(body, "guardian_id");
    if (guardian_id == 0) return refuse("privacy.guardian_missing", "guardian_id");
    auto guardian = subject_of(context, guardian_id, "guardian_id");
    if (!guardian) return std::unexpected(guardian.error());
    if (guardian->id == child.id || guardian->dead || ages_on(guardian->birth, on).least < 18) return refuse("privacy.not_a_guardian", "guardian_id");
    return {};
}

/// Whether the giver may speak for this person at this age.
Result<void> judge_giver(CommandContext& context, const Subject& subject, const json::object& body, const Law& law, Date on) {
    const auto need = needed(law, ages_on(subject.birth, on));
    if (text_in(body, "giver") == "self") {
        if (!need.self) return refuse("privacy.too_young", "giver", {{"age", std::to_string(law.own_consent_from)}});
        return {};
    }
    if (!need.guardian) return refuse("privacy.no_guardian_needed", "giver", {{"age", std::to_string(law.child_under)}});
    return judge_guardian(context, subject, body, on);
}

Result<json::value> give(CommandContext& context, const json::object& body) {
    auto subject = subject_of(context, integer_in(body, "person_id"), "person_id");
    if (!subject) return std::unexpected(subject.error());
    const auto given_on = date_in(body, "given_on");
    if (given_on > context.today) return refuse("privacy.future_date", "given_on");
    const auto* law = law_on(given_on);
    if (law == nullptr) return refuse("privacy.before_the_law", "given_on");
    if (const auto until = text_in(body, "until_date"); !until.empty() && until <= text_in(body, "given_on")) return refuse("privacy.until_too_early", "until_date");
    if (auto judged = judge_giver(context, *subject, body, *law, given_on); !judged) return std::unexpected(judged.error());
    const auto purpose = text_in(body, "purpose"), giver = text_in(body, "giver");
    for (const auto& one : consents_of(context.db, context.province, subject->id))
        if (one.purpose == purpose && (one.giver == Giver::self) == (giver == "self") && one.holds(context.today)) return refuse("privacy.consent_given", "purpose");
    const auto id = store::draw_ids(context.db, context.province, "consent", 1);
    context.db.run("INSERT INTO consent(province_id, consent_id, person_id, purpose, giver, guardian_id, how, evidence, kept_at, taken_by, channel, "
                   "given_on, until_date, assisted, seq) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
                   {context.province, id, subject->id, purpose, giver, giver == "guardian" ? id_or_null(integer_in(body, "guardian_id")) : store::Parameter(),
                    text_in(body, "how"), text_in(body, "evidence"), text_in(body, "kept_at"), text_in(body, "taken_by"), text_in(body, "channel"),
                    text_in(body, "given_on"), text_or_null(text_in(body, "until_date")), text_or_null(recognition::assisted_how(context, body)), context.seq});
    return json::object{{"consent_id", id}, {"may", may_publish(context.db, context.province, subject->id, purpose, context.today).may()}};
}

Result<json::value> withdraw(CommandContext& context, const json::object& body) {
    const auto id = integer_in(body, "consent_id");
    const auto given_on = context.db.query_text("SELECT given_on FROM consent WHERE province_id = $1 AND consent_id = $2", {context.province, id});
    if (!given_on) return refuse("privacy.no_such_consent", "consent_id");
    if (context.db.query_integer("SELECT seq FROM consent_withdrawn WHERE province_id = $1 AND consent_id = $2", {context.province, id}))
        return refuse("privacy.consent_withdrawn", "consent_id");
    // At once: it counts from today, whenever it was said.
    context.db.run("INSERT INTO consent_withdrawn(province_id, consent_id, withdrawn_on, channel, seq) VALUES ($1, $2, $3, $4, $5)",
                   {context.province, id, khuyenhoc::to_text(context.today), text_in(body, "channel"), context.seq});
    return json::object{{"consent_id", id}, {"withdrawn_on", khuyenhoc::to_text(context.today)}};
}

json::object verdict_json(const Verdict& verdict) {
    return {{"may", verdict.may()}, {"self_missing", verdict.self_missing}, {"guardian_missing", verdict.guardian_missing}, {"restricted", verdict.restricted},
            {"erased", verdict.erased}};
}

json::array consents_json(store::Connection& db, std::int64_t province, std::int64_t person_id) {
    json::array list;
    db.query("SELECT c.consent_id, c.purpose, c.giver, c.guardian_id, g.full_name, c.how, c.evidence, c.kept_at, c.taken_by, c.channel, c.given_on, "
             "c.until_date, c.assisted, w.withdrawn_on FROM consent c LEFT JOIN person g ON g.province_id = c.province_id AND g.person_id = c.guardian_id "
             "LEFT JOIN consent_withdrawn w ON w.province_id = c.province_id AND w.consent_id = c.consent_id WHERE c.province_id = $1 AND "
             "c.person_id = $2 ORDER BY c.consent_id DESC",
             {province, person_id}, [&](const store::Row& row) {
                 json::value guardian;
                 if (!row.is_null(3)) guardian = json::object{{"id", row.integer(3)}, {"name", text_at(row, 4)}};
                 list.push_back(json::object{{"id", row.integer(0)}, {"purpose", text_at(row, 1)}, {"giver", text_at(row, 2)}, {"guardian", std::move(guardian)},
                                             {"how", text_at(row, 5)}, {"evidence", text_at(row, 6)}, {"kept_at", text_at(row, 7)}, {"taken_by", text_at(row, 8)},
                                             {"channel", text_at(row, 9)}, {"given_on", text_at(row, 10)}, {"until_date", text_at(row, 11)},
                                             {"assisted", text_at(row, 12)}, {"withdrawn_on", text_at(row, 13)}});
             });
    return list;
}

Result<Answer> person_consents(QueryContext& context, const json::object& parameters) {
    const auto id = integer_in(parameters, "person_id");
    const auto province = id / 1'000'000'000'000;
    const auto subject = find_subject(context.db, province, id);
    const auto* law = law_on(context.today);
    if (!subject) return refuse("people.no_such_person", "person_id");
    if (law == nullptr) return refuse("privacy.before_the_law", "person_id");
    const auto ages = ages_on(subject->birth, context.today);
    const auto need = needed(*law, ages);
    const bool restricted = is_restricted(context.db, province, id), erased = is_erased(context.db, province, id);
    const auto consents = consents_of(context.db, province, id);
    json::array list;
    for (const auto& purpose : purposes()) {
        auto one = verdict_json(may_use(*law, purpose.code, ages, consents, context.today, restricted, erased));
        one["code"] = purpose.code;
        one["publishes"] = purpose.publishes;
        one["name"] = purpose.name.to_json();
        list.push_back(std::move(one));
    }
    return answer_of(json::object{{"person", json::object{{"id", id}, {"name", subject->name}}}, {"needs", json::object{{"self", need.self}, {"guardian", need.guardian}}},
                                  {"restricted", restricted}, {"erased", erased}, {"purposes", std::move(list)},
                                  {"consents", consents_json(context.db, province, id)}});
}

Result<Answer> may_query(QueryContext& context, const json::object& parameters) {
    const auto id = integer_in(parameters, "person_id");
    return answer_of(verdict_json(may_publish(context.db, id / 1'000'000'000'000, id, text_in(parameters, "purpose"), context.today)));
}

}  // namespace

std::vector<CommandLine> consent_commands() {
    return {
        {.name = "privacy.give_consent", .summary = "Record a consent for one purpose with its evidence; nothing is a consent by default.",
         .may = only(people::keepers_and_citizen, Access::personal, people::about_person()),
         .fields = {id_field("person_id"), {.name = "purpose", .one_of = purpose_codes()}, {.name = "giver", .one_of = {"self", "guardian"}},
                    id_field("guardian_id", "Of a person of the register, when the guardian gives it.", false),
                    {.name = "how", .one_of = {"paper", "recording", "digital"}}, words_field("evidence", 300, true, "What was signed, recorded or clicked."),
                    words_field("kept_at", 200, true, "Where it is kept."), words_field("taken_by", 200, true, "Who took it, with office."), channel_field(),
                    day_field("given_on"), day_field("until_date", false), recognition::assisted_field()},
         .run = give},
        {.name = "privacy.withdraw_consent", .summary = "Withdraw a consent; it counts no more from today.",
         .may = only(people::keepers_and_citizen, Access::personal, consent_in("consent_id")),
         .fields = {id_field("consent_id"), channel_field()}, .run = withdraw},
    };
}

std::vector<QueryLine> consent_queries() {
    return {
        {.path = "/api/persons/{person_id}/consents", .summary = "A person's consents with their evidence, and what may be done for each purpose.",
         .may = only(keepers_auditor_and_citizen, Access::personal, people::about_person()), .parameters = {id_field("person_id")}, .run = person_consents},
        {.path = "/api/persons/{person_id}/may", .summary = "Whether something may be done with a person's data for a purpose, and what is missing.",
         .may = only(keepers_auditor_and_citizen, Access::personal, people::about_person()),
         .parameters = {id_field("person_id"), {.name = "purpose", .one_of = purpose_codes()}}, .run = may_query},
    };
}

}  // namespace khuyenhoc::privacy
