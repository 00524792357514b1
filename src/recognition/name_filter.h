// Which of many subjects bear a name: typed without diacritics, in any order of its words. Reads the store's folded
// names; knows no title. For the files of this folder.
#pragma once

#include <shared_mutex>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "recognition/title_rows.h"

namespace khuyenhoc::recognition {

/// The folded names of the register, in memory: names are only ever added, with rising ids. Thread-safe.
class NameKeys {
public:
    /// Ids of the names of which every word of `typed` begins a word.
    std::unordered_set<std::int64_t> fitting(store::Connection& db, std::int64_t province, std::span<const std::string_view> typed);

private:
    void catch_up(store::Connection& db, std::int64_t province);

    std::shared_mutex mutex_;  ///< the texts are looked through side by side; only new names keep others waiting
    std::int64_t last_ = 0;
    std::vector<std::int64_t> ids_;
    std::vector<std::size_t> ends_;
    std::string text_;  ///< each name with a space before every word
};

/// Rows whose name (of a household: its head's) has every word of `typed`, in their order. When very many people bear
/// the name, looking stops after `enough` rows and `whole` says so.
struct Found {
    std::vector<SubjectRow> rows;
    bool whole = true;
};
Found filter_by_name(NameKeys& keys, store::Connection& db, std::int64_t province, Date on, const std::vector<SubjectRow>& rows,
                     const HomeNames& homes, std::string_view typed, std::size_t enough);

}  // namespace khuyenhoc::recognition
