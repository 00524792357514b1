// A person of the register as this capability needs to know them, and what a request about them is about. For the files of this folder.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "capability/capability.h"
#include "people/about.h"
#include "privacy/consent_rules.h"

namespace khuyenhoc::privacy {

struct Subject {
    std::int64_t id = 0;
    std::string name, birth;
    bool dead = false;
    std::int64_t place_id = 0;  ///< the hamlet they live in, or last lived in; 0: none
};
std::optional<Subject> find_subject(store::Connection& db, std::int64_t province, std::int64_t person_id);

/// For a command: refuses people.no_such_person, people.person_merged, privacy.erased.
Result<Subject> subject_of(CommandContext& context, std::int64_t person_id, std::string_view where);

/// Every consent of a person, oldest first.
std::vector<Consent> consents_of(store::Connection& db, std::int64_t province, std::int64_t person_id);

/// The person that a request, or a consent, is of.
FindAbout request_in(std::string_view name);
FindAbout consent_in(std::string_view name);

/// Who keeps people's records, whoever looks after them, and the person themselves.
inline constexpr Roles keepers_auditor_and_citizen = people::keepers_and_auditor | people::keepers_and_citizen;

}  // namespace khuyenhoc::privacy
