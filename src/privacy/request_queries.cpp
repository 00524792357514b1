// Requests to look at: what is due in a place, one request with its clock, those of one person; and the law they follow.
#include <algorithm>

#include "privacy/fields.h"
#include "privacy/lines.h"
#include "privacy/request.h"
#include "privacy/subject.h"

namespace khuyenhoc::privacy {

namespace {

constexpr std::size_t most_shown = 500;

json::object named(store::Connection& db, std::int64_t province, std::int64_t person_id) {
    return {{"id", person_id},
            {"name", db.query_text("SELECT full_name FROM person WHERE province_id = $1 AND person_id = $2", {province, person_id}).value_or("")}};
}

json::object request_json(store::Connection& db, std::int64_t province, const Request& request, Date today) {
    const auto clock = deadlines_of(request);
    const auto next = next_of(request, clock);
    json::object out{{"id", request.id}, {"person", named(db, province, request.person_id)}, {"kind", request.kind},
                     {"purpose", request.purpose.empty() ? json::value() : json::value(request.purpose)}, {"received_on", khuyenhoc::to_text(request.received_on)},
                     {"acknowledge_by", khuyenhoc::to_text(clock.acknowledge_by)}, {"answer_by", khuyenhoc::to_text(clock.answer_by)},
                     {"expected", clock.expected}, {"assisted", request.assisted.empty() ? json::value() : json::value(request.assisted)}};
    out["next"] = next.step.empty() ? json::value() : json::value(next.step);
    out["next_by"] = next.by ? json::value(khuyenhoc::to_text(*next.by)) : json::value();
    out["days_left"] = next.by ? json::value(days_left(*next.by, today)) : json::value();
    return out;
}

json::value kind_json(const Request& request) {
    const auto* law = law_on(request.received_on);
    const auto* kind = find_kind(*law, request.kind);
    return json::object{{"days", request.third_party ? kind->third_party_days : kind->days}, {"extension_days", kind->extension_days},
                        {"acknowledge_working_days", law->acknowledge_working_days}, {"document", kind->document},
                        {"confidence", request.third_party ? kind->third_party_confidence : kind->confidence},
                        {"acknowledge_confidence", law->acknowledge_confidence}, {"extension_confidence", kind->extension_confidence},
                        {"note", kind->note.to_json()}};
}

json::object whole_json(store::Connection& db, const places::Atlas& atlas, std::int64_t province, const Request& request, Date today,
                        std::string_view language) {
    auto out = request_json(db, province, request, today);
    out["asked_by"] = request.asked_by;
    out["asker"] = request.asker_id == 0 ? json::value() : json::value(named(db, province, request.asker_id));
    out["asker_name"] = request.asker_name;
    out["channel"] = request.channel;
    out["third_party"] = request.third_party;
    out["detail"] = request.detail;
    out["law"] = kind_json(request);
    json::array steps;
    for (const auto& step : request.steps)
        steps.push_back(json::object{{"step", step.step}, {"on_date", step.on_date}, {"outcome", step.outcome.empty() ? json::value() : json::value(step.outcome)},
                                     {"reason", step.reason}, {"by", step.by_name}});
    out["steps"] = std::move(steps);
    out["extended"] = request.has("extended");
    out["restricted"] = is_restricted(db, province, request.person_id);
    out["erased"] = is_erased(db, province, request.person_id);
    out["place"] = nullptr;
    if (const auto* place = atlas.find(request.place_id))
        out["place"] = json::object{{"id", place->id}, {"name", atlas.full_name(place->id, today, language)},
                                    {"commune", atlas.commune_of(place->id, today) ? json::value(atlas.full_name(*atlas.commune_of(place->id, today), today, language))
                                                                                   : json::value()}};
    return out;
}

/// Due first: what has the fewest days left on top, answered ones last.
Result<Answer> due(const places::Places& places, QueryContext& context, const json::object& parameters) {
    const auto atlas = places.atlas();
    const auto place_id = integer_in(parameters, "place_id");
    const auto* place = atlas->find(place_id);
    if (place == nullptr) return refuse("places.unknown", "place_id");
    const auto state = text_in(parameters, "state");
    const auto wanted = state == "answered" ? Wanted::answered : state == "all" ? Wanted::all : Wanted::open;
    auto requests = requests_of(context.db, place->province, 0, wanted);
    // A hamlet may have moved since: where it lies today, or lay on its last day, is what counts.
    std::erase_if(requests, [&](const Request& one) {
        return place->kind != places::Kind::province && one.place_id != place_id && !atlas->is_under(one.place_id, place_id, context.today);
    });
    std::ranges::stable_sort(requests, {}, [](const Request& one) {
        const auto next = next_of(one, deadlines_of(one));
        return next.by.value_or(Date{9999, 12, 31});
    });
    std::int64_t late = 0;
    json::array list;
    for (const auto& one : requests) {
        auto shown = request_json(context.db, place->province, one, context.today);
        if (const auto* left = shown.if_contains("days_left"); left->is_int64() && left->as_int64() < 0) ++late;
        if (list.size() < most_shown) list.push_back(std::move(shown));
    }
    return answer_of(json::object{{"place_id", place_id}, {"on", khuyenhoc::to_text(context.today)}, {"total", std::ssize(requests)}, {"late", late},
                                  {"requests", std::move(list)}});
}

Result<Answer> one_request(const places::Places& places, QueryContext& context, const json::object& parameters) {
    const auto id = integer_in(parameters, "request_id");
    const auto province = id / 1'000'000'000'000;
    const auto request = find_request(context.db, province, id);
    if (!request) return refuse("privacy.no_such_request", "request_id");
    return answer_of(whole_json(context.db, *places.atlas(), province, *request, context.today, context.language));
}

Result<Answer> person_requests(QueryContext& context, const json::object& parameters) {
    const auto id = integer_in(parameters, "person_id");
    const auto province = id / 1'000'000'000'000;
    if (!find_subject(context.db, province, id)) return refuse("people.no_such_person", "person_id");
    json::array list;
    for (const auto& one : requests_of(context.db, province, id, Wanted::all)) list.push_back(request_json(context.db, province, one, context.today));
    return answer_of(json::object{{"person", named(context.db, province, id)}, {"requests", std::move(list)}});
}

/// What the days would be, before anything is recorded.
Result<Answer> clock(QueryContext&, const json::object& parameters) {
    const auto on = date_in(parameters, "received_on");
    const auto* law = law_on(on);
    if (law == nullptr) return refuse("privacy.before_the_law", "received_on");
    const auto* kind = find_kind(*law, text_in(parameters, "kind"));
    check(kind != nullptr, "a request's kind was checked");
    const auto found = deadlines(working_days(), *law, *kind, on, flag_in(parameters, "third_party"), false);
    return answer_of(json::object{{"acknowledge_by", khuyenhoc::to_text(found.acknowledge_by)}, {"answer_by", khuyenhoc::to_text(found.answer_by)},
                                  {"expected", found.expected}});
}

}  // namespace

std::vector<QueryLine> request_queries(const places::Places& places) {
    const auto* at = &places;
    return {
        {.path = "/api/requests", .summary = "Requests about personal data in a place, what is due first.",
         .may = around(people::keepers_and_auditor, Access::personal, "place_id"),
         .parameters = {id_field("place_id"), {.name = "state", .required = false, .one_of = {"open", "answered", "all"}, .note = "Open ones when left out."}},
         .run = [at](QueryContext& c, const json::object& p) { return due(*at, c, p); }},
        {.path = "/api/requests/{request_id}", .summary = "One request: who asked what, its clock, the steps taken, what comes next.",
         .may = only(keepers_auditor_and_citizen, Access::personal, request_in("request_id")), .parameters = {id_field("request_id")},
         .run = [at](QueryContext& c, const json::object& p) { return one_request(*at, c, p); }},
        {.path = "/api/persons/{person_id}/requests", .summary = "What a person has asked of their data.",
         .may = only(keepers_auditor_and_citizen, Access::personal, people::about_person()), .parameters = {id_field("person_id")}, .run = person_requests},
    };
}

std::vector<QueryLine> duty_queries() {
    return {
        {.path = "/api/privacy/duties", .summary = "The clocks of requests and breaches with document and confidence, and the purposes of consent.",
         .may = anyone(), .parameters = {},
         .run = [](QueryContext&, const json::object&) -> Result<Answer> {
             auto out = duties_document();
             json::array list;
             for (const auto& purpose : purposes())
                 list.push_back(json::object{{"code", purpose.code}, {"publishes", purpose.publishes}, {"name", purpose.name.to_json()}});
             out["purposes"] = std::move(list);
             return answer_of(std::move(out));
         }},
        {.path = "/api/privacy/working-days", .summary = "The working-day calendar, with what is decided and what is expected.", .may = anyone(), .parameters = {},
         .run = [](QueryContext&, const json::object&) -> Result<Answer> { return answer_of(working_days().document()); }},
        {.path = "/api/privacy/clock", .summary = "By when a request of a kind that came on a day is acknowledged and answered.", .may = anyone(),
         .parameters = {{.name = "kind", .one_of = request_kinds()}, day_field("received_on"), {.name = "third_party", .kind = Field::Kind::boolean, .required = false}},
         .run = clock},
    };
}

}  // namespace khuyenhoc::privacy
