// Assertions that stay on in production: a broken promise stops the command and rolls it back, never corrupts.
#pragma once

#include <source_location>
#include <stdexcept>

namespace khuyenhoc {

/// A bug, not a refusal. Thrown by `check`; caught where commands and requests are run (they roll back and answer
/// "internal"), and at main. Its text names code, never data.
struct Bug : std::logic_error {
    using std::logic_error::logic_error;
};

[[noreturn]] void fail_check(const char* what, const std::source_location& at);

/// Throws Bug when `holds` is false. `what` says what should have been true.
inline void check(bool holds, const char* what,
                  const std::source_location& at = std::source_location::current()) {
    if (!holds) [[unlikely]] fail_check(what, at);
}

}  // namespace khuyenhoc
