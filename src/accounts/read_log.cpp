#include "accounts/read_log.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <vector>

#include "base/date.h"

namespace khuyenhoc::accounts {

namespace {

constexpr std::chrono::seconds between_moves{2};
constexpr std::size_t most_named = 50;
constexpr std::int64_t rows_a_transaction = 2000;
constexpr std::size_t columns = 8;

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
bool parts_of(std::string_view row, std::array<std::string_view, columns>& parts) {
    for (std::size_t i = 0; i < columns; ++i) {
        const auto end = i + 1 < columns ? row.find('\t') : row.size();
        if (end == std::string_view::npos) return false;
        parts[i] = row.substr(0, end);
        row.remove_prefix(std::min(end + 1, row.size()));
    }
    return true;
}

void insert(store::Connection& db, const std::array<std::string_view, columns>& parts) {
    const std::int64_t province = integer_of(parts[0]);
    const auto id = store::draw_ids(db, province, "reading", 1);
    const auto reason = parts[7].empty() ? store::Parameter() : store::Parameter(parts[7]);
    db.run("INSERT INTO reading(province_id, reading_id, at, account_id, role, line, subject, subject_id, reason_sealed) "
           "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
           {province, id, parts[1], integer_of(parts[2]), parts[3], parts[4], parts[5], integer_of(parts[6]), reason});
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
    ::close(file_);
    if (!has_rows_) ::unlink(path_.c_str());
}

/// A new file, locked for as long as this program lives: what is not locked was left by one that is gone.
void ReadLog::open() {
    path_ = beside_ + ".reads-" + random_uuid();
    file_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0600);
    if (file_ < 0) throw store::StoreError(store::StoreError::Kind::full, "the file of readings cannot be written");
    ::flock(file_, LOCK_EX | LOCK_NB);
    has_rows_ = false;
}

Result<void> ReadLog::note(const Caller& caller, std::int64_t province, std::string_view line, const About& about, std::string_view reason) {
    const Subjects subjects = subjects_of(about);
    const std::string at = now_utc();
    const std::string sealed = reason.empty() ? std::string() : seal(reason_key_, reason);
    std::string rows;
    for (const auto id : *subjects.ids) rows += row_of(province, at, caller, line, subjects.kind, id, sealed);
    if (subjects.ids->empty()) rows = row_of(province, at, caller, line, "place", province, sealed);
    const std::lock_guard lock(file_mutex_);
    has_rows_ = true;
    const auto written = ::write(file_, rows.data(), rows.size());
    if (written != static_cast<ssize_t>(rows.size())) return refuse("store.full");
    return {};
}

void ReadLog::move() {
    const std::lock_guard moving(move_mutex_);
    std::string full;
    int old = -1;
    {
        const std::lock_guard lock(file_mutex_);
        if (!has_rows_) return;
        full = path_;
        old = file_;
        open();
    }
    const auto close_old = [&] { ::close(old); };
    try {
        move_file(full);
    } catch (...) {
        close_old();  // unlocked: taken in later, by this program or another
        throw;
    }
    close_old();
}

void ReadLog::move_file(const std::string& path) {
    const std::string name = std::filesystem::path(path).filename().string();
    std::ifstream in(path);
    std::string row;
    auto writer = store_.writer();
    store::Transaction transaction(writer.connection);
    const bool is_moved = writer.connection.query_integer("SELECT 1 FROM reading_file WHERE name = $1", {std::string_view(name)}).has_value();
    while (!is_moved && std::getline(in, row)) {
        std::array<std::string_view, columns> parts;
        if (parts_of(row, parts)) insert(writer.connection, parts);
    }
    if (!is_moved) writer.connection.run("INSERT INTO reading_file(name) VALUES ($1)", {std::string_view(name)});
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
