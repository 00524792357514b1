// What needs somebody today in a place: deadlines of the year, hamlets that miss something, titles that wait, contradictions.
#include "people/people.h"
#include "recognition/calendar.h"
#include "recognition/explain.h"
#include "recognition/fields.h"
#include "recognition/lines.h"
#include "recognition/machinery.h"
#include "recognition/title_list.h"
#include "recognition/waiting.h"

namespace khuyenhoc::recognition {

namespace {

struct Work {
    std::array<ListCounts, 5> titles;  ///< by Title
    std::int64_t hamlets = 0, hamlets_not_started = 0, hamlets_unfinished = 0;
    std::int64_t persons_missing = 0, households_missing = 0, two_households = 0;
    std::int64_t appeals = 0, self_waiting = 0, suspected = 0;

    /// Of other hamlets of the same place.
    Work& operator+=(const Work& other) {
        for (std::size_t title = 0; title < titles.size(); ++title) titles[title] += other.titles[title];
        for (const auto count : {&Work::hamlets, &Work::hamlets_not_started, &Work::hamlets_unfinished, &Work::persons_missing, &Work::households_missing,
                                 &Work::two_households})
            this->*count += other.*count;
        return *this;
    }
};

void add(const Model& model, SubjectKind kind, std::uint32_t number, Work& work) {
    work.titles[static_cast<std::size_t>(title_of(kind))].add(
        lists_of(quick_state(model, kind, number), model.mark_of(kind, number)));
}

void add_hamlet(const Model& model, std::uint32_t hamlet, const Tally& tally, Work& work) {
    for (const auto kind : {SubjectKind::person, SubjectKind::household, SubjectKind::clan, SubjectKind::hamlet})
        model.each_in_hamlet(kind, hamlet, [&](std::uint32_t number) { add(model, kind, number, work); });
    const auto persons = tally.persons.not_assessed + tally.persons.incomplete;
    const auto households = tally.families.not_assessed + tally.families.incomplete;
    const auto begun = tally.assessed_citizens + tally.persons.incomplete;
    ++work.hamlets;
    work.hamlets_not_started += begun == 0 && tally.population > 0;
    work.hamlets_unfinished += begun > 0 && persons + households + tally.communities.not_assessed + tally.communities.incomplete > 0;
    work.persons_missing += persons;
    work.households_missing += households;
    work.two_households += tally.persons.two_households;
}

/// A few hamlets are looked through sooner than threads are woken.
constexpr std::size_t worth_sharing = 32;

Work work_in(const Model& model, places::PlaceId place, Pool& pool) {
    Work work;
    const auto tallies = model.hamlet_tallies(model.outcome());
    const auto hamlets = model.hamlets_under(place, model.on());
    if (hamlets.size() < worth_sharing) {
        for (const auto hamlet : hamlets) add_hamlet(model, hamlet, tallies[hamlet], work);
    } else {
        std::vector<Work> parts_of_work(static_cast<std::size_t>(pool.threads()));
        pool.run([&](int part, int parts) {
            Work own;  // not beside another thread's
            const auto end = hamlets.size() * static_cast<std::size_t>(part + 1) / static_cast<std::size_t>(parts);
            for (auto i = hamlets.size() * static_cast<std::size_t>(part) / static_cast<std::size_t>(parts); i < end; ++i)
                add_hamlet(model, hamlets[i], tallies[hamlets[i]], own);
            parts_of_work[static_cast<std::size_t>(part)] = own;
        });
        for (const auto& part : parts_of_work) work += part;
    }
    each_under(model, SubjectKind::unit, place, [&](std::uint32_t unit) { add(model, SubjectKind::unit, unit, work); });
    return work;
}

/// What people wrote that nobody has answered yet.
void add_waiting(const Model& model, store::Connection& db, std::int64_t province, places::PlaceId place, Work& work) {
    const auto inside = [&](places::PlaceId at) { return at == place || model.atlas().is_under(at, place, model.on()); };
    for (const auto at : open_appeals(db, province, model.year())) work.appeals += inside(at);
    for (const auto& [hamlet, count] : self_assessments_waiting(db, province, model.year()))
        if (inside(hamlet)) work.self_waiting += count;
}

json::array tasks_json(const Work& work) {
    json::array tasks;
    const auto add = [&](std::string_view code, std::int64_t count, std::string_view title = {}) {
        if (count == 0) return;
        json::object task{{"code", code}, {"count", count}};
        if (!title.empty()) task["title"] = title;
        tasks.push_back(std::move(task));
    };
    const auto of = [&](Title title, std::string_view list) { return work.titles[static_cast<std::size_t>(title)].of(list); };
    for (const auto title : all_titles) add("contradiction", of(title, "contradiction"), name_of(title));
    for (const auto title : all_titles) add("decision", of(title, "proposed"), name_of(title));
    for (const auto title : all_titles) add("proposal", of(title, "waiting"), name_of(title));
    add("appeals", work.appeals);
    add("self_waiting", work.self_waiting);
    add("suspected_duplicates", work.suspected);
    add("two_households", work.two_households);
    add("hamlets_not_started", work.hamlets_not_started);
    add("hamlets_unfinished", work.hamlets_unfinished);
    add("persons_missing", work.persons_missing);
    add("households_missing", work.households_missing);
    return tasks;
}

json::array deadlines_json(int year, Date today) {
    json::array deadlines;
    for (const auto& deadline : shipped_calendar()) {
        json::array roles;
        for (const auto& role : deadline.roles) roles.emplace_back(role);
        deadlines.push_back(json::object{{"code", deadline.code},
                                         {"due", to_text(deadline.due(year))},
                                         {"days_left", to_days(deadline.due(year)) - to_days(today)},
                                         {"for", std::move(roles)},
                                         {"name", words_json(deadline.name)},
                                         {"note", words_json(deadline.note)},
                                         {"document", deadline.document},
                                         {"confidence", std::string(1, deadline.confidence)},
                                         {"illustrative", deadline.illustrative}});
    }
    return deadlines;
}

Result<Answer> tasks_answer(Recognition& recognition, QueryContext& context, const json::object& parameters) {
    auto& machinery = recognition.machinery();
    const auto year = year_asked(context.db, machinery.province, parameters);
    if (!year) return std::unexpected(year.error());
    const auto place = find_field(parameters, "place_id") != nullptr ? integer_in(parameters, "place_id") : machinery.province;
    return machinery.read(*year, [&](const Model& model) -> Result<Answer> {
        if (model.atlas().find(place) == nullptr || !model.atlas().exists(place, model.on()))
            return refuse("recognition.unknown_place", "place_id");
        auto work = work_in(model, place, machinery.pool);
        const store::Held held(context.db);
        add_waiting(model, context.db, machinery.province, place, work);
        // A commune has thousands of households to look through; a hamlet's are looked through in some milliseconds.
        if (model.atlas().get(place).kind == places::Kind::hamlet)
            work.suspected = people::count_suspected(context.db, model.atlas(), place, context.today);
        return answer_of(json::object{{"year", *year},
                                      {"place", place_json(model, place)},
                                      {"state", model.campaign().state},
                                      {"synthetic", model.synthetic()},
                                      {"hamlets", work.hamlets},
                                      {"deadlines", deadlines_json(*year, context.today)},
                                      {"tasks", tasks_json(work)}});
    });
}

}  // namespace

QueryLine tasks_query(Recognition& recognition) {
    auto place = id_field("place_id", "The province when left out.");
    place.required = false;
    return {.path = "/api/tasks",
            .summary = "What needs somebody today in a place: deadlines of the year, titles that wait, what is missing or contradicts.",
            .may = around(roles::readers, Access::open, "place_id"),
            .parameters = {place, optional_year_field()},
            .run =
                [&recognition](QueryContext& context, const json::object& parameters) {
                    return tasks_answer(recognition, context, parameters);
                },
            .kept = true};
}

}  // namespace khuyenhoc::recognition
