// SQLite behind the store's door: WAL, one writer, a pool of readers.
#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <filesystem>
#include <unordered_map>

#include "base/check.h"
#include "store/filling.h"
#include "store/sqlite_dialect.h"
#include "store/sqlite_statistics.h"
#include "store/statements_seen.h"
#include "store/store.h"

namespace khuyenhoc::store {

namespace {

StoreError::Kind kind_of(int code) {
    using Kind = StoreError::Kind;
    switch (code & 0xff) {
        case SQLITE_BUSY:
        case SQLITE_LOCKED: return Kind::busy;
        case SQLITE_INTERRUPT: return Kind::interrupted;
        case SQLITE_FULL: return Kind::full;
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB: return Kind::damaged;
        case SQLITE_CONSTRAINT:
            switch (code) {
                case SQLITE_CONSTRAINT_UNIQUE:
                case SQLITE_CONSTRAINT_PRIMARYKEY:
                case SQLITE_CONSTRAINT_ROWID: return Kind::unique;
                case SQLITE_CONSTRAINT_FOREIGNKEY: return Kind::reference;
                case SQLITE_CONSTRAINT_TRIGGER: return Kind::append_only;
                default: return Kind::check;
            }
        default: return Kind::other;
    }
}

/// Never the engine's own message: it may quote values. Its code names and our statement's first words are enough.
[[noreturn]] void fail(sqlite3* db, std::string_view sql) {
    const int code = db != nullptr ? sqlite3_extended_errcode(db) : SQLITE_NOMEM;
    throw StoreError(kind_of(code), std::string(sqlite3_errstr(code)) + " (" + std::to_string(code) + ") in: " +
                                        std::string(sql.substr(0, 60)));
}

class SqliteStatement final : public Statement, public Row {
public:
    SqliteStatement(sqlite3* db, std::string_view sql, unsigned flags) : db_(db) {
        note_statement(sql);
        const char* tail = nullptr;
        const int code = sqlite3_prepare_v3(db, sql.data(), static_cast<int>(sql.size()), flags, &statement_, &tail);
        if (code != SQLITE_OK) fail(db, sql);
        check(statement_ != nullptr, "a statement is not empty");
    }
    ~SqliteStatement() override { sqlite3_finalize(statement_); }
    SqliteStatement(const SqliteStatement&) = delete;
    SqliteStatement& operator=(const SqliteStatement&) = delete;

    std::int64_t run(std::span<const Parameter> parameters) override {
        start(parameters);
        while (step() != nullptr) {
        }
        return sqlite3_changes64(db_);
    }

    void start(std::span<const Parameter> parameters) override {
        sqlite3_reset(statement_);
        check(static_cast<int>(parameters.size()) == sqlite3_bind_parameter_count(statement_), "every parameter is given");
        int index = 0;
        for (const auto& parameter : parameters) bind(++index, parameter);
    }

    const Row* step() override {
        const int code = sqlite3_step(statement_);
        if (code == SQLITE_ROW) return this;
        if (code == SQLITE_DONE) {
            sqlite3_reset(statement_);
            return nullptr;
        }
        // Read the code before reset, which would repeat it anyway; then leave the statement usable.
        try {
            fail(db_, sqlite3_sql(statement_));
        } catch (...) {
            sqlite3_reset(statement_);
            throw;
        }
    }

    void reset() noexcept { sqlite3_reset(statement_); }

    bool is_null(int column) const override { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }
    // One look at the column for its type and its value: a connection without a mutex is used by one thread at a time, so
    // the value needs no protection.
    std::int64_t integer(int column) const override {
        sqlite3_value* value = sqlite3_column_value(statement_, column);
        check(sqlite3_value_type(value) == SQLITE_INTEGER, "the column holds an integer");
        return sqlite3_value_int64(value);
    }
    std::string_view text(int column) const override {
        sqlite3_value* value = sqlite3_column_value(statement_, column);
        check(sqlite3_value_type(value) == SQLITE_TEXT, "the column holds text");
        const auto* bytes = reinterpret_cast<const char*>(sqlite3_value_text(value));
        return {bytes, static_cast<std::size_t>(sqlite3_value_bytes(value))};
    }

private:
    void bind(int index, const Parameter& parameter) {
        int code = SQLITE_OK;
        if (const auto* number = std::get_if<std::int64_t>(&parameter)) {
            code = sqlite3_bind_int64(statement_, index, *number);
        } else if (const auto* text = std::get_if<std::string_view>(&parameter)) {
            const char* bytes = text->data() != nullptr ? text->data() : "";
            code = sqlite3_bind_text64(statement_, index, bytes, text->size(), SQLITE_STATIC, SQLITE_UTF8);
        } else {
            code = sqlite3_bind_null(statement_, index);
        }
        if (code != SQLITE_OK) fail(db_, sqlite3_sql(statement_));
    }

    sqlite3* db_;
    sqlite3_stmt* statement_ = nullptr;
};

struct Cached {
    std::unique_ptr<SqliteStatement> statement;
    bool in_use = false;
};

struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
};

class SqliteConnection final : public Connection {
public:
    SqliteConnection(const std::string& path, bool writes) {
        // Counting every allocation behind one lock would make two readers wait for each other.
        static const int counted = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
        check(counted == SQLITE_OK, "SQLite takes its settings before its first use");
        const int flags = (writes ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READWRITE) | SQLITE_OPEN_NOMUTEX;
        if (sqlite3_open_v2(path.c_str(), &db_, flags, nullptr) != SQLITE_OK) {
            const int code = db_ != nullptr ? sqlite3_extended_errcode(db_) : SQLITE_NOMEM;
            sqlite3_close_v2(db_);
            throw StoreError(kind_of(code), "the database file cannot be opened");
        }
        sqlite3_extended_result_codes(db_, 1);
        sqlite3_busy_timeout(db_, 10'000);
        try {
            run_script("PRAGMA foreign_keys=ON; PRAGMA case_sensitive_like=ON; PRAGMA temp_store=MEMORY; "
                       "PRAGMA cache_size=-65536; PRAGMA trusted_schema=OFF");
            if (writes) run_script("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL");
            if (!writes) run_script("PRAGMA query_only=ON; PRAGMA mmap_size=536870912");
        } catch (...) {
            sqlite3_close_v2(db_);
            throw;
        }
    }
    ~SqliteConnection() override {
        cache_.clear();
        sqlite3_close_v2(db_);
    }
    SqliteConnection(const SqliteConnection&) = delete;
    SqliteConnection& operator=(const SqliteConnection&) = delete;

    std::unique_ptr<Statement> prepare(std::string_view sql) override {
        return std::make_unique<SqliteStatement>(db_, sql, SQLITE_PREPARE_PERSISTENT);
    }

    std::int64_t run(std::string_view sql, std::initializer_list<Parameter> parameters) override {
        Use use(*this, sql);
        return use.statement->run(std::span(parameters.begin(), parameters.size()));
    }

    void query(std::string_view sql, std::initializer_list<Parameter> parameters,
               const std::function<void(const Row&)>& each) override {
        Use use(*this, sql);
        use.statement->start(std::span(parameters.begin(), parameters.size()));
        while (const Row* row = use.statement->step()) each(*row);
    }

    void begin() override { run("BEGIN IMMEDIATE", {}); }
    void commit() override { run("COMMIT", {}); }
    void rollback() noexcept override {
        if (sqlite3_get_autocommit(db_) == 0) sqlite3_exec(db_, "ROLLBACK", nullptr, nullptr, nullptr);
    }

    // A savepoint serves inside and outside a transaction.
    void hold() override { run("SAVEPOINT moment", {}); }
    void release() override { run("RELEASE moment", {}); }

    void take_turn(std::int64_t) override {}  // BEGIN IMMEDIATE has let nobody else in

    void run_script(std::string_view sql) override {
        for (const auto& statement : sqlite_statements(sql)) {
            SqliteStatement once(db_, statement, 0);
            once.run(std::span<const Parameter>());
        }
    }

    std::int64_t rows_changed() const override { return sqlite3_total_changes64(db_); }

    void interrupt() noexcept override { sqlite3_interrupt(db_); }

private:
    /// A cached statement in use; a nested use of the same text gets one of its own.
    struct Use {
        Use(SqliteConnection& connection, std::string_view sql) {
            auto found = connection.cache_.find(sql);
            if (found == connection.cache_.end()) {
                if (connection.cache_.size() > 500) connection.forget_idle();
                auto made = std::make_unique<SqliteStatement>(connection.db_, sql, SQLITE_PREPARE_PERSISTENT);
                found = connection.cache_.emplace(std::string(sql), Cached{std::move(made), false}).first;
            }
            if (found->second.in_use) {
                own = std::make_unique<SqliteStatement>(connection.db_, sql, 0);
                statement = own.get();
            } else {
                entry = &found->second;
                entry->in_use = true;
                statement = entry->statement.get();
            }
        }
        ~Use() {
            statement->reset();
            if (entry != nullptr) entry->in_use = false;
        }
        Use(const Use&) = delete;
        Use& operator=(const Use&) = delete;

        std::unique_ptr<SqliteStatement> own;
        SqliteStatement* statement = nullptr;
        Cached* entry = nullptr;
    };

    void forget_idle() {
        std::erase_if(cache_, [](const auto& pair) { return !pair.second.in_use; });
    }

    sqlite3* db_ = nullptr;
    std::unordered_map<std::string, Cached, TextHash, std::equal_to<>> cache_;
};

class SqliteStore final : public Store {
public:
    explicit SqliteStore(const std::string& path, bool even_unfinished = false) : path_(path), temporary_(path == ":memory:") {
        if (temporary_) path_ = temporary_path();
        writer_ = std::make_unique<SqliteConnection>(path_, true);
        writer_->run_script(
            "CREATE TABLE IF NOT EXISTS schema_migration(name TEXT NOT NULL, PRIMARY KEY (name));"
            "CREATE TABLE IF NOT EXISTS counter(province_id BIGINT NOT NULL, name TEXT NOT NULL, next BIGINT NOT NULL, "
            "PRIMARY KEY (province_id, name));"
            "CREATE TABLE IF NOT EXISTS store_state(name TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (name))");
        if (!even_unfinished) refuse_unfinished(*writer_);
    }
    ~SqliteStore() override {
        idle_.clear();
        writer_.reset();
        if (temporary_)
            for (const char* suffix : {"", "-wal", "-shm", "-journal"}) std::remove((path_ + suffix).c_str());
    }
    SqliteStore(const SqliteStore&) = delete;
    SqliteStore& operator=(const SqliteStore&) = delete;

    Engine engine() const override { return Engine::sqlite; }

    Writer writer() override { return {std::unique_lock(writing_), *writer_}; }

    Reader reader() override {
        {
            const std::lock_guard lock(pool_);
            if (!idle_.empty()) {
                auto connection = std::move(idle_.back());
                idle_.pop_back();
                return lend(std::move(connection));
            }
        }
        return lend(std::make_unique<SqliteConnection>(path_, false));
    }

    void expect_many_writes(bool expected) override {
        const std::lock_guard lock(writing_);
        // Rows go to places all over the indexes: pages that do not fit are written to the log again and again.
        writer_->run_script(expected ? "PRAGMA cache_size=-393216; PRAGMA wal_autocheckpoint=16000"
                                     : "PRAGMA cache_size=-65536; PRAGMA wal_autocheckpoint=1000; PRAGMA shrink_memory");
    }

    void begin_bulk() override {
        const std::lock_guard lock(writing_);
        drop_idle();
        Connection& db = *writer_;
        {
            Transaction transaction(db);
            db.run("INSERT INTO store_state(name, value) VALUES ('bulk', 'unfinished')");
            transaction.commit();
        }
        db.run_script("PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode=MEMORY; PRAGMA synchronous=OFF; "
                      "PRAGMA cache_size=-524288; PRAGMA threads=2");
        db.query(sqlite_indexes, {},
                 [&](const Row& row) { late_indexes_.emplace_back(row.text(0), row.text(1)); });
        for (const auto& [name, sql] : late_indexes_) db.run_script("DROP INDEX " + name);
    }

    void end_bulk() override {
        build_indexes();
        const std::lock_guard lock(writing_);
        Connection& db = *writer_;
        sync_file();
        db.run_script("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-65536");
        Transaction transaction(db);
        db.run("DELETE FROM store_state WHERE name = 'bulk'");
        transaction.commit();
    }

    void build_indexes() override {
        const std::lock_guard lock(writing_);
        for (const auto& [name, sql] : late_indexes_) writer_->run_script(sql);
        if (!late_indexes_.empty()) schema_changed(*writer_);  // statistics of an index go with it when it is dropped
        late_indexes_.clear();
    }

protected:
    void schema_changed(Connection& db) override {
        Transaction transaction(db);
        write_fixed_statistics(db);
        transaction.commit();
        drop_idle();  // readers look at statistics when they open
    }

private:
    static std::string temporary_path() {
        static std::atomic<int> count = 0;
        const auto folder = std::filesystem::temp_directory_path();
        return (folder / ("khuyenhoc-" + std::to_string(getpid()) + "-" + std::to_string(++count) + ".db")).string();
    }

    Reader lend(std::unique_ptr<SqliteConnection> connection) {
        return {connection.release(), [this](Connection* back) {
                    std::unique_ptr<SqliteConnection> owned(static_cast<SqliteConnection*>(back));
                    const std::lock_guard lock(pool_);
                    if (idle_.size() < 8) idle_.push_back(std::move(owned));
                }};
    }

    void drop_idle() {
        const std::lock_guard lock(pool_);
        idle_.clear();
    }

    void sync_file() const {
        const int file = ::open(path_.c_str(), O_RDONLY | O_CLOEXEC);
        const bool synced = file >= 0 && fsync(file) == 0;
        if (file >= 0) close(file);
        if (!synced) throw StoreError(StoreError::Kind::full, "the database file could not be made durable");
    }

    std::string path_;
    bool temporary_;
    std::mutex writing_;
    std::unique_ptr<SqliteConnection> writer_;
    std::mutex pool_;
    std::vector<std::unique_ptr<SqliteConnection>> idle_;
    std::vector<std::pair<std::string, std::string>> late_indexes_;
};

}  // namespace

std::unique_ptr<Store> open_sqlite(const std::string& path) { return std::make_unique<SqliteStore>(path); }
std::unique_ptr<Store> open_sqlite_even_unfinished(const std::string& path) { return std::make_unique<SqliteStore>(path, true); }

}  // namespace khuyenhoc::store
