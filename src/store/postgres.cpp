// PostgreSQL behind the store's door: one writing connection of this program, a pool of reading ones. Other programs may
// work on the same database; a province's commands take turns (see Connection::take_turn).
#include "base/check.h"
#include "store/filling.h"
#include "store/postgres_connection.h"
#include "store/postgres_dialect.h"
#include "store/store.h"

namespace khuyenhoc::store {

namespace {

using postgres::PostgresConnection;

bool has_ground(Connection& db) { return db.query_integer("SELECT 1 WHERE to_regclass('writer_turn') IS NOT NULL").has_value(); }

/// What this program relies on: order of texts by bytes as in SQLite, and rights that bind.
void check_server(Connection& db) {
    const auto refuse_if = [&](const char* sql, const char* why) {
        if (db.query_integer(sql)) throw StoreError(StoreError::Kind::other, why);
    };
    refuse_if("SELECT 1 FROM pg_database WHERE datname = current_database() AND (datcollate <> 'C' OR pg_encoding_to_char(encoding) <> 'UTF8')",
              "the database must be made with: createdb -T template0 -E UTF8 --lc-collate=C --lc-ctype=C.UTF-8");
    refuse_if("SELECT 1 FROM pg_roles WHERE rolname = current_user AND rolsuper",
              "the role is a superuser, whom no rights bind: give the program a role of its own that owns its database");
}

class PostgresStore final : public Store {
public:
    PostgresStore(std::string url, std::shared_ptr<void> kept, bool even_unfinished = false) : kept_(std::move(kept)), url_(std::move(url)) {
        writer_ = std::make_unique<PostgresConnection>(url_, PostgresConnection::Use::write);
        check_server(*writer_);
        if (!has_ground(*writer_)) make_ground();
        if (!even_unfinished) refuse_unfinished(*writer_);
    }

    Engine engine() const override { return Engine::postgres; }

    Writer writer() override {
        std::unique_lock lock(writing_);
        if (!writer_ || !writer_->is_usable()) {
            writer_.reset();
            writer_ = std::make_unique<PostgresConnection>(url_, PostgresConnection::Use::write);
        }
        return {std::move(lock), *writer_};
    }

    Reader reader() override {
        {
            const std::lock_guard lock(pool_);
            while (!idle_.empty()) {
                auto connection = std::move(idle_.back());
                idle_.pop_back();
                if (connection->is_usable()) return lend(std::move(connection));
            }
        }
        return lend(std::make_unique<PostgresConnection>(url_, PostgresConnection::Use::read));
    }

    void begin_bulk() override {
        auto held = writer();
        Connection& db = held.connection;
        db.run("INSERT INTO store_state(name, value) VALUES ('bulk', 'unfinished')");
        db.run_script("SET synchronous_commit = off; SET maintenance_work_mem = '512MB'");
        db.query(postgres_indexes, {}, [&](const Row& row) { late_indexes_.emplace_back(row.text(0), row.text(1)); });
        for (const auto& [name, sql] : late_indexes_) db.run_script("DROP INDEX " + name);
    }

    void build_indexes() override {
        auto held = writer();
        for (const auto& [name, sql] : late_indexes_) held.connection.run_script(sql);
        if (!late_indexes_.empty()) held.connection.run_script("ANALYZE");
        late_indexes_.clear();
    }

    void end_bulk() override {
        build_indexes();
        auto held = writer();
        Connection& db = held.connection;
        db.run_script("ANALYZE; RESET maintenance_work_mem; SET synchronous_commit = on");
        db.run("DELETE FROM store_state WHERE name = 'bulk'");  // durable, and with it all that was written before
    }

protected:
    void lock_schema(Connection& db) override { db.run_script("LOCK TABLE schema_migration IN ACCESS EXCLUSIVE MODE"); }

private:
    void make_ground() {
        try {
            Transaction transaction(*writer_);
            writer_->run_script(postgres_ground);
            transaction.commit();
        } catch (const StoreError&) {
            if (!has_ground(*writer_)) throw;  // else another program was faster
        }
    }

    Reader lend(std::unique_ptr<PostgresConnection> connection) {
        return {connection.release(), [this](Connection* back) {
                    std::unique_ptr<PostgresConnection> owned(static_cast<PostgresConnection*>(back));
                    const std::lock_guard lock(pool_);
                    if (owned->is_usable() && idle_.size() < 8) idle_.push_back(std::move(owned));
                }};
    }

    std::shared_ptr<void> kept_;  // goes last
    std::string url_;
    std::mutex writing_;
    std::unique_ptr<PostgresConnection> writer_;
    std::mutex pool_;
    std::vector<std::unique_ptr<PostgresConnection>> idle_;
    std::vector<std::pair<std::string, std::string>> late_indexes_;
};

}  // namespace

std::unique_ptr<Store> open_postgres(const std::string& url, std::shared_ptr<void> kept) {
    return std::make_unique<PostgresStore>(url, std::move(kept));
}

std::unique_ptr<Store> open_postgres_even_unfinished(const std::string& url) {
    return std::make_unique<PostgresStore>(url, nullptr, true);
}

bool postgres_exists(const std::string& url) {
    PostgresConnection db(url, PostgresConnection::Use::read);
    return has_ground(db);
}

}  // namespace khuyenhoc::store
