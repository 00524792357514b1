// Where a hamlet stands, as a table of cases.
#include "recognition/board_state.h"

#include <gtest/gtest.h>

namespace khuyenhoc::recognition {
namespace {

TEST(BoardState, Cases) {
    const HamletProgress untouched{
        .persons = 300, .persons_not_assessed = 300, .households = 100, .households_not_assessed = 100};
    const HamletProgress whole{.persons = 300, .households = 100, .own = State::not_achieved};
    const auto with = [](HamletProgress h, auto change) {
        change(h);
        return h;
    };
    struct Case {
        const char* what;
        HamletProgress hamlet;
        BoardState state;
    };
    const Case cases[] = {
        {"nothing recorded", untouched, BoardState::not_started},
        {"nobody lives there", HamletProgress{}, BoardState::not_started},
        {"one person incomplete",
         with(untouched,
              [](auto& h) {
                  h.persons_not_assessed = 299;
                  h.persons_incomplete = 1;
              }),
         BoardState::recording},
        {"somebody spoke for themselves", with(untouched, [](auto& h) { h.waiting_self = 1; }), BoardState::recording},
        {"the hamlet's own alone", with(untouched, [](auto& h) { h.own = State::not_achieved; }),
         BoardState::recording},
        {"all but one household", with(whole, [](auto& h) { h.households_not_assessed = 1; }), BoardState::recording},
        {"a child not asked about", with(whole, [](auto& h) { h.children_unknown = 1; }), BoardState::recording},
        {"own sheet half done", with(whole, [](auto& h) { h.own = State::incomplete; }), BoardState::recording},
        {"all copied, none looked at", with(whole, [](auto& h) { h.unconfirmed = 400; }), BoardState::recording},
        {"everything recorded", whole, BoardState::ready},
        {"everything recorded and reached", with(whole, [](auto& h) { h.own = State::achieved; }), BoardState::ready},
        {"one title waits",
         with(whole,
              [](auto& h) {
                  h.proposed = 1;
                  h.recognised = 200;
              }),
         BoardState::proposed},
        {"decided", with(whole, [](auto& h) { h.recognised = 200; }), BoardState::decided},
    };
    for (const auto& one : cases) EXPECT_EQ(to_text(board_state(one.hamlet)), to_text(one.state)) << one.what;
}

TEST(BoardState, WordsAreReadBack) {
    for (int i = 0; i < 5; ++i) {
        const auto state = static_cast<BoardState>(i);
        EXPECT_EQ(parse_board_state(to_text(state)), state);
    }
    EXPECT_EQ(parse_board_state("done"), std::nullopt);
}

}  // namespace
}  // namespace khuyenhoc::recognition
