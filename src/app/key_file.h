// The master key of an installation: one file beside the database, readable by its owner only. It holds the key as it is (64 hex
// digits), or sealed under a passphrase (JSON with argon2id's salt and cost).
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/crypto.h"
#include "base/result.h"

namespace khuyenhoc::app {

/// Gives the passphrase of a key file that has one. Refusals: app.passphrase_missing, keeping.file_not_readable,
/// keeping.passphrase_short.
using AskPassphrase = std::function<Result<std::string>()>;

/// Reads the key from `path`. When there is none, makes one only if `may_make` (a new database): an existing database without
/// its key must not silently get another.
/// Refusals: app.key_missing, app.key_damaged, app.key_not_writable, app.wrong_passphrase, those of `ask`.
Result<Key> read_key(const std::string& path, bool may_make, const AskPassphrase& ask = {});

/// Whether the file's key is sealed under a passphrase.
bool has_passphrase(const std::string& path);

/// The text of a key file; with a passphrase, sealed under it.
std::string key_text(const Key& key, const std::optional<std::string>& passphrase = {});

/// Whether `keep_key` will find another key there, or no folder to write to. Asked before long work.
/// Refusals: keeping.other_key, keeping.key_not_writable, app.key_damaged.
Result<void> may_keep_key(const std::string& path, const Key& key, const AskPassphrase& ask = {});
/// Writes a key that came from elsewhere, as `text` says it (or as it is); leaves the same key as it is. Refusals: those of
/// `may_keep_key`.
Result<void> keep_key(const std::string& path, const Key& key, const std::string& text = {}, const AskPassphrase& ask = {});

// -- another key in the place of this one. Killed at any moment, one of the two files opens the database: `path` until the
// database has changed, `next_key_path` from then on, until it takes the name.

std::string next_key_path(const std::string& path);
/// Puts the next key beside the present one, on disk. Refuses app.key_not_writable.
Result<void> put_next_key(const std::string& path, const std::string& text);
/// The next key takes the name; the old one is kept under another, which is given back. Refuses app.key_not_writable.
Result<std::string> take_next_key(const std::string& path, const std::string& now_utc);

/// Says for as long as it lives that a program works with this key: `shared` for all who use it, exclusive for who changes what it
/// opens. Programs on other machines are not seen. Refuses keys.in_use.
enum class Use { shared, exclusive };
Result<std::shared_ptr<void>> hold_key(const std::string& path, Use use);

}  // namespace khuyenhoc::app
