// A result explains itself: who, which title, each condition with its numbers, document and rows, and what is missing.
// Knows the model and the names in the store; writes nothing.
#pragma once

#include "base/json.h"
#include "people/unlisted.h"
#include "recognition/judgement.h"
#include "recognition/model.h"

namespace khuyenhoc::recognition {

/// The explanation of one subject as the pages get it; whoever is `unlisted` counts and has no name. Refuses recognition.unknown_subject, recognition.not_in_year.
Result<json::object> explain_subject(const Model& model, store::Connection& db, std::int64_t province, SubjectKind kind,
                                     std::int64_t subject, const people::Unlisted& unlisted);

/// {"vi": ..., "en": ...}
json::object words_json(const Words& words);
/// {"id","title","name","issuer","illustrative","usable","document",...} without its conditions.
json::object set_json(const CriteriaSet& set);
/// {"id","name"} of a place on the model's day; null for nowhere.
json::value place_json(const Model& model, places::PlaceId place);
json::value hamlet_json(const Model& model, std::uint32_t hamlet);
json::value commune_json(const Model& model, std::uint32_t commune);
/// What every condition asks and has, with the rows behind it.
json::array findings_json(const Model& model, Title title, std::uint32_t number, const std::vector<Finding>& findings);
/// The least that would give the next level of the title, as data and in one sentence; null when there is none to reach or
/// the subject must be assessed first.
json::value smallest_json(const Model& model, store::Connection& db, std::int64_t province, SubjectKind kind,
                          std::uint32_t number, const people::Unlisted& unlisted);
std::vector<Finding> findings_of(const Model& model, Title title, std::uint32_t number);

/// Words for the codes of the store.
std::string_view schooling_word(int schooling);
std::string_view sex_word(std::int64_t sex);
std::string_view relation_word(std::int64_t relation);

}  // namespace khuyenhoc::recognition
