// The verbs that keep a database: copying, backing up, restoring.
#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>

#include "app/key_file.h"
#include "app/print.h"
#include "app/program.h"
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

Result<Key> key_of_backup(const keeping::BackupReader& file, const std::string& path, const std::string& passphrase_file) {
    if (!passphrase_file.empty()) {
        const auto passphrase = keeping::read_passphrase(passphrase_file);
        if (!passphrase) return std::unexpected(passphrase.error());
        return file.unwrap(passphrase->text);
    }
    if (!std::filesystem::exists(path)) return refuse("keeping.no_key", "--key");
    return read_key(path, false);
}

Result<int> prove_only(const Known& known, const Common& common, keeping::BackupReader& file, const Key& key, Clock::time_point began) {
    Progress progress;
    auto contents = keeping::prove(file, key, known.migrations, std::ref(progress));
    progress.end();
    if (!contents) return std::unexpected(contents.error());
    return tell(common, {std::move(*contents), {}, 0, 0}, began, "the backup of " + file.head().made_at + " is sound");
}

}  // namespace

int copy_database(const Common& common, const CopyOptions& options) {
    return with_known(common, [&](const Known& known) -> Result<int> {
        const auto began = Clock::now();
        if (!store::exists(options.from)) return refuse("app.no_database", "--from");
        const auto key = read_key(key_path(options.from_key, options.from), false);
        if (!key) return std::unexpected(key.error());
        const auto to_key = key_path(options.to_key, options.to);
        if (auto may = may_keep_key(to_key, *key); !may) return std::unexpected(may.error());
        const auto from = store::open(options.from);
        const auto to = store::open_even_unfinished(options.to);
        Progress progress;
        const auto copied = keeping::copy(*from, *to, known.migrations, std::ref(progress));
        progress.end();
        if (!copied) return std::unexpected(copied.error());
        // Only now: beside data of somebody else's the key would be a wrong one.
        if (auto kept = keep_key(to_key, *key); !kept) return std::unexpected(kept.error());
        return tell(common, *copied, began, "copied and compared");
    });
}

int back_up(const Common& common, const BackupOptions& options) {
    return with_known(common, [&](const Known& known) -> Result<int> {
        const auto began = Clock::now();
        if (!store::exists(common.db)) return refuse("app.no_database", "--db");
        const auto key = read_key(key_path(common.key, common.db), false);
        if (!key) return std::unexpected(key.error());
        std::optional<keeping::Passphrase> passphrase;
        if (!options.passphrase_file.empty()) {
            auto read = keeping::read_passphrase(options.passphrase_file);
            if (!read) return std::unexpected(read.error());
            passphrase = std::move(*read);
        }
        const auto from = store::open(common.db);
        Progress progress;
        const auto kept = keeping::back_up(*from, options.out, *key, passphrase ? &*passphrase : nullptr, known.migrations, std::ref(progress));
        progress.end();
        if (!kept) return std::unexpected(kept.error());
        fmt::print(stderr, "{}\n",
                   passphrase ? "The backup and its passphrase are enough to restore it."
                              : "To restore it you need the key file as well: keep a copy of " + key_path(common.key, common.db) + " in another place.");
        return tell(common, *kept, began, fmt::format("backed up, {} bytes", kept->bytes));
    });
}

int restore(const Common& common, const RestoreOptions& options) {
    return with_known(common, [&](const Known& known) -> Result<int> {
        const auto began = Clock::now();
        auto file = keeping::BackupReader::open(options.from);
        if (!file) return std::unexpected(file.error());
        const auto path = common.db.empty() ? common.key : key_path(common.key, common.db);
        const auto key = key_of_backup(**file, path, options.passphrase_file);
        if (!key) return std::unexpected(key.error());
        if (options.only_prove) return prove_only(known, common, **file, *key, began);
        if (auto may = may_keep_key(path, *key); !may) return std::unexpected(may.error());
        Progress progress;
        // Before anything is made at the target: is the file sound?
        const auto proved = keeping::prove(**file, *key, known.migrations, std::ref(progress));
        if (!proved) return std::unexpected(proved.error());
        Program target(store::open_even_unfinished(common.db), *key);
        const auto restored = keeping::restore(**file, *key, *proved, *target.store, target.capabilities, std::ref(progress));
        progress.end();
        if (!restored) return std::unexpected(restored.error());
        if (auto kept = keep_key(path, *key); !kept) return std::unexpected(kept.error());
        return tell(common, *restored, began, "restored, compared and checked");
    });
}

}  // namespace khuyenhoc::app
