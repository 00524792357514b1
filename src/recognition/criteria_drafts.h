// Drafts of criteria sets: what is stored of them, and whether one is ready. For the files of this folder.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "recognition/criteria_case.h"
#include "store/store.h"

namespace khuyenhoc::recognition {

struct StoredDraft {
    std::int64_t id = 0;
    std::int64_t revision = 0;
    json::object document;
    json::array cases;
    std::string saved_on;
    std::string criteria_id;  ///< of what was published; empty while it is a draft
};

/// The newest revision. Refuses recognition.unknown_draft.
Result<StoredDraft> find_draft(store::Connection& db, std::int64_t province, std::int64_t draft);

/// A document and its cases, read and answered.
struct Tried {
    std::optional<CriteriaSet> set;      ///< when the document reads
    std::vector<CriteriaCase> cases;     ///< when they read
    std::vector<CaseAnswer> answers;     ///< by case
    std::optional<Refusal> problem;      ///< the first thing wrong, by its path
    std::size_t failed() const;          ///< cases that do not come out as they must
};
Tried try_draft(const json::object& document, const json::array& cases);

}  // namespace khuyenhoc::recognition
