// The built pages, as the program carries them.
#pragma once

#include <vector>

#include "http/http.h"

namespace khuyenhoc::app {

/// Every file of the pages with its compressed siblings (".br", ".gz" of the build). Views into the program's own bytes.
std::vector<http::StaticFile> static_pages();

}  // namespace khuyenhoc::app
