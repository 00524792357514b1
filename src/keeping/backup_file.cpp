#include "keeping/backup_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <optional>

#include "base/bytes.h"
#include "keeping/compressed.h"

namespace khuyenhoc::keeping {

namespace {

constexpr std::string_view kind = "khuyenhoc backup ";
constexpr std::string_view first_line = "khuyenhoc backup 1\n";
constexpr std::size_t largest_head = 1u << 20;
constexpr std::size_t largest_piece = 1u << 30;
constexpr std::size_t hash_size = 64;

json::object to_json(const Head& head) {
    json::object out{{"made_at", head.made_at}, {"migrations", json::value_from(head.migrations)}, {"rows", json::value_from(head.rows)},
                     {"key_mark", head.key_mark}};
    if (!head.wrapped.empty())
        out["passphrase"] = json::object{{"wrapped", head.wrapped}, {"salt", hex_of(head.salt)}, {"passes", head.cost.passes}, {"memory", head.cost.memory}};
    return out;
}

std::optional<Head> head_of(std::string_view text) try {
    const auto parsed = parse_json(text);
    if (!parsed) return std::nullopt;
    Head head;
    head.made_at = json::value_to<std::string>(parsed->at("made_at"));
    head.migrations = json::value_to<std::vector<std::string>>(parsed->at("migrations"));
    head.rows = json::value_to<std::vector<std::int64_t>>(parsed->at("rows"));
    head.key_mark = json::value_to<std::string>(parsed->at("key_mark"));
    if (const auto* passphrase = parsed->as_object().if_contains("passphrase")) {
        head.wrapped = json::value_to<std::string>(passphrase->at("wrapped"));
        auto salt = from_hex(json::value_to<std::string>(passphrase->at("salt")));
        if (!salt) return std::nullopt;
        head.salt = std::move(*salt);
        head.cost = {json::value_to<std::uint64_t>(passphrase->at("passes")), json::value_to<std::uint64_t>(passphrase->at("memory"))};
    }
    return head;
} catch (const std::exception&) {  // a member is missing or of another type
    return std::nullopt;
}

std::optional<std::vector<Content>> contents_of(std::string_view text) try {
    const auto parsed = parse_json(text);
    if (!parsed) return std::nullopt;
    std::vector<Content> contents;
    for (const auto& table : parsed->as_array())
        contents.push_back({json::value_to<std::string>(table.at("table")), json::value_to<std::int64_t>(table.at("rows")),
                            json::value_to<std::string>(table.at("sha256"))});
    return contents;
} catch (const std::exception&) {
    return std::nullopt;
}

/// Exactly that many bytes, or nothing.
std::optional<std::string> take(std::FILE* file, std::size_t size) {
    std::string bytes(size, '\0');
    if (std::fread(bytes.data(), 1, size, file) != size) return std::nullopt;
    return bytes;
}

/// How long the next part is; 0 when the file says no more.
std::size_t take_size(std::FILE* file) {
    const auto bytes = take(file, 4);
    return bytes ? first_number<std::uint32_t>(*bytes) : 0;
}

Key stream_key(const Key& master) { return derive_key(master, "backup"); }

}  // namespace

std::string key_mark_of(const Key& master) { return keyed_hash_hex(derive_key(master, "backup mark"), "key"); }

Result<std::unique_ptr<BackupWriter>> BackupWriter::begin(const std::string& path, const Head& head, const Key& master) {
    std::error_code unknown;
    if (std::filesystem::exists(path, unknown)) return refuse("keeping.file_exists", "--out");
    const std::string part = path + ".part";
    const int opened = ::open(part.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (opened < 0) return refuse("keeping.file_not_writable", "--out");
    std::unique_ptr<BackupWriter> writer(new BackupWriter(path, File(::fdopen(opened, "wb")), stream_key(master)));
    const std::string text = canonical_json(to_json(head));
    writer->head_hash_ = sha256_hex(text);
    std::string start(first_line);
    put_number(start, static_cast<std::uint32_t>(text.size()));
    writer->write(start + text + writer->head_hash_ + writer->stream_.start());
    return writer;
}

BackupWriter::~BackupWriter() {
    if (!finished_) ::unlink((path_ + ".part").c_str());
}

void BackupWriter::write(std::string_view bytes) {
    if (std::fwrite(bytes.data(), 1, bytes.size(), file_.get()) != bytes.size()) failed_ = true;
    written_ += static_cast<std::int64_t>(bytes.size());
}

void BackupWriter::write_piece(std::string_view plain, bool is_last) {
    const std::string sealed = stream_.seal(compressed(plain), is_last, head_hash_);
    head_hash_.clear();
    const auto size = largest_first(static_cast<std::uint32_t>(sealed.size()));
    write({size.data(), size.size()});
    write(sealed);
}

void BackupWriter::add(const Chunk& chunk) {
    std::string piece = "r";
    put_number(piece, static_cast<std::uint32_t>(chunk.table));
    put_number(piece, chunk.rows);
    write_piece(piece + chunk.bytes, false);
}

Result<void> BackupWriter::finish(const std::vector<Content>& contents) {
    json::array tables;
    for (const auto& content : contents) tables.push_back(json::object{{"table", content.table}, {"rows", content.rows}, {"sha256", content.sha256}});
    write_piece("e" + json::serialize(tables), true);
    const bool on_disk = !failed_ && std::fflush(file_.get()) == 0 && ::fsync(::fileno(file_.get())) == 0;
    const std::string part = path_ + ".part";
    if (!on_disk || ::rename(part.c_str(), path_.c_str()) != 0) return refuse("keeping.file_not_writable", "--out");
    finished_ = true;
    const auto folder = std::filesystem::absolute(path_).parent_path();
    if (const int opened = ::open(folder.c_str(), O_RDONLY | O_CLOEXEC | O_DIRECTORY); opened >= 0) {
        ::fsync(opened);
        ::close(opened);
    }
    return {};
}

Result<std::unique_ptr<BackupReader>> BackupReader::open(const std::string& path) {
    File file(std::fopen(path.c_str(), "rbe"));
    struct stat what {};
    if (file == nullptr || ::fstat(::fileno(file.get()), &what) != 0 || !S_ISREG(what.st_mode)) return refuse("keeping.file_not_readable", "--from");
    const auto line = take(file.get(), first_line.size());
    if (!line || !line->starts_with(kind)) return refuse("keeping.not_a_backup", "--from");
    if (*line != first_line) return refuse("keeping.other_format", "--from");
    const auto size = take_size(file.get());
    if (size == 0 || size > largest_head) return refuse("keeping.damaged", "--from");
    const auto text = take(file.get(), size);
    const auto hash = take(file.get(), hash_size);
    auto start = take(file.get(), SealingStream::start_size);
    if (!text || !hash || !start || sha256_hex(*text) != *hash) return refuse("keeping.damaged", "--from");
    auto head = head_of(*text);
    if (!head) return refuse("keeping.damaged", "--from");
    const long pieces = std::ftell(file.get());
    return std::unique_ptr<BackupReader>(new BackupReader(std::move(file), std::move(*head), *hash, std::move(*start), pieces));
}

Result<Key> BackupReader::unwrap(std::string_view passphrase) const {
    if (head_.wrapped.empty()) return refuse("keeping.no_passphrase_in_file", "--passphrase-file");
    const auto key = key_of_passphrase(passphrase, head_.salt, head_.cost);
    const auto raw = key ? open_sealed(*key, head_.wrapped) : std::nullopt;
    Key master{};
    if (!raw || raw->size() != master.size()) return refuse("keeping.wrong_passphrase", "--passphrase-file");
    std::ranges::copy(*raw, master.begin());
    return master;
}

namespace {

/// The content of a chunk's piece; nothing when it is not rows of one of the tables.
std::optional<Chunk> chunk_of(std::string_view plain, const std::vector<TableShape>& tables) {
    constexpr std::size_t before_rows = 1 + 4 + 8;
    if (plain.size() < before_rows || plain[0] != 'r') return std::nullopt;
    Chunk chunk;
    plain.remove_prefix(1);
    chunk.table = take_number<std::uint32_t>(plain);
    chunk.rows = take_number<std::int64_t>(plain);
    chunk.bytes = plain;
    if (chunk.table >= tables.size() || chunk.rows <= 0 || !is_well_formed(tables[chunk.table], chunk)) return std::nullopt;
    return chunk;
}

/// Counts and hashes what passes by, to be held against what the file says of itself.
class Tallied {
public:
    explicit Tallied(const std::vector<TableShape>& tables) : hashes_(tables.size()) {
        for (const auto& table : tables) contents_.push_back({table.name, 0, ""});
    }
    bool add(const Chunk& chunk) {
        if (chunk.table < newest_) return false;
        newest_ = chunk.table;
        contents_[chunk.table].rows += chunk.rows;
        hashes_[chunk.table].add(chunk.bytes);
        return true;
    }
    std::vector<Content> contents() {
        for (std::size_t i = 0; i < contents_.size(); ++i) contents_[i].sha256 = hashes_[i].hex();
        return contents_;
    }

private:
    std::vector<Content> contents_;
    std::vector<Sha256> hashes_;
    std::size_t newest_ = 0;
};

}  // namespace

Result<std::vector<Content>> BackupReader::read(const Key& master, const std::vector<TableShape>& tables, const TakeChunk& take_chunk) {
    if (key_mark_of(master) != head_.key_mark) return refuse("keeping.wrong_key", "--key");
    const auto damaged = [] { return refuse("keeping.damaged", "--from"); };
    std::clearerr(file_.get());
    if (std::fseek(file_.get(), pieces_, SEEK_SET) != 0) return damaged();
    OpeningStream stream(stream_key(master), start_);
    Tallied tallied(tables);
    std::string beside = head_hash_;
    while (true) {
        const auto size = take_size(file_.get());
        if (size < SealingStream::overhead || size > largest_piece) return damaged();
        const auto sealed = take(file_.get(), size);
        const auto piece = sealed ? stream.open(*sealed, beside) : std::nullopt;
        const auto plain = piece ? decompressed(piece->bytes) : std::nullopt;
        if (!plain) return damaged();
        beside.clear();
        if (piece->is_last) {
            const auto told = plain->starts_with('e') ? contents_of(std::string_view(*plain).substr(1)) : std::nullopt;
            const auto found = tallied.contents();
            if (!told || *told != found || std::fgetc(file_.get()) != EOF) return damaged();
            return found;
        }
        const auto chunk = chunk_of(*plain, tables);
        if (!chunk || !tallied.add(*chunk)) return damaged();
        take_chunk(*chunk);
    }
}

}  // namespace khuyenhoc::keeping
