// Reading a criteria file: every entry named, typed, bounded; the first thing wrong is refused with its path.
#include <algorithm>
#include <initializer_list>
#include <set>

#include "base/json.h"
#include "base/text.h"
#include "recognition/criteria.h"

namespace khuyenhoc::recognition {

namespace {

constexpr std::size_t most_bytes = 1u << 20;
constexpr std::int64_t most_text = 4000;

/// Thrown inside this file only, and caught in `read_criteria`: keeps forty small readers free of plumbing.
struct Refused {
    Refusal refusal;
};

[[noreturn]] void stop(std::string_view code, std::string where, std::vector<std::pair<std::string, std::string>> facts = {}) {
    throw Refused{{std::string(code), std::move(where), std::move(facts)}};
}

std::string listed(std::span<const std::string_view> names) {
    std::string text;
    for (const auto name : names) text += (text.empty() ? "" : ", ") + std::string(name);
    return text;
}

/// One object of the file, with its path. Keys not asked for are unknown.
class Entry {
public:
    Entry(const json::value& value, std::string path) : path_(std::move(path)) {
        if (!value.is_object()) stop("criteria.wrong_type", path_, {{"expected", "object"}});
        object_ = &value.get_object();
    }

    void only(std::initializer_list<std::string_view> keys) const {
        for (const auto& pair : *object_) {
            const std::string_view key(pair.key().data(), pair.key().size());
            // The key is the file's own word and may be long: its path is enough when it is not a plain one.
            const bool plain = key.size() <= 40 && std::ranges::all_of(key, [](char c) {
                return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
            });
            if (std::ranges::find(keys, key) == keys.end()) stop("criteria.unknown_key", plain ? at(key) : path_);
        }
    }

    std::string at(std::string_view key) const { return path_.empty() ? std::string(key) : path_ + "." + std::string(key); }

    const json::value* find(std::string_view key) const { return object_->if_contains({key.data(), key.size()}); }

    const json::value& get(std::string_view key) const {
        const json::value* value = find(key);
        if (!value) stop("criteria.missing_key", at(key));
        return *value;
    }

    Entry entry(std::string_view key) const { return Entry(get(key), at(key)); }

    int integer(std::string_view key, int least, int most) const {
        const json::value& value = get(key);
        if (!value.is_int64()) stop("criteria.wrong_type", at(key), {{"expected", "integer"}});
        const std::int64_t number = value.get_int64();
        if (number < least || number > most) {
            stop("criteria.out_of_range", at(key), {{"least", std::to_string(least)}, {"most", std::to_string(most)}});
        }
        return static_cast<int>(number);
    }

    int integer(std::string_view key, int least, int most, int otherwise) const {
        return find(key) ? integer(key, least, most) : otherwise;
    }

    bool flag(std::string_view key, bool otherwise) const {
        const json::value* value = find(key);
        if (!value) return otherwise;
        if (!value->is_bool()) stop("criteria.wrong_type", at(key), {{"expected", "true or false"}});
        return value->get_bool();
    }

    std::string text(std::string_view key) const {
        const json::value& value = get(key);
        if (!value.is_string()) stop("criteria.wrong_type", at(key), {{"expected", "text"}});
        const auto clean = canonical({value.get_string().data(), value.get_string().size()});
        if (!clean || clean->empty() || length_of(*clean) > most_text) {
            stop("criteria.bad_text", at(key), {{"most", std::to_string(most_text)}});
        }
        return *clean;
    }

    std::string code(std::string_view key) const {
        std::string code = text(key);
        const bool plain = code.size() <= 40 && std::ranges::all_of(code, [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
        });
        if (!plain) stop("criteria.bad_code", at(key));
        return code;
    }

    template <std::size_t N>
    std::size_t one_of(std::string_view key, const std::array<std::string_view, N>& names) const {
        const std::string word = text(key);
        const auto found = std::ranges::find(names, std::string_view(word));
        if (found == names.end()) stop("criteria.not_one_of", at(key), {{"allowed", listed(names)}});
        return static_cast<std::size_t>(found - names.begin());
    }

    Words words(std::string_view key) const {
        const Entry both = entry(key);
        both.only({"vi", "en"});
        return {both.text("vi"), both.text("en")};
    }

    Words words_or_none(std::string_view key) const { return find(key) ? words(key) : Words{}; }

    Confidence confidence(std::string_view key = "confidence") const {
        static constexpr std::array<std::string_view, 5> letters{"O", "S", "N", "B", "U"};
        return letters[one_of(key, letters)][0];
    }

    Date date(std::string_view key) const {
        const auto date = parse_date(text(key));
        if (!date) stop("criteria.bad_date", at(key));
        return *date;
    }

    std::optional<Date> date_or_null(std::string_view key) const {
        if (get(key).is_null()) return std::nullopt;
        return date(key);
    }

    /// Calls read(entry, index) for each object of the list; nothing when the key is absent.
    template <class Read>
    void each(std::string_view key, int most, Read read) const {
        const json::value* value = find(key);
        if (!value) return;
        if (!value->is_array()) stop("criteria.wrong_type", at(key), {{"expected", "list"}});
        const json::array& list = value->get_array();
        if (list.size() > static_cast<std::size_t>(most)) stop("criteria.too_many", at(key), {{"most", std::to_string(most)}});
        for (std::size_t i = 0; i < list.size(); ++i) read(Entry(list[i], at(key) + "[" + std::to_string(i) + "]"));
    }

private:
    std::string path_;
    const json::object* object_;
};

Ages read_ages(const Entry& entry) {
    entry.only({"age_from", "age_to"});
    Ages ages;
    ages.from = entry.integer("age_from", 0, most_age);
    if (!entry.get("age_to").is_null()) ages.to = entry.integer("age_to", 0, most_age);
    if (ages.to && *ages.to < ages.from) stop("criteria.ages_reversed", entry.at("age_to"));
    return ages;
}

template <class List>
void new_code(const List& list, const std::string& code, const Entry& entry) {
    for (const auto& earlier : list) {
        if (earlier.code == code) stop("criteria.code_twice", entry.at("code"));
    }
}

void read_document(const Entry& entry, CriteriaSet& set) {
    entry.only({"number", "date", "confidence", "note"});
    if (!(set.illustrative && entry.get("number").is_null())) set.document.number = entry.text("number");
    set.document.date = entry.date_or_null("date");
    set.document.confidence = entry.confidence();
    set.document.note = entry.words_or_none("note");
}

void read_valid(const Entry& entry, CriteriaSet& set) {
    entry.only({"from", "to"});
    set.valid_from = entry.date("from");
    set.valid_to = entry.date_or_null("to");
    if (set.valid_to && *set.valid_to <= set.valid_from) stop("criteria.dates_reversed", entry.at("to"));
}

Group read_group(const Entry& entry, const CriteriaSet& set) {
    entry.only({"code", "name", "total_at_least", "confidence"});
    Group group{entry.code("code"), entry.words("name"), entry.integer("total_at_least", 0, most_total), entry.confidence()};
    new_code(set.groups, group.code, entry);
    return group;
}

Competence read_competence(const Entry& entry, const CriteriaSet& set) {
    entry.only({"code", "name", "at_least"});
    Competence competence{entry.code("code"), entry.words("name"), entry.integer("at_least", 0, most_total, 0)};
    new_code(set.competences, competence.code, entry);
    return competence;
}

int read_max(const Entry& entry, IndicatorKind kind) {
    switch (kind) {
        case IndicatorKind::yes_no: return entry.integer("max", 1, 1, 1);
        case IndicatorKind::grade: return entry.integer("max", 3, 3, 3);
        default: return entry.integer("max", 1, most_score);
    }
}

Indicator read_indicator(const Entry& entry, const CriteriaSet& set) {
    static constexpr std::array<std::string_view, 4> kinds{"points", "yes_no", "level", "grade"};
    entry.only({"code", "competence", "text", "kind", "max", "weight", "at_least", "confidence"});
    Indicator indicator;
    indicator.code = entry.code("code");
    new_code(set.indicators, indicator.code, entry);
    if (!set.competences.empty() || entry.find("competence")) {
        const std::string code = entry.code("competence");
        const auto found = std::ranges::find(set.competences, code, &Competence::code);
        if (found == set.competences.end()) stop("criteria.unknown_competence", entry.at("competence"));
        indicator.competence = static_cast<int>(found - set.competences.begin());
    }
    indicator.text = entry.words("text");
    indicator.kind = static_cast<IndicatorKind>(entry.one_of("kind", kinds));
    indicator.max = read_max(entry, indicator.kind);
    indicator.weight = entry.integer("weight", 0, most_weight, 1);
    indicator.at_least = entry.integer("at_least", 0, most_score, 0);
    if (indicator.at_least > indicator.max) {
        stop("criteria.unreachable", entry.at("at_least"), {{"most", std::to_string(indicator.max)}});
    }
    indicator.confidence = entry.confidence();
    return indicator;
}

Measure read_measure(const Entry& entry, std::string_view key, Title title) {
    const std::string word = entry.text(key);
    std::vector<std::string_view> names;
    for (const Measure measure : measures_of(title)) {
        if (name_of(measure) == word) return measure;
        names.push_back(name_of(measure));
    }
    stop("criteria.unknown_measure", entry.at(key), {{"allowed", listed(names)}});
}

Condition read_condition(const Entry& entry, const CriteriaSet& set) {
    static constexpr std::array<std::string_view, 3> kinds{"share_at_least", "at_most", "at_least"};
    Condition condition;
    condition.kind = static_cast<ConditionKind>(entry.one_of("kind", kinds));
    const bool share = condition.kind == ConditionKind::share_at_least;
    if (share) entry.only({"code", "level", "text", "kind", "of", "among", "bp", "when_empty", "confidence", "illustrative"});
    else entry.only({"code", "level", "text", "kind", "of", "count", "confidence", "illustrative"});
    condition.code = entry.code("code");
    new_code(set.conditions, condition.code, entry);
    condition.level = entry.integer("level", 1, set.levels, 1);
    condition.text = entry.words("text");
    condition.of = read_measure(entry, "of", set.title);
    condition.among = share ? read_measure(entry, "among", set.title) : condition.of;
    if (share) {
        condition.bp = entry.integer("bp", 0, 10000);
        condition.when_empty = entry.flag("when_empty", false);
    } else {
        condition.count = entry.integer("count", 0, 1'000'000'000);
    }
    condition.confidence = entry.confidence();
    condition.illustrative = entry.flag("illustrative", set.illustrative);
    return condition;
}

void check_reach(const CriteriaSet& set) {
    int total = 0;
    std::vector<int> subtotal(set.competences.size());
    for (const Indicator& indicator : set.indicators) {
        total += indicator.max * indicator.weight;
        if (!subtotal.empty()) subtotal[static_cast<std::size_t>(indicator.competence)] += indicator.max * indicator.weight;
    }
    if (total > most_total) stop("criteria.total_too_large", "indicators", {{"most", std::to_string(most_total)}});
    const auto reachable = [](int threshold, int most, const std::string& where) {
        if (threshold > most) stop("criteria.unreachable", where, {{"most", std::to_string(most)}});
    };
    for (std::size_t i = 0; i < subtotal.size(); ++i) {
        reachable(set.competences[i].at_least, subtotal[i], "competences[" + std::to_string(i) + "].at_least");
    }
    for (std::size_t i = 0; i < set.groups.size(); ++i) {
        reachable(set.groups[i].total_at_least, total, "groups[" + std::to_string(i) + "].total_at_least");
    }
    if (set.total_at_least) reachable(*set.total_at_least, total, "pass.total_at_least");
}

void read_head(const Entry& file, CriteriaSet& set) {
    static constexpr std::array<std::string_view, 5> titles{"citizen", "family", "clan", "community", "unit"};
    static constexpr std::array<std::string_view, 4> areas{"all", "urban", "rural", "mountain"};
    set.id = file.code("id");
    set.title = static_cast<Title>(file.one_of("title", titles));
    set.name = file.words("name");
    set.issuer = file.words("issuer");
    set.illustrative = file.flag("illustrative", false);
    read_document(file.entry("document"), set);
    read_valid(file.entry("valid"), set);
    set.area = static_cast<Area>(file.one_of("area", areas));
    set.incomplete = file.words_or_none("incomplete");
}

CriteriaSet read_set(const json::value& value) {
    const Entry file(value, "");
    CriteriaSet set;
    read_head(file, set);
    const bool citizen = set.title == Title::citizen;
    const bool family = set.title == Title::family;
    file.only({"id", "title", "name", "issuer", "document", "valid", "area", "illustrative", "incomplete",
               citizen ? "scope" : "id", family ? "children" : "id", citizen ? "groups" : "id", "competences", "indicators",
               "pass", "levels", "conditions"});
    if (citizen) set.scope = read_ages(file.entry("scope"));
    if (family) set.children = read_ages(file.entry("children"));
    set.levels = file.integer("levels", 1, citizen ? 1 : 2, 1);
    file.each("groups", most_groups, [&](const Entry& e) { set.groups.push_back(read_group(e, set)); });
    file.each("competences", most_competences, [&](const Entry& e) { set.competences.push_back(read_competence(e, set)); });
    file.each("indicators", most_indicators, [&](const Entry& e) { set.indicators.push_back(read_indicator(e, set)); });
    if (file.find("pass") || (!set.indicators.empty() && set.usable())) {
        const Entry pass = file.entry("pass");
        if (set.indicators.empty()) stop("criteria.unknown_key", "pass");
        pass.only({"total_at_least", "confidence"});
        set.total_at_least = pass.integer("total_at_least", 0, most_total);
        set.pass_confidence = pass.confidence();
    }
    file.each("conditions", most_conditions, [&](const Entry& e) { set.conditions.push_back(read_condition(e, set)); });
    if (set.usable() && set.indicators.empty() && (citizen || set.conditions.empty())) stop("criteria.nothing_required", "indicators");
    check_reach(set);
    return set;
}

}  // namespace

Result<CriteriaSet> read_criteria(std::string_view json_text) {
    if (json_text.size() > most_bytes) return refuse("criteria.too_large", "", {{"most", std::to_string(most_bytes)}});
    const auto value = parse_json(json_text, 8);
    if (!value) return std::unexpected(value.error());
    try {
        return read_set(*value);
    } catch (Refused& refused) {
        return std::unexpected(std::move(refused.refusal));
    }
}

}  // namespace khuyenhoc::recognition
