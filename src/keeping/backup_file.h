// The file of a backup: a readable head (no person in it), then encrypted pieces, each bound to its place.
//
//   "khuyenhoc backup 1\n"  4 bytes: length of the head  the head, JSON  its SHA-256 in hex  start of the stream
//   then pieces: 4 bytes of length, that many encrypted bytes; the first piece is bound to the head, the last says so.
//
// Numbers have the largest byte first. A piece, decompressed: 'r', the table's place (4 bytes), rows (8 bytes), the rows; or, last,
// 'e' and JSON of what every table contained.
#pragma once

#include <cstdio>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "base/sealed_stream.h"
#include "keeping/rows.h"

namespace khuyenhoc::keeping {

struct Head {
    std::string made_at;                  ///< UTC
    std::vector<std::string> migrations;  ///< those the database had
    std::vector<std::int64_t> rows;       ///< of each table, in order
    std::string key_mark;                 ///< tells whether a key is the right one, and nothing else of it
    /// The key sealed under a passphrase; `wrapped` is empty when the key is kept apart.
    std::string wrapped, salt;
    PassphraseCost cost;
};

std::string key_mark_of(const Key& master);

struct CloseFile {
    void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

/// Writes beside `path` and takes that name only when all of it is on disk. Gone without a trace when not finished.
class BackupWriter {
public:
    /// Refusals: keeping.file_exists, keeping.file_not_writable.
    static Result<std::unique_ptr<BackupWriter>> begin(const std::string& path, const Head& head, const Key& master);
    ~BackupWriter();
    BackupWriter(const BackupWriter&) = delete;
    BackupWriter& operator=(const BackupWriter&) = delete;

    void add(const Chunk& chunk);
    /// Refuses keeping.file_not_writable, also for what `add` could not write.
    Result<void> finish(const std::vector<Content>& contents);
    std::int64_t bytes_written() const { return written_; }

private:
    BackupWriter(std::string path, File file, const Key& key) : path_(std::move(path)), file_(std::move(file)), stream_(key) {}
    void write(std::string_view bytes);
    void write_piece(std::string_view plain, bool is_last);

    std::string path_;
    File file_;
    SealingStream stream_;
    std::string head_hash_;  ///< until the first piece has been bound to it
    std::int64_t written_ = 0;
    bool failed_ = false, finished_ = false;
};

class BackupReader {
public:
    /// Refusals: keeping.file_not_readable, keeping.not_a_backup, keeping.other_format, keeping.damaged.
    static Result<std::unique_ptr<BackupReader>> open(const std::string& path);

    const Head& head() const { return head_; }

    /// The key of a wrapped file. Refusals: keeping.no_passphrase_in_file, keeping.wrong_passphrase.
    Result<Key> unwrap(std::string_view passphrase) const;

    /// Reads the pieces from the first to the last; every one is authenticated before it is handed on. `tables` is what the head's
    /// migrations make. Can be called again. Refusals: keeping.wrong_key, keeping.damaged.
    Result<std::vector<Content>> read(const Key& master, const std::vector<TableShape>& tables, const TakeChunk& take);

private:
    BackupReader(File file, Head head, std::string head_hash, std::string start, long pieces)
        : file_(std::move(file)), head_(std::move(head)), head_hash_(std::move(head_hash)), start_(std::move(start)), pieces_(pieces) {}

    File file_;
    Head head_;
    std::string head_hash_, start_;
    long pieces_;  ///< where they begin
};

}  // namespace khuyenhoc::keeping
