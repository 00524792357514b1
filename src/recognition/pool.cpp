#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>

#include "base/check.h"
#include "recognition/cascade.h"

namespace khuyenhoc::recognition {

/// Threads sleep on a condition variable: nothing spins, a busy machine loses nothing to a waiting pool.
struct Pool::Inside {
    std::mutex one_job;
    std::mutex mutex;
    std::condition_variable start, done;
    std::uint64_t round = 0;
    int running = 0;
    bool stopping = false;
    const std::function<void(int, int)>* job = nullptr;
    std::exception_ptr failure;
    std::vector<std::thread> threads;

    void work(int part) {
        std::uint64_t seen = 0;
        for (;;) {
            std::unique_lock lock(mutex);
            start.wait(lock, [&] { return stopping || round != seen; });
            if (stopping) return;
            seen = round;
            const auto* current = job;
            const int parts = static_cast<int>(threads.size()) + 1;
            lock.unlock();
            run_part(*current, part, parts);
            lock.lock();
            if (--running == 0) done.notify_one();
        }
    }

    void run_part(const std::function<void(int, int)>& current, int part, int parts) {
        try {
            current(part, parts);
        } catch (...) {
            const std::lock_guard lock(mutex);
            if (!failure) failure = std::current_exception();
        }
    }
};

Pool::Pool(int threads) : inside_(std::make_unique<Inside>()) {
    check(threads >= 1 && threads <= 64, "a pool has 1 to 64 threads");
    for (int part = 1; part < threads; ++part) inside_->threads.emplace_back([this, part] { inside_->work(part); });
}

Pool::~Pool() {
    {
        const std::lock_guard lock(inside_->mutex);
        inside_->stopping = true;
    }
    inside_->start.notify_all();
    for (auto& thread : inside_->threads) thread.join();
}

int Pool::threads() const { return static_cast<int>(inside_->threads.size()) + 1; }

void Pool::run(const std::function<void(int part, int parts)>& job) {
    const std::lock_guard one_at_a_time(inside_->one_job);
    {
        const std::lock_guard lock(inside_->mutex);
        inside_->job = &job;
        inside_->running = threads() - 1;
        inside_->failure = nullptr;
        ++inside_->round;
    }
    if (threads() > 1) inside_->start.notify_all();
    inside_->run_part(job, 0, threads());
    std::unique_lock lock(inside_->mutex);
    inside_->done.wait(lock, [&] { return inside_->running == 0; });
    const auto failure = std::exchange(inside_->failure, nullptr);
    lock.unlock();
    if (failure) std::rethrow_exception(failure);
}

}  // namespace khuyenhoc::recognition
