// The duties of personal data: consents, requests with their legal clocks, restriction and erasure, breaches, storage times.
// Knows people and recognition; knows no account and no page. Whoever publishes something of a person asks `may_publish` first.
#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "capability/capability.h"
#include "people/people.h"
#include "places/places.h"
#include "privacy/consent_rules.h"
#include "recognition/recognition.h"

namespace khuyenhoc::privacy {

/// The one question before a name, a photo or a story leaves the registry: is everything there that the law asks for? For a child
/// under 16 the guardian's consent and, from 7 years, the child's own; nobody restricted; nobody erased. Somebody unknown may not.
Verdict may_publish(store::Connection& db, std::int64_t province, std::int64_t person_id, std::string_view purpose, Date on);

bool is_restricted(store::Connection& db, std::int64_t province, std::int64_t person_id);
bool is_erased(store::Connection& db, std::int64_t province, std::int64_t person_id);

/// How one rule of facts/retention.json is carried out by the capability that keeps such rows.
struct Sweep {
    std::string_view rule;  ///< its code
    std::function<std::int64_t(store::Connection& db, std::int64_t province, Date before)> count;
    std::function<std::int64_t(CommandContext& context, Date before)> remove;
};

/// `sweeps` are those of capabilities that this one does not know. All references must outlive the table.
Table table(const places::Places& places, recognition::Recognition& recognition, const people::Keys& keys, std::vector<Sweep> sweeps = {});

/// What a run of the storage times would remove today: {"on","rules":[{"code","before","rows"}]}; rows null for a rule that nobody
/// here carries out.
json::object retention_plan(store::Connection& db, std::int64_t province, Date today, const std::vector<Sweep>& sweeps = {});

}  // namespace khuyenhoc::privacy
