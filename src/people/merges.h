// Merges that somebody has asked for. Not for other capabilities.
#pragma once

#include "people/about.h"

namespace khuyenhoc::people {

/// Whether somebody has asked for these two to be merged, and nobody has answered.
bool merge_asked(store::Connection& db, std::int64_t province, std::int64_t one, std::int64_t other);

/// Both persons of a merge that was asked for.
FindAbout about_merge_ask(std::string_view field = "ask_id");

}  // namespace khuyenhoc::people
