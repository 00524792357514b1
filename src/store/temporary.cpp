#include "store/temporary.h"

#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>

#include "store/postgres_connection.h"

namespace khuyenhoc::store {

namespace {

std::string server_of_tests() {
    const char* named = std::getenv("KHUYENHOC_TEST_STORE");
    return named != nullptr ? named : "";
}

void run_on(const std::string& server, const std::string& script) {
    postgres::PostgresConnection(server, postgres::PostgresConnection::Use::write).run_script(script);
}

}  // namespace

bool Temporary::is_on_postgres() { return !server_of_tests().empty(); }

Temporary::Temporary() : server_(server_of_tests()) {
    static std::atomic<int> count = 0;
    name_ = "khuyenhoc_" + std::to_string(getpid()) + "_" + std::to_string(++count);
    if (server_.empty()) {
        url_ = (std::filesystem::temp_directory_path() / (name_ + ".db")).string();
        return;
    }
    run_on(server_, "CREATE SCHEMA " + name_);
    url_ = server_ + (server_.find('?') == std::string::npos ? "?" : "&") + "options=-csearch_path%3D" + name_;
}

Temporary::~Temporary() {
    if (server_.empty()) {
        for (const char* suffix : {"", "-wal", "-shm", "-journal"}) std::filesystem::remove(url_ + suffix);
        return;
    }
    try {
        run_on(server_, "DROP SCHEMA " + name_ + " CASCADE");
    } catch (const StoreError&) {  // the server of the tests goes away with it
    }
}

std::unique_ptr<Store> open_temporary() {
    if (!Temporary::is_on_postgres()) return open_sqlite(":memory:");
    auto schema = std::make_shared<Temporary>();
    const std::string url = schema->url();
    return open_postgres(url, std::move(schema));
}

void allow_tampering(Connection& db, const std::string& table) {
    db.run_script(Temporary::is_on_postgres() ? "GRANT UPDATE, DELETE ON " + table + " TO CURRENT_USER; DROP TRIGGER IF EXISTS " + table + "_only_blank ON " + table
                                              : "DROP TRIGGER IF EXISTS " + table + "_no_UPDATE; DROP TRIGGER IF EXISTS " + table +
                                                    "_no_DELETE; DROP TRIGGER IF EXISTS " + table + "_only_blank");
}

}  // namespace khuyenhoc::store
