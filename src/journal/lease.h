// One of several programs does a piece of background work; when it dies another takes over. A row says whose turn it is.
#pragma once

#include <chrono>
#include <string>

#include "store/store.h"

namespace khuyenhoc::journal {

/// Never needed for correctness: the work must be right when two programs do it, for a clock may be wrong. It saves doing
/// it twice.
class Lease {
public:
    /// `name` of the work; `holder` names this program, unlike any other.
    Lease(std::int64_t province, std::string name, std::string holder)
        : province_(province), name_(std::move(name)), holder_(std::move(holder)) {}

    /// True when the work is this program's until `now` + `length`: it was before, nobody has it, or whoever had it has
    /// let the time pass.
    bool take(store::Connection& db, std::chrono::milliseconds now, std::chrono::milliseconds length) const;
    /// Lets others go on at once. Does nothing when it is somebody else's.
    void give_up(store::Connection& db) const;

private:
    std::int64_t province_;
    std::string name_, holder_;
};

}  // namespace khuyenhoc::journal
