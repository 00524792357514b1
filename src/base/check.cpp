#include "base/check.h"

#include <string>

namespace khuyenhoc {

void fail_check(const char* what, const std::source_location& at) {
    throw Bug(std::string(what) + " (" + at.file_name() + ":" + std::to_string(at.line()) + ")");
}

}  // namespace khuyenhoc
