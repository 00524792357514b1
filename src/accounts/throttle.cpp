#include "accounts/throttle.h"

#include <algorithm>

#include "base/address.h"

namespace khuyenhoc::accounts {

namespace {

std::string key_of(const Throttle::Attempt& attempt) { return std::string(attempt.account) + "\n" + std::string(attempt.device); }

const Allowance& allowance_of(const Throttle::Attempt& attempt) {
    return attempt.device.empty() ? Throttle::of_account : Throttle::of_known_device;
}

}  // namespace

std::int64_t Throttle::wait_of(const Whole& whole, const std::string& key, const Allowance& allowance, std::int64_t now_ms) {
    const auto found = whole.find(key);
    if (found == whole.end()) return 0;
    return std::max<std::int64_t>(0, found->second + allowance.each_ms - allowance.most * allowance.each_ms - now_ms);
}

void Throttle::use(Whole& whole, const std::string& key, const Allowance& allowance, std::int64_t now_ms) {
    forget_old(whole, now_ms);
    auto& at = whole.try_emplace(key, now_ms).first->second;
    at = std::max(at, now_ms) + allowance.each_ms;
}

void Throttle::undo(Whole& whole, const std::string& key, const Allowance& allowance, std::int64_t now_ms) {
    const auto found = whole.find(key);
    if (found == whole.end()) return;
    found->second -= allowance.each_ms;
    if (found->second <= now_ms) whole.erase(found);
}

/// When there are very many: first those that are whole again, then those that soon will be. An attacker who makes them up only
/// frees allowances that nearly were.
void Throttle::forget_old(Whole& whole, std::int64_t now_ms) {
    if (whole.size() < most_kept) return;
    std::erase_if(whole, [&](const auto& one) { return one.second <= now_ms; });
    if (whole.size() < most_kept) return;
    const auto soonest = std::ranges::min_element(whole, {}, [](const auto& one) { return one.second; });
    const auto limit = soonest->second + of_account.each_ms;
    std::erase_if(whole, [&](const auto& one) { return one.second <= limit; });
}

std::optional<std::int64_t> Throttle::take(const Attempt& attempt, std::int64_t now_ms) {
    const std::lock_guard lock(mutex_);
    const std::string address = network_of(attempt.address);
    const std::string account = key_of(attempt);
    const auto wait = std::max(wait_of(addresses_, address, of_address, now_ms), wait_of(accounts_, account, allowance_of(attempt), now_ms));
    if (wait > 0) return wait;
    use(addresses_, address, of_address, now_ms);
    use(accounts_, account, allowance_of(attempt), now_ms);
    return std::nullopt;
}

void Throttle::give_back(const Attempt& attempt, std::int64_t now_ms) {
    const std::lock_guard lock(mutex_);
    undo(addresses_, network_of(attempt.address), of_address, now_ms);
    accounts_.erase(key_of(attempt));
}

void Throttle::untried(const Attempt& attempt, std::int64_t now_ms) {
    const std::lock_guard lock(mutex_);
    undo(addresses_, network_of(attempt.address), of_address, now_ms);
    undo(accounts_, key_of(attempt), allowance_of(attempt), now_ms);
}

std::unexpected<Refusal> too_often(std::int64_t wait_ms) {
    return refuse("accounts.too_often", "", {{"seconds", std::to_string((wait_ms + 999) / 1000)}});
}

std::size_t Throttle::kept() const {
    const std::lock_guard lock(mutex_);
    return addresses_.size() + accounts_.size();
}

}  // namespace khuyenhoc::accounts
