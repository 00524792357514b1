#include "http/slow_lane.h"

#include "base/check.h"

namespace khuyenhoc::http {

bool SlowLane::enter(const std::string& client) {
    const std::lock_guard lock(mutex_);
    const auto found = of_.find(client);
    if (taken_ >= most_ || (found != of_.end() && found->second >= most_of_one_)) {
        ++turned_away_;
        return false;
    }
    ++taken_;
    ++of_[client];
    return true;
}

void SlowLane::leave(const std::string& client) {
    const std::lock_guard lock(mutex_);
    const auto found = of_.find(client);
    check(found != of_.end() && taken_ > 0, "whoever leaves the slow lane was in it");
    --taken_;
    if (--found->second == 0) of_.erase(found);
}

std::size_t SlowLane::take_turned_away() {
    const std::lock_guard lock(mutex_);
    return std::exchange(turned_away_, 0);
}

}  // namespace khuyenhoc::http
