// The pace of one account.
#include "accounts/pace.h"

#include <gtest/gtest.h>

namespace khuyenhoc::accounts {

using enum Pace::Kind;

TEST(Pace, lets_an_evening_of_work_through_at_once_and_then_two_a_second) {
    Pace pace;
    std::int64_t now = 1'800'000'000'000;
    int let = 0;
    while (!pace.take(7, reading, now)) ++let;
    EXPECT_EQ(let, 1'200);
    EXPECT_EQ(pace.take(7, reading, now), 500);
    now += 499;
    EXPECT_EQ(pace.take(7, reading, now), 1);
    now += 1;
    EXPECT_FALSE(pace.take(7, reading, now));
    EXPECT_TRUE(pace.take(7, reading, now));
    now += 10 * 60'000;
    let = 0;
    while (!pace.take(7, reading, now)) ++let;
    EXPECT_EQ(let, 1'200) << "whole again after as long as it takes to be used up";
}

TEST(Pace, counts_accounts_readings_and_changes_apart) {
    Pace pace(1);
    for (int i = 0; i < 10; ++i) EXPECT_FALSE(pace.take(7, reading, 0)) << i;
    EXPECT_EQ(pace.take(7, reading, 0), 60'000);
    EXPECT_FALSE(pace.take(7, change, 0));
    EXPECT_FALSE(pace.take(8, reading, 0));
}

TEST(Pace, is_one_for_the_whole_program_and_can_be_set) {
    Pace pace;
    pace.set(60'000);
    for (int i = 0; i < 10'000; ++i) EXPECT_FALSE(pace.take(7, reading, i));
}

TEST(Pace, is_not_slower_when_a_clock_goes_back) {
    Pace pace(60);
    EXPECT_FALSE(pace.take(7, reading, 1'000'000));
    EXPECT_FALSE(pace.take(7, reading, 990'000));
}

TEST(Pace, says_how_long_to_wait_in_whole_seconds) {
    const auto refused = too_fast(1'001);
    EXPECT_EQ(refused.error().code, "accounts.too_fast");
    EXPECT_EQ(refused.error().facts.front().second, "2");
}

}  // namespace khuyenhoc::accounts
