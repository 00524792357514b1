// How often somebody could not sign in, for whoever runs the program: numbers, and nothing of anybody.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace khuyenhoc::accounts {

/// Thread-safe.
class RefusedSignIns {
public:
    /// Counts a refusal that says that somebody was not who they say, or tried too often; no other.
    void count(std::string_view code);
    /// {"at","event":"accounts.refused","counts":{code: how often}} of what came since the last call; nothing when nothing did.
    std::optional<std::string> line();

private:
    std::mutex mutex_;
    std::map<std::string, std::int64_t, std::less<>> counts_;
};

}  // namespace khuyenhoc::accounts
