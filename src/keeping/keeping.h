// Keeping a database: copied to another store, backed up into one encrypted file, restored from it. Knows no domain: it moves
// the rows of every table that the migrations made, and proves that they arrived.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/crypto.h"
#include "base/result.h"
#include "base/sealed_stream.h"
#include "capability/capability.h"
#include "keeping/backup_file.h"

namespace khuyenhoc::keeping {

/// The refusals of this folder.
Table table();

/// Told now and then: what is under way ("copy", "compare", "indexes", …) and how far it is.
using TellProgress = std::function<void(std::string_view what, std::int64_t rows, std::int64_t of)>;

/// The end of the journal at the moment that was kept: what proves later which moment it was.
struct Moment {
    std::string source;             ///< hash of where the journals begin: the same for ever
    std::string end;                ///< hash of where they end
    std::int64_t entries = 0;       ///< numbers given by all provinces together
    std::string last_hash;          ///< of the last province's journal, as `journal verify` prints it
};
Moment moment_of(store::Connection& db);

/// The migrations a database has, as the program knows them. Refuses keeping.other_schema when it has one that the program does not.
Result<std::vector<store::Migration>> migrations_of(store::Connection& db, std::span<const store::Migration> known);

struct Kept {
    std::vector<Content> contents;
    Moment moment;
    std::int64_t bytes = 0;         ///< of a backup's file
    std::int64_t resumed_at = 0;    ///< rows a copy found there already
    std::int64_t rows() const;
};

/// Copies every row as of one moment, then reads both sides again and compares. `to` was opened with `open_even_unfinished`; a copy
/// that was interrupted goes on where it was. Others are refused at the door of `to` until it is done.
/// Refusals: keeping.other_schema, keeping.target_not_empty, keeping.other_source, keeping.source_changed, keeping.differs,
/// keeping.journal_broken.
Result<Kept> copy(store::Store& from, store::Store& to, std::span<const store::Migration> known, const TellProgress& tell);

struct Passphrase {
    std::string text;
    PassphraseCost cost = {};
};
/// The first line of a file. Refusals: keeping.file_not_readable, keeping.passphrase_short.
Result<Passphrase> read_passphrase(const std::string& path);
/// One that was typed. Refusals: keeping.file_not_readable (no clean text), keeping.passphrase_short.
Result<Passphrase> passphrase_of(std::string_view line);

/// Writes one encrypted file of one moment, while others read and write. With a passphrase the file carries the key, sealed.
/// Refusals: keeping.other_schema, keeping.file_exists, keeping.file_not_writable.
Result<Kept> back_up(store::Store& from, const std::string& path, const Key& master, const Passphrase* passphrase,
                     std::span<const store::Migration> known, const TellProgress& tell);

/// Reads the whole file and believes nothing of it that is not authenticated. Refusals: keeping.wrong_key, keeping.damaged,
/// keeping.other_schema.
Result<std::vector<Content>> prove(BackupReader& file, const Key& master, std::span<const store::Migration> known, const TellProgress& tell);

/// Writes a proved file into `to` (opened with `open_even_unfinished`), compares with what was `proved`, brings the schema up to date,
/// and runs every check. What stopped halfway stays unfinished. Refusals: keeping.target_not_empty, keeping.unfinished,
/// keeping.damaged, keeping.differs, keeping.journal_broken, keeping.checks_failed.
Result<Kept> restore(BackupReader& file, const Key& master, const std::vector<Content>& proved, store::Store& to,
                     const Capabilities& capabilities, const TellProgress& tell);
/// The same, where the checks can be made only when the rows are there (some need keys that lie among them): one line each.
using RunChecks = std::function<Result<std::vector<std::string>>()>;
Result<Kept> restore(BackupReader& file, const Key& master, const std::vector<Content>& proved, store::Store& to,
                     std::span<const store::Migration> known, const RunChecks& run_checks, const TellProgress& tell);

}  // namespace khuyenhoc::keeping
