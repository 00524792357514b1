// What accounts need done now and then while the program serves.
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "app/program.h"

namespace khuyenhoc::app {

/// A thread that writes once a minute when sessions were last used, and to the log how often signing in was refused; and both once
/// more at the end.
class Upkeep {
public:
    explicit Upkeep(Program& program);
    ~Upkeep();
    Upkeep(const Upkeep&) = delete;
    Upkeep& operator=(const Upkeep&) = delete;

private:
    void run();
    void tidy();

    Program& program_;
    std::mutex mutex_;
    std::condition_variable stop_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace khuyenhoc::app
