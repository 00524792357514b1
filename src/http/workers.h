// Threads for work that may block: database, compression, files. Knows no HTTP.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <list>
#include <mutex>
#include <thread>
#include <vector>

namespace khuyenhoc::http {

/// Handing work over costs more than a small query does when each job wakes a thread and each result wakes the other
/// side again. So a burst of small jobs stays on one thread, and results are delivered together; a job that takes long
/// holds up those behind it only until the next `look_after`.
class Workers {
public:
    using Job = std::move_only_function<void()>;

    /// `deliver` is called on a worker's thread after some jobs are done: at the latest when none is left.
    Workers(int threads, std::function<void()> deliver);
    ~Workers() { join(); }

    /// Runs what is still queued, then ends the threads. Nothing may be added any more.
    void join();

    /// Runs each of `jobs` on one of the threads, and empties `jobs`. Jobs must not throw.
    void add(std::vector<Job>& jobs);

    /// Wakes another thread when jobs wait behind a long one. To be called every millisecond or two after `add` until
    /// it says that all is done. Whoever calls it delivers too, since a long job keeps its thread from doing so.
    bool look_after();

private:
    using Clock = std::chrono::steady_clock;
    void work();
    bool may_wake() const;  ///< guarded by `mutex_`

    std::function<void()> deliver_;
    std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<Job> jobs_;
    Clock::time_point last_taken_{};
    std::size_t size_ = 0;
    std::size_t asleep_ = 0;
    bool waking_ = false;  ///< one thread was woken and is not running yet
    bool closing_ = false;
    std::vector<std::thread> threads_;
};

/// Threads that live as long as one piece of work each, and are all joined in the end.
class OwnThreads {
public:
    ~OwnThreads() { join(); }
    void join();

    /// Runs `job` on a new thread. It must not throw.
    void start(std::move_only_function<void()> job);

private:
    struct One {
        std::atomic<bool> done = false;
        std::thread thread;
    };
    std::mutex mutex_;
    std::list<One> threads_;
};

}  // namespace khuyenhoc::http
