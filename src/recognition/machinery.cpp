#include "recognition/machinery.h"

#include <algorithm>
#include <array>

namespace khuyenhoc::recognition {

namespace {

constexpr std::size_t years_kept = 2;
constexpr int threads = 2;

/// Whose commands can change what a year is made of.
bool concerns_a_year(std::string_view command) {
    constexpr std::array changes_no_year{std::string_view("recognition.save_draft"), std::string_view("recognition.publish_draft"),
                                         std::string_view("recognition.save_scenario"), std::string_view("people.not_duplicates")};
    for (const std::string_view prefix : {"people.", "places.", "recognition.", "demo."})
        if (command.starts_with(prefix)) return std::ranges::find(changes_no_year, command) == changes_no_year.end();
    return false;
}

/// Whose commands add assessments and events of titles and leave alone what a year is made of.
bool only_adds_facts(std::string_view command) {
    return command.starts_with("recognition.") && command != "recognition.open_campaign";
}

}  // namespace

Recognition::Machinery::Machinery(store::Store& store_, std::int64_t province_)
    : store(store_), province(province_), pool(threads) {}

bool Recognition::Machinery::is_pending(int year, std::int64_t seq, std::string_view name, std::string_view at) const {
    return std::ranges::any_of(pending_, [&](const auto& following) {
        return !following->rebuilds(year) && following->seq == seq && following->name == name && following->at == at;
    });
}

Recognition::Machinery::Freshness Recognition::Machinery::look(store::Connection& db, Kept& kept, bool inside) {
    const std::lock_guard lock(following_);
    Freshness freshness = Freshness::fresh;
    const std::int64_t known = kept.seq;
    db.query("SELECT seq, name, at, refused FROM journal WHERE province_id = $1 AND seq > $2 ORDER BY seq",
             {province, known}, [&](const store::Row& row) {
                 if (freshness == Freshness::stale) return;
                 const std::int64_t seq = row.integer(0);
                 if (row.integer(3) == 1 || !concerns_a_year(row.text(1)) || kept.followed.contains(seq)) {
                     // What a transaction may still undo must be looked at again.
                     if (inside || freshness != Freshness::fresh) return;
                     kept.seq = seq;
                     kept.followed.erase(seq);
                     return;
                 }
                 if (is_pending(kept.model->year(), seq, row.text(1), row.text(2))) freshness = std::max(freshness, Freshness::waiting);
                 else freshness = only_adds_facts(row.text(1)) ? Freshness::behind : Freshness::stale;
             });
    return freshness;
}

Result<void> Recognition::Machinery::refresh(int year) {
    const auto reader = store.reader();
    const auto look_at_year = [&] {
        const std::shared_lock<FairLock> lock(models_);
        const auto found = kept_.find(year);
        return found == kept_.end() ? Freshness::stale : look(*reader, found->second, false);
    };
    Freshness freshness = look_at_year();
    for (int tries = 0; freshness == Freshness::behind && tries < 3; ++tries) {
        catch_up(year);
        freshness = look_at_year();
    }
    if (freshness <= Freshness::waiting) return {};
    const std::lock_guard one(loading_);
    if (look_at_year() <= Freshness::waiting) return {};
    const auto set_loading = [this](bool loading) {
        const std::lock_guard lock(following_);
        is_loading_ = loading;
        lately_.clear();
    };
    set_loading(true);
    try {
        auto model = load_anew(year);
        if (model) {
            keep(year, std::move(*model));
            return {};
        }
        set_loading(false);
        const std::unique_lock<FairLock> lock(models_);
        kept_.erase(year);
        return std::unexpected(model.error());
    } catch (...) {
        set_loading(false);
        throw;
    }
}

Result<std::unique_ptr<Model>> Recognition::Machinery::load_anew(int year) {
    const auto first = store.reader();
    const auto second = store.reader();
    auto campaign = find_campaign(*first, library, province, year);
    if (!campaign) return std::unexpected(campaign.error());
    store::Connection* const readers[] = {first.get(), second.get()};
    auto read = read_facts(readers, province, year, campaign->ids, ethnicity);
    return std::make_unique<Model>(year, std::move(*campaign), std::move(read), pool);
}

Result<std::unique_ptr<Model>> Recognition::Machinery::load_from(store::Connection& db, int year) {
    auto campaign = find_campaign(db, library, province, year);
    if (!campaign) return std::unexpected(campaign.error());
    store::Connection* const readers[] = {&db};
    auto read = read_facts(readers, province, year, campaign->ids, ethnicity);
    return std::make_unique<Model>(year, std::move(*campaign), std::move(read), pool);
}

void Recognition::Machinery::keep(int year, std::unique_ptr<Model> model) {
    const std::unique_lock<FairLock> lock(models_);
    const std::lock_guard guard(following_);
    is_loading_ = false;
    Kept kept;
    kept.seq = model->facts_seq();
    kept.model = std::move(model);
    for (const auto& following : lately_) follow(kept, *following);
    lately_.clear();
    kept_.insert_or_assign(year, std::move(kept));
    for (auto it = kept_.begin(); kept_.size() > years_kept;) it = it->first == year ? std::next(it) : kept_.erase(it);
}

void Recognition::Machinery::follow(Kept& kept, const Following& following) {
    const int year = kept.model->year();
    if (following.seq <= kept.seq || following.rebuilds(year)) return;
    // Another year in memory has nothing to learn from it.
    if (following.changes.year == year) kept.model->apply(following.changes);
    kept.followed.insert(following.seq);
}

void Recognition::Machinery::follow(const std::shared_ptr<const Following>& following) {
    const std::unique_lock<FairLock> lock(models_);
    const std::lock_guard guard(following_);
    for (auto& [year, kept] : kept_) follow(kept, *following);
    if (is_loading_) lately_.push_back(following);
    // Commands are followed in the order of the journal: whatever is older was followed or never became durable.
    std::erase_if(pending_, [&](const auto& other) { return other->seq <= following->seq; });
}

void Recognition::Machinery::follow_after_commit(CommandContext& context, std::string_view command,
                                                 YearChanges changes) {
    follow_after_commit(context, std::make_shared<const Following>(Following{
                                     context.seq, std::string(command), context.at, std::move(changes)}));
}

void Recognition::Machinery::rebuild_after_commit(CommandContext& context, std::string_view command, int from_year) {
    follow_after_commit(context, std::make_shared<const Following>(
                                     Following{context.seq, std::string(command), context.at, {}, from_year}));
}

void Recognition::Machinery::follow_after_commit(CommandContext& context, std::shared_ptr<const Following> following) {
    {
        const std::lock_guard lock(following_);
        // The same number again: what bore it before was rolled back.
        std::erase_if(pending_, [&](const auto& other) { return other->seq >= context.seq; });
        pending_.push_back(following);
    }
    context.after_commit.emplace_back([this, following] { follow(following); });
}

std::vector<std::shared_ptr<const Following>> Recognition::Machinery::pending_in(CommandContext& context, int year) {
    const std::lock_guard lock(following_);
    const auto found = kept_.find(year);
    std::vector<std::shared_ptr<const Following>> pending;
    for (const auto& following : pending_) {
        if (following->changes.year != year || following->seq >= context.seq || found == kept_.end()) continue;
        if (following->seq <= found->second.seq || found->second.followed.contains(following->seq)) continue;
        const auto written = context.db.query_integer(
            "SELECT 1 FROM journal WHERE province_id = $1 AND seq = $2 AND name = $3 AND at = $4 AND refused = 0",
            {province, following->seq, following->name, following->at});
        if (written) pending.push_back(following);
    }
    return pending;
}

Result<void> Recognition::Machinery::load(int year) { return refresh(year); }

std::vector<int> Recognition::Machinery::years_in_memory() {
    const std::shared_lock<FairLock> lock(models_);
    std::vector<int> years;
    for (const auto& [year, kept] : kept_) years.push_back(year);
    return years;
}

void Recognition::Machinery::forget() {
    const std::unique_lock<FairLock> lock(models_);
    kept_.clear();
}

}  // namespace khuyenhoc::recognition
