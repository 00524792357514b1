// How subjects of titles stand on a list when some persons are left out of lists. For the files of this folder.
#pragma once

#include "people/unlisted.h"
#include "recognition/title_rows.h"

namespace khuyenhoc::recognition {

inline bool is_left_out(const people::Unlisted& unlisted, const SubjectRow& row) { return row.kind == SubjectKind::person && unlisted.has(row.id); }

/// Found by no name: the person, or the household of such a head.
inline bool is_not_found(const people::Unlisted& unlisted, const SubjectRow& row) {
    return is_left_out(unlisted, row) || (row.kind == SubjectKind::household && unlisted.heads(row.id));
}

/// The line of a list that must stay whole, such as a decision's: the row stands there, the name does not.
inline SubjectNames::Line listed_line(SubjectNames& names, const SubjectRow& row, const HomeNames& homes, const people::Unlisted& unlisted) {
    auto line = names.of(row, homes);
    if (!is_not_found(unlisted, row)) return line;
    line.name.clear();
    line.birth_year = 0;
    return line;
}

}  // namespace khuyenhoc::recognition
