// The life of one title of one subject in one year, as a pure table: proposed, recognised, refused, revoked.
// Knows no database and no criteria: whether a title was earned is another question, answered beside this one.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string_view>

namespace khuyenhoc::recognition {

enum class TitleState : std::uint8_t { none = 0, proposed = 1, recognised = 2, refused = 3, revoked = 4 };
enum class TitleAct : std::uint8_t { propose, recognise, refuse, revoke };

/// "none", "proposed", ... as `title_event.event` has them; and back.
std::string_view to_text(TitleState state);
std::optional<TitleState> parse_title_state(std::string_view text);

/// What the act makes of the state, or the code of the refusal: recognition.already_proposed,
/// recognition.already_recognised, recognition.not_proposed, recognition.not_recognised.
/// A title that was refused or revoked may be proposed again in the same year.
std::expected<TitleState, std::string_view> next_state(TitleState state, TitleAct act);

}  // namespace khuyenhoc::recognition
