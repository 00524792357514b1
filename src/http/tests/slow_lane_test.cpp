#include "http/slow_lane.h"

#include <gtest/gtest.h>

namespace khuyenhoc::http {

TEST(SlowLane, has_so_many_places_and_of_one_client_only_a_part) {
    SlowLane lane(5, 3);
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(lane.enter("a"));
    EXPECT_FALSE(lane.enter("a")) << "the rest is for others";
    EXPECT_TRUE(lane.enter("b"));
    EXPECT_TRUE(lane.enter("c"));
    EXPECT_FALSE(lane.enter("d")) << "it is full";
    EXPECT_EQ(lane.take_turned_away(), 2U);
    EXPECT_EQ(lane.take_turned_away(), 0U);
    lane.leave("b");
    EXPECT_FALSE(lane.enter("a"));
    EXPECT_TRUE(lane.enter("d"));
    lane.leave("a");
    EXPECT_TRUE(lane.enter("a"));
}

}  // namespace khuyenhoc::http
