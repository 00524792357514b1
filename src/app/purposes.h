// Everything that rests sealed, and which key it has: the one list of them.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "app/key_file.h"
#include "keys/keys.h"
#include "people/people.h"
#include "store/store.h"

namespace khuyenhoc::app {

/// What keys are for, and what they were in databases of the time when the master key was used for everything.
std::vector<keys::Purpose> purposes(const Key& master);
/// The keys of such a database: for tests and documents.
keys::Ring ring_of_old(const Key& master);

people::Keys people_keys(const keys::Ring& ring);
inline constexpr std::string_view evidence_purpose = "evidence", journal_purpose = "journal secrets", accounts_purpose = "accounts";

/// The master key of a database: of the file `path`, or of the one that was about to take its place when a change was stopped,
/// which is then ended. Refusals: those of read_key, keys.wrong_key.
Result<Key> master_of(store::Store& store, const std::string& path, const AskPassphrase& ask);

/// The data keys, made where they are missing. A database from before is looked at first: does the master open what it holds?
/// What was never sealed is sealed, which may take a minute. Refusals: keys.wrong_key, keys.resealing.
Result<keys::Ring> open_ring(store::Store& store, const Key& master);

/// Seals the register anew: begins, or goes on. Refuses keys.wrong_key.
Result<keys::Ring> reseal(store::Store& store, const Key& master);

}  // namespace khuyenhoc::app
