// The program put together: the store, the keys and the list of capabilities. The one place that knows them all.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <type_traits>

#include "accounts/accounts.h"
#include "app/key_file.h"
#include "base/crypto.h"
#include "capability/capability.h"
#include "indicators/indicators.h"
#include "journal/journal.h"
#include "keys/keys.h"
#include "people/people.h"
#include "places/places.h"
#include "privacy/privacy.h"
#include "recognition/recognition.h"
#include "store/distribution.h"
#include "store/filling.h"
#include "store/store.h"

namespace khuyenhoc::app {

/// The version people see; the same as in CMakeLists.txt and CHANGELOG.md.
inline constexpr std::string_view version = "0.1.0";

/// The first province that uses the program. Accounts will carry theirs.
inline constexpr std::int64_t home_province = 14;

struct Program {
    Program(std::unique_ptr<store::Store> opened, const khuyenhoc::keys::Ring& ring);
    /// With the keys of a database from before they were kept: for tests and documents.
    Program(std::unique_ptr<store::Store> opened, const Key& master);
    Program(const Program&) = delete;
    Program& operator=(const Program&) = delete;

    std::unique_ptr<store::Store> store;
    people::Keys keys;
    places::Places places;
    accounts::Accounts accounts;
    recognition::Recognition recognition;
    indicators::Source source;
    Capabilities capabilities;
    journal::Journal journal;
    std::shared_ptr<void> key_held;  ///< see hold_key
};

/// Every capability's table, in the order of the house. For documents and tests that need no database of their own.
std::vector<Table> tables(Program& program);

/// How the storage schedule is carried out by capabilities that `privacy` does not know.
std::vector<privacy::Sweep> sweeps();

/// Where the key is looked for when nobody says: beside the file; for PostgreSQL the database's name + ".key", here.
std::string usual_key_path(const std::string& db);

/// Does what opens or works on a database. One that is away, or whose filling did not end, is refused rather than thrown:
/// store.unavailable, keeping.unfinished.
template <class Act>
std::invoke_result_t<Act> if_reachable(std::string_view where, Act act) {
    try {
        return act();
    } catch (const store::Unfinished&) {
        return refuse("keeping.unfinished", where);
    } catch (const store::StoreError& error) {
        if (error.kind != store::StoreError::Kind::lost) throw;
        return refuse("store.unavailable", where);
    }
}

/// Opens or makes the database and brings its schema up to date. `key_path` empty: the usual one.
/// `may_make`: a missing database is made (demo, import, serve); otherwise refused. `ask` gives the passphrase of a key file
/// that has one. Refusals: app.no_database, app.key_*, app.*passphrase*, app.not_distributed, keys.*, keeping.unfinished,
/// store.unavailable.
Result<std::unique_ptr<Program>> open_program(const std::string& db, const std::string& key_path, bool may_make, const AskPassphrase& ask = {});

/// Of every capability, without a database.
std::vector<store::Migration> known_migrations();

/// A server that spreads tables by province must have all of ours spread: one left behind would answer for one server alone.
/// Refuses app.not_distributed.
Result<void> refuse_unspread(std::span<const store::KnownTable> tables, const store::Spread& spread);

/// The newest year with a campaign, or this year.
int newest_campaign(Program& program);

/// The refusals of this folder.
Table table();

}  // namespace khuyenhoc::app
