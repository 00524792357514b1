// Who decides is not who proposed; who answers an appeal is not who made what it is against, nor who filed it. Told apart by
// the actors of the commands, in the journal. Imports and the demo ("system") are one actor in everything they do.
// For the files of this folder.
#pragma once

#include <span>

#include "recognition/title_change.h"

namespace khuyenhoc::recognition {

/// Refuses recognition.same_person (facts: count) when whoever runs this command proposed some of these titles. `titles`
/// are on their way to the event after their proposal.
Result<void> proposed_by_others(CommandContext& context, int year, std::span<const TitleChange> titles);

/// Refuses recognition.own_appeal.
Result<void> answered_by_another(CommandContext& context, std::int64_t appeal);

}  // namespace khuyenhoc::recognition
