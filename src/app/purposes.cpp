#include "app/purposes.h"

#include <fmt/format.h>
#include <unistd.h>

#include "base/date.h"

namespace khuyenhoc::app {

namespace {

constexpr std::string_view numbers = "citizen numbers: sealing", lookups = "citizen numbers: look-up", ethnicities = "ethnicity",
                           rows = "rows of an import";

/// What a re-sealing seals anew. Evidence is a fact and stays as it was sealed: a new version is for new files. The journal's
/// hashes cannot change, or a repeated command would not be known.
constexpr std::string_view resealed[] = {numbers, lookups, ethnicities};
constexpr std::string_view added[] = {evidence_purpose};

people::Keys keys_before(const keys::Ring& ring) {
    return {ring.before(numbers), ring.before(lookups), ring.before(ethnicities), ring.newest(rows)};
}

void tell(std::int64_t done, std::int64_t of) {
    fmt::print(stderr, "{}{:3} %  sealing {} of {} rows{}", ::isatty(STDERR_FILENO) == 1 ? "\r" : "", of > 0 ? done * 100 / of : 100, done, of,
               ::isatty(STDERR_FILENO) == 1 ? " " : "\n");
}

/// From where it was stopped to the end.
Result<keys::Ring> finish(store::Store& store, const Key& master, const keys::Ring& ring) {
    people::reseal_register(store, {.from = keys_before(ring),
                                    .to = people_keys(ring),
                                    .after = ring.resealed_to(),
                                    .note = [](store::Connection& db, std::int64_t last_id) { keys::note_resealed(db, last_id); },
                                    .tell = tell});
    keys::finish_resealing(store);
    return keys::open(store, master, purposes(master), true);
}

bool has_journal(store::Connection& db) { return db.query_integer("/* national */ SELECT 1 FROM journal LIMIT 1").has_value(); }

}  // namespace

std::vector<keys::Purpose> purposes(const Key& master) {
    const auto before = people::Keys::from_master(master);
    return {{.name = numbers, .before = before.seal},
            {.name = lookups, .before = before.lookup},
            {.name = rows, .before = before.rows},
            {.name = ethnicities, .seals_old_rows = true},
            {.name = evidence_purpose, .before = derive_key(master, "evidence")},
            {.name = journal_purpose, .before = derive_key(master, "journal secrets")},
            {.name = accounts_purpose}};
}

keys::Ring ring_of_old(const Key& master) {
    std::vector<keys::DataKey> all;
    for (const auto& purpose : purposes(master))
        all.push_back({.purpose = std::string(purpose.name), .key = purpose.before.value_or(derive_key(master, purpose.name))});
    return keys::Ring(std::move(all));
}

people::Keys people_keys(const keys::Ring& ring) {
    return {ring.newest(numbers), ring.newest(lookups), ring.newest(ethnicities), ring.newest(rows)};
}

Result<Key> master_of(store::Store& store, const std::string& path, const AskPassphrase& ask) {
    auto key = read_key(path, false, ask);
    if (!key) return key;
    const auto reader = store.reader();
    if (keys::fits(*reader, *key)) return key;
    const auto next = read_key(next_key_path(path), false, ask);
    if (!next || !keys::fits(*reader, *next)) return refuse("keys.wrong_key", "--key");
    // Who may not write there goes on with the file beside; the change is ended by who may.
    (void)take_next_key(path, now_utc());
    return next;
}

Result<keys::Ring> open_ring(store::Store& store, const Key& master) {
    bool had_rows = false;
    {
        const auto reader = store.reader();
        had_rows = has_journal(*reader);
        if (keys::is_empty(*reader) && !people::opens_register(*reader, people::Keys::from_master(master))) return refuse("keys.wrong_key", "--key");
    }
    auto ring = keys::open(store, master, purposes(master), had_rows);
    if (!ring || !ring->is_resealing()) return ring;
    if (!ring->is_first_sealing()) return refuse("keys.resealing", "--db");
    return finish(store, master, *ring);
}

Result<keys::Ring> reseal(store::Store& store, const Key& master) {
    if (auto begun = keys::begin_resealing(store, master, resealed, added); !begun) return std::unexpected(begun.error());
    const auto ring = keys::open(store, master, purposes(master), true);
    if (!ring) return std::unexpected(ring.error());
    return finish(store, master, *ring);
}

}  // namespace khuyenhoc::app
