// How fast one account may ask about people, and change things: as fast as somebody who works, not as fast as a program that copies. Time
// is passed in; pure but for its own memory.
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <unordered_map>

#include "base/result.h"

namespace khuyenhoc::accounts {

/// Questions about people and changes are counted apart. Kept in memory: a restart forgets, and each program of several counts for itself.
class Pace {
public:
    static constexpr int usual_a_minute = 120;
    static constexpr int at_once = 10;  ///< minutes' worth, for a sheet that was filled in without a network
    static constexpr std::size_t most_kept = 100'000;

    enum class Kind { reading, change };

    explicit Pace(int a_minute = usual_a_minute) : each_ms_(60'000.0 / a_minute) {}
    void set(int a_minute);

    /// Takes one; or nothing, and the milliseconds to wait.
    std::optional<std::int64_t> take(std::int64_t account, Kind kind, std::int64_t now_ms);

private:
    std::mutex mutex_;
    double each_ms_;
    std::unordered_map<std::int64_t, double> whole_[2];  ///< by account: when the allowance will be whole again
};

/// accounts.too_fast, with the seconds to wait.
std::unexpected<Refusal> too_fast(std::int64_t wait_ms);

}  // namespace khuyenhoc::accounts
