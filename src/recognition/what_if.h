// Other criteria over the same facts. For the files of this folder.
#pragma once

#include "base/json.h"
#include "recognition/criteria.h"

namespace khuyenhoc::recognition {

/// The campaign's criteria with some sets in place of its own, given as JSON documents. Refuses criteria.*,
/// recognition.title_twice (`where`: "sets[1]").
Result<Criteria> criteria_with(const Criteria& campaign, const json::array& documents);

}  // namespace khuyenhoc::recognition
