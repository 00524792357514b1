// Which days offices work in Viet Nam, and counting them. A pure value read from a file; knows no clock.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/json.h"

namespace khuyenhoc::privacy {

class WorkingDays {
public:
    /// The file facts/working-days.json; a Bug on anything unexpected, since only shipped files are read.
    explicit WorkingDays(std::string_view text);

    bool is_working(Date day) const;
    /// The n-th working day after `day`, which itself does not count. `n` >= 0; 0 is `day`.
    Date add_working_days(Date day, int n) const;
    /// `n` days after `day`, whatever they are.
    static Date add_days(Date day, int n) { return from_days(to_days(day) + n); }
    /// The day itself when it is worked, else the next one that is.
    Date this_or_next_working(Date day) const;
    /// Whether the days off of its year are decided; an expected or unknown year can only move a deadline later than said.
    bool is_decided(Date day) const { return decided_.contains(day.year); }

    const json::object& document() const { return document_; }

private:
    json::object document_;
    std::set<std::int64_t> off_, worked_;
    std::set<int> decided_;
    std::set<int> weekend_;  ///< 1 Monday .. 7 Sunday
};

/// As shipped.
const WorkingDays& working_days();

}  // namespace khuyenhoc::privacy
