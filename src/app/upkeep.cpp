#include "app/upkeep.h"

#include <fmt/format.h>

#include <chrono>

namespace khuyenhoc::app {

namespace {
constexpr std::chrono::seconds between{60};
}

Upkeep::Upkeep(Program& program) : program_(program), thread_([this] { run(); }) {}

Upkeep::~Upkeep() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    stop_.notify_all();
    thread_.join();
}

void Upkeep::run() {
    std::unique_lock lock(mutex_);
    bool goes_on = true;
    while (goes_on) {
        goes_on = !stop_.wait_for(lock, between, [this] { return stopping_; });
        lock.unlock();
        tidy();
        lock.lock();
    }
}

void Upkeep::tidy() {
    if (const auto refused = program_.accounts.refused().line()) fmt::print(stderr, "{}\n", *refused);
    for (const auto& line : program_.accounts.security().lines()) fmt::print(stderr, "{}\n", line);
    try {
        program_.accounts.tidy();
    } catch (const std::exception& error) {  // the store is away, say: next time
        fmt::print(stderr, "when sessions were used is not written yet: {}\n", error.what());
    }
}

}  // namespace khuyenhoc::app
