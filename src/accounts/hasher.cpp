#include "accounts/hasher.h"

#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace khuyenhoc::accounts {

Hasher::~Hasher() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_all();
    for (auto& thread : threads_) thread.join();
}

void Hasher::work() {
    // Whoever is signed in goes first: many sign-ins at once may take what is left of the machine, not more.
    ::setpriority(PRIO_PROCESS, static_cast<id_t>(::syscall(SYS_gettid)), 5);
    std::unique_lock lock(mutex_);
    while (true) {
        wake_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
        if (waiting_.empty()) return;
        Work next = std::move(waiting_.front());
        waiting_.pop_front();
        lock.unlock();
        next();
        lock.lock();
    }
}

std::string Hasher::run(Work work) {
    std::call_once(started_, [this] {
        nobodys_ = password_hash(random_hex(16));
        for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { this->work(); });
    });
    auto answer = work.get_future();
    {
        const std::lock_guard lock(mutex_);
        waiting_.push_back(std::move(work));
    }
    wake_.notify_one();
    return answer.get();
}

bool Hasher::fits(const std::string& hash, const std::string& password) {
    return !run(Work([&]() -> std::string {
                const bool fits = fits_password_hash(hash.empty() ? nobodys_ : hash, mixed(password));
                return fits && !hash.empty() ? "fits" : "";
            })).empty();
}

std::string Hasher::hash(const std::string& password) {
    return run(Work([&] { return password_hash(mixed(password)); }));
}

}  // namespace khuyenhoc::accounts
