// The verbs that keep a database: copying, backing up, restoring.
#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>

#include "app/passphrase.h"
#include "app/print.h"
#include "app/program.h"
#include "app/purposes.h"
#include "app/verbs.h"
#include "keeping/keeping.h"

namespace khuyenhoc::app {

namespace {

using Clock = std::chrono::steady_clock;

/// What every verb here needs before any database is open: migrations and sentences.
struct Known {
    Program program{store::open_sqlite(":memory:"), Key{}};
    std::vector<store::Migration> migrations = program.capabilities.migrations();
};

template <class Act>
int with_known(const Common& common, Act act) {
    Known known;
    const Result<int> done = if_reachable("", [&] { return act(known); });  // which of two databases, nobody says
    if (!done) return print_refusal(done.error(), known.program.capabilities, common.language);
    return *done;
}

std::string key_path(const std::string& named, const std::string& db) { return named.empty() ? usual_key_path(db) : named; }

/// On a terminal one line that changes; in a file one line a step, with the first of each kind.
class Progress {
public:
    void operator()(std::string_view what, std::int64_t rows, std::int64_t of) {
        const auto now = Clock::now();
        const bool is_new = what != what_;
        if (!is_new && now - told_ < std::chrono::milliseconds(is_terminal_ ? 200 : 5000)) return;
        what_ = what;
        told_ = now;
        const auto permille = of > 0 ? rows * 1000 / of : 1000;
        fmt::print(stderr, "{}{:3}.{} %  {:<8} {:>12} rows{}", is_terminal_ ? "\r" : "", permille / 10, permille % 10, what, rows,
                   is_terminal_ ? " " : "\n");
        shown_ = true;
    }
    void end() const {
        if (shown_ && is_terminal_) fmt::print(stderr, "\n");
    }

private:
    const bool is_terminal_ = ::isatty(STDERR_FILENO) == 1;
    std::string what_;
    Clock::time_point told_;
    bool shown_ = false;
};

json::object json_of(const keeping::Kept& kept, Clock::time_point began) {
    json::array tables;
    for (const auto& content : kept.contents)
        tables.push_back(json::object{{"table", content.table}, {"rows", content.rows}, {"sha256", content.sha256}});
    return {{"rows", kept.rows()},
            {"bytes", kept.bytes},
            {"resumed_at", kept.resumed_at},
            {"entries", kept.moment.entries},
            {"last_hash", kept.moment.last_hash},
            {"seconds", std::chrono::duration<double>(Clock::now() - began).count()},
            {"tables", std::move(tables)}};
}

Result<int> tell(const Common& common, const keeping::Kept& kept, Clock::time_point began, std::string_view done) {
    const auto figures = json_of(kept, began);
    const std::string text = common.json ? json::serialize(figures) + "\n"
                                         : fmt::format("{}: {} tables, {} rows, {} journal entries, last hash {}\n", done, kept.contents.size(),
                                                       kept.rows(), kept.moment.entries, kept.moment.last_hash);
    if (auto written = write_out(text); !written) return std::unexpected(written.error());
    return 0;
}

Result<Key> key_of_backup(const keeping::BackupReader& file, const std::string& path, const std::string& passphrase_file, const AskPassphrase& ask) {
    if (!passphrase_file.empty()) {
        const auto passphrase = keeping::read_passphrase(passphrase_file);
        if (!passphrase) return std::unexpected(passphrase.error());
        return file.unwrap(passphrase->text);
    }
    if (!std::filesystem::exists(path)) return refuse("keeping.no_key", "--key");
    return read_key(path, false, ask);
}

Result<int> prove_only(const Known& known, const Common& common, keeping::BackupReader& file, const Key& key, Clock::time_point began) {
    Progress progress;
    auto contents = keeping::prove(file, key, known.migrations, std::ref(progress));
    progress.end();
    if (!contents) return std::unexpected(contents.error());
    return tell(common, {std::move(*contents), {}, 0, 0}, began, "the backup of " + file.head().made_at + " is sound");
}

/// The checks need the data keys, which are there only with the rows.
Result<keeping::Kept> restore_into(const Known& known, keeping::BackupReader& file, const Key& key, const std::vector<keeping::Content>& proved,
                                   const std::string& db, Progress& progress) {
    auto opened = store::open_even_unfinished(db);
    auto& to = *opened;
    std::unique_ptr<Program> target;
    const auto run_checks = [&]() -> Result<std::vector<std::string>> {
        auto ring = open_ring(to, key);
        if (!ring && ring.error().code == "keys.resealing") ring = reseal(to, key);  // backed up in the middle of one: it goes on here
        if (!ring) return std::unexpected(ring.error());
        target = std::make_unique<Program>(std::move(opened), *ring);
        return target->capabilities.run_checks(*to.reader());
    };
    return keeping::restore(file, key, proved, to, known.migrations, run_checks, std::ref(progress));
}

}  // namespace

int copy_database(const Common& common, const CopyOptions& options) {
    return with_known(common, [&](const Known& known) -> Result<int> {
        const auto began = Clock::now();
        if (!store::exists(options.from)) return refuse("app.no_database", "--from");
        const auto ask = passphrase_from(common.key_passphrase_file, common.language);
        const auto from_key = key_path(options.from_key, options.from);
        const auto held = hold_key(from_key, Use::shared);
        if (!held) return std::unexpected(held.error());
        auto key = read_key(from_key, false, ask);  // before a store is opened
        if (!key) return std::unexpected(key.error());
        const auto to_key = key_path(options.to_key, options.to);
        if (auto may = may_keep_key(to_key, *key, ask); !may) return std::unexpected(may.error());
        const auto from = store::open(options.from);
        if (key = master_of(*from, from_key, ask); !key) return std::unexpected(key.error());
        const auto to = store::open_even_unfinished(options.to);
        Progress progress;
        const auto copied = keeping::copy(*from, *to, known.migrations, std::ref(progress));
        progress.end();
        if (!copied) return std::unexpected(copied.error());
        // Only now: beside data of somebody else's the key would be a wrong one.
        // A file with a passphrase goes along as it is, so that the key does not come to lie there in clear.
        const auto text = read_file(from_key);
        if (!text) return std::unexpected(text.error());
        if (auto kept = keep_key(to_key, *key, *text, ask); !kept) return std::unexpected(kept.error());
        return tell(common, *copied, began, "copied and compared");
    });
}

int back_up(const Common& common, const BackupOptions& options) {
    return with_known(common, [&](const Known& known) -> Result<int> {
        const auto began = Clock::now();
        if (!store::exists(common.db)) return refuse("app.no_database", "--db");
        const auto path = key_path(common.key, common.db);
        const auto ask = passphrase_from(common.key_passphrase_file, common.language);
        const auto held = hold_key(path, Use::shared);  // so that no other key comes between what is read and what it says
        if (!held) return std::unexpected(held.error());
        if (!std::filesystem::exists(path)) return refuse("app.key_missing");
        std::optional<keeping::Passphrase> passphrase;
        if (!options.passphrase_file.empty()) {
            auto read = keeping::read_passphrase(options.passphrase_file);
            if (!read) return std::unexpected(read.error());
            passphrase = std::move(*read);
        }
        const auto from = store::open(common.db);
        const auto key = master_of(*from, path, ask);
        if (!key) return std::unexpected(key.error());
        Progress progress;
        const auto kept = keeping::back_up(*from, options.out, *key, passphrase ? &*passphrase : nullptr, known.migrations, std::ref(progress));
        progress.end();
        if (!kept) return std::unexpected(kept.error());
        fmt::print(stderr, "{}\n",
                   passphrase ? "The backup and its passphrase are enough to restore it."
                              : "To restore it you need the key file as well: keep a copy of " + path + " in another place.");
        return tell(common, *kept, began, fmt::format("backed up, {} bytes", kept->bytes));
    });
}

int restore(const Common& common, const RestoreOptions& options) {
    return with_known(common, [&](const Known& known) -> Result<int> {
        const auto began = Clock::now();
        auto file = keeping::BackupReader::open(options.from);
        if (!file) return std::unexpected(file.error());
        const auto path = common.db.empty() ? common.key : key_path(common.key, common.db);
        const auto ask = passphrase_from(common.key_passphrase_file, common.language);
        const auto key = key_of_backup(**file, path, options.passphrase_file, ask);
        if (!key) return std::unexpected(key.error());
        if (options.only_prove) return prove_only(known, common, **file, *key, began);
        if (auto may = may_keep_key(path, *key, ask); !may) return std::unexpected(may.error());
        Progress progress;
        // Before anything is made at the target: is the file sound?
        const auto proved = keeping::prove(**file, *key, known.migrations, std::ref(progress));
        if (!proved) return std::unexpected(proved.error());
        const auto restored = restore_into(known, **file, *key, *proved, common.db, progress);
        progress.end();
        if (!restored) return std::unexpected(restored.error());
        if (auto kept = keep_key(path, *key, {}, ask); !kept) return std::unexpected(kept.error());
        return tell(common, *restored, began, "restored, compared and checked");
    });
}

}  // namespace khuyenhoc::app
