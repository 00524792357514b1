#include "http/workers.h"

namespace khuyenhoc::http {

namespace {

using namespace std::chrono_literals;

constexpr auto long_job = 200us;  ///< a thread that took its last job longer ago is busy with a long one
constexpr auto longest_undelivered = 100us;

}  // namespace

Workers::Workers(int threads, std::function<void()> deliver)
    : deliver_(std::move(deliver)), size_(static_cast<std::size_t>(threads)) {
    for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
}

void Workers::join() {
    {
        const std::lock_guard lock(mutex_);
        closing_ = true;
    }
    wake_.notify_all();
    for (auto& thread : threads_) thread.join();
    threads_.clear();
}

bool Workers::may_wake() const {
    if (asleep_ == 0 || waking_ || jobs_.empty()) return false;
    return asleep_ == size_ || Clock::now() - last_taken_ > long_job;
}

void Workers::add(std::vector<Job>& jobs) {
    if (jobs.empty()) return;
    bool wakes = false;
    {
        const std::lock_guard lock(mutex_);
        for (auto& job : jobs) jobs_.push_back(std::move(job));
        jobs.clear();
        wakes = may_wake();
        waking_ = waking_ || wakes;
    }
    if (wakes) wake_.notify_one();
}

bool Workers::look_after() {
    bool wakes = false;
    bool is_done = false;
    {
        const std::lock_guard lock(mutex_);
        wakes = may_wake();
        waking_ = waking_ || wakes;
        is_done = jobs_.empty() && asleep_ == size_;
    }
    if (wakes) wake_.notify_one();
    return is_done;
}

void Workers::work() {
    std::unique_lock lock(mutex_);
    Clock::time_point delivered = Clock::now();
    bool has_results = false;
    while (true) {
        if (jobs_.empty()) {
            if (has_results) {
                has_results = false;
                lock.unlock();
                deliver_();
                lock.lock();
                continue;
            }
            if (closing_) return;
            ++asleep_;
            wake_.wait(lock);
            --asleep_;
            waking_ = false;
            continue;
        }
        auto job = std::move(jobs_.front());
        jobs_.pop_front();
        last_taken_ = Clock::now();
        const bool is_due = has_results && last_taken_ - delivered > longest_undelivered;
        if (!has_results || is_due) delivered = last_taken_;
        lock.unlock();
        if (is_due) deliver_();
        job();
        job = nullptr;
        has_results = true;
        lock.lock();
    }
}

void OwnThreads::join() {
    const std::lock_guard lock(mutex_);
    for (auto& one : threads_) one.thread.join();
    threads_.clear();
}

void OwnThreads::start(std::move_only_function<void()> job) {
    const std::lock_guard lock(mutex_);
    threads_.remove_if([](One& one) {
        if (one.done) one.thread.join();
        return !one.thread.joinable();
    });
    One& one = threads_.emplace_back();
    one.thread = std::thread([&one, job = std::move(job)]() mutable {
        job();
        job = nullptr;
        one.done = true;
    });
}

}  // namespace khuyenhoc::http
