// The dictionary of figures, the targets of the law, and what was printed: read once from the shipped files.
// Private to this capability.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "indicators/indicators.h"

namespace khuyenhoc::indicators {

struct Both {
    std::string vi, en;
    const std::string& in(std::string_view language) const { return language == "en" ? en : vi; }
};

/// One count by its name in the files.
struct MeasureName {
    std::string code;
    Both name;
};

struct Target {
    std::string figure;
    int year = 0;
    std::int64_t bp = 0;
    std::string document;
    std::string date;        ///< of the document; "" when not known
    std::string confidence;  ///< O S N B U
    std::string source;      ///< where it was read; "" when nowhere
    Both note;
};

/// A figure is a numerator and a denominator, both counts; a plain count has no denominator.
struct Figure {
    std::string code;
    std::string title;  ///< citizen, family, clan, community, unit; "" for counts of what is missing
    std::string unit;   ///< percent, count
    Both name, definition, owner, cut_off;
    const MeasureName* numerator = nullptr;
    const MeasureName* denominator = nullptr;
    std::vector<Target> targets;  ///< by year, in the order of the file
};

/// A number as it was printed.
struct Printed {
    places::PlaceId place = 0;
    int year = 0;
    Date as_of;
    std::string source, url;
    std::string figure;  ///< "" when the dictionary has none for it
    Both what;
    bool more_than = false;
    std::optional<std::int64_t> numerator, denominator;
    std::string percent;               ///< "" when no share was printed
    std::optional<std::int64_t> fits;  ///< another denominator that gives the printed share
    Both fits_name;
    Both note;
};

struct Dictionary {
    Dictionary() = default;
    Dictionary(Dictionary&&) = default;  // never copied: figures point at measures
    Dictionary& operator=(Dictionary&&) = default;

    std::vector<MeasureName> measures;
    std::vector<Figure> figures;
    std::vector<Printed> printed;

    const Figure* find(std::string_view code) const;
};

/// From the texts of the three files. Refuses with json.*, shape.*, indicators.facts_format, indicators.facts_unknown
/// (a figure or measure that is not there), indicators.facts_twice, indicators.facts_unit (a percent without a
/// denominator or a count with one), indicators.facts_percent (not a printed percentage).
Result<Dictionary> read_dictionary(std::string_view figures, std::string_view targets, std::string_view printed);

/// The shipped one. A fault in it is a Bug.
const Dictionary& shipped_dictionary();

/// The count of that name. `recognised`: titles given by decision instead of computed ones; nothing for measures that
/// are not titles.
std::int64_t count_of(const Counts& counts, std::string_view measure);
std::optional<std::int64_t> recognised_of(const Counts& counts, std::string_view measure);
bool is_measure(std::string_view measure);

}  // namespace khuyenhoc::indicators
