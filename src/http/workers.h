// Threads for work that may block: database, compression, files. Knows no HTTP.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <list>
#include <mutex>
#include <thread>
#include <vector>

namespace khuyenhoc::http {

class Workers {
public:
    explicit Workers(int threads);
    ~Workers() { join(); }

    /// Runs what is still queued, then ends the threads. Nothing may be added any more.
    void join();

    using Job = std::move_only_function<void()>;

    /// Runs each of `jobs` on one of the threads, and empties `jobs`. Jobs must not throw.
    void add(std::vector<Job>& jobs);

private:
    void work();

    std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<Job> jobs_;
    int asleep_ = 0;
    bool waking_ = false;  ///< one thread was woken and has not taken its job yet
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
