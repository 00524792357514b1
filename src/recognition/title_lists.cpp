// Lists by name: who is computed as achieved, proposed, recognised, refused, revoked, and where a recognised title and
// the facts contradict each other. A corrected score never changes a recognised title; it puts it on that last list.
#include "recognition/explain.h"
#include "recognition/fields.h"
#include "recognition/lines.h"
#include "recognition/machinery.h"

namespace khuyenhoc::recognition {

namespace {

constexpr std::int64_t usual_limit = 50;
constexpr std::int64_t most_listed = 500;

std::vector<std::string_view> list_words() {
    return {"computed", "waiting",       "proposed",       "recognised",   "refused",
            "revoked",  "contradiction", "two_households", "not_assessed", "incomplete"};
}

/// Is the title on that list?
bool belongs(std::string_view list, State computed, TitleMark mark) {
    const bool recognised = mark.state == TitleState::recognised;
    if (list == "computed") return is_achieved(computed);
    if (list == "waiting") return is_achieved(computed) && mark.state == TitleState::none;
    if (list == "contradiction") return recognised && (!is_achieved(computed) || mark.level > level_of(computed));
    if (list == "two_households") return computed == State::two_households;
    if (list == "not_assessed") return computed == State::not_assessed;
    if (list == "incomplete") return computed == State::incomplete;
    return list == to_text(mark.state);
}

/// Every subject of that kind under the place that belongs to the list, in the order of hamlets.
std::vector<std::uint32_t> listed(const Model& model, SubjectKind kind, places::PlaceId place, std::string_view list) {
    std::vector<std::uint32_t> numbers;
    const auto add = [&](std::uint32_t number) {
        if (belongs(list, model.state_of(kind, number), model.mark_of(kind, number))) numbers.push_back(number);
    };
    if (kind == SubjectKind::unit)
        for (const auto unit : model.units_under(place, model.on())) add(unit);
    else
        for (const auto hamlet : model.hamlets_under(place, model.on())) model.each_in_hamlet(kind, hamlet, add);
    return numbers;
}

std::string name_of_subject(const Model& model, store::Connection& db, std::int64_t province, SubjectKind kind,
                            std::int64_t id) {
    const auto one = [&](std::string_view sql) { return db.query_text(sql, {province, id}).value_or(""); };
    switch (kind) {
        case SubjectKind::person:
            return one("SELECT full_name FROM person WHERE province_id = $1 AND person_id = $2");
        case SubjectKind::household:
            return one(
                "SELECT p.full_name FROM household_member AS m JOIN person AS p ON p.province_id = m.province_id"
                " AND p.person_id = m.person_id WHERE m.province_id = $1 AND m.household_id = $2 AND m.relation = 1"
                " AND m.to_date IS NULL ORDER BY m.from_date LIMIT 1");
        case SubjectKind::clan:
            return one("SELECT name FROM clan WHERE province_id = $1 AND clan_id = $2");
        case SubjectKind::hamlet:
            return model.atlas().full_name(id, model.on());
        case SubjectKind::unit:
            return one("SELECT name FROM unit WHERE province_id = $1 AND unit_id = $2");
    }
    return "";
}

json::object row_json(const Model& model, store::Connection& db, std::int64_t province, SubjectKind kind,
                      std::uint32_t number) {
    const auto id = model.id_of(kind, number);
    const auto mark = model.mark_of(kind, number);
    const auto state = model.state_of(kind, number);
    return {{"id", id},
            {"name", name_of_subject(model, db, province, kind, id)},
            {"state", std::string(name_of(state))},
            {"computed", is_achieved(state)},
            {"level", level_of(state)},
            {"recognition", std::string(to_text(mark.state))},
            {"recognised_level", mark.level},
            {"place", kind == SubjectKind::unit ? commune_json(model, model.population().commune_of_unit(number))
                                                : hamlet_json(model, model.hamlet_of(kind, number))}};
}

Result<Answer> list_titles(Recognition& recognition, QueryContext& context, const json::object& parameters) {
    auto& machinery = recognition.machinery();
    const auto year = year_asked(context.db, machinery.province, parameters);
    if (!year) return std::unexpected(year.error());
    const auto place =
        find_field(parameters, "place_id") != nullptr ? integer_in(parameters, "place_id") : machinery.province;
    const auto kind = kind_of(*find_title(text_in(parameters, "title")));
    const auto list = text_in(parameters, "list");
    const auto number_in = [&](std::string_view name, std::int64_t usual) {
        return static_cast<std::size_t>(find_field(parameters, name) != nullptr ? integer_in(parameters, name) : usual);
    };
    const auto from = number_in("from", 0), limit = number_in("limit", usual_limit);
    return machinery.read(*year, [&](const Model& model) -> Result<Answer> {
        if (model.atlas().find(place) == nullptr || !model.atlas().exists(place, model.on()))
            return refuse("recognition.unknown_place", "place_id");
        const auto numbers = listed(model, kind, place, list);
        json::array rows;
        for (std::size_t i = from; i < numbers.size() && rows.size() < limit; ++i)
            rows.push_back(row_json(model, context.db, machinery.province, kind, numbers[i]));
        return answer_of(json::object{{"year", *year},
                                      {"place_id", place},
                                      {"title", text_in(parameters, "title")},
                                      {"list", list},
                                      {"synthetic", model.synthetic()},
                                      {"total", numbers.size()},
                                      {"from", from},
                                      {"rows", std::move(rows)}});
    });
}

}  // namespace

QueryLine titles_query(Recognition& recognition) {
    auto place = id_field("place_id", "The province when left out.");
    place.required = false;
    return {.path = "/api/titles",
            .summary =
                "Titles of a place by list: computed, waiting for a proposal, proposed, recognised, contradictions, "
                "and more.",
            .parameters =
                {place,
                 optional_year_field(),
                 {.name = "title", .one_of = {"citizen", "family", "clan", "community", "unit"}},
                 {.name = "list", .one_of = list_words()},
                 {.name = "from",
                  .kind = Field::Kind::integer,
                  .required = false,
                  .least = 0,
                  .most = 10'000'000,
                  .note = "How many of the list to pass over."},
                 {.name = "limit", .kind = Field::Kind::integer, .required = false, .least = 1, .most = most_listed}},
            .run = [&recognition](QueryContext& context, const json::object& parameters) {
                return list_titles(recognition, context, parameters);
            }};
}

}  // namespace khuyenhoc::recognition
