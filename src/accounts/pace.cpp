#include "accounts/pace.h"

#include <algorithm>
#include <cmath>

namespace khuyenhoc::accounts {

void Pace::set(int a_minute) {
    const std::lock_guard lock(mutex_);
    each_ms_ = 60'000.0 / a_minute;
}

std::optional<std::int64_t> Pace::take(std::int64_t account, Kind kind, std::int64_t now_ms) {
    const std::lock_guard lock(mutex_);
    auto& whole = whole_[static_cast<int>(kind)];
    const auto now = static_cast<double>(now_ms);
    if (whole.size() >= most_kept) std::erase_if(whole, [&](const auto& one) { return one.second <= now; });
    auto& at = whole.try_emplace(account, now).first->second;
    const double next = std::max(at, now) + each_ms_;
    const double early = next - now - at_once * 60'000.0;
    if (early > 0) return static_cast<std::int64_t>(std::ceil(early));
    at = next;
    return std::nullopt;
}

std::unexpected<Refusal> too_fast(std::int64_t wait_ms) { return refuse("accounts.too_fast", "", {{"seconds", std::to_string((wait_ms + 999) / 1000)}}); }

}  // namespace khuyenhoc::accounts
