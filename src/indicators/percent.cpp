#include "indicators/percent.h"

#include <algorithm>

#include "base/check.h"
#include "base/text.h"

namespace khuyenhoc::indicators {

namespace {

__extension__ using Wide = __int128;

std::int64_t power_of_ten(int n) {
    std::int64_t out = 1;
    for (int i = 0; i < n; ++i) out *= 10;
    return out;
}

/// Percent times 10^decimals, cut off; `rest` gets what was cut, of `among`.
std::int64_t scaled(std::int64_t of, std::int64_t among, int decimals, bool round) {
    check(of >= 0 && among > 0 && decimals >= 0 && decimals <= 6, "a share of something");
    const Wide top = Wide(of) * 100 * power_of_ten(decimals);
    const Wide value = round ? (2 * top + among) / (2 * Wide(among)) : top / among;
    check(value <= INT64_MAX, "a share that fits");
    return static_cast<std::int64_t>(value);
}

std::string with_point(std::int64_t value, int decimals, std::string_view language) {
    std::string digits = std::to_string(value);
    const auto width = static_cast<std::size_t>(decimals) + 1;
    if (digits.size() < width) digits.insert(0, width - digits.size(), '0');
    if (decimals == 0) return digits;
    digits.insert(digits.end() - decimals, language == "en" ? '.' : ',');
    return digits;
}

}  // namespace

std::int64_t basis_points(std::int64_t of, std::int64_t among) { return scaled(of, among, 2, true); }

std::string percent_number(std::int64_t of, std::int64_t among, int decimals, std::string_view language) {
    return among == 0 ? "–" : with_point(scaled(of, among, decimals, true), decimals, language);
}

std::string truncated_percent_number(std::int64_t of, std::int64_t among, int decimals, std::string_view language) {
    return among == 0 ? "–" : with_point(scaled(of, among, decimals, false), decimals, language);
}

std::string number(std::int64_t n, std::string_view language) { return grouped(n, language == "en" ? ',' : '.'); }

bool reaches(std::int64_t of, std::int64_t among, std::int64_t target_bp) {
    return among > 0 && Wide(of) * 10000 >= Wide(target_bp) * among;
}

int decimals_of(std::string_view printed) {
    const auto point = printed.find('.');
    const auto whole = printed.substr(0, point);
    const auto part = point == std::string_view::npos ? std::string_view() : printed.substr(point + 1);
    const auto digits = [](std::string_view text) {
        return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
    };
    if (whole.empty() || whole.size() > 9 || !digits(whole) || !digits(part) || part.size() > 6) return -1;
    if (point != std::string_view::npos && part.empty()) return -1;
    return static_cast<int>(part.size());
}

Printing printed_as(std::int64_t of, std::int64_t among, std::string_view printed) {
    const int decimals = decimals_of(printed);
    if (decimals < 0 || among <= 0) return Printing::other;
    std::string digits(printed);
    std::erase(digits, '.');
    const std::int64_t value = *parse_integer(digits);
    const std::int64_t cut = scaled(of, among, decimals, false);
    const std::int64_t rounded = scaled(of, among, decimals, true);
    if (value != cut && value != rounded) return Printing::other;
    if (value != rounded) return Printing::truncated;
    const bool nothing_lost = Wide(of) * 100 * power_of_ten(decimals) == Wide(value) * among;
    return nothing_lost ? Printing::exact : Printing::rounded;
}

}  // namespace khuyenhoc::indicators
