// The parts of a workbook besides its cells: which sheets there are, which styles show dates, the shared texts.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sheets/package.h"

namespace khuyenhoc::sheets {

/// Texts kept in one piece, by index.
class SharedTexts {
public:
    void add(std::string_view text) {
        all_.append(text);
        ends_.push_back(all_.size());
    }
    std::size_t size() const { return ends_.size(); }
    std::size_t bytes() const { return all_.size(); }
    std::string_view get(std::size_t index) const {
        const std::size_t start = index == 0 ? 0 : ends_[index - 1];
        return std::string_view(all_).substr(start, ends_[index] - start);
    }

private:
    std::string all_;
    std::vector<std::size_t> ends_;
};

struct Workbook {
    std::string sheet_name;
    std::string sheet_part;             ///< "xl/worksheets/sheet1.xml"
    bool from_1904 = false;
    std::vector<bool> date_styles;      ///< by a cell's style number
    SharedTexts texts;
};

/// Reads what stands beside the cells. `sheet` empty: the first visible one.
Result<Workbook> read_workbook(Package& package, const Limits& limits, std::string_view sheet);

/// Whether a number format shows a day or a time of day.
bool is_date_format(int format_id);
bool is_date_format(std::string_view code);

/// Excel writes signs that XML cannot hold as "_x000D_".
std::string without_escapes(std::string_view text);

/// A serial day number as text: "YYYY-MM-DD", with " HH:MM:SS" when there is a time of day, or "HH:MM:SS" alone below one
/// day; "" when no calendar day fits.
std::string date_text(double serial, bool from_1904);

/// A number as the shortest plain decimal: "14200012345", "0.5".
std::string number_text(std::string_view written);

}  // namespace khuyenhoc::sheets
