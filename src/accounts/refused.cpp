#include "accounts/refused.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/date.h"
#include "base/json.h"

namespace khuyenhoc::accounts {

namespace {

/// Not accounts.code_needed: that is how everybody with a second factor begins.
constexpr std::array<std::string_view, 4> counted = {"accounts.not_known", "accounts.password_wrong", "accounts.totp_wrong", "accounts.too_often"};

}  // namespace

void RefusedSignIns::count(std::string_view code) {
    if (std::ranges::find(counted, code) == counted.end()) return;
    const std::lock_guard lock(mutex_);
    ++counts_.try_emplace(std::string(code), 0).first->second;
}

std::optional<std::string> RefusedSignIns::line() {
    std::map<std::string, std::int64_t, std::less<>> counts;
    {
        const std::lock_guard lock(mutex_);
        counts.swap(counts_);
    }
    if (counts.empty()) return std::nullopt;
    json::object said;
    for (const auto& [code, often] : counts) said[code] = often;
    return json::serialize(json::object{{"at", now_utc()}, {"event", "accounts.refused"}, {"counts", std::move(said)}});
}

}  // namespace khuyenhoc::accounts
