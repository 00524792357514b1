// Where an assessment came from, when the hamlet did not see it itself: copied from another year, or said by the
// person; and how many of a hamlet still wait to be looked at. Knows the store alone. For the files of this folder.
#pragma once

#include <cstdint>
#include <optional>

#include "capability/capability.h"
#include "recognition/assessment.h"

namespace khuyenhoc::recognition {

/// A revision that still waits for the hamlet's look.
struct Copied {
    std::int64_t hamlet = 0;
    int from_year = 0;
};
std::optional<Copied> find_copied(store::Connection& db, std::int64_t province, int year, SubjectKind kind,
                                  std::int64_t subject, int revision);

void mark_copied(CommandContext& context, int year, SubjectKind kind, std::int64_t subject, int from_year,
                 std::int64_t hamlet);
void mark_self(CommandContext& context, int year, std::int64_t person, int revision, std::int64_t hamlet);

/// The revision was corrected: if it was a copy that waited, it does no more.
void leave_copied(CommandContext& context, int year, SubjectKind kind, std::int64_t subject, int revision);
/// The revision was looked at and is true. False when nothing waited.
bool confirm_copied(CommandContext& context, int year, SubjectKind kind, std::int64_t subject, int revision);

struct SheetCount {
    std::int64_t unconfirmed = 0;
    std::int64_t waiting_self = 0;
};
SheetCount sheet_count(store::Connection& db, std::int64_t province, int year, std::int64_t hamlet);
void add_to_sheet(CommandContext& context, int year, std::int64_t hamlet, std::int64_t unconfirmed,
                  std::int64_t waiting_self);

}  // namespace khuyenhoc::recognition
