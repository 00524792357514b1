// A database of its own for a test or a measurement: gone with the object. Which engine is said by the environment.
#pragma once

#include <memory>
#include <string>

#include "store/store.h"

namespace khuyenhoc::store {

/// A file in the temporary folder; or, when KHUYENHOC_TEST_STORE names a PostgreSQL database, a schema in it. Everything
/// that opened it must be gone before it is.
class Temporary {
public:
    Temporary();
    ~Temporary();
    Temporary(const Temporary&) = delete;
    Temporary& operator=(const Temporary&) = delete;

    const std::string& url() const { return url_; }
    std::unique_ptr<Store> open() const { return store::open(url_); }
    static bool is_on_postgres();

private:
    std::string server_, name_, url_;
};

/// A store of its own, gone with its last connection.
std::unique_ptr<Store> open_temporary();

/// For tests of what notices tampering: lets UPDATE and DELETE through on an append-only table.
void allow_tampering(Connection& db, const std::string& table);

}  // namespace khuyenhoc::store
