// Several provinces in one database: what is said of each and of all of them, also when one cannot be reached.
#include <gmock/gmock.h>

#include "base/check.h"
#include "indicators/national.h"
#include "store/temporary.h"

namespace khuyenhoc::indicators {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using State = ProvinceFigures::State;
using store::StoreError;

Counts counts_of(std::int64_t people) {
    Counts c;
    c.population = people;
    c.households = people / 4;
    c.computed.learning_citizens = people / 2;
    c.recognised.learning_citizens = people / 10;
    return c;
}

struct World {
    std::unique_ptr<store::Store> store = store::open_temporary();
    places::Places places{*store};
    Source source;
    Capabilities capabilities{{ground_table(), places::table(places), table(places, source)}};

    World() {
        store->migrate(capabilities.migrations());
        write([](store::Connection& db) { check(places::load_facts(db, 14).has_value(), "the facts load"); });
    }
    template <class Act>
    void write(Act act) {
        auto writer = store->writer();
        store::Transaction transaction(writer.connection);
        act(writer.connection);
        transaction.commit();
    }
    std::int64_t roll(std::int64_t province, const std::vector<PlaceCounts>& rows, std::int64_t seq, const char* as_of = "2025-12-31T10:00:00.000Z") {
        std::int64_t written = 0;
        write([&](store::Connection& db) { written = write_rollup(db, province, 2025, rows, as_of, seq); });
        return written;
    }
    National national(const std::vector<std::int64_t>& provinces, std::int64_t lost = 0) {
        const auto reader = store->reader();
        return gather_national(provinces, 2025,
                               {[] {},
                                [&] {
                                    if (lost != 0) throw StoreError(StoreError::Kind::lost, "PostgreSQL 08006");
                                    return rollup_of_all(*reader, 2025);
                                },
                                [&](std::int64_t province) {
                                    if (province == lost) throw StoreError(StoreError::Kind::lost, "PostgreSQL 08006");
                                    return rollup_of_one(*reader, province, 2025);
                                }});
    }
};

const std::vector<PlaceCounts> son_la{{14, counts_of(1000)}, {14'000'000'000'001, counts_of(600)}, {14'000'000'000'002, counts_of(400)}};

TEST(Rollup, OnlyWhatChangedIsWrittenAgain) {
    World world;
    const auto first = world.roll(14, son_la, 5);
    EXPECT_GT(first, 0);
    auto rows = son_la;
    rows[1].counts.population = 601;
    const auto own = world.roll(14, rows, 6) - 1;
    EXPECT_EQ(own * 3, first) << "the province's own rows and one of a commune";
    EXPECT_EQ(rolled_up_to(*world.store->reader(), 14, 2025), 6);
    EXPECT_EQ(world.roll(14, son_la, 5), 0) << "what was counted later stays";
    rows.pop_back();
    world.roll(14, rows, 7);
    EXPECT_EQ(world.store->reader()->query_integer("SELECT count(*) FROM rollup WHERE province_id = $1 AND place_id = $2", {std::int64_t{14}, std::int64_t{14'000'000'000'002}}), 0)
        << "a commune that is no more";
    EXPECT_EQ(rolled_up_to(*world.store->reader(), 4, 2025), std::nullopt);
    world.roll(4, {{4, counts_of(500)}}, 9);
    EXPECT_THAT(rolled_up_provinces(*world.store->reader()), ElementsAre(4, 14));
}

TEST(National, TotalsAreThoseOfTheProvincesCounted) {
    World world;
    world.roll(14, son_la, 5);
    world.roll(4, {{4, counts_of(500)}}, 9, "2025-12-30T10:00:00.000Z");
    const auto national = world.national({4, 14, 79});
    ASSERT_EQ(national.provinces.size(), 3u);
    EXPECT_EQ(national.provinces[0].state, State::counted);
    EXPECT_EQ(national.provinces[0].as_of, "2025-12-30T10:00:00.000Z");
    EXPECT_EQ(national.provinces[0].seq, 9);
    EXPECT_EQ(national.provinces[1].counts.at("learning_citizens"), 500);
    EXPECT_EQ(national.provinces[1].counts.at("recognised.learning_citizens"), 100);
    EXPECT_EQ(national.provinces[2].state, State::none);
    EXPECT_TRUE(national.provinces[2].counts.empty()) << "never zeros";
    EXPECT_EQ(national.totals.at("population"), 1500) << "communes are not counted twice";
    EXPECT_THAT(national.missing, ElementsAre(79));
}

TEST(National, AProvinceThatIsAwayDoesNotTakeTheOthersWithIt) {
    World world;
    world.roll(14, son_la, 5);
    world.roll(4, {{4, counts_of(500)}}, 9);
    const auto national = world.national({4, 14, 79}, 4);
    ASSERT_EQ(national.provinces.size(), 3u);
    EXPECT_EQ(national.provinces[0].state, State::unavailable);
    EXPECT_TRUE(national.provinces[0].counts.empty());
    EXPECT_EQ(national.provinces[1].state, State::counted);
    EXPECT_EQ(national.totals.at("population"), 1000);
    EXPECT_THAT(national.missing, ElementsAre(4, 79));

    const auto atlas = world.places.atlas();
    const auto value = national_json(national, *atlas, {2025, 12, 31});
    EXPECT_EQ(value.at("provinces").at(0).at("state"), "unavailable");
    EXPECT_TRUE(value.at("provinces").at(0).at("counts").is_null());
    EXPECT_EQ(value.at("missing").at(0).at("reason"), "unavailable");
    EXPECT_EQ(value.at("missing").at(1).at("reason"), "none");
    const auto csv = national_csv(national, *atlas, {2025, 12, 31});
    EXPECT_THAT(csv, HasSubstr("4,Tỉnh mã 4,Province 4,unavailable,,,"));
    EXPECT_THAT(csv, HasSubstr(",total,total,without 4 79,,"));
    EXPECT_THAT(csv, HasSubstr("14,Tỉnh Sơn La,Son La Province,counted,"));
    EXPECT_THAT(csv, Not(HasSubstr("unavailable,,0")));
    EXPECT_THAT(national_csv(world.national({14}), *atlas, {2025, 12, 31}), HasSubstr(",total,total,whole,,"));
}

TEST(National, OtherFailuresAreNotTakenForAnAbsentProvince) {
    const auto fails = [](StoreError::Kind kind, bool is_server_away) {
        const auto fail = [kind] { throw StoreError(kind, "x"); };
        return RollupReader{[=] { if (is_server_away) fail(); },
                            [=]() -> std::vector<Rolled> { return fail(), std::vector<Rolled>(); },
                            [=](std::int64_t) -> std::vector<Rolled> { return fail(), std::vector<Rolled>(); }};
    };
    const std::vector<std::int64_t> provinces{14};
    EXPECT_THROW((void)gather_national(provinces, 2025, fails(StoreError::Kind::damaged, false)), StoreError);
    EXPECT_THROW((void)gather_national(provinces, 2025, fails(StoreError::Kind::lost, true)), StoreError) << "the whole server, not a province";
    EXPECT_EQ(gather_national(provinces, 2025, fails(StoreError::Kind::lost, false)).missing, provinces);
}

}  // namespace
}  // namespace khuyenhoc::indicators
