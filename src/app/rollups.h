// Keeps the roll-up of the home province in step with its journal while the program serves.
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "app/program.h"
#include "journal/lease.h"

namespace khuyenhoc::app {

/// Counts the year anew and writes what has changed, in one transaction. Refuses as counting refuses (no such campaign).
Result<void> refresh_rollup(Program& program, int year);

/// A thread that looks every few seconds whether the journal has grown, and then refreshes the newest campaign's year. Of
/// several programs the one that has the lease does it; another takes over soon after it is gone.
class Rollups {
public:
    explicit Rollups(Program& program);
    ~Rollups();
    Rollups(const Rollups&) = delete;
    Rollups& operator=(const Rollups&) = delete;

private:
    void run();
    void look();

    Program& program_;
    journal::Lease lease_;
    std::mutex mutex_;
    std::condition_variable stop_;
    bool stopping_ = false;
    bool is_settled_ = false;  ///< counted once more since the journal last grew: the model may follow a moment later
    std::thread thread_;
};

}  // namespace khuyenhoc::app
