// Passwords are hashed on two threads of their own, which run behind everything else: hashing is slow on purpose. Whoever asks
// waits for it, so no more can wait than may ask: see the slow lane of http.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <future>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/crypto.h"

namespace khuyenhoc::accounts {

/// Thread-safe. The threads start with the first question, and run behind everything else the machine has to do.
class Hasher {
public:
    static constexpr int threads = 2;  ///< 19 MiB each while they hash

    /// `secret`: of this installation. A password goes through it before it is hashed, so that stolen tables alone cannot be tried.
    explicit Hasher(const Key& secret) : secret_(secret) {}
    ~Hasher();
    Hasher(const Hasher&) = delete;
    Hasher& operator=(const Hasher&) = delete;

    /// Whether the password is the hashed one. An empty hash (nobody has that login) takes the same time and is never right.
    bool fits(const std::string& hash, const std::string& password);
    std::string hash(const std::string& password);

private:
    using Work = std::packaged_task<std::string()>;
    std::string run(Work work);
    void work();

    std::string mixed(const std::string& password) const { return keyed_hash_hex(secret_, password); }

    Key secret_;
    std::once_flag started_;
    std::string nobodys_;  ///< a hash that no password fits
    std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<Work> waiting_;
    bool stopping_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace khuyenhoc::accounts
