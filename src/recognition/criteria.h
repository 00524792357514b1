// Criteria sets: what must be reached for each title, as data with its source. Read strictly, then compiled to plain
// integers (`Rules`) for the kernel. Knows no store, no clock, no population.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/result.h"

namespace khuyenhoc::recognition {

struct Words {
    std::string vi;
    std::string en;
    bool operator==(const Words&) const = default;
};

enum class Title : std::uint8_t { citizen, family, clan, community, unit };
enum class Area : std::uint8_t { all, urban, rural, mountain };
enum class IndicatorKind : std::uint8_t { points, yes_no, level, grade };
enum class ConditionKind : std::uint8_t { share_at_least, at_most, at_least };

inline constexpr std::array all_titles{Title::citizen, Title::family, Title::clan, Title::community, Title::unit};

/// What a condition counts. Which ones a title may use: `measures_of`.
///   members, residents, households, clans, staff, learners: how many there are.
///   adults: members in the citizen set's scope (by age). learning_*: those that reached their title.
///   adults_and_left_school: adults, and those outside the scope whose schooling is "completed" or "out of school".
///   children_*: members in the family set's children range whose schooling is 3 (out of school), or 0 (not asked).
enum class Measure : std::uint8_t {
    members, adults, learning_citizens, adults_and_left_school, children_out_of_school, children_schooling_unknown,
    households, learning_families, residents, clans, learning_clans,
    staff, staff_learning_citizens, learners, learners_learning_citizens
};

std::string_view name_of(Title title);                 ///< "citizen", "family", ...
std::optional<Title> find_title(std::string_view name);
std::string_view name_of(IndicatorKind kind);          ///< "points", "yes_no", ...
std::string_view name_of(ConditionKind kind);          ///< "share_at_least", ...
std::string_view name_of(Measure measure);             ///< "learning_citizens", ...
std::span<const Measure> measures_of(Title title);     ///< empty for citizen

/// How well a value is known: 'O' official text, 'S' legal-information site, 'N' newspaper, 'B' background, 'U' not found.
using Confidence = char;

inline constexpr int most_groups = 8;
inline constexpr int most_competences = 8;
inline constexpr int most_indicators = 16;
inline constexpr int most_conditions = 16;
inline constexpr int most_score = 35;
inline constexpr int most_weight = 100;
inline constexpr int most_total = 30000;
inline constexpr int most_age = 130;

struct Group {
    std::string code;
    Words name;
    int total_at_least = 0;
    Confidence confidence = 'U';
    bool operator==(const Group&) const = default;
};

struct Competence {
    std::string code;
    Words name;
    int at_least = 0;  ///< of the weighted subtotal of its indicators
    bool operator==(const Competence&) const = default;
};

struct Indicator {
    std::string code;
    int competence = 0;  ///< index into `competences`; 0 when the set has none
    Words text;
    IndicatorKind kind = IndicatorKind::points;
    int max = 10;       ///< largest score, 1..35 (yes_no: 1, grade: 3)
    int weight = 1;     ///< 0..100
    int at_least = 0;   ///< smallest raw score that passes
    Confidence confidence = 'U';
    bool operator==(const Indicator&) const = default;
};

struct Condition {
    std::string code;
    int level = 1;
    Words text;
    ConditionKind kind = ConditionKind::at_least;
    Measure of = Measure::members;
    Measure among = Measure::members;  ///< share_at_least only
    int bp = 0;                        ///< share in basis points, 0..10000: holds iff 10000*of >= bp*among
    std::int64_t count = 0;            ///< at_most / at_least
    bool when_empty = false;           ///< share_at_least: what holds when `among` is 0
    Confidence confidence = 'U';
    bool illustrative = false;
    bool operator==(const Condition&) const = default;
};

struct Ages {
    int from = 0;
    std::optional<int> to;  ///< inclusive; nothing means no upper end
    bool operator==(const Ages&) const = default;
};

/// One criteria file.
struct CriteriaSet {
    std::string id;
    Title title = Title::citizen;
    Words name;
    Words issuer;
    struct Document {
        std::string number;
        std::optional<Date> date;  ///< null in the file when unknown or when there is no document
        Confidence confidence = 'U';
        Words note;
        bool operator==(const Document&) const = default;
    } document;
    Date valid_from;
    std::optional<Date> valid_to;  ///< first day it no longer holds
    Area area = Area::all;
    bool illustrative = false;     ///< the whole set is an illustration, not law
    Words incomplete;              ///< not empty: why this set cannot be used for evaluating (parts not known)
    Ages scope;                    ///< citizen: who is assessed
    Ages children{6, 14};          ///< family: whose schooling counts
    std::vector<Group> groups;
    std::vector<Competence> competences;
    std::vector<Indicator> indicators;
    std::optional<int> total_at_least;  ///< over the weighted scores; groups override it
    Confidence pass_confidence = 'U';
    int levels = 1;
    std::vector<Condition> conditions;

    bool usable() const { return incomplete.vi.empty(); }
    /// Some value in it is illustrative: pages must say so wherever a result of it is shown.
    bool shows_illustrative() const;
    bool operator==(const CriteriaSet&) const = default;
};

/// Reads one criteria file, strictly: unknown or missing keys, wrong types, ranges, duplicate codes, measures that the
/// title does not have, dates, confidence letters. Refusals are json.* or criteria.*; `where` is the path, such as
/// "indicators[3].max".
Result<CriteriaSet> read_criteria(std::string_view json_text);

/// The file that reads back as `set`. Keys in the documented order, two spaces of indent.
std::string write_criteria(const CriteriaSet& set);

/// The five sets one campaign is evaluated with.
struct Criteria {
    CriteriaSet citizen;
    CriteriaSet family;
    CriteriaSet clan;
    CriteriaSet community;
    CriteriaSet unit;

    const CriteriaSet& of(Title title) const;
    CriteriaSet& of(Title title);
    bool operator==(const Criteria&) const = default;
};

/// Puts five sets, one per title and in any order, together. Refuses criteria.missing_title, criteria.title_twice,
/// criteria.incomplete_set (`where` is the title).
Result<Criteria> gather_criteria(std::span<const CriteriaSet> sets);

/// Every refusal this part can answer with (criteria.*), for the capability's table.
std::vector<RefusalKind> criteria_refusals();

// ---- scores as text -------------------------------------------------------------------------------------------------

inline constexpr std::uint8_t not_scored = 0xFF;

/// Scores of one subject, in the order of the set's indicators; unused places are `not_scored`.
using Scores = std::array<std::uint8_t, most_indicators>;
inline constexpr Scores no_scores = [] { Scores s{}; s.fill(not_scored); return s; }();

/// One character per indicator: '0'..'9', 'A'..'Z' = 0..35, '-' not scored. An empty text means nothing is scored.
/// Refuses criteria.scores_length, criteria.scores_character, criteria.score_too_large (`where` "scores[i]").
Result<Scores> decode_scores(std::string_view text, const CriteriaSet& set);

/// For trusted columns (the store): as `decode_scores` with any text of at most 16 characters; nullopt when malformed.
std::optional<Scores> decode_stored_scores(std::string_view text);

std::string encode_scores(const Scores& scores, int indicators);

// ---- rules: the same, as plain integers -----------------------------------------------------------------------------

struct ScoreRule {
    int indicators = 0;
    std::array<std::uint8_t, most_indicators> weight{};
    std::array<std::uint8_t, most_indicators> at_least{};
    std::array<std::uint8_t, most_indicators> competence{};
    int competences = 0;
    std::array<std::uint16_t, most_competences> competence_at_least{};
    std::array<std::uint16_t, most_groups> total_at_least{};  ///< by population group
    bool operator==(const ScoreRule&) const = default;
};

struct ConditionRule {
    ConditionKind kind = ConditionKind::at_least;
    int level = 1;
    Measure of = Measure::members;
    Measure among = Measure::members;
    int bp = 0;
    std::int64_t count = 0;
    bool when_empty = false;
    bool operator==(const ConditionRule&) const = default;
};

struct TitleRule {
    ScoreRule own;
    int levels = 1;
    std::vector<ConditionRule> conditions;
    bool operator==(const TitleRule&) const = default;
};

/// Everything the cascade needs, for one year.
struct Rules {
    int year = 0;
    int birth_from = 0;   ///< born birth_from..birth_to (years, inclusive): in the citizen set's scope
    int birth_to = 0;
    int child_from = 0;   ///< born child_from..child_to: children of the family set
    int child_to = 0;
    std::array<TitleRule, 5> titles;  ///< by Title

    const TitleRule& of(Title title) const { return titles[static_cast<std::size_t>(title)]; }
    bool operator==(const Rules&) const = default;
};

/// Rules of a campaign year (people are seen as of 31 December: age = year - birth year). `year` is 1990..2100.
/// The sets have been read by `read_criteria` or made to the same bounds; anything else is a Bug.
Rules compile(const Criteria& criteria, int year);

}  // namespace khuyenhoc::recognition
