// Other criteria over the same facts. For the files of this folder.
#pragma once

#include <vector>

#include "base/json.h"
#include "capability/capability.h"
#include "recognition/criteria.h"
#include "recognition/model.h"

namespace khuyenhoc::recognition {

/// The campaign's criteria with some sets in place of its own, given as JSON documents. Refuses criteria.*,
/// recognition.title_twice (`where`: "sets[1]").
Result<Criteria> criteria_with(const Criteria& campaign, const json::array& documents);

/// Numbers of the communes that a question about a place is about. Refuses recognition.unknown_place,
/// recognition.hamlet_too_small.
Result<std::vector<std::uint32_t>> communes_asked(const Model& model, places::PlaceId place);

/// {"residents": n, ...}: every field of Counts.
json::object counts_json(const Counts& counts);

/// The counts of those communes today and under other rules, which must fit the population.
struct BeforeAfter {
    Counts today, then;
    WhatIf all;  ///< every commune under the other rules
};
Result<BeforeAfter> count_under(const Model& model, Pool& pool, const std::vector<std::uint32_t>& communes, const Criteria& criteria);

/// The field of a body that brings criteria documents, and its list. Refuses shape.*.
Field sets_field();
Result<json::array> sets_in(const json::object& body);

}  // namespace khuyenhoc::recognition
