// A connection to a PostgreSQL server behind the store's door. For this folder's files only.
#pragma once

#include <map>
#include <unordered_map>

#include "store/postgres_batch.h"
#include "store/postgres_line.h"
#include "store/store.h"

namespace khuyenhoc::store::postgres {

class PreparedStatement;

/// Used by one thread at a time, but for `interrupt`. Rows come as the server makes them; when another statement wants the
/// line meanwhile, the rest of them is read into memory first.
class PostgresConnection final : public Connection {
public:
    enum class Use { write, read };
    /// Throws StoreError (lost, other).
    PostgresConnection(std::string url, Use use);
    ~PostgresConnection() override;
    PostgresConnection(const PostgresConnection&) = delete;
    PostgresConnection& operator=(const PostgresConnection&) = delete;

    std::unique_ptr<Statement> prepare(std::string_view sql) override;
    std::int64_t run(std::string_view sql, std::initializer_list<Parameter> parameters) override;
    void query(std::string_view sql, std::initializer_list<Parameter> parameters,
               const std::function<void(const Row&)>& each) override;
    void begin() override;
    void commit() override;
    void rollback() noexcept override;
    void hold() override;
    void release() override;
    void take_turn(std::int64_t province) override;
    void run_script(std::string_view sql) override;
    std::int64_t rows_changed() const override { return rows_changed_; }
    void interrupt() noexcept override;

    /// False once the line has broken; what is read afresh outside a transaction mends it by itself.
    bool is_usable() const { return PQstatus(line_) == CONNECTION_OK; }

private:
    friend class PreparedStatement;

    void connect();
    void disconnect() noexcept;
    bool is_in_transaction() const;
    /// Sends collected rows and takes the line from whoever reads rows from it.
    void settle();
    /// One word of SQL without parameters or rows; returns what the server says it did.
    std::string command(const char* sql);
    /// The server's name of the statement for these types, prepared when it is not yet.
    const std::string& prepared(std::string_view sql, const Values& values);
    std::string prepare_once(std::string_view sql, int count, const Oid* types);
    Batch& batch(const std::string& sql);
    void send_batches();

    std::string url_;
    Use use_;
    PGconn* line_ = nullptr;
    std::unordered_map<std::string, std::string> prepared_;
    std::map<std::string, Batch, std::less<>> batches_;
    std::int64_t names_ = 0;
    std::int64_t rows_changed_ = 0;
    int holds_ = 0;
    PreparedStatement* reading_ = nullptr;  ///< whose rows are still coming
};

}  // namespace khuyenhoc::store::postgres
