// Pieces of a sheet as the pages get them. For the files of this folder.
#pragma once

#include <string_view>

#include "base/json.h"
#include "recognition/criteria.h"
#include "recognition/self.h"

namespace khuyenhoc::recognition {

/// The whole set, as its file has it.
json::value set_document(const CriteriaSet& set);
/// {"group": code or null, "scores": [number or null, ...]} of what is stored.
json::object said_json(const CriteriaSet& set, int group, std::string_view scores);
json::object self_json(const CriteriaSet& set, const SelfAssessment& self);

}  // namespace khuyenhoc::recognition
