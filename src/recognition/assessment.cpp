#include "recognition/assessment.h"

#include <array>

#include "base/check.h"

namespace khuyenhoc::recognition {

namespace {

constexpr std::array<std::string_view, 5> kind_words = {"person", "household", "clan", "hamlet", "unit"};

}  // namespace

std::string_view to_text(SubjectKind kind) {
    const auto index = static_cast<std::size_t>(kind) - 1;
    check(index < kind_words.size(), "a subject kind is 1 to 5");
    return kind_words[index];
}

std::optional<SubjectKind> parse_subject_kind(std::string_view text) {
    for (std::size_t i = 0; i < kind_words.size(); ++i)
        if (kind_words[i] == text) return static_cast<SubjectKind>(i + 1);
    return std::nullopt;
}

AssessmentWriter::AssessmentWriter(store::Connection& db, std::int64_t province, std::int64_t seq)
    : insert_(db.prepare("INSERT INTO assessment(province_id, year, kind, subject_id, revision, criteria_id,"
                         " population_group, schooling, scores, corrects, reason, seq)"
                         " VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)")),
      province_(province),
      seq_(seq) {}

void AssessmentWriter::add(const Assessment& a) {
    check(a.revision >= 1 && a.corrects < a.revision, "a revision follows the one it corrects");
    check(a.schooling >= 0 && a.schooling <= 4, "schooling is 0 to 4");
    insert_->add({province_, std::int64_t{a.year}, static_cast<std::int64_t>(a.kind), a.subject_id,
                  std::int64_t{a.revision}, a.criteria_id, std::int64_t{a.population_group}, std::int64_t{a.schooling},
                  a.scores, a.corrects > 0 ? store::Parameter(std::int64_t{a.corrects}) : store::Parameter(),
                  a.reason.empty() ? store::Parameter() : store::Parameter(a.reason), seq_});
    ++written_;
}

std::optional<StoredAssessment> find_assessment(store::Connection& db, std::int64_t province, int year,
                                                SubjectKind kind, std::int64_t subject_id) {
    std::optional<StoredAssessment> found;
    db.query(
        "SELECT revision, criteria_id, population_group, schooling, scores, seq FROM assessment"
        " WHERE province_id = $1 AND year = $2 AND kind = $3 AND subject_id = $4 ORDER BY revision DESC LIMIT 1",
        {province, std::int64_t{year}, static_cast<std::int64_t>(kind), subject_id}, [&](const store::Row& row) {
            found = StoredAssessment{static_cast<int>(row.integer(0)), std::string(row.text(1)),
                                     static_cast<int>(row.integer(2)), static_cast<int>(row.integer(3)),
                                     std::string(row.text(4)),         row.integer(5)};
        });
    return found;
}

}  // namespace khuyenhoc::recognition
