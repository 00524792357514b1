// Which of many subjects bear a name: typed without diacritics, in any order of its words. Reads the store's folded
// names; knows no title. For the files of this folder.
#pragma once

#include <unordered_set>
#include <vector>

#include "recognition/title_rows.h"

namespace khuyenhoc::recognition {

/// Rows whose name (of a household: its head's) has every word of `typed`, in their order. When very many people bear
/// the name, looking stops after `enough` rows and `whole` says so.
struct Found {
    std::vector<SubjectRow> rows;
    bool whole = true;
};
Found filter_by_name(store::Connection& db, std::int64_t province, Date on, const std::vector<SubjectRow>& rows,
                     const HomeNames& homes, std::string_view typed, std::size_t enough);

}  // namespace khuyenhoc::recognition
