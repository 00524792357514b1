#include "recognition/title_change.h"

#include <algorithm>

#include "recognition/fields.h"
#include "recognition/lines.h"

namespace khuyenhoc::recognition {

Chosen chosen(const Model& model, SubjectKind kind, std::uint32_t number) {
    return {kind, model.id_of(kind, number), model.mark_of(kind, number), model.state_of(kind, number)};
}

Result<void> place_exists(const Model& model, places::PlaceId place, const char* where) {
    if (model.atlas().find(place) == nullptr || !model.atlas().exists(place, model.on()))
        return refuse("recognition.unknown_place", where);
    return {};
}

Result<void> may_decide(const Model& model, places::PlaceId place) {
    if (auto fine = place_exists(model, place, "place_id"); !fine) return fine;
    const auto kind = model.atlas().get(place).kind;
    if (kind != places::Kind::commune && kind != places::Kind::province)
        return refuse("recognition.cannot_decide", "place_id");
    return {};
}

std::vector<Chosen> all_in(const Model& model, SubjectKind kind, places::PlaceId place) {
    std::vector<Chosen> all;
    const auto add = [&](std::uint32_t number) { all.push_back(chosen(model, kind, number)); };
    if (kind == SubjectKind::unit)
        for (const auto unit : model.units_under(place, model.on())) add(unit);
    else
        for (const auto hamlet : model.hamlets_under(place, model.on())) model.each_in_hamlet(kind, hamlet, add);
    std::ranges::sort(all, {}, &Chosen::subject);
    return all;
}

std::optional<places::PlaceId> home_of(const Model& model, SubjectKind kind, std::uint32_t number) {
    const auto& population = model.population();
    if (kind == SubjectKind::unit) {
        const auto commune = population.commune_of_unit(number);
        return commune == population.communes() ? std::nullopt : std::optional(population.commune_id(commune));
    }
    const auto hamlet = model.hamlet_of(kind, number);
    return hamlet == population.hamlets() ? std::nullopt : std::optional(population.hamlet_id(hamlet));
}

Result<std::vector<Chosen>> named_in(const Model& model, SubjectKind kind, places::PlaceId place,
                                     const std::vector<std::int64_t>& subjects) {
    std::vector<Chosen> named;
    std::unordered_set<std::int64_t> seen;
    for (std::size_t i = 0; i < subjects.size(); ++i) {
        const auto where = "subjects[" + std::to_string(i) + "]";
        const auto number = model.number_of(kind, subjects[i]);
        if (!number) return refuse("recognition.unknown_subject", where, {{"kind", std::string(to_text(kind))}});
        const auto home = home_of(model, kind, *number);
        if (!home || (*home != place && !model.atlas().is_under(*home, place, model.on())))
            return refuse("recognition.not_in_place", where);
        if (!seen.insert(subjects[i]).second) return refuse("recognition.named_twice", where);
        named.push_back(chosen(model, kind, *number));
    }
    return named;
}

std::uint8_t level_to_propose(State computed) { return static_cast<std::uint8_t>(std::max(1, level_of(computed))); }

// -- events

void Events::add(const Chosen& title, TitleState state, std::uint8_t level) {
    const TitleMark mark{state, level, static_cast<std::uint16_t>(title.mark.events + 1)};
    titles_.push_back({title.kind, title.subject, mark});
}

namespace {

/// By kind and state: how many titles the decision gave or took.
void write_parts(CommandContext& context, std::int64_t decision, const std::vector<TitleChange>& titles) {
    std::map<std::pair<SubjectKind, TitleState>, std::int64_t> parts;
    for (const auto& title : titles) ++parts[{title.kind, title.mark.state}];
    for (const auto& [part, n] : parts)
        context.db.run(
            "INSERT INTO decision_part(province_id, decision_id, seq, kind, event, titles)"
            " VALUES ($1, $2, $3, $4, $5, $6)",
            {context.province, decision, context.seq, static_cast<std::int64_t>(part.first), to_text(part.second), n});
}

}  // namespace

json::object Events::write(Recognition& recognition, CommandContext& context, std::string_view command, int year,
                           std::optional<std::int64_t> decision, std::string_view reason) {
    const auto insert = context.db.prepare(
        "INSERT INTO title_event(province_id, year, kind, subject_id, event_no, event, level,"
        " decision_id, reason, seq) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)");
    std::array<std::int64_t, 5> written{};
    for (const auto& title : titles_) {
        insert->add({context.province, std::int64_t{year}, static_cast<std::int64_t>(title.kind), title.subject,
                     std::int64_t{title.mark.events}, to_text(title.mark.state), std::int64_t{title.mark.level},
                     store::optional_integer(decision), reason.empty() ? store::Parameter() : store::Parameter(reason),
                     context.seq});
        ++written[static_cast<std::size_t>(title_of(title.kind))];
    }
    if (decision) write_parts(context, *decision, titles_);
    recognition.machinery().follow_after_commit(context, command, {.year = year, .titles = std::move(titles_)});
    json::object counts;
    for (const auto title : all_titles)
        if (const auto n = written[static_cast<std::size_t>(title)]; n > 0) counts[name_of(title)] = n;
    return counts;
}

Result<void> act_on_named(const Model& model, SubjectKind kind, places::PlaceId place,
                          const std::vector<std::int64_t>& subjects, TitleAct act, Events& events) {
    auto named = named_in(model, kind, place, subjects);
    if (!named) return std::unexpected(named.error());
    for (std::size_t i = 0; i < named->size(); ++i) {
        const auto& one = (*named)[i];
        const auto next = next_state(one.mark.state, act);
        if (!next) return refuse(next.error(), "subjects[" + std::to_string(i) + "]");
        events.add(one, *next, one.mark.level);
    }
    return {};
}

// -- decisions

DecisionNamed decision_named(const json::object& body, std::int64_t place) {
    return {place, text_in(body, "number"), date_in(body, "decided_on"), text_in(body, "signer")};
}

std::optional<std::int64_t> find_decision(store::Connection& db, std::int64_t province, int year,
                                          const DecisionNamed& named) {
    return db.query_integer(
        "SELECT decision_id FROM decision WHERE province_id = $1 AND year = $2 AND place_id = $3 AND number = $4",
        {province, std::int64_t{year}, named.place, named.number});
}

Result<std::int64_t> new_decision(CommandContext& context, int year, const DecisionNamed& named) {
    if (named.on > context.today) return refuse("recognition.future_date", "decided_on");
    if (find_decision(context.db, context.province, year, named)) return refuse("recognition.number_taken", "number");
    const auto drawn = store::draw_ids(context.db, context.province, "decision", 1);
    context.db.run(
        "INSERT INTO decision(province_id, decision_id, year, place_id, number, decided_on, signer, seq)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        {context.province, drawn, std::int64_t{year}, named.place, named.number, khuyenhoc::to_text(named.on),
         named.signer, context.seq});
    return drawn;
}

Result<std::int64_t> decision_of(CommandContext& context, int year, const DecisionNamed& named) {
    const auto id = find_decision(context.db, context.province, year, named);
    if (!id) return new_decision(context, year, named);
    const auto corrects =
        context.db.query_integer("SELECT corrects FROM decision_correction WHERE province_id = $1 AND decision_id = $2",
                                 {context.province, *id});
    if (corrects) return refuse("recognition.number_taken", "number");
    bool same = false;
    context.db.query("SELECT decided_on, signer FROM decision WHERE province_id = $1 AND decision_id = $2",
                     {context.province, *id}, [&](const store::Row& row) {
                         same = row.text(0) == khuyenhoc::to_text(named.on) && row.text(1) == named.signer;
                     });
    if (!same) return refuse("recognition.decision_differs", "number");
    return *id;
}

// -- fields

std::vector<std::string_view> title_words() { return {"citizen", "family", "clan", "community", "unit"}; }

Field subjects_field(bool required, std::string_view note) {
    return {.name = "subjects",
            .kind = Field::Kind::integers,
            .required = required,
            .least = 1,
            .most = most_subjects,
            .note = note};
}

Field reason_field(bool required) { return {.name = "reason", .required = required, .least = 1, .most = 500}; }

std::vector<Field> decision_fields() {
    return {{.name = "number", .least = 1, .most = 100, .note = "Number of the decision."},
            {.name = "decided_on", .kind = Field::Kind::date},
            {.name = "signer", .least = 1, .most = 200, .note = "Who signed, with office."}};
}

}  // namespace khuyenhoc::recognition
