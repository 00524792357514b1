// The year's deadlines: data with their documents, and how far off they are. Knows no database. For the files of this folder.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "recognition/criteria.h"

namespace khuyenhoc::recognition {

struct Deadline {
    std::string code;
    int month = 0, day = 0;
    bool next_year = false;  ///< due in the year after the one assessed
    std::vector<std::string> roles;  ///< whom it concerns: "hamlet", "commune", "province"
    Words name, note;
    std::string document;    ///< "" when no document is known
    char confidence = 'U';   ///< O S N B U
    bool illustrative = false;

    /// The last day on which it is kept, for the campaign of `year`.
    Date due(int year) const { return {year + (next_year ? 1 : 0), month, day}; }
};

/// As shipped, in the order of their days. A Bug when the file is not as it should be.
const std::vector<Deadline>& shipped_calendar();

/// Reads a calendar file; a Bug on anything unexpected, since only shipped files are read.
std::vector<Deadline> read_calendar(std::string_view text);

}  // namespace khuyenhoc::recognition
