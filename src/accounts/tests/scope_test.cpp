// What a role held at a place covers: as a table of cases in Son La, whose communes merged and whose districts ended in July 2025.
#include "accounts/scope.h"

#include "accounts/tests/world.h"

namespace khuyenhoc::accounts {

namespace {

using places::Kind;

const World& world() {
    static World one;
    return one;
}

const Date before{2025, 6, 30}, today{2026, 3, 1};

std::int64_t place(const char* name, Date on, Kind kind) { return *world().places.atlas()->resolve(name, on, 14, kind); }

TEST(Scope, is_the_place_and_what_is_beneath_it) {
    const auto& w = world();
    const auto atlas = w.places.atlas();
    const auto district = place("Mường La", before, Kind::district);
    const auto other_district = place("Quỳnh Nhai", before, Kind::district);
    const auto was = atlas->predecessors(w.muong_la);
    ASSERT_GT(was.size(), 1u);
    const auto old_commune = was.front().old_place;
    struct Case {
        const char* what;
        std::int64_t held, subject;
        bool reads, changes;
    };
    const Case cases[] = {
        {"the province, itself", 14, 14, true, true},
        {"the province, a commune", 14, w.muong_la, true, true},
        {"the province, a hamlet", 14, w.ban_bo, true, true},
        {"the province, a former district", 14, district, true, true},
        {"the province, a former commune", 14, old_commune, true, true},
        {"a commune, itself", w.muong_la, w.muong_la, true, true},
        {"a commune, its hamlet", w.muong_la, w.ban_bo, true, true},
        {"a commune, what it was merged from", w.muong_la, old_commune, true, true},
        {"a commune, the province", w.muong_la, 14, false, false},
        {"a commune, another", w.muong_la, w.quynh_nhai, false, false},
        {"a commune, another's hamlet", w.muong_la, w.ban_pom, false, false},
        {"a commune, its former district", w.muong_la, district, false, false},
        {"a hamlet, itself", w.ban_bo, w.ban_bo, true, true},
        {"a hamlet, its commune", w.ban_bo, w.muong_la, false, false},
        {"a hamlet, another", w.ban_bo, w.ban_pom, false, false},
        {"a former district, itself", district, district, true, false},
        {"a former district, its former commune", district, old_commune, true, false},
        {"a former district, the commune made of its communes", district, w.muong_la, true, false},
        {"a former district, a hamlet of that commune", district, w.ban_bo, true, false},
        {"a former district, another's commune", district, w.quynh_nhai, false, false},
        {"a former district, another's hamlet", district, w.ban_pom, false, false},
        {"a former district, another", district, other_district, false, false},
        {"a former district, the province", district, 14, false, false},
        {"a former commune, itself", old_commune, old_commune, true, false},
        {"a former commune, the larger one it became part of", old_commune, w.muong_la, false, false},
        {"a former commune, the other it was merged with", old_commune, was.back().old_place, false, false},
        {"a place, nothing", 14, 14'999'999'999'999, false, false},
        {"nothing, a place", 14'999'999'999'999, w.ban_bo, false, false},
    };
    for (const auto& one : cases) {
        EXPECT_EQ(covers(*atlas, one.held, one.subject, today, Act::read), one.reads) << one.what;
        EXPECT_EQ(covers(*atlas, one.held, one.subject, today, Act::change), one.changes) << one.what;
    }
}

TEST(Scope, does_not_keep_what_has_moved_away) {
    World own;
    const auto other = own.hamlet("Chuyển", own.quynh_nhai);
    {
        auto writer = own.store->writer();
        writer.connection.run("UPDATE place_parent SET to_date = '2025-12-01' WHERE place_id = $1", {other});
        writer.connection.run("INSERT INTO place_parent(place_id, parent_id, from_date) VALUES ($1, $2, '2025-12-01')", {other, own.muong_la});
    }
    own.places.reload();
    const auto atlas = own.places.atlas();
    EXPECT_TRUE(covers(*atlas, own.quynh_nhai, other, Date{2025, 11, 30}, Act::change));
    EXPECT_FALSE(covers(*atlas, own.quynh_nhai, other, Date{2025, 12, 1}, Act::read)) << "formerly inside";
    EXPECT_TRUE(covers(*atlas, own.muong_la, other, Date{2025, 12, 1}, Act::change));
    EXPECT_FALSE(covers(*atlas, own.muong_la, other, Date{2025, 11, 30}, Act::read));
}

TEST(Scope, of_a_place_that_begins_tomorrow_is_known_today) {
    World own;
    const auto planned = own.must("places.add_hamlets", {{"hamlets", json::array{json::object{{"name", "Mới"}, {"type", "ban"}, {"commune", own.muong_la}, {"from_date", "2030-01-01"}}}}})
                             .at("place_ids").at(0).to_number<std::int64_t>();
    const auto atlas = own.places.atlas();
    EXPECT_TRUE(covers(*atlas, own.muong_la, planned, today, Act::change));
    EXPECT_FALSE(covers(*atlas, own.quynh_nhai, planned, today, Act::read));
}

}  // namespace

}  // namespace khuyenhoc::accounts
