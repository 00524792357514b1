// Findings, sets and places as the pages get them.
#include <array>

#include "recognition/explain.h"

namespace khuyenhoc::recognition {

namespace {

/// The most rows one condition lists; `rows_total` says how many there are.
constexpr std::size_t most_listed = 500;

using Rows = std::vector<std::uint32_t>;

/// The persons that the measures of a title look at.
Rows persons_of(const Model& model, Title title, std::uint32_t number, Measure what) {
    const auto& population = model.population();
    Rows rows;
    const auto add_household = [&](std::uint32_t household) {
        const auto members = population.members_of(household);
        for (auto row = members.first; row < members.last; ++row)
            if (!population.is_hole(row)) rows.push_back(row);
    };
    if (title == Title::family) add_household(number);
    if (title == Title::clan)
        for (const auto household : population.households_of_clan(number)) add_household(household);
    if (title == Title::community)
        model.each_in_hamlet(SubjectKind::person, number, [&](auto row) { rows.push_back(row); });
    if (title == Title::unit) {
        const bool learners = what == Measure::learners || what == Measure::learners_learning_citizens;
        const auto listed = learners ? population.learners_of(number) : population.staff_of(number);
        rows.assign(listed.begin(), listed.end());
    }
    return rows;
}

bool counts(const Model& model, std::uint32_t row, Measure what) {
    const auto& rules = model.outcome().rules;
    const int born = model.population().birth_year(row);
    const int schooling = model.population().schooling(row);
    const bool in_scope = born >= rules.birth_from && born <= rules.birth_to;
    const bool child = born >= rules.child_from && born <= rules.child_to;
    switch (what) {
        case Measure::members:
        case Measure::residents:
        case Measure::staff:
        case Measure::learners:
            return true;
        case Measure::adults:
            return in_scope;
        case Measure::adults_and_left_school:
            return in_scope || schooling == 2 || schooling == 3;
        case Measure::learning_citizens:
        case Measure::staff_learning_citizens:
        case Measure::learners_learning_citizens:
            return model.outcome().is_citizen(row);
        case Measure::children_out_of_school:
            return child && schooling == 3;
        case Measure::children_schooling_unknown:
            return child && schooling == 0;
        default:
            return false;
    }
}

std::vector<std::int64_t> households_behind(const Model& model, Title title, std::uint32_t number, bool learning) {
    std::vector<std::int64_t> ids;
    const auto add = [&](std::uint32_t household) {
        if (!learning || is_achieved(model.outcome().families[household]))
            ids.push_back(model.population().household_id(household));
    };
    if (title == Title::clan)
        for (const auto household : model.population().households_of_clan(number)) add(household);
    else model.each_in_hamlet(SubjectKind::household, number, add);
    return ids;
}

/// The ids behind a number: persons, households or clans.
std::vector<std::int64_t> rows_behind(const Model& model, Title title, std::uint32_t number, Measure what) {
    if (what == Measure::households || what == Measure::learning_families)
        return households_behind(model, title, number, what == Measure::learning_families);
    std::vector<std::int64_t> ids;
    if (what == Measure::clans || what == Measure::learning_clans) {
        for (const auto clan : model.population().clans_of_hamlet(number))
            if (what == Measure::clans || is_achieved(model.outcome().clans[clan]))
                ids.push_back(model.population().clan_id(clan));
        return ids;
    }
    for (const auto row : persons_of(model, title, number, what))
        if (counts(model, row, what)) ids.push_back(model.population().person_id(row));
    return ids;
}

json::array listed(const std::vector<std::int64_t>& ids) {
    return json::array(ids.begin(), ids.begin() + static_cast<std::ptrdiff_t>(std::min(ids.size(), most_listed)));
}

json::object condition_json(const Model& model, Title title, std::uint32_t number, const Finding& f) {
    json::object actual, threshold;
    if (f.compares == ConditionKind::share_at_least) {
        actual = {{"kind", "share"},
                  {"numerator", f.numerator},
                  {"denominator", f.denominator},
                  {"of", words_json(noun_of(f.of))},
                  {"among", words_json(noun_of(f.among))}};
        threshold = {{"kind", "share"}, {"bp", f.asked}};
    } else {
        actual = {{"kind", "count"}, {"value", f.numerator}, {"of", words_json(noun_of(f.of))}};
        threshold = {{"kind", std::string(name_of(f.compares))}, {"value", f.asked}};
    }
    const auto rows = rows_behind(model, title, number, f.of);
    json::object out{{"actual", std::move(actual)},
                     {"threshold", std::move(threshold)},
                     {"rows", listed(rows)},
                     {"rows_total", rows.size()}};
    if (f.compares == ConditionKind::share_at_least)
        out["among_rows"] = listed(rows_behind(model, title, number, f.among));
    return out;
}

json::object points_json(const Finding& f) {
    return {{"actual", json::object{{"kind", "points"},
                                    {"value", f.points ? json::value(*f.points) : json::value()},
                                    {"max", f.most_points},
                                    {"scored_as", std::string(name_of(f.scored_as))}}},
            {"threshold", json::object{{"kind", "points"}, {"value", f.asked}}},
            {"rows", json::array{}},
            {"rows_total", 0}};
}

std::string_view kind_word(Finding::Kind kind) {
    constexpr std::array<std::string_view, 4> words = {"indicator", "competence", "total", "condition"};
    return words[static_cast<std::size_t>(kind)];
}

json::object document_json(const CriteriaSet& set) {
    return {{"number", set.document.number},
            {"date", set.document.date ? json::value(khuyenhoc::to_text(*set.document.date)) : json::value()},
            {"confidence", std::string(1, set.document.confidence)},
            {"note", words_json(set.document.note)}};
}

}  // namespace

json::object words_json(const Words& words) { return {{"vi", words.vi}, {"en", words.en}}; }

json::object set_json(const CriteriaSet& set) {
    json::object out{
        {"id", set.id},
        {"title", std::string(name_of(set.title))},
        {"name", words_json(set.name)},
        {"issuer", words_json(set.issuer)},
        {"illustrative", set.shows_illustrative()},
        {"usable", set.usable()},
        {"document", document_json(set)},
        {"valid", json::object{{"from", khuyenhoc::to_text(set.valid_from)},
                               {"to", set.valid_to ? json::value(khuyenhoc::to_text(*set.valid_to)) : json::value()}}},
        {"levels", set.levels}};
    if (!set.usable()) out["incomplete"] = words_json(set.incomplete);
    return out;
}

json::value place_json(const Model& model, places::PlaceId place) {
    if (model.atlas().find(place) == nullptr) return nullptr;
    return json::object{{"id", place},
                        {"name", model.atlas().full_name(place, model.on(), "vi")},
                        {"name_en", model.atlas().full_name(place, model.on(), "en")}};
}

json::value hamlet_json(const Model& model, std::uint32_t hamlet) {
    if (hamlet >= model.population().hamlets()) return nullptr;
    return place_json(model, model.population().hamlet_id(hamlet));
}

json::value commune_json(const Model& model, std::uint32_t commune) {
    if (commune >= model.population().communes()) return nullptr;
    return place_json(model, model.population().commune_id(commune));
}

std::vector<Finding> findings_of(const Model& model, Title title, std::uint32_t number) {
    const auto& set = model.criteria().of(title);
    const auto scores = model.population().scores(title, number);
    const int group = title == Title::citizen ? model.population().group(number) : 0;
    return judge(set, scores, group,
                 [&](Measure what) { return measure(model.population(), model.outcome(), title, number, what); });
}

json::array findings_json(const Model& model, Title title, std::uint32_t number, const std::vector<Finding>& findings) {
    const auto& set = model.criteria().of(title);
    json::array out;
    for (const auto& f : findings) {
        json::object one{{"code", f.code},
                         {"kind", std::string(kind_word(f.kind))},
                         {"text", words_json(f.text)},
                         {"level", f.level},
                         {"met", f.met}};
        auto numbers = f.kind == Finding::Kind::condition ? condition_json(model, title, number, f) : points_json(f);
        for (auto& pair : numbers) one.emplace(pair.key(), std::move(pair.value()));
        one["document"] = json::object{{"number", set.document.number}, {"confidence", std::string(1, f.confidence)}};
        one["illustrative"] = f.illustrative;
        out.push_back(std::move(one));
    }
    return out;
}

std::string_view schooling_word(int schooling) {
    constexpr std::array<std::string_view, 5> words = {"not_asked", "attends", "completed", "out_of_school",
                                                       "unable_to_attend"};
    return schooling >= 0 && schooling < 5 ? words[static_cast<std::size_t>(schooling)] : words[0];
}

std::string_view sex_word(std::int64_t sex) { return sex == 1 ? "male" : sex == 2 ? "female" : "not_known"; }

std::string_view relation_word(std::int64_t relation) {
    constexpr std::array<std::string_view, 7> words = {"other",  "head",       "spouse", "child",
                                                       "parent", "grandchild", "sibling"};
    return relation >= 1 && relation <= 6 ? words[static_cast<std::size_t>(relation)] : words[0];
}

}  // namespace khuyenhoc::recognition
