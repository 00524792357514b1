// One line to a PostgreSQL server: what libpq needs said about values, results and failures. For this folder's files only.
#pragma once

#include <libpq-fe.h>

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "store/store.h"

namespace khuyenhoc::store::postgres {

/// Types as the server's catalog numbers them.
inline constexpr Oid int8_type = 20, int2_type = 21, int4_type = 23, text_type = 25;

struct ClearResult {
    void operator()(PGresult* result) const { PQclear(result); }
};
using Answer = std::unique_ptr<PGresult, ClearResult>;

/// Parameters as libpq takes them: integers as eight bytes, texts as they are, NULL without a type. Points into
/// `parameters`, which must outlive it.
class Values {
public:
    explicit Values(std::span<const Parameter> parameters);

    int count() const { return static_cast<int>(pointers_.size()); }
    const char* const* pointers() const { return pointers_.data(); }
    const int* lengths() const { return lengths_.data(); }
    const int* formats() const { return formats_.data(); }
    const Oid* types() const { return types_.data(); }
    /// 'i', 't' or 'n' for each: a statement is prepared once for each that occurs.
    std::string signature() const;

private:
    std::vector<std::array<char, 8>> integers_;
    std::vector<const char*> pointers_;
    std::vector<int> lengths_;
    std::vector<int> formats_;
    std::vector<Oid> types_;
};

std::int64_t read_integer(const char* bytes, int length);

/// By its SQLSTATE, never by the server's words: those may quote values.
StoreError failure(const PGconn* line, const PGresult* result, std::string_view sql);

/// Reads what is left until the server is ready again; the first failure among it, if there was one, is thrown.
void finish(PGconn* line, std::string_view sql);

/// How many `$n` a statement has: the largest n.
int parameters_in(std::string_view sql);

}  // namespace khuyenhoc::store::postgres
