// Any bytes as a CSV: rows come out or a named refusal does. The first byte chooses small limits.
#include <cstdint>
#include <cstdlib>
#include <set>

#include "sheets/sheets.h"

namespace sheets = khuyenhoc::sheets;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    if (size == 0) return 0;
    sheets::Limits limits;
    if ((bytes[0] & 1) != 0) limits.field_bytes = 16;
    if ((bytes[0] & 2) != 0) limits.columns = 4;
    if ((bytes[0] & 4) != 0) limits.rows = 8;
    auto reader = sheets::open_sheet_bytes(std::string(reinterpret_cast<const char*>(bytes + 1), size - 1), limits);
    if (!reader) return 0;
    std::int64_t last = 0;
    while (true) {
        const auto row = (*reader)->next();
        if (!row) {
            if (!row.error().code.starts_with("sheets.")) std::abort();
            return 0;
        }
        if (*row == nullptr) return 0;
        if ((*row)->number <= last || (*row)->number > limits.rows || (*row)->cells.size() > limits.columns) std::abort();
        last = (*row)->number;
        for (const auto cell : (*row)->cells)
            if (cell.size() > limits.field_bytes) std::abort();
    }
}
