// What a body says of one subject, judged against the year's criteria set: for every command that records or corrects.
// Knows shapes, sets and the register; writes nothing.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "recognition/assessment.h"
#include "recognition/lines.h"
#include "recognition/model.h"

namespace khuyenhoc::recognition {

/// One assessment as it will be stored; `text` is its scores.
struct Said {
    std::int64_t subject = 0;
    std::uint8_t group = 0;
    std::uint8_t schooling = 0;
    std::string text;
    Scores scores = no_scores;
};

/// "person" .. "unit"; and what is said of a subject, all of it optional.
Field kind_field();
std::vector<Field> assessment_fields();
/// The scores of a person, when they must be given.
Field scores_field(bool required);
Field group_field();

/// Is it in the register, on any day?
bool exists(store::Connection& db, std::int64_t province, SubjectKind kind, std::int64_t id);

/// Takes what the body says over what `said` was; `where` is the path of the object ("" or "rows[3].").
Result<void> take(Said& said, SubjectKind kind, const CriteriaSet& set, const json::object& body,
                  const std::string& where);

/// The sets of a year whose campaign is open.
Result<std::shared_ptr<const Criteria>> open_criteria(Recognition& recognition, CommandContext& context, int year);

/// A subject that has no assessment in that year yet. Refuses recognition.unknown_subject, already_recorded, and what
/// `take` refuses.
Result<Said> first_assessment(CommandContext& context, SubjectKind kind, int year, const CriteriaSet& set,
                              const json::object& body, const std::string& where);

AssessmentChange change_of(SubjectKind kind, const Said& said);
Assessment row_of(SubjectKind kind, int year, const CriteriaSet& set, const Said& said);

}  // namespace khuyenhoc::recognition
