// Writing a criteria set back as the file it would be read from.
#include "base/json.h"
#include "recognition/criteria.h"

namespace khuyenhoc::recognition {

namespace {

json::object both(const Words& words) { return {{"vi", words.vi}, {"en", words.en}}; }
json::value date_or_null(const std::optional<Date>& date) { return date ? json::value(to_text(*date)) : json::value(nullptr); }
std::string letter(Confidence confidence) { return std::string(1, confidence); }

json::object ages_of(const Ages& ages) {
    return {{"age_from", ages.from}, {"age_to", ages.to ? json::value(*ages.to) : json::value(nullptr)}};
}

json::object head_of(const CriteriaSet& set) {
    static constexpr std::array<std::string_view, 4> areas{"all", "urban", "rural", "mountain"};
    json::object document{{"number", set.document.number.empty() ? json::value(nullptr) : json::value(set.document.number)},
                          {"date", date_or_null(set.document.date)},
                          {"confidence", letter(set.document.confidence)}};
    if (!set.document.note.vi.empty()) document["note"] = both(set.document.note);
    json::object file{{"id", set.id},
                      {"title", name_of(set.title)},
                      {"name", both(set.name)},
                      {"issuer", both(set.issuer)},
                      {"document", document},
                      {"valid", {{"from", to_text(set.valid_from)}, {"to", date_or_null(set.valid_to)}}},
                      {"area", areas[static_cast<std::size_t>(set.area)]},
                      {"illustrative", set.illustrative}};
    if (!set.usable()) file["incomplete"] = both(set.incomplete);
    if (set.title == Title::citizen) file["scope"] = ages_of(set.scope);
    if (set.title == Title::family) file["children"] = ages_of(set.children);
    return file;
}

json::object indicator_of(const Indicator& indicator, const CriteriaSet& set) {
    json::object entry{{"code", indicator.code}};
    if (!set.competences.empty()) entry["competence"] = set.competences[static_cast<std::size_t>(indicator.competence)].code;
    entry["text"] = both(indicator.text);
    entry["kind"] = name_of(indicator.kind);
    entry["max"] = indicator.max;
    entry["weight"] = indicator.weight;
    entry["at_least"] = indicator.at_least;
    entry["confidence"] = letter(indicator.confidence);
    return entry;
}

json::object condition_of(const Condition& condition) {
    json::object entry{{"code", condition.code}, {"level", condition.level}, {"text", both(condition.text)},
                       {"kind", name_of(condition.kind)}, {"of", name_of(condition.of)}};
    if (condition.kind == ConditionKind::share_at_least) {
        entry["among"] = name_of(condition.among);
        entry["bp"] = condition.bp;
        entry["when_empty"] = condition.when_empty;
    } else {
        entry["count"] = condition.count;
    }
    entry["confidence"] = letter(condition.confidence);
    entry["illustrative"] = condition.illustrative;
    return entry;
}

/// Objects and lists of objects over several lines, everything inside an entry on one.
void write_indented(const json::object& file, std::string& out) {
    out += "{";
    bool first = true;
    for (const auto& pair : file) {
        out += (first ? "\n  " : ",\n  ") + json::serialize(json::string(pair.key())) + ": ";
        first = false;
        const auto* list = pair.value().if_array();
        if (!list || list->empty()) {
            out += json::serialize(pair.value());
            continue;
        }
        out += "[";
        for (std::size_t i = 0; i < list->size(); ++i) out += (i ? ",\n    " : "\n    ") + json::serialize((*list)[i]);
        out += "\n  ]";
    }
    out += "\n}\n";
}

}  // namespace

std::string write_criteria(const CriteriaSet& set) {
    json::object file = head_of(set);
    json::array groups, competences, indicators, conditions;
    for (const Group& group : set.groups) {
        groups.push_back(json::object{{"code", group.code}, {"name", both(group.name)},
                                      {"total_at_least", group.total_at_least}, {"confidence", letter(group.confidence)}});
    }
    for (const Competence& competence : set.competences) {
        competences.push_back(json::object{{"code", competence.code}, {"name", both(competence.name)}, {"at_least", competence.at_least}});
    }
    for (const Indicator& indicator : set.indicators) indicators.push_back(indicator_of(indicator, set));
    for (const Condition& condition : set.conditions) conditions.push_back(condition_of(condition));
    if (set.title == Title::citizen) file["groups"] = groups;
    file["competences"] = competences;
    file["indicators"] = indicators;
    if (set.total_at_least) {
        file["pass"] = json::object{{"total_at_least", *set.total_at_least}, {"confidence", letter(set.pass_confidence)}};
    }
    file["levels"] = set.levels;
    file["conditions"] = conditions;
    std::string out;
    write_indented(file, out);
    return out;
}

}  // namespace khuyenhoc::recognition
