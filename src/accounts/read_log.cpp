#include "accounts/read_log.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <vector>

#include "base/date.h"

namespace khuyenhoc::accounts {

namespace {

constexpr std::chrono::seconds between_moves{2};
constexpr std::size_t most_named = 50;
constexpr std::size_t rows_a_file = 1000;  // moved in one transaction: a few milliseconds of the one writer
constexpr std::size_t columns = 8;

using Row = std::array<std::string_view, columns>;

struct Subjects {
    std::string_view kind;
    const std::vector<std::int64_t>* ids = nullptr;
};

Subjects subjects_of(const About& about) {
    const auto few = [](const std::vector<std::int64_t>& ids) { return !ids.empty() && ids.size() <= most_named; };
    if (few(about.persons)) return {"person", &about.persons};
    if (few(about.households)) return {"household", &about.households};
    if (few(about.units)) return {"unit", &about.units};
    return {"place", &about.places};
}

/// province, at, account, role, line, subject, id, sealed reason (base64): none of them has a tab or an end of line.
std::string row_of(std::int64_t province, std::string_view at, const Caller& caller, std::string_view line, std::string_view kind, std::int64_t id,
                   std::string_view reason) {
    return fmt::format("{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\n", province, at, caller.account, text_of(caller.role), line, kind, id, reason);
}

std::int64_t integer_of(std::string_view text) {
    std::int64_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

/// The parts of a whole row; false for one that a kill cut short.
bool parts_of(std::string_view row, Row& parts) {
    for (std::size_t i = 0; i < columns; ++i) {
        const auto end = i + 1 < columns ? row.find('\t') : row.size();
        if (end == std::string_view::npos) return false;
        parts[i] = row.substr(0, end);
        row.remove_prefix(std::min(end + 1, row.size()));
    }
    return true;
}

std::vector<Row> rows_of(std::string_view text) {
    std::vector<Row> rows;
    for (Row row; !text.empty();) {
        const auto end = std::min(text.find('\n'), text.size());
        if (parts_of(text.substr(0, end), row)) rows.push_back(row);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return rows;
}

/// The rows of one file, whose ids are drawn at once.
void insert(store::Connection& db, const std::vector<Row>& rows) {
    std::map<std::int64_t, std::int64_t> next;  // by province: first how many, then the next id
    for (const auto& row : rows) ++next[integer_of(row[0])];
    for (auto& [province, number] : next) number = store::draw_ids(db, province, "reading", number);
    const auto statement = db.prepare("INSERT INTO reading(province_id, reading_id, at, account_id, role, line, subject, subject_id, reason_sealed) "
                                      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)");
    for (const auto& row : rows) {
        const std::int64_t province = integer_of(row[0]);
        const auto reason = row[7].empty() ? store::Parameter() : store::Parameter(row[7]);
        statement->add({province, next[province]++, row[1], integer_of(row[2]), row[3], row[4], row[5], integer_of(row[6]), reason});
    }
}

std::string text_of_file(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

ReadLog::ReadLog(store::Store& store, std::string beside, const Key& reason_key)
    : store_(store), beside_(std::move(beside)), reason_key_(reason_key) {
    take_in_left_files();
    open();
    thread_ = std::thread([this] { run(); });
}

ReadLog::~ReadLog() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    stop_.notify_all();
    thread_.join();
    try {
        move();
    } catch (const std::exception&) {  // the store is away: the next program takes the file in
    }
    for (const auto& part : parts_) ::close(part.file);
    ::close(open_.file);
    if (rows_ == 0) ::unlink(open_.path.c_str());
}

/// A new file, locked for as long as this program lives: what is not locked was left by one that is gone.
void ReadLog::open() {
    Part next{beside_ + ".reads-" + random_uuid(), -1};
    next.file = ::open(next.path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0600);
    if (next.file < 0) throw store::StoreError(store::StoreError::Kind::full, "the file of readings cannot be written");
    ::flock(next.file, LOCK_EX | LOCK_NB);
    open_ = std::move(next);
    rows_ = 0;
}

void ReadLog::put_aside() {
    const Part full = open_;
    open();
    parts_.push_back(full);
}

Result<void> ReadLog::note(const Caller& caller, std::int64_t province, std::string_view line, const About& about, std::string_view reason) {
    const Subjects subjects = subjects_of(about);
    const std::string at = now_utc();
    const std::string sealed = reason.empty() ? std::string() : seal(reason_key_, reason);
    std::string rows;
    const std::size_t count = std::max<std::size_t>(1, subjects.ids->size());
    for (const auto id : *subjects.ids) rows += row_of(province, at, caller, line, subjects.kind, id, sealed);
    if (subjects.ids->empty()) rows = row_of(province, at, caller, line, "place", province, sealed);
    const std::lock_guard lock(file_mutex_);
    if (rows_ >= rows_a_file) put_aside();
    const auto written = ::write(open_.file, rows.data(), rows.size());
    if (written != static_cast<ssize_t>(rows.size())) {
        // Half a row would spoil the next one, which somebody is told of.
        if (written > 0 && ::ftruncate(open_.file, ::lseek(open_.file, 0, SEEK_CUR) - written) != 0) put_aside();
        return refuse("store.full");
    }
    rows_ += count;
    return {};
}

/// A file whose move fails stays where it is, locked, until the next time; so do those behind it.
void ReadLog::move() {
    const std::lock_guard moving(move_mutex_);
    std::size_t waiting = 0;
    {
        const std::lock_guard lock(file_mutex_);
        if (rows_ > 0) put_aside();
        waiting = parts_.size();
    }
    for (; waiting > 0; --waiting) {
        Part oldest;
        {
            const std::lock_guard lock(file_mutex_);
            oldest = parts_.front();
        }
        move_file(oldest.path);
        ::close(oldest.file);
        const std::lock_guard lock(file_mutex_);
        parts_.pop_front();
    }
}

void ReadLog::move_file(const std::string& path) {
    const std::string name = std::filesystem::path(path).filename().string();
    const std::string text = text_of_file(path);
    const auto rows = rows_of(text);
    auto writer = store_.writer();
    store::Transaction transaction(writer.connection);
    const bool is_moved = writer.connection.query_integer("SELECT 1 FROM reading_file WHERE name = $1", {std::string_view(name)}).has_value();
    if (!is_moved) {
        insert(writer.connection, rows);
        writer.connection.run("INSERT INTO reading_file(name) VALUES ($1)", {std::string_view(name)});
    }
    transaction.commit();
    ::unlink(path.c_str());
    writer.connection.run("DELETE FROM reading_file WHERE name = $1", {std::string_view(name)});
}

void ReadLog::take_in_left_files() {
    const std::filesystem::path beside = std::filesystem::absolute(beside_);
    const std::string start = beside.filename().string() + ".reads-";
    std::vector<std::string> left;
    for (const auto& entry : std::filesystem::directory_iterator(beside.parent_path()))
        if (entry.path().filename().string().starts_with(start)) left.push_back(entry.path().string());
    for (const auto& path : left) {
        const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
        if (file < 0) continue;
        if (::flock(file, LOCK_EX | LOCK_NB) == 0) move_file(path);
        ::close(file);
    }
}

void ReadLog::run() {
    std::unique_lock lock(mutex_);
    while (!stop_.wait_for(lock, between_moves, [this] { return stopping_; })) {
        lock.unlock();
        try {
            move();
        } catch (const std::exception&) {  // the server is away, say: next time, from the file
        }
        lock.lock();
    }
}

}  // namespace khuyenhoc::accounts
