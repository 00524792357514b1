// Keeps the years in memory in step with the journal: loads, follows commands after their commit, notices everybody
// else's. Knows when, not what. For the files of this folder.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <shared_mutex>
#include <string>

#include "capability/capability.h"
#include "recognition/evidence.h"
#include "recognition/model.h"
#include "recognition/recognition.h"

namespace khuyenhoc::recognition {

/// Criteria sets by id, read once: those stored (published or used by a campaign) and those shipped with the program.
class Library {
public:
    /// Refuses recognition.unknown_criteria.
    Result<std::shared_ptr<const CriteriaSet>> find(store::Connection& db, std::string_view id);
    /// Every set, shipped and stored, by id.
    std::vector<std::shared_ptr<const CriteriaSet>> all(store::Connection& db);
    /// The JSON text of a shipped set; empty when there is none of that id.
    static std::string_view shipped_text(std::string_view id);

private:
    std::mutex mutex_;
    std::map<std::string, std::shared_ptr<const CriteriaSet>, std::less<>> sets_;   ///< by hash of the text
    std::map<std::string, std::shared_ptr<const Criteria>, std::less<>> gathered_;  ///< by the five hashes
    friend Result<CampaignSets> find_campaign(store::Connection&, Library&, std::int64_t, int);
    struct Found {
        std::shared_ptr<const CriteriaSet> set;
        std::string hash;
    };
    Result<Found> find_with_hash(store::Connection& db, std::string_view id);
    std::shared_ptr<const CriteriaSet> read_once(std::string_view text, const std::string& hash);
    Result<std::shared_ptr<const Criteria>> gather(store::Connection& db, const SetIds& ids);
};

/// A shared lock in which a waiting writer goes before readers that come later; the standard one lets readers starve
/// it.
class FairLock {
public:
    void lock() {
        const std::lock_guard turn(turn_);
        inside_.lock();
    }
    void unlock() { inside_.unlock(); }
    void lock_shared() {
        const std::lock_guard turn(turn_);
        inside_.lock_shared();
    }
    void unlock_shared() { inside_.unlock_shared(); }

private:
    std::mutex turn_;
    std::shared_mutex inside_;
};

/// The campaign of a year and its sets. Refuses recognition.no_campaign.
Result<CampaignSets> find_campaign(store::Connection& db, Library& library, std::int64_t province, int year);

/// What a command has written and the model does not know yet.
struct Following {
    std::int64_t seq = 0;
    std::string name;
    std::string at;
    YearChanges changes;
    int from_year = 0;  ///< a change of what this and later years are made of: they must be read anew; 0: of none

    bool rebuilds(int year) const { return from_year != 0 && year >= from_year; }
};

/// What commands after `after_seq` have changed in the year, as it is now: for a program that did not run them.
YearChanges read_changes(store::Connection& db, std::int64_t province, int year, const SetIds& sets, std::int64_t after_seq);

struct Recognition::Machinery {
    Machinery(store::Store& store_, std::int64_t province_);

    store::Store& store;
    const std::int64_t province;
    Pool pool;
    Library library;
    EvidenceDesk evidence;
    Key ethnicity{};  ///< what persons' ethnic groups are sealed with

    /// Runs `use(const Model&)` with the year as the journal has it now; readers share. Refuses
    /// recognition.no_campaign.
    template <class Use>
    auto read(int year, Use use) -> decltype(use(std::declval<const Model&>()));

    /// Inside a command: as `read`, but with everything this transaction has already written, committed or not.
    template <class Use>
    auto read_inside(CommandContext& context, int year, Use use) -> decltype(use(std::declval<const Model&>()));

    /// Call last in a command that succeeded: the model follows when it is durable.
    void follow_after_commit(CommandContext& context, std::string_view command, YearChanges changes);

    /// Call in a command that changes who lives where, from a day of `from_year` on: earlier years stay as they are.
    void rebuild_after_commit(CommandContext& context, std::string_view command, int from_year);

    Result<void> load(int year);
    void forget();
    std::vector<int> years_in_memory();

    /// A model of the year made from `db` alone, as its transaction sees it.
    Result<std::unique_ptr<Model>> load_from(store::Connection& db, int year);

private:
    /// One year in memory and how far it has followed the journal: everything up to `seq`, and those in `followed`.
    struct Kept {
        std::unique_ptr<Model> model;
        std::int64_t seq = 0;
        std::set<std::int64_t> followed;
    };
    /// `behind`: others have added facts, which can be read; `stale`: what a year is made of is otherwise.
    enum class Freshness { fresh, waiting, behind, stale };

    /// `inside`: `db` is in the transaction of a command and sees what may yet be undone.
    Freshness look(store::Connection& db, Kept& kept, bool inside);
    bool is_pending(int year, std::int64_t seq, std::string_view name, std::string_view at) const;
    void follow_after_commit(CommandContext& context, std::shared_ptr<const Following> following);
    Result<void> refresh(int year);
    /// Brings a year that is behind up to what the journal has now; does nothing when one of our own came between.
    void catch_up(int year);
    Result<std::unique_ptr<Model>> load_anew(int year);
    void keep(int year, std::unique_ptr<Model> model);
    void follow(const std::shared_ptr<const Following>& following);
    static void follow(Kept& kept, const Following& following);
    /// What this transaction has written before and the year does not know.
    std::vector<std::shared_ptr<const Following>> pending_in(CommandContext& context, int year);

    FairLock models_;  ///< readers of any model share it; whoever changes one owns it
    std::map<int, Kept> kept_;
    std::mutex loading_;            ///< one load at a time
    mutable std::mutex following_;  ///< guards what is below, and `seq` and `followed` of each year
    std::vector<std::shared_ptr<const Following>> pending_;  ///< written, perhaps not durable yet
    std::vector<std::shared_ptr<const Following>> lately_;   ///< followed while a load was running
    bool is_loading_ = false;
};

template <class Use>
auto Recognition::Machinery::read(int year, Use use) -> decltype(use(std::declval<const Model&>())) {
    for (int tries = 0; tries < 5; ++tries) {
        if (auto fresh = refresh(year); !fresh) return std::unexpected(fresh.error());
        const std::shared_lock<FairLock> lock(models_);
        const auto found = kept_.find(year);
        if (found != kept_.end()) return use(std::as_const(*found->second.model));
    }
    return refuse("recognition.busy");
}

template <class Use>
auto Recognition::Machinery::read_inside(CommandContext& context, int year, Use use)
    -> decltype(use(std::declval<const Model&>())) {
    if (auto fresh = refresh(year); !fresh && fresh.error().code != "recognition.no_campaign")
        return std::unexpected(fresh.error());
    std::unique_lock<FairLock> lock(models_);
    const auto found = kept_.find(year);
    if (found == kept_.end() || look(context.db, found->second, true) > Freshness::waiting) {
        lock.unlock();
        auto own = load_from(context.db, year);
        if (!own) return std::unexpected(own.error());
        return use(std::as_const(**own));
    }
    Model& model = *found->second.model;
    std::vector<YearChanges> undo;
    struct TakeBack {
        Model& model;
        std::vector<YearChanges>& undo;
        ~TakeBack() {
            for (auto it = undo.rbegin(); it != undo.rend(); ++it) model.apply(*it);
        }
    } take_back{model, undo};
    for (const auto& following : pending_in(context, year)) model.apply(following->changes, &undo.emplace_back());
    return use(std::as_const(model));
}

}  // namespace khuyenhoc::recognition
