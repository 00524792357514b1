#include "store/postgres_line.h"

#include <algorithm>
#include <optional>

#include "base/bytes.h"
#include "base/check.h"

namespace khuyenhoc::store::postgres {

namespace {

StoreError::Kind kind_of(std::string_view state, bool is_broken) {
    using Kind = StoreError::Kind;
    if (is_broken || state.starts_with("08") || state == "57P01" || state == "57P02" || state == "57P03") return Kind::lost;
    if (state == "23505") return Kind::unique;
    if (state == "23503") return Kind::reference;
    if (state.starts_with("23") || state.starts_with("22")) return Kind::check;
    if (state == "42501") return Kind::append_only;
    if (state == "57014") return Kind::interrupted;
    if (state == "40001" || state == "40P01") return Kind::serialization;
    if (state == "55P03" || state.starts_with("533")) return Kind::busy;
    if (state.starts_with("53")) return Kind::full;
    if (state.starts_with("XX")) return Kind::damaged;
    return Kind::other;
}

}  // namespace

Values::Values(std::span<const Parameter> parameters) {
    integers_.reserve(parameters.size());  // pointers into it stay
    for (const auto& parameter : parameters) {
        if (const auto* number = std::get_if<std::int64_t>(&parameter)) {
            integers_.push_back(largest_first(*number));
            pointers_.push_back(integers_.back().data());
            lengths_.push_back(8);
            types_.push_back(int8_type);
        } else if (const auto* text = std::get_if<std::string_view>(&parameter)) {
            pointers_.push_back(text->data() != nullptr ? text->data() : "");
            lengths_.push_back(static_cast<int>(text->size()));
            types_.push_back(text_type);
        } else {
            pointers_.push_back(nullptr);
            lengths_.push_back(0);
            types_.push_back(0);
        }
        formats_.push_back(1);
    }
}

std::string Values::signature() const {
    std::string letters;
    for (const Oid type : types_) letters.push_back(type == int8_type ? 'i' : type == text_type ? 't' : 'n');
    return letters;
}

std::int64_t read_integer(const char* bytes, int length) {
    if (length == 8) return first_number<std::int64_t>({bytes, 8});
    if (length == 4) return first_number<std::int32_t>({bytes, 4});
    if (length == 2) return first_number<std::int16_t>({bytes, 2});
    check(length == 1, "an integer has 1, 2, 4 or 8 bytes");
    return *bytes;
}

StoreError failure(const PGconn* line, const PGresult* result, std::string_view sql) {
    const char* state = result != nullptr ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : nullptr;
    const bool is_broken = line == nullptr || PQstatus(line) != CONNECTION_OK;
    const std::string name = state != nullptr ? state : is_broken ? "connection lost" : "no state";
    return {kind_of(state != nullptr ? state : "", is_broken), "PostgreSQL " + name + " in: " + std::string(sql.substr(0, 60))};
}

void finish(PGconn* line, std::string_view sql) {
    std::optional<StoreError> first;
    while (true) {
        const Answer answer(PQgetResult(line));
        if (answer == nullptr) break;
        const auto status = PQresultStatus(answer.get());
        if (status == PGRES_COPY_IN) {  // a failed COPY that still waits for data
            PQputCopyEnd(line, "given up");
            continue;
        }
        if (status != PGRES_FATAL_ERROR && status != PGRES_BAD_RESPONSE) continue;
        if (!first) first = failure(line, answer.get(), sql);
        if (PQstatus(line) != CONNECTION_OK) break;
    }
    if (first) throw *first;
}

int parameters_in(std::string_view sql) {
    int most = 0;
    bool quoted = false;
    for (std::size_t i = 0; i < sql.size(); ++i) {
        if (sql[i] == '\'') quoted = !quoted;
        if (quoted || sql[i] != '$') continue;
        int number = 0;
        while (i + 1 < sql.size() && sql[i + 1] >= '0' && sql[i + 1] <= '9') number = number * 10 + (sql[++i] - '0');
        most = std::max(most, number);
    }
    return most;
}

}  // namespace khuyenhoc::store::postgres
