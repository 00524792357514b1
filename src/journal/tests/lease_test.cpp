#include "journal/lease.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "journal/journal.h"
#include "store/temporary.h"

namespace khuyenhoc::journal {

using std::chrono::milliseconds;

TEST(Lease, one_holds_it_and_another_takes_over_when_the_time_has_passed) {
    const auto store = store::open_temporary();
    store->migrate(table().migrations);
    auto writer = store->writer();
    auto& db = writer.connection;
    const Lease one(14, "rollup", "one"), other(14, "rollup", "other"), elsewhere(1, "rollup", "other");
    struct Step {
        const Lease& who;
        int now;
        bool gets;
    };
    for (const auto& [who, now, gets] : {Step{one, 0, true}, Step{other, 50, false}, Step{elsewhere, 50, true}, Step{one, 90, true},
                                         Step{other, 190, false}, Step{other, 191, true}, Step{one, 192, false}})
        EXPECT_EQ(who.take(db, milliseconds(now), milliseconds(100)), gets) << now;
    one.give_up(db);
    EXPECT_FALSE(one.take(db, milliseconds(193), milliseconds(100))) << "it was not its own to give up";
    other.give_up(db);
    EXPECT_TRUE(one.take(db, milliseconds(194), milliseconds(100)));
}

TEST(Lease, of_many_at_once_one_gets_it) {
    const store::Temporary database;
    database.open()->migrate(table().migrations);
    std::atomic<int> got = 0;
    {
        std::vector<std::jthread> programs;
        for (int i = 0; i < 6; ++i)
            programs.emplace_back([&, i] {
                const auto store = database.open();
                auto writer = store->writer();
                got += Lease(14, "rollup", std::to_string(i)).take(writer.connection, milliseconds(0), milliseconds(100)) ? 1 : 0;
            });
    }
    EXPECT_EQ(got, 1);
}

}  // namespace khuyenhoc::journal
