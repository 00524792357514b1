// A decision read together with the decisions that correct it. Knows the store; no model and no command.
// For the files of this folder.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "recognition/assessment.h"
#include "store/store.h"

namespace khuyenhoc::recognition {

/// What a correction puts right. Number, date and signer are of the whole decision; a name and a title that was
/// withdrawn are of subjects named.
inline constexpr std::string_view corrected_things[] = {"name", "number", "date", "signer", "withdrawn"};
inline bool is_of_subjects(std::string_view what) { return what == "name" || what == "withdrawn"; }

struct Correction {
    std::int64_t decision = 0;  ///< the correcting one
    std::int64_t corrects = 0;
    std::string what = {}, right_value = {}, reason = {};
    std::string number = {}, on = {};  ///< of the other decision: the correcting one, or the corrected
    std::int64_t reissued = 0;
};

struct DecisionFacts {
    std::int64_t id = 0, place = 0, seq = 0;
    int year = 0;
    std::string number = {}, on = {}, signer = {};
    std::optional<Correction> corrects = {};       ///< when this one is a correction
    std::vector<Correction> corrected_by = {};     ///< oldest first
    std::string right_number = {}, right_on = {}, right_signer = {};  ///< as the corrections make it read
};

std::optional<DecisionFacts> find_decision_facts(store::Connection& db, std::int64_t province, std::int64_t id);

/// {"id","year","place_id","number","date","signer","as_corrected":{...},"corrects","corrected_by":[...]}
json::object facts_json(const DecisionFacts& decision);

/// {"number","date","signer"} as a certificate must say them, with the newest decision by which it was issued again.
json::object certificate_json(const DecisionFacts& decision, SubjectKind kind, std::int64_t subject,
                              store::Connection& db, std::int64_t province);

/// Who did it and when: {"by","at","seq"}.
json::object provenance_json(store::Connection& db, std::int64_t province, std::int64_t seq);

}  // namespace khuyenhoc::recognition
