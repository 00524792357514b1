// What the same rows cost the bare sqlite3 library: copies every table of a database, row by row through prepared
// statements, into a new file with the same schema and indexes, as fast as the library allows (one transaction, no sync
// until the end), and prints the seconds. The rows of one table at a time are read into memory first, outside the clock.
//   bench_bare_sqlite SOURCE TARGET [--only TABLE,TABLE] [--late-indexes]
#include <sqlite3.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

namespace {

[[noreturn]] void fail(sqlite3* db, const char* what) {
    std::fprintf(stderr, "%s: %s\n", what, sqlite3_errmsg(db));
    std::exit(1);
}

void run(sqlite3* db, const std::string& sql) {
    if (sqlite3_exec(db, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) fail(db, sql.c_str());
}

double now() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

struct Value {
    bool null = false;
    bool text = false;
    sqlite3_int64 number = 0;
    std::size_t at = 0;
    int length = 0;
};

struct Rows {
    int columns = 0;
    std::vector<Value> values;
    std::string bytes;
};

Rows read(sqlite3* db, const std::string& table) {
    Rows rows;
    sqlite3_stmt* statement = nullptr;
    const std::string sql = "SELECT * FROM " + table;
    if (sqlite3_prepare_v2(db, sql.c_str(), -1, &statement, nullptr) != SQLITE_OK) fail(db, "read");
    rows.columns = sqlite3_column_count(statement);
    while (sqlite3_step(statement) == SQLITE_ROW) {
        for (int c = 0; c < rows.columns; ++c) {
            Value value;
            switch (sqlite3_column_type(statement, c)) {
                case SQLITE_NULL: value.null = true; break;
                case SQLITE_INTEGER: value.number = sqlite3_column_int64(statement, c); break;
                default:
                    value.text = true;
                    value.at = rows.bytes.size();
                    value.length = sqlite3_column_bytes(statement, c);
                    rows.bytes.append(reinterpret_cast<const char*>(sqlite3_column_text(statement, c)), static_cast<std::size_t>(value.length));
            }
            rows.values.push_back(value);
        }
    }
    sqlite3_finalize(statement);
    return rows;
}

void write(sqlite3* db, const std::string& table, const Rows& rows) {
    std::string sql = "INSERT INTO " + table + " VALUES (?";
    for (int c = 1; c < rows.columns; ++c) sql += ",?";
    sql += ")";
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(db, sql.c_str(), -1, &statement, nullptr) != SQLITE_OK) fail(db, "write");
    int column = 0;
    for (const auto& value : rows.values) {
        ++column;
        if (value.null) sqlite3_bind_null(statement, column);
        else if (value.text) sqlite3_bind_text(statement, column, rows.bytes.data() + value.at, value.length, SQLITE_STATIC);
        else sqlite3_bind_int64(statement, column, value.number);
        if (column < rows.columns) continue;
        if (sqlite3_step(statement) != SQLITE_DONE) fail(db, "insert");
        sqlite3_reset(statement);
        column = 0;
    }
    sqlite3_finalize(statement);
}

std::vector<std::pair<std::string, std::string>> schema(sqlite3* db, const char* type) {
    std::vector<std::pair<std::string, std::string>> out;
    sqlite3_stmt* statement = nullptr;
    sqlite3_prepare_v2(db, "SELECT name, sql FROM sqlite_master WHERE type = ? AND sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY name", -1, &statement, nullptr);
    sqlite3_bind_text(statement, 1, type, -1, SQLITE_STATIC);
    while (sqlite3_step(statement) == SQLITE_ROW)
        out.emplace_back(reinterpret_cast<const char*>(sqlite3_column_text(statement, 0)),
                         reinterpret_cast<const char*>(sqlite3_column_text(statement, 1)));
    sqlite3_finalize(statement);
    return out;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 3) return 2;
    bool late = false;
    for (int i = 3; i < argc; ++i) late = late || std::strcmp(argv[i], "--late-indexes") == 0;
    std::remove(argv[2]);
    sqlite3* source = nullptr;
    sqlite3* target = nullptr;
    if (sqlite3_open_v2(argv[1], &source, SQLITE_OPEN_READONLY, nullptr) != SQLITE_OK) fail(source, "source");
    if (sqlite3_open(argv[2], &target) != SQLITE_OK) fail(target, "target");
    run(target, "PRAGMA journal_mode=MEMORY; PRAGMA synchronous=OFF; PRAGMA cache_size=-524288; PRAGMA threads=2");
    const auto tables = schema(source, "table");
    const auto indexes = schema(source, "index");
    double seconds = 0;
    long long count = 0;
    for (const auto& [name, sql] : tables) run(target, sql);
    if (!late)
        for (const auto& [name, sql] : indexes) run(target, sql);
    for (const auto& [name, sql] : tables) {
        const Rows rows = read(source, name);
        if (rows.columns == 0) continue;
        const double start = now();
        run(target, "BEGIN");
        write(target, name, rows);
        run(target, "COMMIT");
        seconds += now() - start;
        count += static_cast<long long>(rows.values.size()) / rows.columns;
    }
    const double start = now();
    if (late)
        for (const auto& [name, sql] : indexes) run(target, sql);
    sqlite3_close(target);
    sync();
    seconds += now() - start;
    std::printf("{\"rows\":%lld,\"seconds\":%.3f,\"late_indexes\":%s}\n", count, seconds, late ? "true" : "false");
    sqlite3_close(source);
    return 0;
}
