// Criteria sets by id, and the campaign that uses them.
#include "base/check.h"
#include "base/json.h"
#include "recognition/embedded.h"
#include "recognition/machinery.h"

namespace khuyenhoc::recognition {

namespace {

struct Shipped {
    std::string_view text;
    std::shared_ptr<const CriteriaSet> set;
};

/// A shipped file that does not read is a bug of the build; its test would have failed first.
const std::map<std::string, Shipped, std::less<>>& shipped() {
    static const auto all = [] {
        std::map<std::string, Shipped, std::less<>> sets;
        for (const auto& file : recognition_files()) {
            if (!file.path.starts_with("criteria/")) continue;
            auto set = read_criteria(file.bytes);
            check(set.has_value(), "a shipped criteria file is right");
            auto id = set->id;
            sets.emplace(std::move(id), Shipped{file.bytes, std::make_shared<const CriteriaSet>(std::move(*set))});
        }
        return sets;
    }();
    return all;
}

}  // namespace

std::string_view Library::shipped_text(std::string_view id) {
    const auto found = shipped().find(id);
    return found == shipped().end() ? std::string_view{} : found->second.text;
}

std::shared_ptr<const CriteriaSet> Library::read_once(std::string_view text, const std::string& hash) {
    const std::lock_guard lock(mutex_);
    auto& kept = sets_[hash];
    if (kept == nullptr) {
        auto set = read_criteria(text);
        check(set.has_value(), "a stored criteria set was read before it was stored");
        kept = std::make_shared<const CriteriaSet>(std::move(*set));
    }
    return kept;
}

Result<Library::Found> Library::find_with_hash(store::Connection& db, std::string_view id) {
    if (const auto hash = db.query_text("SELECT sha256 FROM criteria_set WHERE criteria_id = $1", {id})) {
        {
            const std::lock_guard lock(mutex_);
            const auto known = sets_.find(*hash);
            if (known != sets_.end()) return Found{known->second, *hash};
        }
        const auto text = db.query_text("SELECT document FROM criteria_set WHERE criteria_id = $1", {id});
        return Found{read_once(text.value_or(""), *hash), *hash};
    }
    const auto found = shipped().find(id);
    if (found == shipped().end()) return refuse("recognition.unknown_criteria");
    return Found{found->second.set, "shipped " + found->first};
}

Result<std::shared_ptr<const CriteriaSet>> Library::find(store::Connection& db, std::string_view id) {
    auto found = find_with_hash(db, id);
    if (!found) return std::unexpected(found.error());
    return std::move(found->set);
}

std::vector<std::shared_ptr<const CriteriaSet>> Library::all(store::Connection& db) {
    std::map<std::string, std::shared_ptr<const CriteriaSet>> by_id;
    for (const auto& [id, set] : shipped()) by_id[id] = set.set;
    db.query("SELECT criteria_id, sha256, document FROM criteria_set ORDER BY criteria_id", {},
             [&](const store::Row& row) {
                 by_id[std::string(row.text(0))] = read_once(row.text(2), std::string(row.text(1)));
             });
    std::vector<std::shared_ptr<const CriteriaSet>> sets;
    for (auto& [id, set] : by_id) sets.push_back(std::move(set));
    return sets;
}

Result<std::shared_ptr<const Criteria>> Library::gather(store::Connection& db, const SetIds& ids) {
    std::vector<std::shared_ptr<const CriteriaSet>> found;
    std::string key;
    for (const auto& id : ids) {
        auto set = find_with_hash(db, id);
        if (!set) return std::unexpected(set.error());
        key += set->hash + ";";
        found.push_back(std::move(set->set));
    }
    const std::lock_guard lock(mutex_);
    auto& kept = gathered_[key];
    if (kept == nullptr) {
        std::vector<CriteriaSet> sets;
        for (const auto& set : found) sets.push_back(*set);
        auto criteria = gather_criteria(sets);
        if (!criteria) return std::unexpected(criteria.error());
        kept = std::make_shared<const Criteria>(std::move(*criteria));
    }
    return kept;
}

Result<CampaignSets> find_campaign(store::Connection& db, Library& library, std::int64_t province, int year) {
    std::string criteria;
    CampaignSets sets;
    db.query("SELECT state, criteria FROM campaign WHERE province_id = $1 AND year = $2",
             {province, std::int64_t{year}}, [&](const store::Row& row) {
                 sets.state = row.text(0);
                 criteria = row.text(1);
             });
    if (sets.state.empty()) return refuse("recognition.no_campaign", "year", {{"year", std::to_string(year)}});
    const auto parsed = parse_json(criteria);
    check(parsed && parsed->is_object(), "a campaign names its criteria as JSON");
    for (const auto title : all_titles) {
        const auto& id = parsed->as_object().at(json::string_view(name_of(title).data(), name_of(title).size()));
        sets.ids[static_cast<std::size_t>(title)] = json::value_to<std::string>(id);
    }
    auto gathered = library.gather(db, sets.ids);
    if (!gathered) return std::unexpected(gathered.error());
    sets.criteria = std::move(*gathered);
    return sets;
}

}  // namespace khuyenhoc::recognition
