#include "store/postgres_connection.h"

#include <deque>

#include "base/check.h"
#include "store/postgres_dialect.h"
#include "store/statements_seen.h"

namespace khuyenhoc::store::postgres {

namespace {

constexpr std::size_t most_prepared = 1000;

/// For every connection: no just-in-time compilation (it costs more than these statements), cursors and plans for all rows.
constexpr const char* settings_of_all = "SET jit = off; SET client_min_messages = error; SET timezone = 'UTC'";
constexpr const char* settings_of_writers = "; SET lock_timeout = '10s'";
constexpr const char* settings_of_readers = "; SET default_transaction_read_only = on; SET statement_timeout = '10min'";

}  // namespace

/// A statement of the caller's. The server's side of it lives in the connection's list, so that equal texts share it.
class PreparedStatement final : public Statement, public Row {
public:
    PreparedStatement(PostgresConnection& connection, std::string_view sql)
        : connection_(connection), sql_(sql), parameters_(parameters_in(sql)) {
        check(!sql.empty(), "a statement is not empty");
    }
    ~PreparedStatement() override { leave(); }
    PreparedStatement(const PreparedStatement&) = delete;
    PreparedStatement& operator=(const PreparedStatement&) = delete;

    std::int64_t run(std::span<const Parameter> parameters) override {
        start(parameters);
        while (step() != nullptr) {
        }
        return changed_;
    }

    void add(std::span<const Parameter> parameters) override {
        check(static_cast<int>(parameters.size()) == parameters_, "every parameter is given");
        if (!connection_.is_in_transaction()) {
            run(parameters);
            return;
        }
        auto& batch = connection_.batch(sql_);
        batch.add(parameters);
        ++connection_.rows_changed_;
        if (batch.is_full()) connection_.settle();
    }

    void start(std::span<const Parameter> parameters) override {
        check(static_cast<int>(parameters.size()) == parameters_, "every parameter is given");
        leave();
        connection_.settle();
        const Values values(parameters);
        try {
            send(values);
        } catch (const StoreError& error) {
            const bool again = error.kind == StoreError::Kind::lost && connection_.use_ == PostgresConnection::Use::read &&
                               connection_.holds_ == 0;
            if (!again) throw;
            // The server was started anew, say: nothing was read yet, so nobody notices.
            connection_.disconnect();
            connection_.connect();
            send(values);
        }
    }

    const Row* step() override {
        if (!waiting_.empty()) {
            current_ = std::move(waiting_.front());
            waiting_.pop_front();
        } else {
            if (connection_.reading_ != this) return nullptr;
            current_ = next();
        }
        return current_ == nullptr ? nullptr : this;
    }

    /// Reads the rest into memory: another statement wants the line.
    void park() {
        while (connection_.reading_ == this)
            if (auto row = next()) waiting_.push_back(std::move(row));
    }

    /// Forgets the rest of the rows.
    void leave() noexcept {
        waiting_.clear();
        current_.reset();
        while (connection_.reading_ == this) {
            try {
                (void)next();
            } catch (...) {  // whoever asked for these rows has gone
            }
        }
    }

    bool is_null(int column) const override { return PQgetisnull(current_.get(), 0, column) == 1; }
    std::int64_t integer(int column) const override {
        const Oid type = PQftype(current_.get(), column);
        check((type == int8_type || type == int4_type || type == int2_type || type == 16) && !is_null(column),
              "the column holds an integer");
        return read_integer(PQgetvalue(current_.get(), 0, column), PQgetlength(current_.get(), 0, column));
    }
    std::string_view text(int column) const override {
        const Oid type = PQftype(current_.get(), column);
        check((type == text_type || type == 1043 || type == 19 || type == 18) && !is_null(column), "the column holds text");
        return {PQgetvalue(current_.get(), 0, column), static_cast<std::size_t>(PQgetlength(current_.get(), 0, column))};
    }

private:
    void send(const Values& values) {
        PGconn* line = connection_.line_;
        const std::string& name = connection_.prepared(sql_, values);
        if (PQsendQueryPrepared(line, name.c_str(), values.count(), values.pointers(), values.lengths(), values.formats(), 1) != 1)
            throw failure(line, nullptr, sql_);
        PQsetSingleRowMode(line);
        connection_.reading_ = this;
        changed_ = 0;
        if (auto row = next()) waiting_.push_back(std::move(row));
    }

    /// The next row from the line; nothing, and the line is free, at the end.
    Answer next() {
        PGconn* line = connection_.line_;
        Answer answer(PQgetResult(line));
        const auto status = PQresultStatus(answer.get());
        if (status == PGRES_SINGLE_TUPLE) return answer;
        connection_.reading_ = nullptr;
        if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) {
            const StoreError error = failure(line, answer.get(), sql_);
            while (PQstatus(line) == CONNECTION_OK && Answer(PQgetResult(line)) != nullptr) {
            }
            throw error;
        }
        count(answer.get());
        finish(line, sql_);
        return nullptr;
    }

    void count(PGresult* answer) {
        const char* said = PQcmdStatus(answer);
        const std::string_view verb(said);
        if (verb.starts_with("INSERT") || verb.starts_with("UPDATE") || verb.starts_with("DELETE")) {
            changed_ = std::strtoll(PQcmdTuples(answer), nullptr, 10);
            connection_.rows_changed_ += changed_;
        }
    }

    PostgresConnection& connection_;
    std::string sql_;
    int parameters_;
    Answer current_;
    std::deque<Answer> waiting_;
    std::int64_t changed_ = 0;
};

PostgresConnection::PostgresConnection(std::string url, Use use) : url_(std::move(url)), use_(use) { connect(); }

PostgresConnection::~PostgresConnection() {
    disconnect();
}

void PostgresConnection::connect() {
    const char* const names[] = {"connect_timeout", "keepalives_idle", "keepalives_interval", "keepalives_count", "tcp_user_timeout",
                                 "application_name", "dbname", "client_encoding", nullptr};
    const char* const values[] = {"5", "10", "5", "3", "30000", "khuyenhoc", url_.c_str(), "UTF8", nullptr};
    line_ = PQconnectdbParams(names, values, 1);
    const bool is_connected = line_ != nullptr && PQstatus(line_) == CONNECTION_OK;
    const std::string settings = std::string(settings_of_all) + (use_ == Use::read ? settings_of_readers : settings_of_writers);
    const bool is_set = is_connected && PQresultStatus(Answer(PQexec(line_, settings.c_str())).get()) == PGRES_COMMAND_OK;
    if (is_set) return;
    disconnect();
    throw StoreError(StoreError::Kind::lost, "the PostgreSQL server cannot be reached, or does not let this role in");
}

void PostgresConnection::disconnect() noexcept {
    PQfinish(line_);
    line_ = nullptr;
    prepared_.clear();
    batches_.clear();
    reading_ = nullptr;
    holds_ = 0;
}

bool PostgresConnection::is_in_transaction() const {
    const auto status = PQtransactionStatus(line_);
    return status == PQTRANS_INTRANS || status == PQTRANS_INERROR || (status == PQTRANS_ACTIVE && use_ == Use::write);
}

void PostgresConnection::settle() {
    if (reading_ != nullptr) reading_->park();
    send_batches();
}

void PostgresConnection::send_batches() {
    for (auto& [sql, batch] : batches_) batch.send(line_);
}

std::string PostgresConnection::command(const char* sql) {
    settle();
    const Answer answer(PQexec(line_, sql));
    if (PQresultStatus(answer.get()) != PGRES_COMMAND_OK) throw failure(line_, answer.get(), sql);
    return PQcmdStatus(answer.get());
}

const std::string& PostgresConnection::prepared(std::string_view sql, const Values& values) {
    const std::string key = values.signature() + " " + std::string(sql);
    if (const auto found = prepared_.find(key); found != prepared_.end()) return found->second;
    if (prepared_.size() >= most_prepared) {
        const Answer answer(PQexec(line_, "DEALLOCATE ALL"));
        prepared_.clear();
        batches_.clear();
    }
    return prepared_.emplace(key, prepare_once(sql, values.count(), values.types())).first->second;
}

std::string PostgresConnection::prepare_once(std::string_view sql, int count, const Oid* types) {
    note_statement(sql);
    std::string name = "s" + std::to_string(++names_);
    const Answer answer(PQprepare(line_, name.c_str(), std::string(sql).c_str(), count, types));
    if (PQresultStatus(answer.get()) != PGRES_COMMAND_OK) throw failure(line_, answer.get(), sql);
    return name;
}

Batch& PostgresConnection::batch(const std::string& sql) {
    if (const auto found = batches_.find(sql); found != batches_.end()) return found->second;
    settle();
    const std::string name = prepare_once(sql, 0, nullptr);
    const Answer described(PQdescribePrepared(line_, name.c_str()));
    if (PQresultStatus(described.get()) != PGRES_COMMAND_OK) throw failure(line_, described.get(), sql);
    std::vector<Oid> types;
    for (int i = 0; i < PQnparams(described.get()); ++i) types.push_back(PQparamtype(described.get(), i));
    return batches_.emplace(sql, Batch(sql, name, std::move(types))).first->second;
}

std::unique_ptr<Statement> PostgresConnection::prepare(std::string_view sql) {
    return std::make_unique<PreparedStatement>(*this, sql);
}

std::int64_t PostgresConnection::run(std::string_view sql, std::initializer_list<Parameter> parameters) {
    return PreparedStatement(*this, sql).run(std::span(parameters.begin(), parameters.size()));
}

void PostgresConnection::query(std::string_view sql, std::initializer_list<Parameter> parameters,
                               const std::function<void(const Row&)>& each) {
    PreparedStatement statement(*this, sql);
    statement.start(std::span(parameters.begin(), parameters.size()));
    while (const Row* row = statement.step()) each(*row);
}

void PostgresConnection::begin() { command("BEGIN"); }

void PostgresConnection::commit() {
    // A transaction that failed before is rolled back by the server instead, which says so.
    const auto done = command("COMMIT");
    if (done != "COMMIT") throw StoreError(StoreError::Kind::other, "PostgreSQL rolled a transaction back that should be committed");
}

void PostgresConnection::rollback() noexcept {
    if (reading_ != nullptr) reading_->leave();
    for (auto& [sql, batch] : batches_) batch.forget();
    if (line_ != nullptr && PQtransactionStatus(line_) != PQTRANS_IDLE) const Answer done(PQexec(line_, "ROLLBACK"));
}

void PostgresConnection::hold() {
    if (holds_ == 0 && !is_in_transaction()) {
        command("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
        holds_ = 1;
    } else if (holds_ > 0) {
        ++holds_;
    }
}

void PostgresConnection::release() {
    if (holds_ > 0 && --holds_ == 0) command("COMMIT");
}

void PostgresConnection::take_turn(std::int64_t province) {
    run("INSERT INTO writer_turn(province_id, turn) VALUES ($1, 1) ON CONFLICT (province_id) DO UPDATE SET turn = writer_turn.turn + 1",
        {province});
}

void PostgresConnection::run_script(std::string_view sql) {
    settle();
    for (const auto& statement : postgres_statements(sql)) {
        const Answer answer(PQexec(line_, statement.c_str()));
        const auto status = PQresultStatus(answer.get());
        if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) throw failure(line_, answer.get(), statement);
        rows_changed_ += std::strtoll(PQcmdTuples(answer.get()), nullptr, 10);
    }
}

void PostgresConnection::interrupt() noexcept {
    char unused[256];
    PGcancel* cancel = PQgetCancel(line_);
    PQcancel(cancel, unused, sizeof unused);
    PQfreeCancel(cancel);
}

}  // namespace khuyenhoc::store::postgres
