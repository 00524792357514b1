// The store: connections, statements, transactions, migrations over SQLite or PostgreSQL, behind one door.
// Knows SQL and nothing of the domain. SQL is written in the subset that SQLite, PostgreSQL and Citus share:
// `$1`-style parameters used in order and once each, BIGINT/INTEGER/TEXT only, no clock or random in SQL.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace khuyenhoc::store {

/// What went wrong, by class. The text names the class and the statement's table, never a value.
struct StoreError : std::runtime_error {
    /// `serialization`: another transaction was in the way, try again. `lost`: the connection went away; of a commit it is
    /// not known whether it was done.
    enum class Kind { unique, reference, busy, check, append_only, interrupted, serialization, lost, damaged, full, other };
    Kind kind;
    StoreError(Kind kind_, const std::string& text) : std::runtime_error(text), kind(kind_) {}
};

/// One bound parameter. Text is not copied: it must live until the statement has run.
using Parameter = std::variant<std::monostate, std::int64_t, std::string_view>;

inline Parameter optional_text(const std::optional<std::string>& text) {
    return text ? Parameter(std::string_view(*text)) : Parameter();
}
inline Parameter optional_integer(std::optional<std::int64_t> number) { return number ? Parameter(*number) : Parameter(); }

/// One row of an answer, valid until the next `step`. Columns count from 0. Asking for the wrong type is a Bug.
class Row {
public:
    virtual bool is_null(int column) const = 0;
    virtual std::int64_t integer(int column) const = 0;
    virtual std::string_view text(int column) const = 0;

    std::optional<std::int64_t> optional_integer(int column) const {
        return is_null(column) ? std::nullopt : std::optional(integer(column));
    }
    std::optional<std::string> optional_text(int column) const {
        return is_null(column) ? std::nullopt : std::optional(std::string(text(column)));
    }

protected:
    ~Row() = default;
};

/// A prepared statement. `run` binds and runs one that returns no rows and gives the number of rows changed;
/// `start` + `step` walk rows. A statement left early is reset by the next `start`/`run` or by its destructor.
class Statement {
public:
    virtual ~Statement() = default;
    virtual std::int64_t run(std::span<const Parameter> parameters) = 0;
    /// Runs an INSERT whose effect nobody looks at before the connection's next other statement: a store across a network
    /// sends many at once. What goes wrong is thrown by then at the latest; the texts are copied.
    virtual void add(std::span<const Parameter> parameters) { run(parameters); }
    virtual void start(std::span<const Parameter> parameters) = 0;
    virtual const Row* step() = 0;  ///< next row, or nullptr at the end

    std::int64_t run(std::initializer_list<Parameter> parameters) { return run(std::span(parameters.begin(), parameters.size())); }
    void add(std::initializer_list<Parameter> parameters) { add(std::span(parameters.begin(), parameters.size())); }
    void start(std::initializer_list<Parameter> parameters) { start(std::span(parameters.begin(), parameters.size())); }
};

class Connection {
public:
    virtual ~Connection() = default;

    /// A statement of the caller's own, for loops: no cache look-up per row.
    virtual std::unique_ptr<Statement> prepare(std::string_view sql) = 0;

    /// Runs a statement from the cache (keyed by its text). Returns rows changed.
    virtual std::int64_t run(std::string_view sql, std::initializer_list<Parameter> parameters = {}) = 0;

    /// Calls `each` for every row. Statements may nest if their texts differ.
    virtual void query(std::string_view sql, std::initializer_list<Parameter> parameters,
                       const std::function<void(const Row&)>& each) = 0;

    /// The first column of the first row, or nothing.
    std::optional<std::int64_t> query_integer(std::string_view sql, std::initializer_list<Parameter> parameters = {});
    std::optional<std::string> query_text(std::string_view sql, std::initializer_list<Parameter> parameters = {});

    virtual void begin() = 0;
    virtual void commit() = 0;
    virtual void rollback() noexcept = 0;

    /// From here until `release` every statement sees the same moment; inside a transaction, what that transaction sees.
    virtual void hold() = 0;
    virtual void release() = 0;

    /// Inside a transaction: waits until no other transaction that called this for the province is under way, whatever
    /// program it belongs to. Statements after it see what those have committed.
    virtual void take_turn(std::int64_t province) = 0;

    /// Several statements separated by `;`, without parameters. For migrations and tests.
    virtual void run_script(std::string_view sql) = 0;

    /// Rows changed through this connection so far. To notice that something was written.
    virtual std::int64_t rows_changed() const = 0;

    /// Safe from another thread: makes the running statement fail with `interrupted`.
    virtual void interrupt() noexcept = 0;
};

/// Commits only when told to; rolls back otherwise.
class Transaction {
public:
    explicit Transaction(Connection& connection) : connection_(connection) { connection_.begin(); }
    ~Transaction() {
        if (!done_) connection_.rollback();
    }
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    void commit() {
        connection_.commit();
        done_ = true;
    }

private:
    Connection& connection_;
    bool done_ = false;
};

/// Holds a connection to one moment (see Connection::hold) and lets go whatever happens between.
class Held {
public:
    explicit Held(Connection& connection) : connection_(connection) { connection_.hold(); }
    ~Held() {
        try {
            connection_.release();
        } catch (const std::exception&) {  // the line is gone, and the moment with it; whoever uses it next will say so
        }
    }
    Held(const Held&) = delete;
    Held& operator=(const Held&) = delete;

private:
    Connection& connection_;
};

/// One forward-only step of the schema. `name` is `capability/0001_words`, run once, in the order of the list.
/// A line `-- append-only: TABLE` in `sql` forbids UPDATE and DELETE on that table for ever.
/// A line `-- rowid: TABLE` (SQLite only) keeps a rowid; other tables with a primary key are stored in its order.
struct Migration {
    std::string_view name;
    std::string_view sql;
};

enum class Engine { sqlite, postgres };

/// A database: one writer of this program, several readers. Thread-safe except where said.
class Store {
public:
    virtual ~Store() = default;

    virtual Engine engine() const = 0;

    /// The single writing connection, held by whoever holds the lock.
    struct Writer {
        std::unique_lock<std::mutex> lock;
        Connection& connection;
    };
    virtual Writer writer() = 0;

    /// A reading connection from the pool, given back by the deleter. Sees a snapshot per statement.
    using Reader = std::unique_ptr<Connection, std::function<void(Connection*)>>;
    virtual Reader reader() = 0;

    /// Runs the migrations that have not run. Refuses (StoreError) a database made by a newer program.
    void migrate(std::span<const Migration> migrations);

    /// Very many rows are about to be written (or that is over): takes more memory for pages meanwhile. Durability stays as
    /// it is and nobody is kept out.
    virtual void expect_many_writes(bool) {}

    /// Faster writes without durability until `end_bulk`, for filling a new database: a crash leaves a file that
    /// `open` refuses as unfinished. Only for a database nothing else uses.
    virtual void begin_bulk() = 0;
    virtual void end_bulk() = 0;
    /// Between the two: makes the indexes that `begin_bulk` put off, when what follows must look things up.
    virtual void build_indexes() {}

protected:
    /// Inside a migration's transaction: keeps every other program from migrating meanwhile.
    virtual void lock_schema(Connection&) {}
    /// Called at the end of `migrate` when something has run.
    virtual void schema_changed(Connection&) {}
};

/// Opens or creates. `path` is a file path, or `:memory:`. Throws StoreError (damaged, full, other).
std::unique_ptr<Store> open_sqlite(const std::string& path);

/// Opens a PostgreSQL database (`postgresql://…`): UTF-8, collation C, a role of its own that is no superuser. Throws
/// StoreError (lost, damaged, other). `kept` lives as long as the store.
std::unique_ptr<Store> open_postgres(const std::string& url, std::shared_ptr<void> kept = {});
bool postgres_exists(const std::string& url);

/// Opens what `--db` names: a PostgreSQL address or a file.
std::unique_ptr<Store> open(const std::string& url);
bool is_postgres(std::string_view url);
/// Whether `open` would find a database that a program has used before.
bool exists(const std::string& url);

/// Ids below 2^53, unique in the nation: province * 10^12 + n, with n drawn from the counter row `name`.
/// Returns the first of `count` consecutive ids. Call inside the writing transaction.
std::int64_t draw_ids(Connection& connection, std::int64_t province, std::string_view name, std::int64_t count);

}  // namespace khuyenhoc::store
