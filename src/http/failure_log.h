// One JSON line per failure of the program or number that an operator should know, with nothing in it about anybody.
#pragma once

#include <cstddef>
#include <exception>
#include <functional>
#include <string_view>

namespace khuyenhoc::http {

/// Hands {"at","event","kind"} to `log`, or to standard error when `log` is empty. Of an exception only what names code
/// is kept: the text of a Bug or a StoreError, the type of any other.
void log_failure(const std::function<void(std::string_view line)>& log, std::string_view event,
                 const std::exception_ptr& failure);

/// Hands {"at","event","count"} to `log`: how often something happened that is no failure and that an operator should know of.
void log_count(const std::function<void(std::string_view line)>& log, std::string_view event, std::size_t count);

}  // namespace khuyenhoc::http
