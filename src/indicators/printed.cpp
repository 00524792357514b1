#include "indicators/printed.h"

#include <fmt/format.h>

#include "indicators/percent.h"
#include "indicators/report.h"

namespace khuyenhoc::indicators {

namespace {

std::string in_language(std::string printed, std::string_view language) {
    if (language != "en")
        for (char& c : printed)
            if (c == '.') c = ',';
    return printed;
}

std::string share(std::int64_t of, std::int64_t among, std::string_view language) {
    return fmt::format("{} / {} = {} %", number(of, language), number(among, language),
                       percent_number(of, among, 2, language));
}

/// What the printed share is of the printed counts.
std::string about_share(const Printed& p, std::string_view language) {
    const bool en = language == "en";
    const std::int64_t of = *p.numerator, among = *p.denominator;
    const std::string printed = in_language(p.percent, language);
    const std::string exact = percent_number(of, among, 4, language);
    const int decimals = decimals_of(p.percent);
    switch (printed_as(of, among, p.percent)) {
        case Printing::exact:
            return en ? "The printed share is exact." : "Tỷ lệ in đúng.";
        case Printing::rounded:
            return fmt::format(
                fmt::runtime(en ? "Rightly rounded: {0} % is {1} %." : "Làm tròn đúng: {0} % thành {1} %."), exact,
                printed);
        case Printing::truncated:
            return fmt::format(
                fmt::runtime(en ? "Truncated, not rounded: {0} % was cut to {1} %; rounded it is {2} %."
                                : "Bị cắt bớt chứ không làm tròn: {0} % bị cắt còn {1} %; làm tròn phải là {2} %."),
                exact, printed, percent_number(of, among, decimals, language));
        case Printing::other:
            break;
    }
    std::string out =
        fmt::format(fmt::runtime(en ? "{0} is {1} % of {2}, not {3} %." : "{0} bằng {1} % của {2}, không phải {3} %."),
                    number(of, language), percent_number(of, among, 1, language), number(among, language), printed);
    if (p.fits)
        out += fmt::format(fmt::runtime(en ? " {0} % fits {1}, {2} ({3} %)." : " {0} % ứng với {1}, {2} ({3} %)."),
                           printed, number(*p.fits, language), p.fits_name.in(language),
                           percent_number(of, *p.fits, 1, language));
    return out;
}

/// Whether the rows of this database give the printed numerator.
std::string about_rows(const Printed& p, const Figure& figure, const Counts& counts, std::string_view language) {
    const bool en = language == "en";
    const std::int64_t ours = count_of(counts, figure.numerator->code);
    if (ours == *p.numerator)
        return fmt::format(fmt::runtime(en ? "Evaluating the assessments of this database row by row gives {0} too."
                                           : "Xét từng phiếu đánh giá trong cơ sở dữ liệu này cũng ra {0}."),
                           number(ours, language));
    return fmt::format(fmt::runtime(en ? "Evaluating the assessments of this database row by row gives {0}, {1} {2}."
                                       : "Xét từng phiếu đánh giá trong cơ sở dữ liệu này ra {0}, {2} {1}."),
                       number(ours, language), number(std::abs(ours - *p.numerator), language),
                       ours > *p.numerator ? (en ? "more" : "nhiều hơn") : (en ? "less" : "ít hơn"));
}

}  // namespace

std::string printed_text(const Printed& p, std::string_view language) {
    const bool en = language == "en";
    std::string out = p.more_than ? (en ? "more than " : "hơn ") : "";
    if (p.numerator) {
        out += number(*p.numerator, language);
        // A denominator that the article uses elsewhere is not printed beside this one.
        if (p.denominator && !p.fits) out += " / " + number(*p.denominator, language);
        out += " " + p.what.in(language);
        if (!p.percent.empty()) out += ", " + in_language(p.percent, language) + " %";
    } else {
        out += in_language(p.percent, language) + " % " + p.what.in(language);
    }
    return out;
}

std::string our_text(const Printed& p, const Dictionary& dictionary, const Counts& counts, std::string_view language) {
    if (const Figure* figure = dictionary.find(p.figure); figure != nullptr && figure->denominator != nullptr)
        return share(count_of(counts, figure->numerator->code), count_of(counts, figure->denominator->code), language);
    if (p.numerator && p.denominator) return share(*p.numerator, *p.denominator, language);
    return "–";
}

std::string why_text(const Printed& p, const Dictionary& dictionary, const Counts& counts, int year,
                     std::string_view language) {
    const bool en = language == "en";
    std::string out;
    const auto add = [&](const std::string& sentence) {
        if (!sentence.empty()) out += (out.empty() ? "" : " ") + sentence;
    };
    if (p.numerator && p.denominator && !p.percent.empty()) add(about_share(p, language));
    const Figure* figure = dictionary.find(p.figure);
    const bool same_day = p.as_of == Date{year, 12, 31};
    if (!same_day && figure != nullptr)
        add(fmt::format(
            fmt::runtime(en ? "Counted on {0}, ours on {1}." : "Số in chốt ngày {0}, số của hệ thống chốt ngày {1}."),
            day_text(p.as_of, language), day_text(Date{year, 12, 31}, language)));
    if (same_day && figure != nullptr && p.numerator) add(about_rows(p, *figure, counts, language));
    add(p.note.in(language));
    return out;
}

}  // namespace khuyenhoc::indicators
