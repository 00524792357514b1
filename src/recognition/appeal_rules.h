// Appeals as pure rules: against what one may appeal, and what an answer does to the title. Knows no database.
#pragma once

#include "recognition/title_state.h"

namespace khuyenhoc::recognition {

/// What is appealed against: not being proposed, being refused, losing the title.
enum class Ground : std::uint8_t { not_proposed, refused, revoked };
enum class AppealOutcome : std::uint8_t { upheld, rejected };

/// As `appeal.ground` and `appeal_answer.outcome` have them; and back.
std::string_view to_text(Ground ground);
std::string_view to_text(AppealOutcome outcome);
std::optional<Ground> parse_ground(std::string_view text);
std::optional<AppealOutcome> parse_outcome(std::string_view text);

/// The ground that the title's state gives, or recognition.nothing_to_appeal: a title that waits for its decision or
/// was recognised leaves nothing to appeal against.
std::expected<Ground, std::string_view> ground_of(TitleState state);

/// The next state, or nothing when the answer writes no event. Upheld puts the title before the council again, unless
/// somebody has done so (or recognised it) meanwhile; rejected leaves it as it is.
std::optional<TitleState> after_answer(TitleState state, AppealOutcome outcome);

}  // namespace khuyenhoc::recognition
