// What is read of a year from the store: ethnic groups open under the register's key.
#include <gtest/gtest.h>

#include "people/sealed_ethnicity.h"
#include "recognition/facts.h"
#include "recognition/tests/small_world.h"

namespace khuyenhoc::recognition {
namespace {

TEST(Facts, ethnic_groups_are_opened_and_what_is_damaged_is_not_known) {
    SmallWorld w;
    add_two_households(w);
    const Key key = random_key();
    const auto set = [&](std::int64_t n, std::int64_t value) {
        w.sql(fmt::format("UPDATE person SET ethnicity = {} WHERE province_id = 14 AND person_id = {};", value, id(n)));
    };
    const auto sealed = [&](std::int64_t n, int code) { return people::seal_ethnicity(key, id(n), code); };
    set(1001, sealed(1001, 54));
    set(1002, sealed(1002, 0));
    set(1003, sealed(1003, 7) ^ (1 << 29));
    set(1004, 9);
    for (int n = 1005; n <= 1008; ++n) set(n, sealed(n, n - 1000));
    const auto reader = w.store().reader();
    store::Connection* const readers[] = {reader.get()};
    const auto read = read_facts(readers, 14, 2025, {}, key);
    std::string codes;
    for (const auto& person : read.facts.rows.persons) codes += std::to_string(person.ethnicity) + " ";
    EXPECT_EQ(codes, "54 0 0 9 5 6 7 8 ");
}

}  // namespace
}  // namespace khuyenhoc::recognition
