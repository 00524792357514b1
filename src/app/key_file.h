// The master key of an installation: one file beside the database, readable by its owner only.
#pragma once

#include <string>

#include "base/crypto.h"
#include "base/result.h"

namespace khuyenhoc::app {

/// Reads the key from `path` (64 hex digits). When there is none, makes one only if `may_make` (a new database):
/// an existing database without its key must not silently get another.
/// Refusals: app.key_missing, app.key_damaged, app.key_not_writable.
Result<Key> read_key(const std::string& path, bool may_make);

/// Whether `keep_key` will find another key there, or no folder to write to. Asked before long work.
/// Refusals: keeping.other_key, keeping.key_not_writable, app.key_damaged.
Result<void> may_keep_key(const std::string& path, const Key& key);
/// Writes a key that came from elsewhere; leaves the same key as it is. Refusals: those of `may_keep_key`.
Result<void> keep_key(const std::string& path, const Key& key);

}  // namespace khuyenhoc::app
