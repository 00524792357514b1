// Titles: proposed by the hamlet, recognised or refused by the commune's decision, revoked with a reason. Computed and
// recognised are two things: what is computed says who may be proposed, never what is recognised.
#include <algorithm>

#include "recognition/fields.h"
#include "recognition/lines.h"
#include "recognition/title_change.h"
#include "recognition/two_people.h"

namespace khuyenhoc::recognition {

namespace {

using Kind = Field::Kind;

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

Result<void> plan_decision(const Model& model, const Wanted& wanted, places::PlaceId place, places::PlaceId within,
                           Events& events) {
    if (auto may = may_decide(model, place); !may) return may;
    if (auto fine = place_exists(model, within, "within"); !fine) return fine;
    if (within != place && !model.atlas().is_under(within, place, model.on()))
        return refuse("recognition.not_in_place", "within");
    if (wanted.subjects)
        return act_on_named(model, kind_of(wanted.titles.front()), within, *wanted.subjects, TitleAct::recognise,
                            events);
    for (const auto title : wanted.titles)
        for (const auto& one : all_in(model, kind_of(title), within))
            if (one.mark.state == TitleState::proposed && !wanted.except.contains(one.subject))
                events.add(one, TitleState::recognised, one.mark.level);
    return {};
}

Result<json::value> decide(Recognition& recognition, CommandContext& context, const json::object& body) {
    const int year = year_in(body);
    const auto place = integer_in(body, "place_id");
    const auto* narrower = find_field(body, "within");
    const auto within = narrower == nullptr ? place : narrower->as_int64();
    auto wanted = wanted_of(body);
    if (!wanted) return std::unexpected(wanted.error());
    const auto named = decision_named(body, place);
    if (named.on > context.today) return refuse("recognition.future_date", "decided_on");
    Events events;
    const auto done = recognition.machinery().read_inside(
        context, year, [&](const Model& model) { return plan_decision(model, *wanted, place, within, events); });
    if (!done) return std::unexpected(done.error());
    if (events.empty()) return refuse("recognition.nothing_proposed", "place_id");
    if (auto others = proposed_by_others(context, year, events.titles()); !others) return std::unexpected(others.error());
    const auto decision = decision_of(context, year, named);
    if (!decision) return std::unexpected(decision.error());
    auto recognised = events.write(recognition, context, "recognition.decide", year, *decision, "");
    return json::object{{"decision_id", *decision}, {"recognised", std::move(recognised)}};
}

/// What the body's one title and its subjects become by `act`: for refusing and revoking.
Result<Events> plan_named(Recognition& recognition, CommandContext& context, const json::object& body, TitleAct act) {
    const auto place = integer_in(body, "place_id");
    const auto kind = kind_of(*find_title(text_in(body, "title")));
    Events events;
    const auto done =
        recognition.machinery().read_inside(context, year_in(body), [&](const Model& model) -> Result<void> {
            if (auto may = may_decide(model, place); !may) return may;
            return act_on_named(model, kind, place, *integers_in(body, "subjects"), act, events);
        });
    if (!done) return std::unexpected(done.error());
    return events;
}

Result<json::value> refuse_titles(Recognition& recognition, CommandContext& context, const json::object& body) {
    auto events = plan_named(recognition, context, body, TitleAct::refuse);
    if (!events) return std::unexpected(events.error());
    return json::object{{"refused", events->write(recognition, context, "recognition.refuse", year_in(body),
                                                  std::nullopt, text_in(body, "reason"))}};
}

Result<json::value> revoke(Recognition& recognition, CommandContext& context, const json::object& body) {
    auto events = plan_named(recognition, context, body, TitleAct::revoke);
    if (!events) return std::unexpected(events.error());
    const int year = year_in(body);
    const auto decision = decision_of(context, year, decision_named(body, integer_in(body, "place_id")));
    if (!decision) return std::unexpected(decision.error());
    auto revoked = events->write(recognition, context, "recognition.revoke", year, *decision, text_in(body, "reason"));
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
Field except_field() {
    return {.name = "except",
            .kind = Kind::integers,
            .required = false,
            .least = 0,
            .most = most_subjects,
            .note = "Ids of subjects to leave out."};
}
Field deciding_place_field() { return id_field("place_id", "The deciding commune (or the province)."); }

}  // namespace

CommandLine propose_line(Recognition& recognition) {
    return {
        .name = "recognition.propose",
        .summary =
            "Propose titles of a hamlet (or larger place) in bulk: those computed as achieved, or subjects by name.",
        .may = around(roles::keepers, Access::personal, "place_id"),
        .fields = {year_field(), id_field("place_id", "The hamlet; for units the commune."), titles_field(),
                   subjects_field(false, "Only these, of one title; not achieved ones need a reason."), except_field(),
                   reason_field(false)},
        .run = [&recognition](CommandContext& c, const json::object& b) { return propose(recognition, c, b); }};
}

CommandLine decide_line(Recognition& recognition) {
    std::vector<Field> fields = {year_field(), deciding_place_field()};
    for (auto& f : decision_fields()) fields.push_back(std::move(f));
    auto within = id_field("within", "A hamlet or commune to narrow the decision to.");
    within.required = false;
    fields.insert(fields.end(),
                  {within, titles_field(), subjects_field(false, "Only these, of one title."), except_field()});
    return {.name = "recognition.decide",
            .summary = "Recognise what somebody else has proposed, by a decision with number, date and signer.",
            .may = only(roles::deciders, Access::personal, people::all_of({people::about_place("place_id"), people::about_place("within")})),
            .fields = std::move(fields),
            .run = [&recognition](CommandContext& c, const json::object& b) { return decide(recognition, c, b); }};
}

CommandLine refuse_line(Recognition& recognition) {
    return {
        .name = "recognition.refuse",
        .summary = "Refuse proposed titles with a reason.",
        .may = around(roles::deciders, Access::personal, "place_id"),
        .fields = {year_field(),
                   id_field("place_id", "The deciding commune."),
                   {.name = "title", .one_of = title_words()},
                   subjects_field(true, ""),
                   reason_field(true)},
        .run = [&recognition](CommandContext& c, const json::object& b) { return refuse_titles(recognition, c, b); }};
}

CommandLine revoke_line(Recognition& recognition) {
    std::vector<Field> fields = {
        year_field(), {.name = "title", .one_of = title_words()}, subjects_field(true, ""), deciding_place_field()};
    for (auto& f : decision_fields()) fields.push_back(std::move(f));
    fields.push_back(reason_field(true));
    return {.name = "recognition.revoke",
            .summary = "Take a recognised title back, by a decision and with a reason.",
            .may = around(roles::deciders, Access::personal, "place_id"),
            .fields = std::move(fields),
            .run = [&recognition](CommandContext& c, const json::object& b) { return revoke(recognition, c, b); }};
}

}  // namespace khuyenhoc::recognition
