// What the readers of this folder share: where bytes come from, and how refusals name a place. Not for other folders.
#pragma once

#include <cstdio>
#include <memory>
#include <string>

#include "sheets/sheets.h"

namespace khuyenhoc::sheets {

/// A file on disk or bytes in memory, read once from the start.
class Source {
public:
    virtual ~Source() = default;
    virtual std::size_t read(char* out, std::size_t size) = 0;  ///< 0 at the end
    virtual std::size_t size() const = 0;
    virtual const std::string& path() const = 0;                ///< empty when in memory
    virtual std::string_view bytes() const = 0;                 ///< empty when on disk
};

std::string place_of(std::int64_t row);
std::string place_of(std::int64_t row, std::size_t column);

Result<std::unique_ptr<Reader>> open_csv(std::unique_ptr<Source> source, const Limits& limits);
Result<std::unique_ptr<Reader>> open_xlsx(std::unique_ptr<Source> source, const Limits& limits, std::string_view sheet);

}  // namespace khuyenhoc::sheets
