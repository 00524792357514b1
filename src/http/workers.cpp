#include "http/workers.h"

namespace khuyenhoc::http {

Workers::Workers(int threads) {
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

void Workers::add(std::vector<Job>& jobs) {
    if (jobs.empty()) return;
    bool wake_one = false;
    {
        const std::lock_guard lock(mutex_);
        for (auto& job : jobs) jobs_.push_back(std::move(job));
        jobs.clear();
        wake_one = asleep_ > 0 && !waking_;
        waking_ = waking_ || wake_one;
    }
    if (wake_one) wake_.notify_one();
}

// Waking a thread costs more than a small query. So only one is woken at a time, and it wakes the next only if jobs are
// left when it takes its own: a burst of small jobs stays on few threads, a long job never holds up those behind it.
void Workers::work() {
    std::unique_lock lock(mutex_);
    while (true) {
        if (jobs_.empty()) {
            if (closing_) return;
            ++asleep_;
            wake_.wait(lock);
            --asleep_;
            waking_ = false;
            continue;
        }
        auto job = std::move(jobs_.front());
        jobs_.pop_front();
        const bool wake_next = !jobs_.empty() && asleep_ > 0 && !waking_;
        waking_ = waking_ || wake_next;
        lock.unlock();
        if (wake_next) wake_.notify_one();
        job();
        job = nullptr;
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
