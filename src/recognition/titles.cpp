// Titles: proposed by the hamlet, recognised or refused by the commune's decision, revoked with a reason. Computed and
// recognised are two things: what is computed says who may be proposed, never what is recognised.
#include <algorithm>
#include <unordered_set>

#include "recognition/fields.h"
#include "recognition/lines.h"
#include "recognition/machinery.h"

namespace khuyenhoc::recognition {

namespace {

using Kind = Field::Kind;

constexpr std::int64_t most_subjects = 20'000;

std::vector<std::string_view> title_words() { return {"citizen", "family", "clan", "community", "unit"}; }

/// One title of one subject, on its way to its next state.
struct Chosen {
    SubjectKind kind = SubjectKind::person;
    std::int64_t subject = 0;
    TitleMark mark;
    State computed = State::not_assessed;
};

/// Which titles where: those of one place on 31 December, or of the subjects named.
struct Wanted {
    std::vector<Title> titles;
    std::optional<std::vector<std::int64_t>> subjects;
    std::unordered_set<std::int64_t> except;
};

Result<Wanted> wanted_of(const json::object& body) {
    Wanted wanted;
    for (const auto& word : texts_in(body, "titles").value_or(std::vector<std::string>{}))
        wanted.titles.push_back(*find_title(word));
    if (wanted.titles.empty()) wanted.titles.assign(all_titles.begin(), all_titles.end());
    std::ranges::sort(wanted.titles);
    const auto repeated = std::ranges::unique(wanted.titles);
    wanted.titles.erase(repeated.begin(), repeated.end());
    wanted.subjects = integers_in(body, "subjects");
    if (wanted.subjects && wanted.titles.size() != 1) return refuse("recognition.one_title_for_subjects", "titles");
    if (const auto except = integers_in(body, "except")) wanted.except.insert(except->begin(), except->end());
    return wanted;
}

Chosen chosen(const Model& model, SubjectKind kind, std::uint32_t number) {
    return {kind, model.id_of(kind, number), model.mark_of(kind, number), model.state_of(kind, number)};
}

Result<void> place_exists(const Model& model, places::PlaceId place, const char* where) {
    if (model.atlas().find(place) == nullptr || !model.atlas().exists(place, model.on()))
        return refuse("recognition.unknown_place", where);
    return {};
}

/// Every title of that kind in the place, in the order of subjects.
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

bool is_in(const Model& model, SubjectKind kind, std::uint32_t number, places::PlaceId place) {
    const auto& population = model.population();
    if (kind == SubjectKind::unit) {
        const auto commune = population.commune_of_unit(number);
        if (commune == population.communes()) return false;
        const auto id = population.commune_id(commune);
        return id == place || model.atlas().is_under(id, place, model.on());
    }
    const auto hamlet = model.hamlet_of(kind, number);
    if (hamlet == population.hamlets()) return false;
    const auto id = population.hamlet_id(hamlet);
    return id == place || model.atlas().is_under(id, place, model.on());
}

/// The subjects named, each of which must be in the place.
Result<std::vector<Chosen>> named_in(const Model& model, SubjectKind kind, places::PlaceId place,
                                     const std::vector<std::int64_t>& subjects) {
    std::vector<Chosen> named;
    std::unordered_set<std::int64_t> seen;
    for (std::size_t i = 0; i < subjects.size(); ++i) {
        const auto where = "subjects[" + std::to_string(i) + "]";
        const auto number = model.number_of(kind, subjects[i]);
        if (!number) return refuse("recognition.unknown_subject", where, {{"kind", std::string(to_text(kind))}});
        if (!is_in(model, kind, *number, place)) return refuse("recognition.not_in_place", where);
        if (!seen.insert(subjects[i]).second) return refuse("recognition.named_twice", where);
        named.push_back(chosen(model, kind, *number));
    }
    return named;
}

/// The next events of titles: planned while the model is held, written when it has been let go.
class Events {
public:
    void add(const Chosen& title, TitleState state, std::uint8_t level) {
        const TitleMark mark{state, level, static_cast<std::uint16_t>(title.mark.events + 1)};
        titles_.push_back({title.kind, title.subject, mark});
    }
    bool empty() const { return titles_.empty(); }

    /// Writes them all and has the model follow. The answer counts them by title.
    json::object write(Recognition& recognition, CommandContext& context, std::string_view command, int year,
                       std::optional<std::int64_t> decision, std::string_view reason) {
        const auto insert = context.db.prepare(
            "INSERT INTO title_event(province_id, year, kind, subject_id, event_no, event, level,"
            " decision_id, reason, seq) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)");
        std::array<std::int64_t, 5> written{};
        for (const auto& title : titles_) {
            insert->run({context.province, std::int64_t{year}, static_cast<std::int64_t>(title.kind), title.subject,
                         std::int64_t{title.mark.events}, to_text(title.mark.state), std::int64_t{title.mark.level},
                         store::optional_integer(decision),
                         reason.empty() ? store::Parameter() : store::Parameter(reason), context.seq});
            ++written[static_cast<std::size_t>(title_of(title.kind))];
        }
        recognition.machinery().follow_after_commit(context, command, {.year = year, .titles = std::move(titles_)});
        json::object counts;
        for (const auto title : all_titles)
            if (const auto n = written[static_cast<std::size_t>(title)]; n > 0) counts[name_of(title)] = n;
        return counts;
    }

private:
    std::vector<TitleChange> titles_;
};

std::uint8_t level_to_propose(State computed) { return static_cast<std::uint8_t>(std::max(1, level_of(computed))); }

/// A place's list: those computed as achieved that have had no event yet. One refused or revoked before is proposed
/// again only by name.
void propose_all(const Model& model, const Wanted& wanted, places::PlaceId place, Events& events, std::int64_t& left) {
    for (const auto title : wanted.titles)
        for (const auto& one : all_in(model, kind_of(title), place)) {
            if (!is_achieved(one.computed) || wanted.except.contains(one.subject)) continue;
            if (one.mark.state == TitleState::none)
                events.add(one, TitleState::proposed, level_to_propose(one.computed));
            else ++left;
        }
}

Result<void> propose_named(const Model& model, const Wanted& wanted, places::PlaceId place, Events& events,
                           std::string_view reason) {
    auto named = named_in(model, kind_of(wanted.titles.front()), place, *wanted.subjects);
    if (!named) return std::unexpected(named.error());
    for (std::size_t i = 0; i < named->size(); ++i) {
        const auto& one = (*named)[i];
        const auto where = "subjects[" + std::to_string(i) + "]";
        const auto next = next_state(one.mark.state, TitleAct::propose);
        if (!next) return refuse(next.error(), where);
        if (!is_achieved(one.computed) && reason.empty()) return refuse("recognition.not_achieved", where);
        events.add(one, *next, level_to_propose(one.computed));
    }
    return {};
}

Result<json::value> propose(Recognition& recognition, CommandContext& context, const json::object& body) {
    const int year = year_in(body);
    const auto place = integer_in(body, "place_id");
    const auto reason = text_in_or(body, "reason", "");
    auto wanted = wanted_of(body);
    if (!wanted) return std::unexpected(wanted.error());
    Events events;
    std::int64_t left = 0;
    const auto done = recognition.machinery().read_inside(context, year, [&](const Model& model) -> Result<void> {
        if (auto fine = place_exists(model, place, "place_id"); !fine) return fine;
        if (wanted->subjects) return propose_named(model, *wanted, place, events, reason);
        propose_all(model, *wanted, place, events, left);
        return {};
    });
    if (!done) return std::unexpected(done.error());
    if (events.empty()) return refuse("recognition.nothing_to_propose", "place_id");
    return json::object{
        {"proposed", events.write(recognition, context, "recognition.propose", year, std::nullopt, reason)},
        {"left", left}};
}

/// The decision of that number; a second use of the number adds to it, if it speaks of the same day and signer.
Result<std::int64_t> decision_of(CommandContext& context, int year, const json::object& body) {
    const auto place = integer_in(body, "place_id");
    const auto number = text_in(body, "number");
    const auto decided_on = date_in(body, "decided_on");
    const auto signer = text_in(body, "signer");
    if (decided_on > context.today) return refuse("recognition.future_date", "decided_on");
    std::optional<std::int64_t> id;
    bool same = false;
    context.db.query(
        "SELECT decision_id, decided_on, signer FROM decision WHERE province_id = $1 AND year = $2 AND place_id = $3"
        " AND number = $4",
        {context.province, std::int64_t{year}, place, number}, [&](const store::Row& row) {
            id = row.integer(0);
            same = row.text(1) == khuyenhoc::to_text(decided_on) && row.text(2) == signer;
        });
    if (id && !same) return refuse("recognition.decision_differs", "number");
    if (id) return *id;
    const auto drawn = store::draw_ids(context.db, context.province, "decision", 1);
    context.db.run(
        "INSERT INTO decision(province_id, decision_id, year, place_id, number, decided_on, signer, seq)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        {context.province, drawn, std::int64_t{year}, place, number, khuyenhoc::to_text(decided_on), signer,
         context.seq});
    return drawn;
}

/// A commune decides; for units that the province manages, the province.
Result<void> may_decide(const Model& model, places::PlaceId place) {
    if (auto fine = place_exists(model, place, "place_id"); !fine) return fine;
    const auto kind = model.atlas().get(place).kind;
    if (kind != places::Kind::commune && kind != places::Kind::province)
        return refuse("recognition.cannot_decide", "place_id");
    return {};
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

Result<json::value> decide(Recognition& recognition, CommandContext& context, const json::object& body) {
    const int year = year_in(body);
    const auto place = integer_in(body, "place_id");
    const auto* narrower = find_field(body, "within");
    const auto within = narrower == nullptr ? place : narrower->as_int64();
    auto wanted = wanted_of(body);
    if (!wanted) return std::unexpected(wanted.error());
    Events events;
    const auto done = recognition.machinery().read_inside(context, year, [&](const Model& model) -> Result<void> {
        if (auto may = may_decide(model, place); !may) return may;
        if (auto fine = place_exists(model, within, "within"); !fine) return fine;
        if (within != place && !model.atlas().is_under(within, place, model.on()))
            return refuse("recognition.not_in_place", "within");
        if (wanted->subjects)
            return act_on_named(model, kind_of(wanted->titles.front()), within, *wanted->subjects, TitleAct::recognise,
                                events);
        for (const auto title : wanted->titles)
            for (const auto& one : all_in(model, kind_of(title), within))
                if (one.mark.state == TitleState::proposed && !wanted->except.contains(one.subject))
                    events.add(one, TitleState::recognised, one.mark.level);
        return {};
    });
    if (!done) return std::unexpected(done.error());
    if (events.empty()) return refuse("recognition.nothing_proposed", "place_id");
    const auto decision = decision_of(context, year, body);
    if (!decision) return std::unexpected(decision.error());
    auto recognised = events.write(recognition, context, "recognition.decide", year, *decision, "");
    return json::object{{"decision_id", *decision}, {"recognised", std::move(recognised)}};
}

Result<json::value> refuse_titles(Recognition& recognition, CommandContext& context, const json::object& body) {
    const int year = year_in(body);
    const auto place = integer_in(body, "place_id");
    const auto kind = kind_of(*find_title(text_in(body, "title")));
    Events events;
    const auto done = recognition.machinery().read_inside(context, year, [&](const Model& model) -> Result<void> {
        if (auto may = may_decide(model, place); !may) return may;
        return act_on_named(model, kind, place, *integers_in(body, "subjects"), TitleAct::refuse, events);
    });
    if (!done) return std::unexpected(done.error());
    return json::object{{"refused", events.write(recognition, context, "recognition.refuse", year, std::nullopt,
                                                 text_in(body, "reason"))}};
}

Result<json::value> revoke(Recognition& recognition, CommandContext& context, const json::object& body) {
    const int year = year_in(body);
    const auto place = integer_in(body, "place_id");
    const auto kind = kind_of(*find_title(text_in(body, "title")));
    Events events;
    const auto done = recognition.machinery().read_inside(context, year, [&](const Model& model) -> Result<void> {
        if (auto may = may_decide(model, place); !may) return may;
        return act_on_named(model, kind, place, *integers_in(body, "subjects"), TitleAct::revoke, events);
    });
    if (!done) return std::unexpected(done.error());
    const auto decision = decision_of(context, year, body);
    if (!decision) return std::unexpected(decision.error());
    auto revoked = events.write(recognition, context, "recognition.revoke", year, *decision, text_in(body, "reason"));
    return json::object{{"decision_id", *decision}, {"revoked", std::move(revoked)}};
}

Field titles_field() {
    return {.name = "titles",
            .kind = Kind::texts,
            .required = false,
            .least = 1,
            .most = 5,
            .one_of = title_words(),
            .note = "Which titles; all when left out."};
}
Field subjects_field(bool required, std::string_view note) {
    return {.name = "subjects",
            .kind = Kind::integers,
            .required = required,
            .least = 1,
            .most = most_subjects,
            .note = note};
}
Field except_field() {
    return {.name = "except",
            .kind = Kind::integers,
            .required = false,
            .least = 0,
            .most = most_subjects,
            .note = "Ids of subjects to leave out."};
}
Field reason_field(bool required) { return {.name = "reason", .required = required, .least = 1, .most = 500}; }

std::vector<Field> decision_fields() {
    return {id_field("place_id", "The deciding commune (or the province)."),
            {.name = "number", .least = 1, .most = 100, .note = "Number of the decision."},
            {.name = "decided_on", .kind = Kind::date},
            {.name = "signer", .least = 1, .most = 200, .note = "Who signed, with office."}};
}

}  // namespace

CommandLine propose_line(Recognition& recognition) {
    return {
        .name = "recognition.propose",
        .summary =
            "Propose titles of a hamlet (or larger place) in bulk: those computed as achieved, or subjects by name.",
        .fields = {year_field(), id_field("place_id", "The hamlet; for units the commune."), titles_field(),
                   subjects_field(false, "Only these, of one title; not achieved ones need a reason."), except_field(),
                   reason_field(false)},
        .run = [&recognition](CommandContext& c, const json::object& b) { return propose(recognition, c, b); }};
}

CommandLine decide_line(Recognition& recognition) {
    std::vector<Field> fields = {year_field()};
    for (auto& f : decision_fields()) fields.push_back(std::move(f));
    auto within = id_field("within", "A hamlet or commune to narrow the decision to.");
    within.required = false;
    fields.insert(fields.end(),
                  {within, titles_field(), subjects_field(false, "Only these, of one title."), except_field()});
    return {.name = "recognition.decide",
            .summary = "Recognise what was proposed, by a decision with number, date and signer.",
            .fields = std::move(fields),
            .run = [&recognition](CommandContext& c, const json::object& b) { return decide(recognition, c, b); }};
}

CommandLine refuse_line(Recognition& recognition) {
    return {
        .name = "recognition.refuse",
        .summary = "Refuse proposed titles with a reason.",
        .fields = {year_field(),
                   id_field("place_id", "The deciding commune."),
                   {.name = "title", .one_of = title_words()},
                   subjects_field(true, ""),
                   reason_field(true)},
        .run = [&recognition](CommandContext& c, const json::object& b) { return refuse_titles(recognition, c, b); }};
}

CommandLine revoke_line(Recognition& recognition) {
    std::vector<Field> fields = {year_field(), {.name = "title", .one_of = title_words()}, subjects_field(true, "")};
    for (auto& f : decision_fields()) fields.push_back(std::move(f));
    fields.push_back(reason_field(true));
    return {.name = "recognition.revoke",
            .summary = "Take a recognised title back, by a decision and with a reason.",
            .fields = std::move(fields),
            .run = [&recognition](CommandContext& c, const json::object& b) { return revoke(recognition, c, b); }};
}

}  // namespace khuyenhoc::recognition
