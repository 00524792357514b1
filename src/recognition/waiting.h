// What waits in the store for somebody's answer, by place. Knows no title and no model. For the files of this folder.
#pragma once

#include <map>
#include <vector>

#include "places/places.h"
#include "store/store.h"

namespace khuyenhoc::recognition {

/// The place (hamlet, of a unit its commune) of every appeal of the year that has no answer.
std::vector<places::PlaceId> open_appeals(store::Connection& db, std::int64_t province, int year);

/// By hamlet: persons whose newest self-assessment has no answer.
std::map<places::PlaceId, std::int64_t> self_assessments_waiting(store::Connection& db, std::int64_t province, int year);

}  // namespace khuyenhoc::recognition
