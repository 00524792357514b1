#include "http/failure_log.h"

#include <fmt/format.h>

#include <cstdio>
#include <string>
#include <typeinfo>

#include "base/check.h"
#include "base/date.h"
#include "base/json.h"
#include "store/store.h"

namespace khuyenhoc::http {

namespace {

std::string kind_of(const std::exception_ptr& failure) {
    try {
        std::rethrow_exception(failure);
    } catch (const Bug& bug) {
        return std::string("bug: ") + bug.what();
    } catch (const store::StoreError& error) {
        return std::string("store: ") + error.what();
    } catch (const std::exception& error) {
        return typeid(error).name();
    } catch (...) {
        return "unknown";
    }
}

void write(const std::function<void(std::string_view line)>& log, const json::object& event) {
    const std::string line = json::serialize(event);
    if (log) {
        log(line);
    } else {
        fmt::print(stderr, "{}\n", line);
    }
}

}  // namespace

void log_failure(const std::function<void(std::string_view line)>& log, std::string_view event,
                 const std::exception_ptr& failure) {
    write(log, {{"at", now_utc()}, {"event", event}, {"kind", kind_of(failure)}});
}

void log_count(const std::function<void(std::string_view line)>& log, std::string_view event, std::size_t count) {
    write(log, {{"at", now_utc()}, {"event", event}, {"count", count}});
}

}  // namespace khuyenhoc::http
