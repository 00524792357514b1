// The verbs about keys: what there is, another master key, sealing anew.
#include <fmt/format.h>

#include "app/key_file.h"
#include "app/passphrase.h"
#include "app/print.h"
#include "app/program.h"
#include "app/purposes.h"
#include "app/verbs.h"
#include "base/date.h"
#include "base/key_wrap.h"

namespace khuyenhoc::app {

namespace {

struct Opened {
    std::string path;
    std::shared_ptr<void> held = {};
    std::unique_ptr<store::Store> store = {};
    Key master = {};
};

/// The database with its schema up to date, and its key; who changes what the key opens is alone with it.
Result<Opened> open_with_key(const Common& common, Use use) {
    if (!store::exists(common.db)) return refuse("app.no_database", "--db");
    Opened opened{.path = common.key.empty() ? usual_key_path(common.db) : common.key};
    auto held = hold_key(opened.path, use);
    if (!held) return std::unexpected(held.error());
    opened.store = store::open(common.db);
    const auto master = master_of(*opened.store, opened.path, passphrase_from(common.key_passphrase_file, common.language));
    if (!master) return std::unexpected(master.error());
    opened.master = *master;
    held = {};
    held = hold_key(opened.path, use);  // the file may be another by now
    if (!held) return std::unexpected(held.error());
    opened.held = std::move(*held);
    opened.store->migrate(known_migrations());
    return opened;
}

template <class Act>
int with_key(const Common& common, Use use, Act act) {
    const auto done = if_reachable("--db", [&]() -> Result<int> {
        auto opened = open_with_key(common, use);
        if (!opened) return std::unexpected(opened.error());
        return act(*opened);
    });
    return done ? *done : print_early_refusal(done.error(), common.language);
}

Result<std::string> next_text(const Common& common, const RotateOptions& options, const std::string& path, const Key& key) {
    const bool had = has_passphrase(path);
    if (options.plain || (!had && options.new_passphrase_file.empty() && !options.ask_passphrase)) return key_text(key);
    const bool is_new = options.ask_passphrase || !options.new_passphrase_file.empty();
    // A file that had a passphrase keeps it unless another is given: it is asked for again, since nothing remembers it.
    auto passphrase = is_new ? new_passphrase(options.new_passphrase_file, common.language)
                             : passphrase_from(common.key_passphrase_file, common.language)();
    if (!passphrase) return std::unexpected(passphrase.error());
    auto text = key_text(key, *passphrase);
    wipe(*passphrase);
    return text;
}

json::object line_of(const keys::DataKey& data) {
    return {{"purpose", data.purpose}, {"version", data.version}, {"made_at", data.made_at},
            {"resealed_to", data.resealed_to ? json::value(*data.resealed_to) : json::value()}};
}

}  // namespace

int show_keys(const Common& common) {
    return with_key(common, Use::shared, [&](Opened& opened) -> Result<int> {
        const auto ring = keys::open(*opened.store, opened.master, {}, true);
        if (!ring) return std::unexpected(ring.error());
        json::array lines;
        std::string text = fmt::format("master key: {}{}\n", opened.path, has_passphrase(opened.path) ? ", with a passphrase" : "");
        for (const auto& data : ring->keys()) {
            lines.push_back(line_of(data));
            text += fmt::format("{:<26} version {}  {}{}\n", data.purpose, data.version, data.made_at,
                                data.resealed_to ? fmt::format("  sealed up to {}", *data.resealed_to) : "");
        }
        const json::object all{{"has_passphrase", has_passphrase(opened.path)}, {"keys", std::move(lines)}};
        if (auto written = write_out(common.json ? json::serialize(all) + "\n" : text); !written) return std::unexpected(written.error());
        return 0;
    });
}

int rotate_keys(const Common& common, const RotateOptions& options) {
    return with_key(common, Use::exclusive, [&](Opened& opened) -> Result<int> {
        // The keys must be there before they can be sealed with another master.
        if (const auto ring = open_ring(*opened.store, opened.master); !ring && ring.error().code != "keys.resealing")
            return std::unexpected(ring.error());
        Key next = random_key();
        const auto text = next_text(common, options, opened.path, next);
        if (!text) return std::unexpected(text.error());
        if (auto put = put_next_key(opened.path, *text); !put) return std::unexpected(put.error());
        if (auto wrapped = keys::rewrap(*opened.store, opened.master, next); !wrapped) return std::unexpected(wrapped.error());
        wipe(next);
        const auto kept = take_next_key(opened.path, now_utc());
        if (!kept) return std::unexpected(kept.error());
        fmt::print("the database has a new master key: {}\n", opened.path);
        fmt::print(stderr, "Backups made until now open with the key from before, {}: keep it where they are kept, and remove it here.\n", *kept);
        return 0;
    });
}

int reseal_keys(const Common& common) {
    return with_key(common, Use::exclusive, [&](Opened& opened) -> Result<int> {
        if (const auto ring = open_ring(*opened.store, opened.master); !ring && ring.error().code != "keys.resealing")
            return std::unexpected(ring.error());
        const auto ring = reseal(*opened.store, opened.master);
        if (!ring) return std::unexpected(ring.error());
        fmt::print("sealed anew; {} keys\n", ring->keys().size());
        return 0;
    });
}

}  // namespace khuyenhoc::app
