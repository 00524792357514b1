// Evidence behind an assessment: what kind of file it is, and the sealed place where its content lies.
// The kind is a pure rule on bytes; uploads wait in memory until their command comes.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/crypto.h"

namespace khuyenhoc::recognition {

inline constexpr std::size_t most_evidence_bytes = std::size_t{5} * 1024 * 1024;
inline constexpr int most_evidence_files = 20;  ///< of one subject in one year

/// "image/jpeg", "image/png", "image/webp", "application/pdf" by the first bytes; nothing for anything else.
std::optional<std::string_view> evidence_type(std::string_view bytes);

/// Bytes between their upload and the command that keeps them, by hash; and the key they are sealed with.
class EvidenceDesk {
public:
    void use_keys(std::vector<Key> keys) { keys_ = std::move(keys); }
    std::string sealed(std::string_view bytes) const { return seal(keys_.front(), bytes); }
    /// Files are facts and stay as they were sealed: an older one opens under the key of its time.
    std::optional<std::string> opened(std::string_view sealed) const;

    void put(const std::string& sha256, std::string bytes);
    /// What was put, still there.
    std::optional<std::string> look(const std::string& sha256);
    void take_away(const std::string& sha256);

private:
    std::vector<Key> keys_{Key{}};  ///< the newest first
    std::mutex mutex_;
    std::map<std::string, std::string> waiting_;
};

}  // namespace khuyenhoc::recognition
