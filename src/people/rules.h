// What the register accepts, as pure functions of plain values. Knows no database, no file and no clock.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/date.h"
#include "people/people.h"

namespace khuyenhoc::people {

/// A birth as registers write it: a day ("5/3/1987", "1987-03-05") or a year alone ("1987"). `text` is what the register
/// keeps: "1987-03-05" or "1987".
struct Birth {
    std::string text;
    int year = 0;
    std::optional<Date> day;
};
std::optional<Birth> parse_birth(std::string_view text);

/// Nobody is registered as older than this.
constexpr int oldest_age = 125;

/// "Nam", "nữ", "M", "f", "1", "2"... Nothing for anything else; empty text is not_known.
std::optional<Sex> parse_sex(std::string_view text);
std::string_view text_of(Sex sex);  ///< "male", "female", "not_known"

/// "Chủ hộ", "vợ", "con dâu", "head"...; nothing when the word is not known. Empty text: nothing.
std::optional<Relation> parse_relation(std::string_view text);
std::string_view text_of(Relation relation);                            ///< "head", "spouse", ...
std::optional<Relation> relation_of(std::string_view code_word);        ///< and back

/// What someone is to the head of a new household, when that head was `head_was` and they were `was` in the old one: the
/// children of a child who leaves were grandchildren. What does not follow is other.
Relation relation_after_split(Relation head_was, Relation was);

/// "Học sinh", "sinh viên", "learner" are learners; all else is staff.
Role parse_role(std::string_view text);
std::string_view text_of(Role role);  ///< "staff", "learner"

/// A citizen number has 12 digits PPP G YY RRRRRR, without a check digit (Decree 137/2015, article 13): G is century and
/// sex (0, 1: 1900-1999 male, female; 2, 3: 2000-2099; ...), YY the year of birth.
bool is_citizen_no(std::string_view text);
/// Whether century, sex and year digits agree with what the register says. Numbers that disagree exist (corrections), so
/// this warns and never refuses. `is_citizen_no(number)` holds.
bool citizen_no_agrees(std::string_view number, Sex sex, int birth_year);

/// A name as people have them: 1 to 100 characters, at least one letter, no digits and no signs but - ' . and spaces.
bool is_person_name(std::string_view canonical_name);

}  // namespace khuyenhoc::people
