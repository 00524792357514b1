#include "recognition/board_state.h"

#include <array>

namespace khuyenhoc::recognition {

namespace {

constexpr std::array<std::string_view, 5> words = {"not_started", "recording", "ready", "proposed", "decided"};

bool nothing_recorded(const HamletProgress& h) {
    return h.persons_not_assessed == h.persons && h.households_not_assessed == h.households &&
           (h.own == State::not_assessed || h.persons + h.households == 0) && h.waiting_self == 0;
}

bool all_recorded(const HamletProgress& h) {
    return h.persons_not_assessed + h.persons_incomplete + h.children_unknown + h.households_not_assessed +
                   h.households_incomplete + h.unconfirmed + h.waiting_self ==
               0 &&
           h.own != State::not_assessed && h.own != State::incomplete;
}

}  // namespace

std::string_view to_text(BoardState state) { return words[static_cast<std::size_t>(state)]; }

std::optional<BoardState> parse_board_state(std::string_view text) {
    for (std::size_t i = 0; i < words.size(); ++i)
        if (words[i] == text) return static_cast<BoardState>(i);
    return std::nullopt;
}

BoardState board_state(const HamletProgress& hamlet) {
    if (hamlet.proposed > 0) return BoardState::proposed;
    if (hamlet.recognised > 0) return BoardState::decided;
    if (nothing_recorded(hamlet)) return BoardState::not_started;
    return all_recorded(hamlet) ? BoardState::ready : BoardState::recording;
}

}  // namespace khuyenhoc::recognition
