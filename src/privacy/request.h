// One request as the steps say it stands. The rule is pure; reading it is beside it. For the files of this folder.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "capability/capability.h"
#include "privacy/duties.h"

namespace khuyenhoc::privacy {

struct Step {
    std::string step, on_date, outcome, reason, by_name;
};

struct Request {
    std::int64_t id = 0, person_id = 0, place_id = 0;
    std::string kind, purpose, asked_by, asker_name, channel, detail, assisted;
    std::int64_t asker_id = 0;
    bool third_party = false;
    Date received_on;
    std::vector<Step> steps;

    bool has(std::string_view step) const;
    bool is_answered() const { return has("answered"); }
};

/// What comes next, and by when.
struct Next {
    std::string step;  ///< "acknowledge", "answer"; "" when it is answered
    std::optional<Date> by;
};
Next next_of(const Request& request, const Deadlines& deadlines);

/// The clock of a request under the law of the day it came.
Deadlines deadlines_of(const Request& request);

/// Why a step may not be taken on a day: a refusal's code, or nothing.
Result<void> may_step(const Request& request, std::string_view step, Date on, Date today);

std::optional<Request> find_request(store::Connection& db, std::int64_t province, std::int64_t request_id);

enum class Wanted { open, answered, all };
/// Those of a province (person 0) or of one person, by day of receipt.
std::vector<Request> requests_of(store::Connection& db, std::int64_t province, std::int64_t person_id, Wanted wanted);

}  // namespace khuyenhoc::privacy
