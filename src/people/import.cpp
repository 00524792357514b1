// The import: a thread reads and judges rows one by one, the caller's thread settles them against the register and the
// journal, some thousands in one durable step.
#include <array>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <deque>
#include <filesystem>
#include <map>
#include <mutex>
#include <thread>

#include "base/text.h"
#include "people/import_file.h"
#include "people/import_report.h"
#include "people/import_row.h"
#include "people/import_session.h"
#include "people/lines.h"

namespace khuyenhoc::people {

namespace {

constexpr std::size_t rows_in_chunk = 2000;
// A durable step writes every index page it touched, and rows touch pages everywhere: few large steps cost far less than
// many small ones. Others wait for the register as long as a step takes.
constexpr std::size_t most_chunks_in_step = 64;
constexpr std::size_t least_chunks_in_step = 16;  // of later steps; the first are small, so that progress shows at once
constexpr auto longest_step = std::chrono::seconds(5);
// Nobody waits for a register that was empty: its first filling goes in larger steps, however long they take.
constexpr std::size_t most_chunks_in_first_filling = 128;

/// Rows that wait in this process for the command that will add them. The journal holds their hash, not them.
class WaitingChunks {
public:
    struct Waiting {
        const Chunk* chunk = nullptr;
        ImportSession* session = nullptr;
    };
    void put(const std::string& key, Waiting waiting) {
        const std::lock_guard lock(mutex_);
        waiting_[key] = waiting;
    }
    Waiting take(const std::string& key) {
        const std::lock_guard lock(mutex_);
        const auto found = waiting_.find(key);
        if (found == waiting_.end()) return {};
        const Waiting waiting = found->second;
        waiting_.erase(found);
        return waiting;
    }
    void clear() {
        const std::lock_guard lock(mutex_);
        waiting_.clear();
    }

private:
    std::mutex mutex_;
    std::map<std::string, Waiting> waiting_;
};

WaitingChunks& waiting_chunks() {
    static WaitingChunks chunks;
    return chunks;
}

std::string key_of(const json::object& body) { return canonical_json(body); }

Result<std::string> sha256_of_file(const std::string& path) {
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"), &std::fclose);
    if (!file) return refuse("sheets.not_found");
    Sha256 hash;
    std::vector<char> piece(std::size_t{1} << 18);
    for (std::size_t got = 0; (got = std::fread(piece.data(), 1, piece.size(), file.get())) > 0;) hash.add({piece.data(), got});
    return hash.hex();
}

/// Reads the file to its end, so that one that is damaged further down changes nothing.
Result<void> read_through(const std::string& path, const ImportOptions& options) {
    auto opened = open_register(path, options.sheet, options.columns);
    if (!opened) return std::unexpected(opened.error());
    while (true) {
        auto row = opened->reader->next();
        if (!row) return std::unexpected(row.error());
        if (*row == nullptr) return {};
    }
}

/// Judged chunks on their way from the reading thread to the writing one.
class ChunkQueue {
public:
    struct Item {
        Chunk chunk;
        int permille = 0;
    };

    /// False when nobody wants more.
    bool put(Item item) {
        std::unique_lock lock(mutex_);
        room_.wait(lock, [&] { return items_.size() < most_chunks_in_first_filling || abandoned_; });
        if (abandoned_) return false;
        items_.push_back(std::move(item));
        news_.notify_one();
        return true;
    }
    void end(Result<void> outcome) {
        const std::lock_guard lock(mutex_);
        ended_ = true;
        outcome_ = std::move(outcome);
        news_.notify_one();
    }
    /// Up to `count` chunks, fewer only at the end; none when there are no more.
    std::vector<Item> take(std::size_t count) {
        std::unique_lock lock(mutex_);
        news_.wait(lock, [&] { return items_.size() >= count || ended_; });
        std::vector<Item> out;
        while (!items_.empty() && out.size() < count) {
            out.push_back(std::move(items_.front()));
            items_.pop_front();
        }
        room_.notify_one();
        return out;
    }
    void abandon() {
        const std::lock_guard lock(mutex_);
        abandoned_ = true;
        room_.notify_one();
    }
    Result<void> outcome() const { return outcome_; }

private:
    std::mutex mutex_;
    std::condition_variable room_, news_;
    std::deque<Item> items_;
    Result<void> outcome_{};
    bool ended_ = false;
    bool abandoned_ = false;
};

/// The reading thread: rows to judged chunks. A refusal of the file ends it; the rows before are kept.
class Producer {
public:
    Producer(OpenRegister opened, const places::Atlas& atlas, const Keys& keys, const ImportOptions& options)
        : opened_(std::move(opened)), judge_(opened_.header, atlas, keys, options.province, options.on, options.within),
          content_key_(keys.rows), thread_([this] { run(); }) {}
    ~Producer() {
        queue_.abandon();
        thread_.join();
    }
    Producer(const Producer&) = delete;
    Producer& operator=(const Producer&) = delete;

    ChunkQueue& queue() { return queue_; }
    const HeaderMap& header() const { return opened_.header; }

private:
    void run() {
        try {
            queue_.end(read_all());
        } catch (...) {
            queue_.end(refuse("internal"));
        }
    }

    Result<void> read_all() {
        Chunk chunk;
        std::string content;
        while (true) {
            auto row = opened_.reader->next();
            const bool ended = !row || *row == nullptr;
            if (!chunk.rows.empty() && (ended || chunk.rows.size() == rows_in_chunk)) {
                chunk.content_hash = keyed_hash_hex(content_key_, content);
                chunk.last_row = chunk.rows.back().number;
                const std::int64_t next = chunk.number + 1;
                if (!queue_.put({std::move(chunk), opened_.reader->permille()})) return {};
                chunk = Chunk{};
                chunk.number = next;
                content.clear();
            }
            if (!row) return std::unexpected(row.error());
            if (*row == nullptr) return {};
            if (chunk.rows.empty()) chunk.first_row = (*row)->number;
            content += std::to_string((*row)->number);
            for (const auto cell : (*row)->cells) (content += '\x1f') += cell;
            content += '\x1e';
            chunk.rows.push_back(judge_.judge(**row, chunk.problems));
        }
    }

    OpenRegister opened_;
    RowJudge judge_;
    Key content_key_;
    ChunkQueue queue_;
    std::thread thread_;
};

json::object body_of(const Chunk& chunk, const std::string& file_sha256, const ImportOptions& options) {
    json::object body{{"file_sha256", file_sha256}, {"chunk", chunk.number}, {"first_row", chunk.first_row}, {"last_row", chunk.last_row},
                      {"rows", chunk.rows.size()}, {"content_hash", chunk.content_hash}, {"on_date", to_text(options.on)}, {"round", options.round}};
    if (!options.sheet.empty()) body["sheet"] = options.sheet;
    if (!options.columns.empty()) body["columns"] = options.columns;
    return body;
}

journal::Command command_of(const json::object& body, const ImportOptions& options, int attempt) {
    // Nothing of the row numbers and content: when the same file reads otherwise (a newer program), that is a conflict.
    std::string name = "people.import_chunk";
    for (const char* field : {"file_sha256", "chunk", "on_date", "round", "sheet"})
        name += "|" + (body.contains(field) ? canonical_json(body.at(field)) : std::string());
    if (body.contains("columns")) name += "|" + canonical_json(body.at("columns"));
    if (attempt > 0) name += "|" + std::to_string(attempt);
    return {uuid_from(name + "|" + std::to_string(options.province)), "people.import_chunk", options.province, options.actor, body};
}

/// Gives the store memory for pages while it lasts.
class MoreMemory {
public:
    explicit MoreMemory(store::Store* store) : store_(store) {
        if (store_ != nullptr) store_->expect_many_writes(true);
    }
    ~MoreMemory() {
        if (store_ != nullptr) store_->expect_many_writes(false);
    }
    MoreMemory(const MoreMemory&) = delete;
    MoreMemory& operator=(const MoreMemory&) = delete;

private:
    store::Store* store_;
};

class Import {
public:
    Import(journal::Journal& journal, store::Store& store, const places::Atlas& atlas, const Keys& keys, const ImportOptions& options,
           const Progress& progress, const std::string& path)
        : journal_(journal), store_(store), atlas_(atlas), keys_(keys), options_(options), progress_(progress), path_(path) {}

    Result<ImportReport> run() {
        auto hash = sha256_of_file(path_);
        if (!hash) return std::unexpected(hash.error());
        file_sha256_ = *hash;
        if (!options_.dry_run && !options_.stop_on_error) {
            if (auto whole = read_through(path_, options_); !whole) return std::unexpected(whole.error());
        } else {
            auto judged = pass(true);
            if (!judged || options_.dry_run) return judged;
            if (judged->rows_with_errors > 0) {
                judged->stopped = true;
                judged->persons = judged->households = judged->clans = judged->unit_members = 0;
                return judged;
            }
        }
        return pass(false);
    }

private:
    Result<ImportReport> pass(bool pretend) {
        auto opened = open_register(path_, options_.sheet, options_.columns);
        if (!opened) return std::unexpected(opened.error());
        // The list of problems must never be written over the register itself.
        std::error_code unknown;
        if (!options_.errors_path.empty() && std::filesystem::equivalent(path_, options_.errors_path, unknown))
            return refuse("people.errors_not_writable", "errors");
        auto errors = ErrorFile::open(options_.errors_path);
        if (!errors) return std::unexpected(errors.error());
        ImportReport report;
        report.file_sha256 = file_sha256_;
        report.format = opened->reader->description();
        const MoreMemory more_memory(pretend ? nullptr : &store_);
        ImportSession session(atlas_, keys_, options_.province, options_.on, pretend);
        Producer producer(std::move(*opened), atlas_, keys_, options_);
        std::size_t step = 1;
        const bool first_filling = !store_.reader()->query_integer("SELECT person_id FROM person WHERE province_id = $1 LIMIT 1", {options_.province});
        while (true) {
            const auto begun = std::chrono::steady_clock::now();
            const auto items = producer.queue().take(step);
            if (items.empty()) break;
            if (auto settled = pretend ? judge(items, session, producer.header(), report, *errors)
                                       : settle(items, session, producer.header(), report, *errors);
                !settled)
                return std::unexpected(settled.error());
            if (progress_ && !progress_(items.back().permille, report.rows)) return refuse("people.import_stopped");
            const auto took = std::chrono::steady_clock::now() - begun;
            if (first_filling) step = std::min(step * 2, most_chunks_in_first_filling);
            else if (took < longest_step / 2) step = std::min(step * 2, most_chunks_in_step);
            else if (took > longest_step) step = std::max(std::min(step, least_chunks_in_step), step / 2);
        }
        if (auto closed = errors->close(); !closed) return std::unexpected(closed.error());
        if (auto outcome = producer.queue().outcome(); !outcome) return std::unexpected(outcome.error());
        return report;
    }

    Result<void> judge(const std::vector<ChunkQueue::Item>& items, ImportSession& session, const HeaderMap& header, ImportReport& report,
                       ErrorFile& errors) {
        auto reader = store_.reader();
        for (const auto& item : items) add_to(report, session.settle(item.chunk, *reader, 0), header, errors);
        return {};
    }

    Result<void> settle(const std::vector<ChunkQueue::Item>& items, ImportSession& session, const HeaderMap& header, ImportReport& report,
                        ErrorFile& errors) {
        std::vector<journal::Command> commands;
        for (const auto& item : items) {
            const json::object body = body_of(item.chunk, file_sha256_, options_);
            waiting_chunks().put(key_of(body), {&item.chunk, &session});
            commands.push_back(command_of(body, options_, 0));
        }
        const auto outcomes = journal_.execute_all(commands);
        for (std::size_t i = 0; i < outcomes.size(); ++i) {
            journal::Outcome outcome = outcomes[i];
            // Someone sent this very command without the rows: it was refused for good, so go on under another id.
            for (int attempt = 1; !outcome.answer && outcome.answer.error().code == "people.rows_not_here" && attempt < 100; ++attempt) {
                waiting_chunks().put(key_of(commands[i].body), {&items[i].chunk, &session});
                outcome = journal_.execute(command_of(commands[i].body, options_, attempt));
            }
            if (!outcome.answer) return std::unexpected(outcome.answer.error());
            report.chunks_repeated += outcome.repeated;
            add_to(report, ChunkResult::from_json(*outcome.answer), header, errors);
        }
        waiting_chunks().clear();
        return {};
    }

    journal::Journal& journal_;
    store::Store& store_;
    const places::Atlas& atlas_;
    const Keys& keys_;
    const ImportOptions& options_;
    const Progress& progress_;
    const std::string& path_;
    std::string file_sha256_;
};

Result<json::value> run_chunk(CommandContext& context, const json::object& body) {
    const auto waiting = waiting_chunks().take(key_of(body));
    if (waiting.chunk == nullptr) return refuse("people.rows_not_here");
    return waiting.session->settle(*waiting.chunk, context.db, context.seq).to_json();
}

}  // namespace

std::vector<CommandLine> import_commands() {
    using Kind = Field::Kind;
    return {{.name = "people.import_chunk",
             .summary = "Adds some 2,000 rows of a register's file. Sent by the import itself: the rows travel beside the command.",
             .may = whole_province({}, Access::personal),
             .fields = {{.name = "file_sha256", .least = 64, .most = 64}, {.name = "chunk", .kind = Kind::integer, .least = 0},
                        {.name = "first_row", .kind = Kind::integer, .least = 1}, {.name = "last_row", .kind = Kind::integer, .least = 1},
                        {.name = "rows", .kind = Kind::integer, .least = 1, .most = 2000}, {.name = "content_hash", .least = 32, .most = 32},
                        {.name = "on_date", .kind = Kind::date}, {.name = "round", .kind = Kind::integer, .least = 0},
                        {.name = "sheet", .required = false, .most = 100},
                        {.name = "columns", .required = false, .most = 400, .note = "Which column is what, where the importer said so."}},
             .run = [](CommandContext& context, const json::object& body) { return run_chunk(context, body); },
             .refuses_before_writing = true}};
}

Result<ImportReport> import_register(journal::Journal& journal, store::Store& store, const places::Atlas& atlas, const Keys& keys,
                                     const std::string& path, const ImportOptions& options, const Progress& progress) {
    static std::mutex one_at_a_time;
    const std::unique_lock busy(one_at_a_time, std::try_to_lock);
    if (!busy) return refuse("people.import_busy");
    // Whatever ends the import early, rows that no longer exist must not be found.
    struct Cleared {
        ~Cleared() { waiting_chunks().clear(); }
    } const cleared;
    ImportOptions clean = options;
    clean.sheet = canonical(options.sheet).value_or("");
    return Import(journal, store, atlas, keys, clean, progress, path).run();
}

}  // namespace khuyenhoc::people
