#include "store/postgres_batch.h"

#include <cstdint>
#include <optional>

#include "base/bytes.h"
#include "base/check.h"
#include "store/script.h"

namespace khuyenhoc::store::postgres {

namespace {

constexpr std::string_view copy_head{"PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0", 19};

std::vector<std::string> listed(std::string_view text) {
    std::vector<std::string> words(1);
    for (const char c : text) {
        if (c == ',') words.emplace_back();
        else if (c != ' ' && c != '\n') words.back().push_back(c);
    }
    return words;
}

}  // namespace

std::string copy_of(std::string_view insert) {
    constexpr std::string_view start = "INSERT INTO ";
    if (!insert.starts_with(start)) return {};
    const auto open = insert.find('(');
    const auto close = insert.find(')');
    if (open == std::string_view::npos || close == std::string_view::npos) return {};
    const auto table = insert.substr(start.size(), open - start.size());
    const auto rest = insert.substr(close + 1);
    const auto values = rest.find('(');
    if (values == std::string_view::npos || rest.find("VALUES") > values || rest.back() != ')') return {};
    const auto columns = listed(insert.substr(open + 1, close - open - 1));
    const auto given = listed(rest.substr(values + 1, rest.size() - values - 2));
    if (columns.size() != given.size()) return {};
    std::string kept;
    int next = 1;
    for (std::size_t i = 0; i < given.size(); ++i) {
        if (given[i] == "NULL") continue;
        if (given[i] != "$" + std::to_string(next)) return {};
        ++next;
        kept += (kept.empty() ? "" : ", ") + columns[i];
    }
    return "COPY " + std::string(table) + "(" + kept + ") FROM STDIN (FORMAT binary)";
}

Batch::Batch(std::string sql, std::string statement, std::vector<Oid> types)
    : sql_(std::move(sql)), statement_(std::move(statement)), copy_(copy_of(sql_)), types_(std::move(types)) {}

void Batch::add(std::span<const Parameter> parameters) {
    check(parameters.size() == types_.size(), "every parameter is given");
    const auto before = rows_.size();
    put_number(rows_, static_cast<std::int16_t>(parameters.size()));
    for (std::size_t i = 0; i < parameters.size(); ++i) {
        if (const auto* number = std::get_if<std::int64_t>(&parameters[i])) {
            const bool is_wide = types_[i] == int8_type;
            if ((!is_wide && types_[i] != int4_type) || (!is_wide && *number != static_cast<std::int32_t>(*number))) {
                rows_.resize(before);
                throw StoreError(StoreError::Kind::check, "a column cannot hold the integer in: " + sql_.substr(0, 60));
            }
            put_number<std::int32_t>(rows_, is_wide ? 8 : 4);
            if (is_wide) put_number(rows_, *number);
            else put_number(rows_, static_cast<std::int32_t>(*number));
        } else if (const auto* text = std::get_if<std::string_view>(&parameters[i])) {
            if (types_[i] != text_type) {
                rows_.resize(before);
                throw StoreError(StoreError::Kind::check, "a column cannot hold the text in: " + sql_.substr(0, 60));
            }
            put_number(rows_, static_cast<std::int32_t>(text->size()));
            rows_.append(*text);
        } else {
            put_number<std::int32_t>(rows_, -1);
        }
    }
    ++count_;
}

void Batch::forget() {
    rows_.clear();
    count_ = 0;
}

void Batch::send(PGconn* line) {
    if (count_ == 0) return;
    struct Forget {
        Batch& batch;
        ~Forget() { batch.forget(); }
    } forget{*this};
    if (copy_.empty() || count_ < few) send_by_pipeline(line);
    else send_by_copy(line);
}

void Batch::send_by_copy(PGconn* line) {
    const Answer started(PQexec(line, copy_.c_str()));
    if (PQresultStatus(started.get()) != PGRES_COPY_IN) throw failure(line, started.get(), sql_);
    const bool sent = PQputCopyData(line, copy_head.data(), static_cast<int>(copy_head.size())) == 1 &&
                      PQputCopyData(line, rows_.data(), static_cast<int>(rows_.size())) == 1 && PQputCopyEnd(line, nullptr) == 1;
    finish(line, sql_);
    if (!sent) throw failure(line, nullptr, sql_);
}

void Batch::send_by_pipeline(PGconn* line) {
    if (PQenterPipelineMode(line) != 1) throw failure(line, nullptr, sql_);
    std::optional<StoreError> first;
    for (std::size_t at = 0, left = count_; left > 0 && !first;) {
        const auto sent = send_some(line, at, std::min(left, most_in_pipeline));
        left -= sent;
        for (std::size_t i = 0; i < sent && PQstatus(line) == CONNECTION_OK; ++i) {
            const Answer answer(PQgetResult(line));
            if (PQresultStatus(answer.get()) == PGRES_FATAL_ERROR && !first) first = failure(line, answer.get(), sql_);
            const Answer end(PQgetResult(line));
        }
        const Answer synced(PQgetResult(line));
        if (PQstatus(line) != CONNECTION_OK && !first) first = failure(line, nullptr, sql_);
        check(first || PQresultStatus(synced.get()) == PGRES_PIPELINE_SYNC, "a pipeline ends where it was said to");
    }
    if (PQexitPipelineMode(line) != 1 && !first) first = failure(line, nullptr, sql_);
    if (first) throw *first;
}

std::size_t Batch::send_some(PGconn* line, std::size_t& at, std::size_t most) {
    const std::size_t fields = types_.size();
    std::vector<const char*> values(fields);
    std::vector<int> lengths(fields);
    const std::vector<int> formats(fields, 1);
    for (std::size_t row = 0; row < most; ++row) {
        at += 2;
        for (std::size_t i = 0; i < fields; ++i) {
            const auto length = static_cast<int>(read_integer(rows_.data() + at, 4));
            at += 4;
            values[i] = length < 0 ? nullptr : rows_.data() + at;
            lengths[i] = std::max(0, length);
            at += static_cast<std::size_t>(lengths[i]);
        }
        if (PQsendQueryPrepared(line, statement_.c_str(), static_cast<int>(fields), values.data(), lengths.data(), formats.data(), 1) != 1)
            throw failure(line, nullptr, sql_);
    }
    if (PQpipelineSync(line) != 1) throw failure(line, nullptr, sql_);
    return most;
}

}  // namespace khuyenhoc::store::postgres
