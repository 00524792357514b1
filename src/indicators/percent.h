// Shares as people print them: exact integer arithmetic, rounding half up, and telling a rounded number from a
// truncated one. Pure. Private to this capability.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace khuyenhoc::indicators {

/// Hundredths of a percent, rounded half up: 742,335 of 1,404,587 is 5285. `of` must be 0 or more, `among` above 0.
std::int64_t basis_points(std::int64_t of, std::int64_t among);

/// "52,85" in Vietnamese, "52.85" in English; `decimals` from 0 to 6, rounded half up. "–" when `among` is 0.
std::string percent_number(std::int64_t of, std::int64_t among, int decimals, std::string_view language);
/// The same cut off after `decimals` instead of rounded.
std::string truncated_percent_number(std::int64_t of, std::int64_t among, int decimals, std::string_view language);

/// "1.404.587" in Vietnamese, "1,404,587" in English.
std::string number(std::int64_t n, std::string_view language);

/// True when of / among is at least target_bp / 10000, compared as whole numbers (nothing is rounded up to a target).
bool reaches(std::int64_t of, std::int64_t among, std::int64_t target_bp);

/// What a printed percentage ("52.8", with a point) is of a numerator and a denominator.
enum class Printing {
    exact,      ///< all its digits and nothing is lost
    rounded,    ///< rounded half up
    truncated,  ///< cut off: the rounded one has another last digit
    other,      ///< neither: another numerator or denominator was used
};
Printing printed_as(std::int64_t of, std::int64_t among, std::string_view printed);

/// Digits after the point of a printed percentage; -1 when it is not one ("52.8" -> 1, "29" -> 0, "12a" -> -1).
int decimals_of(std::string_view printed);

}  // namespace khuyenhoc::indicators
