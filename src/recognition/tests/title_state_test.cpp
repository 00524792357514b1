#include "recognition/title_state.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace khuyenhoc::recognition {
namespace {

struct Case {
    TitleState from;
    TitleAct act;
    std::string becomes;  ///< a state, or the code of a refusal
};

TEST(TitleState, EveryStateAndEveryAct) {
    using enum TitleState;
    using enum TitleAct;
    const std::vector<Case> cases = {
        {none, propose, "proposed"},
        {none, recognise, "recognition.not_proposed"},
        {none, TitleAct::refuse, "recognition.not_proposed"},
        {none, revoke, "recognition.not_recognised"},
        {proposed, propose, "recognition.already_proposed"},
        {proposed, recognise, "recognised"},
        {proposed, TitleAct::refuse, "refused"},
        {proposed, revoke, "recognition.not_recognised"},
        {recognised, propose, "recognition.already_recognised"},
        {recognised, recognise, "recognition.already_recognised"},
        {recognised, TitleAct::refuse, "recognition.already_recognised"},
        {recognised, revoke, "revoked"},
        {refused, propose, "proposed"},
        {refused, recognise, "recognition.not_proposed"},
        {refused, TitleAct::refuse, "recognition.not_proposed"},
        {refused, revoke, "recognition.not_recognised"},
        {revoked, propose, "proposed"},
        {revoked, recognise, "recognition.not_proposed"},
        {revoked, TitleAct::refuse, "recognition.not_proposed"},
        {revoked, revoke, "recognition.not_recognised"},
    };
    ASSERT_EQ(cases.size(), 20u);
    for (const auto& c : cases) {
        const auto next = next_state(c.from, c.act);
        const std::string got(next ? to_text(*next) : next.error());
        EXPECT_EQ(got, c.becomes) << to_text(c.from) << " act " << static_cast<int>(c.act);
    }
}

TEST(TitleState, WordsGoThereAndBack) {
    for (const auto state :
         {TitleState::none, TitleState::proposed, TitleState::recognised, TitleState::refused, TitleState::revoked})
        EXPECT_EQ(parse_title_state(to_text(state)), state);
    EXPECT_FALSE(parse_title_state("awarded"));
}

}  // namespace
}  // namespace khuyenhoc::recognition
