#include "recognition/title_state.h"

#include <array>

#include "base/check.h"

namespace khuyenhoc::recognition {

namespace {

constexpr std::array<std::string_view, 5> state_words = {"none", "proposed", "recognised", "refused", "revoked"};

}  // namespace

std::string_view to_text(TitleState state) {
    check(static_cast<std::size_t>(state) < state_words.size(), "a title state is 0 to 4");
    return state_words[static_cast<std::size_t>(state)];
}

std::optional<TitleState> parse_title_state(std::string_view text) {
    for (std::size_t i = 0; i < state_words.size(); ++i)
        if (state_words[i] == text) return static_cast<TitleState>(i);
    return std::nullopt;
}

std::expected<TitleState, std::string_view> next_state(TitleState state, TitleAct act) {
    const bool waiting = state == TitleState::proposed;
    const bool given = state == TitleState::recognised;
    switch (act) {
        case TitleAct::propose:
            if (waiting) return std::unexpected("recognition.already_proposed");
            if (given) return std::unexpected("recognition.already_recognised");
            return TitleState::proposed;
        case TitleAct::recognise:
        case TitleAct::refuse:
            if (given) return std::unexpected("recognition.already_recognised");
            if (!waiting) return std::unexpected("recognition.not_proposed");
            return act == TitleAct::recognise ? TitleState::recognised : TitleState::refused;
        case TitleAct::revoke:
            if (!given) return std::unexpected("recognition.not_recognised");
            return TitleState::revoked;
    }
    check(false, "a title act is one of four");
    return state;
}

}  // namespace khuyenhoc::recognition
