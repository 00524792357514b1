// Where a hamlet stands in the year's campaign, in one word. Pure: knows counts alone.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "recognition/cascade.h"

namespace khuyenhoc::recognition {

enum class BoardState : std::uint8_t { not_started, recording, ready, proposed, decided };

/// "not_started", ... and back.
std::string_view to_text(BoardState state);
std::optional<BoardState> parse_board_state(std::string_view text);

/// What of a hamlet is recorded, and what became of its titles.
struct HamletProgress {
    std::int64_t persons = 0;  ///< in the citizen set's scope
    std::int64_t persons_not_assessed = 0;
    std::int64_t persons_incomplete = 0;
    std::int64_t children_unknown = 0;  ///< whose schooling was not asked
    std::int64_t households = 0;
    std::int64_t households_not_assessed = 0;
    std::int64_t households_incomplete = 0;
    State own = State::not_assessed;  ///< of the hamlet's own indicators and title
    std::int64_t unconfirmed = 0;     ///< copied from last year and not looked at
    std::int64_t waiting_self = 0;    ///< self-assessments without an answer
    std::int64_t proposed = 0;        ///< titles that wait for a decision
    std::int64_t recognised = 0;
};

/// What waits for a decision comes first, then what was decided; a hamlet is ready when every person, household and its
/// own sheet is scored, every child of school age asked about, and nothing copied or said by people themselves still
/// waits.
BoardState board_state(const HamletProgress& hamlet);

}  // namespace khuyenhoc::recognition
