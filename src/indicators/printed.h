// What the press printed beside what is computed, and the sentence that says why they differ. Pure.
// Private to this capability.
#pragma once

#include "indicators/dictionary.h"

namespace khuyenhoc::indicators {

/// "742.335 / 1.404.587 = 52,8 %", "hơn 380.000 hội viên, 29 %": as printed, with the figure's words.
std::string printed_text(const Printed& printed, std::string_view language);

/// Ours for the same figure: "742.335 / 1.404.587 = 52,85 %". When the dictionary has no such figure, the printed
/// numerator over the printed denominator; "–" when there is nothing to compute.
std::string our_text(const Printed& printed, const Dictionary& dictionary, const Counts& counts,
                     std::string_view language);

/// Why they differ, or that they do not: truncation, another denominator, another day, other counts.
std::string why_text(const Printed& printed, const Dictionary& dictionary, const Counts& counts, int year,
                     std::string_view language);

}  // namespace khuyenhoc::indicators
