// What a request about assessments and titles is about, found in its fields. For the `may` column of this folder's lines.
#pragma once

#include "people/about.h"
#include "recognition/assessment.h"

namespace khuyenhoc::recognition {

using people::keepers_and_citizen;
using people::keepers_and_unit;
using people::readers_and_citizen;
using people::readers_and_unit;
/// Who looks at figures that name nobody.
inline constexpr Roles readers_and_treasurer = roles::readers | Roles{khuyenhoc::Role::treasurer};

/// The subject or subjects of the field `kind`, by id.
FindAbout about_subject(std::string_view ids_field = "subject_id");
/// The subject of the field `title`.
FindAbout about_title();
/// The subjects of a sheet's rows, each of its own kind or all of the sheet's.
FindAbout about_rows();
/// The place a decision was made for.
FindAbout about_decision();
/// The part of a decision that is of one hamlet, when one is named; else all of it.
FindAbout about_decision_or_hamlet();
FindAbout about_appeal();
FindAbout about_evidence();

/// Whoever may read what is known of one subject of that kind, named by `field`.
May may_read(SubjectKind kind, std::string_view field);

}  // namespace khuyenhoc::recognition
