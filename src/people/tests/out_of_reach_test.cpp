// Refusals that nobody outside the program can provoke yet; the gallery of refusals points here.
#include <thread>

#include "people/tests/world.h"

namespace khuyenhoc::people {

TEST(OutOfReach, AClanOrUnitThatHasEndedTakesNobody) {
    World w;
    const auto house = w.household("001");
    const auto head = w.add(house, "Lò Văn Tiến", "1960", "head");
    const auto clan = w.id("people.add_clan", {{"name", "Họ Lò"}, {"home_hamlet_id", w.ban_bo}, {"from_date", "2025-08-01"}}, "clan_id");
    const auto unit = w.id("people.add_unit", {{"name", "Trường Tiểu học Mường La"}, {"kind", "school"}, {"managed_by", "commune"},
                                               {"commune_id", w.muong_la}, {"from_date", "2025-08-01"}}, "unit_id");
    w.store->writer().connection.run_script("UPDATE clan SET to_date = '2025-09-01'; UPDATE unit SET to_date = '2025-09-01'");
    EXPECT_EQ(w.code("people.join_clan", {{"clan_id", clan}, {"household_id", house}, {"from_date", "2025-10-01"}}), "people.group_ended");
    EXPECT_EQ(w.code("people.join_unit", {{"unit_id", unit}, {"person_id", head}, {"role", "staff"}, {"from_date", "2025-10-01"}}), "people.group_ended");
    EXPECT_EQ(w.count("SELECT count(*) FROM clan_household") + w.count("SELECT count(*) FROM unit_member"), 0);
}

TEST(OutOfReach, ASecondImportWaitsForItsTurn) {
    World w;
    Folder folder;
    const auto file = folder.file("so-ho.csv", "Số hộ,Quan hệ,Họ và tên,Ngày sinh,Giới tính,Bản,Xã\n1,Chủ hộ,Lò Văn Tiến,1960,Nam,Bó,Mường La\n");
    ImportOptions options;
    options.on = Date{2025, 8, 1};
    std::string second;
    const auto first = import_register(w.journal, *w.store, *w.places.atlas(), w.keys, file, options, [&](int, std::int64_t) {
        std::jthread([&] {
            const auto answer = import_register(w.journal, *w.store, *w.places.atlas(), w.keys, file, options);
            second = answer ? "taken" : answer.error().code;
        }).join();
        return true;
    });
    EXPECT_EQ(second, "people.import_busy");
    ASSERT_TRUE(first.has_value());
    EXPECT_EQ(first->persons, 1);
    EXPECT_EQ(w.count("SELECT count(*) FROM person"), 1);
}

}  // namespace khuyenhoc::people
