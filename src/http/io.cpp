// What connections share: the thread they live on, its clock, and the way to the workers and back.
#include <boost/asio/post.hpp>

#include <algorithm>
#include <ctime>

#include "http/connection.h"
#include "http/failure_log.h"

namespace khuyenhoc::http {

Shared::Shared(Listening listening_, Handler handler_, Limits limits_)
    : listening(std::move(listening_)),
      certificate(listening.certificate.empty()
                      ? nullptr
                      : std::make_unique<Certificate>(listening.certificate, listening.certificate_key, listening.names)),
      handler(std::move(handler_)),
      limits(std::move(limits_)),
      files(handler.files, handler.fallback_file),
      slow_lane(limits.slow_requests, limits.slow_requests_of_client),
      lanes{{{std::max(1, limits.workers), [this] { deliver(); }},
              {std::max(1, limits.writers), [this] { deliver(); }},
              {std::max(1, limits.slow_workers), [this] { deliver(); }}}} {
    for (int i = 0; i < std::max(1, limits.io_threads); ++i) ios.push_back(std::make_unique<Io>(*this));
}

Io::Io(Shared& shared_)
    : shared(shared_), sweep_timer(context), work_timer(context), date(http_date(std::time(nullptr))) {}

void Io::add_job(Workers::Job job, Lane lane) {
    if (std::ranges::all_of(jobs, &std::vector<Workers::Job>::empty)) asio::post(context, [this] { hand_over(); });
    jobs[static_cast<std::size_t>(lane)].push_back(std::move(job));
}

void Io::hand_over() {
    for (std::size_t i = 0; i < lane_count; ++i) shared.lanes[i].add(jobs[i]);
    if (!looks_after) look_after();
}

void Io::look_after() {
    looks_after = true;
    work_timer.expires_after(std::chrono::milliseconds(2));
    work_timer.async_wait([this](const ErrorCode&) {
        bool all_done = true;
        for (auto& lane : shared.lanes) all_done = lane.look_after() && all_done;
        deliver();
        looks_after = false;
        if (!all_done) look_after();
    });
}

void Io::wake_later(std::shared_ptr<Connection> connection) {
    const std::lock_guard lock(mutex_);
    woken_.push_back(std::move(connection));
}

void Io::wake(std::shared_ptr<Connection> connection) {
    wake_later(std::move(connection));
    deliver();
}

void Io::deliver() {
    {
        const std::lock_guard lock(mutex_);
        if (woken_.empty() || is_delivering_) return;
        is_delivering_ = true;
    }
    asio::post(context, [this] { wake_all(); });
}

void Io::wake_all() {
    {
        const std::lock_guard lock(mutex_);
        waking_.swap(woken_);
        is_delivering_ = false;
    }
    for (auto& connection : waking_) connection->resume();
    waking_.clear();
}

void Shared::deliver() {
    for (auto& io : ios) io->deliver();
}

void Io::start_sweep() {
    sweep_timer.expires_after(std::chrono::seconds(1));
    sweep_timer.async_wait([this](const ErrorCode&) { sweep(); });
}

void Io::sweep() {
    ++tick;
    date = http_date(std::time(nullptr));
    if (const auto count = shared.slow_lane.take_turned_away()) log_count(shared.handler.log, "http.slow_lane_full", count);
    if (shared.stopping) {
        if (connections.empty()) return;
        if (stop_tick && tick - *stop_tick > shared.limits.grace_seconds) {
            for (auto* connection : connections) connection->abandon();
            context.stop();
            return;
        }
    }
    for (auto* connection : connections) connection->sweep();
    start_sweep();
}

void Io::begin_stop() {
    stop_tick = tick;
    for (auto* connection : connections) connection->begin_stop();
    if (connections.empty()) sweep_timer.cancel();
}

}  // namespace khuyenhoc::http
