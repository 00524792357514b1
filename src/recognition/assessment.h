// Assessments as facts: what was seen of one subject in one year, and the one place that writes them.
// Knows no rule and no model in memory.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "recognition/criteria.h"
#include "store/store.h"

namespace khuyenhoc::recognition {

/// Whom an assessment or a title event is about; the numbers are those of `assessment.kind` and `title_event.kind`.
enum class SubjectKind : std::uint8_t { person = 1, household = 2, clan = 3, hamlet = 4, unit = 5 };

/// "person" .. "unit", and back.
std::string_view to_text(SubjectKind kind);
std::optional<SubjectKind> parse_subject_kind(std::string_view text);

/// The title a subject of that kind can reach; and who can reach a title.
constexpr Title title_of(SubjectKind kind) { return static_cast<Title>(static_cast<int>(kind) - 1); }
constexpr SubjectKind kind_of(Title title) { return static_cast<SubjectKind>(static_cast<int>(title) + 1); }

/// One fact. Texts are not copied: they must live until `add` returns.
struct Assessment {
    int year = 0;
    SubjectKind kind = SubjectKind::person;
    std::int64_t subject_id = 0;
    int revision = 1;              ///< 1 for the first; a correction is the next
    std::string_view criteria_id;  ///< the set whose indicators `scores` follow
    int population_group = 0;      ///< persons: index into that set's groups
    int schooling = 0;        ///< persons: 0 not asked, 1 attends, 2 completed, 3 out of school, 4 unable to attend
    std::string_view scores;  ///< as `encode_scores` writes them, or empty when nothing is scored (children)
    int corrects = 0;         ///< revision corrected; 0 for the first
    std::string_view reason = {};  ///< required for a correction
};

/// Writes assessments of one province inside the caller's transaction; the only INSERT into `assessment`, used by the
/// commands and by the demo alike. The statement is prepared once, so a million rows cost a million binds; rows in the
/// order of (year, kind, subject_id, revision) are written fastest. Throws StoreError (unique) for a revision that
/// exists.
class AssessmentWriter {
public:
    /// `seq` is the command all rows come from.
    AssessmentWriter(store::Connection& db, std::int64_t province, std::int64_t seq);
    void add(const Assessment& assessment);
    std::int64_t written() const { return written_; }

private:
    std::unique_ptr<store::Statement> insert_;
    std::int64_t province_;
    std::int64_t seq_;
    std::int64_t written_ = 0;
};

/// The newest revision of one subject's assessment, or nothing.
struct StoredAssessment {
    int revision = 0;
    std::string criteria_id;
    int population_group = 0;
    int schooling = 0;
    std::string scores;
    std::int64_t seq = 0;
};
std::optional<StoredAssessment> find_assessment(store::Connection& db, std::int64_t province, int year,
                                                SubjectKind kind, std::int64_t subject_id);

}  // namespace khuyenhoc::recognition
