// A reader whose year is thrown away again and again in the moment between loading and reading gives up in the end.
#include <atomic>
#include <thread>

#include "recognition/tests/small_world.h"

namespace khuyenhoc::recognition {

TEST(Busy, IsTheOnlyRefusalWhileTheYearIsForgottenAgainAndAgain) {
    SmallWorld world;
    world.add_places();
    world.open_2025();
    std::atomic<bool> done = false;
    std::jthread forgetting([&] {
        while (!done) world.recognition().forget();
    });
    int answered = 0;
    for (int i = 0; i < 300; ++i) {
        const auto counts = world.recognition().counts(son_la, 2025, Date{2025, 12, 31});
        if (counts) ++answered;
        else EXPECT_EQ(counts.error().code, "recognition.busy");
    }
    done = true;
    forgetting.join();
    const auto counts = world.recognition().counts(son_la, 2025, Date{2025, 12, 31});
    ASSERT_TRUE(counts) << counts.error().code;
    EXPECT_GT(answered, 0);
    EXPECT_NE(world.capabilities().find_refusal("recognition.busy"), nullptr);
}

}  // namespace khuyenhoc::recognition
