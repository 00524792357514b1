// Whether something may be done with somebody's data for a purpose: a pure rule of age, consents and restriction.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "privacy/duties.h"

namespace khuyenhoc::privacy {

enum class Giver { self, guardian };

struct Consent {
    std::string purpose;
    Giver giver = Giver::self;
    Date given_on;
    std::optional<Date> until;         ///< the first day on which it no longer counts
    std::optional<Date> withdrawn_on;  ///< from that day it does not count
    bool holds(Date on) const { return given_on <= on && (!until || on < *until) && (!withdrawn_on || on < *withdrawn_on); }
};

/// Whole years on a day. Of somebody whose year of birth alone is known two ages are possible.
struct Ages {
    int least = 0;
    int most = 0;
};
/// `birth` is 'YYYY-MM-DD' or 'YYYY'.
Ages ages_on(std::string_view birth, Date on);

struct Needed {
    bool self = false;
    bool guardian = false;
    bool operator==(const Needed&) const = default;
};
/// Whose consent the law asks for: under `child_under` the guardian's, from `own_consent_from` the child's too (Law 91/2025,
/// article 24; Decree 56/2017). When the age is not certain, whatever asks for more.
Needed needed(const Law& law, Ages ages);

/// What is missing for `purpose` on a day. Nothing missing: it may be done.
struct Verdict {
    bool self_missing = false;
    bool guardian_missing = false;
    bool restricted = false;
    bool erased = false;
    bool may() const { return !self_missing && !guardian_missing && !restricted && !erased; }
    bool operator==(const Verdict&) const = default;
};
Verdict may_use(const Law& law, std::string_view purpose, Ages ages, const std::vector<Consent>& consents, Date on, bool restricted = false,
                bool erased = false);

}  // namespace khuyenhoc::privacy
