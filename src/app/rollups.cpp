#include "app/rollups.h"

#include <fmt/format.h>

#include <chrono>

#include "indicators/rollup.h"

namespace khuyenhoc::app {

namespace {

constexpr std::chrono::seconds between_looks{5};

std::int64_t end_of_journal(store::Connection& db) {
    return db.query_integer("SELECT max(seq) FROM journal WHERE province_id = $1", {home_province}).value_or(0);
}

}  // namespace

Result<void> refresh_rollup(Program& program, int year) {
    // Read before counting: a command that comes in between is counted early and rolled up once more, never left out.
    const auto seq = end_of_journal(*program.store->reader());
    const auto rows = program.source.counts(home_province, year, Date{year, 12, 31});
    if (!rows) return std::unexpected(rows.error());
    auto writer = program.store->writer();
    store::Transaction transaction(writer.connection);
    writer.connection.take_turn(home_province);
    indicators::write_rollup(writer.connection, home_province, year, *rows, now_utc(), seq);
    transaction.commit();
    return {};
}

Rollups::Rollups(Program& program)
    : program_(program), lease_(home_province, "rollup", random_uuid()), thread_([this] { run(); }) {}

Rollups::~Rollups() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    stop_.notify_all();
    thread_.join();
}

void Rollups::run() {
    std::unique_lock lock(mutex_);
    while (!stop_.wait_for(lock, between_looks, [this] { return stopping_; })) {
        lock.unlock();
        try {
            look();
        } catch (const std::exception& error) {  // the server is away, say: next time
            fmt::print(stderr, "the roll-up waits: {}\n", error.what());
        }
        lock.lock();
    }
}

void Rollups::look() {
    const int year = newest_campaign(program_);
    const auto reader = program_.store->reader();
    const bool has_grown = indicators::rolled_up_to(*reader, home_province, year) != end_of_journal(*reader);
    if (!has_grown && is_settled_) return;
    const auto now = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch());
    if (!lease_.take(program_.store->writer().connection, now, 4 * between_looks)) return;
    if (refresh_rollup(program_, year)) is_settled_ = !has_grown;
}

}  // namespace khuyenhoc::app
