#include "recognition/appeal_rules.h"

#include <algorithm>
#include <array>

namespace khuyenhoc::recognition {

namespace {

constexpr std::array<std::string_view, 3> ground_words = {"not_proposed", "refused", "revoked"};
constexpr std::array<std::string_view, 2> outcome_words = {"upheld", "rejected"};

template <class Word, std::size_t n>
std::optional<Word> find_word(const std::array<std::string_view, n>& words, std::string_view text) {
    const auto found = std::ranges::find(words, text);
    if (found == words.end()) return std::nullopt;
    return static_cast<Word>(found - words.begin());
}

}  // namespace

std::string_view to_text(Ground ground) { return ground_words.at(static_cast<std::size_t>(ground)); }
std::string_view to_text(AppealOutcome outcome) { return outcome_words.at(static_cast<std::size_t>(outcome)); }
std::optional<Ground> parse_ground(std::string_view text) { return find_word<Ground>(ground_words, text); }
std::optional<AppealOutcome> parse_outcome(std::string_view text) {
    return find_word<AppealOutcome>(outcome_words, text);
}

std::expected<Ground, std::string_view> ground_of(TitleState state) {
    if (state == TitleState::none) return Ground::not_proposed;
    if (state == TitleState::refused) return Ground::refused;
    if (state == TitleState::revoked) return Ground::revoked;
    return std::unexpected("recognition.nothing_to_appeal");
}

std::optional<TitleState> after_answer(TitleState state, AppealOutcome outcome) {
    if (outcome == AppealOutcome::rejected) return std::nullopt;
    const auto next = next_state(state, TitleAct::propose);
    return next ? std::optional(*next) : std::nullopt;
}

}  // namespace khuyenhoc::recognition
