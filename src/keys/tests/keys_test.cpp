// Data keys: wrapped, opened, wrapped by another master, replaced; and the primitives beneath them.
#include "keys/keys.h"

#include <gtest/gtest.h>

#include "base/key_wrap.h"
#include "store/temporary.h"

namespace khuyenhoc::keys {
namespace {

const Key master{7}, other_master{8};
const Key numbers_before{1}, files_before{2};

std::vector<Purpose> purposes() {
    return {{.name = "numbers", .before = numbers_before}, {.name = "files", .before = files_before}, {.name = "codes", .seals_old_rows = true}};
}
constexpr std::string_view resealed[] = {"numbers", "codes"};
constexpr std::string_view added[] = {"files"};

struct Place {
    std::unique_ptr<store::Store> store = store::open_temporary();
    Place() { store->migrate(table().migrations); }
    Result<Ring> open(const Key& key, bool had_rows = false) const { return keys::open(*store, key, purposes(), had_rows); }
    std::string text(std::string_view sql) const { return store->reader()->query_text(sql).value_or(""); }
};

TEST(KeyWrap, opens_under_the_same_key_and_beside_the_same_words_only) {
    const Key key = random_key();
    const auto wrapped = wrap_key(master, key, "numbers/1");
    EXPECT_EQ(unwrap_key(master, wrapped, "numbers/1"), key);
    EXPECT_NE(wrap_key(master, key, "numbers/1"), wrapped) << "another nonce each time";
    EXPECT_FALSE(unwrap_key(other_master, wrapped, "numbers/1"));
    EXPECT_FALSE(unwrap_key(master, wrapped, "numbers/2"));
    for (std::size_t at = 0; at < wrapped.size(); ++at) {
        auto damaged = wrapped;
        damaged[at] = damaged[at] == 'A' ? 'B' : 'A';
        EXPECT_FALSE(unwrap_key(master, damaged, "numbers/1")) << at;
    }
    for (const auto text : {"", "AAAA", "not base64 !"}) EXPECT_FALSE(unwrap_key(master, text, "numbers/1"));
    EXPECT_FALSE(unwrap_key(master, wrapped + "AAAA", "numbers/1"));
}

TEST(KeyWrap, wiped_keys_are_gone) {
    Key key = random_key();
    wipe(key);
    EXPECT_EQ(key, Key{});
}

TEST(Keys, a_new_database_gets_random_keys_and_keeps_them) {
    const Place place;
    const auto ring = place.open(master);
    ASSERT_TRUE(ring);
    EXPECT_NE(ring->newest("numbers"), numbers_before);
    EXPECT_FALSE(ring->is_resealing());
    const auto again = place.open(master);
    ASSERT_TRUE(again);
    for (const auto purpose : {"numbers", "files", "codes"}) EXPECT_EQ(again->newest(purpose), ring->newest(purpose)) << purpose;
    EXPECT_EQ(place.text("SELECT count(*) || '' FROM data_key"), "3");
}

TEST(Keys, a_database_from_before_keeps_what_its_values_were_sealed_with) {
    const Place place;
    const auto ring = place.open(master, true);
    ASSERT_TRUE(ring);
    EXPECT_EQ(ring->newest("numbers"), numbers_before);
    EXPECT_EQ(ring->newest("files"), files_before);
    EXPECT_TRUE(ring->is_first_sealing()) << "the codes lie there in clear";
    EXPECT_EQ(ring->before("codes"), ring->newest("codes"));
    finish_resealing(*place.store);
    EXPECT_FALSE(place.open(master)->is_resealing());
}

TEST(Keys, a_wrong_master_is_refused_and_changes_nothing) {
    const Place place;
    EXPECT_TRUE(is_empty(*place.store->reader()));
    EXPECT_TRUE(fits(*place.store->reader(), other_master)) << "of a database without keys nobody can say";
    ASSERT_TRUE(place.open(master));
    EXPECT_FALSE(is_empty(*place.store->reader()));
    EXPECT_TRUE(fits(*place.store->reader(), master));
    EXPECT_FALSE(fits(*place.store->reader(), other_master));
    const auto before = place.text("SELECT wrapped FROM data_key WHERE purpose = 'files'");
    EXPECT_EQ(place.open(other_master).error().code, "keys.wrong_key");
    EXPECT_EQ(rewrap(*place.store, other_master, Key{9}).error().code, "keys.wrong_key");
    EXPECT_EQ(begin_resealing(*place.store, other_master, resealed, added).error().code, "keys.wrong_key");
    EXPECT_EQ(place.text("SELECT wrapped FROM data_key WHERE purpose = 'files'"), before);
}

TEST(Keys, a_row_put_in_anothers_place_is_refused) {
    const Place place;
    ASSERT_TRUE(place.open(master));
    place.store->writer().connection.run(
        "UPDATE data_key SET wrapped = (SELECT wrapped FROM data_key WHERE purpose = 'files') WHERE purpose = 'numbers'");
    EXPECT_EQ(place.open(master).error().code, "keys.wrong_key");
}

TEST(Keys, another_master_opens_the_same_data_keys) {
    const Place place;
    const auto ring = place.open(master);
    ASSERT_TRUE(rewrap(*place.store, master, other_master));
    EXPECT_EQ(place.open(master).error().code, "keys.wrong_key");
    const auto after = place.open(other_master);
    ASSERT_TRUE(after);
    for (const auto purpose : {"numbers", "files", "codes"}) EXPECT_EQ(after->newest(purpose), ring->newest(purpose)) << purpose;
}

TEST(Keys, resealing_keeps_the_old_version_until_it_is_done) {
    const Place place;
    const auto old = place.open(master);
    ASSERT_TRUE(begin_resealing(*place.store, master, resealed, added));
    auto ring = place.open(master);
    ASSERT_TRUE(ring->is_resealing());
    EXPECT_FALSE(ring->is_first_sealing());
    EXPECT_EQ(ring->before("numbers"), old->newest("numbers"));
    EXPECT_NE(ring->newest("numbers"), old->newest("numbers"));
    EXPECT_EQ(ring->resealed_to(), 0);
    note_resealed(place.store->writer().connection, 14'000'000'005'000);
    ASSERT_TRUE(begin_resealing(*place.store, master, resealed, added)) << "goes on with the same";
    ring = place.open(master);
    EXPECT_EQ(ring->resealed_to(), 14'000'000'005'000);
    EXPECT_EQ(ring->all("numbers").size(), 2u);
    finish_resealing(*place.store);
    const auto done = place.open(master);
    EXPECT_EQ(done->all("numbers"), std::vector<Key>{ring->newest("numbers")}) << "the old version is gone";
    EXPECT_EQ(done->all("files"), (std::vector<Key>{ring->newest("files"), old->newest("files")})) << "older files still open";
    EXPECT_FALSE(done->is_resealing());
    ASSERT_TRUE(begin_resealing(*place.store, master, resealed, added));
    EXPECT_EQ(place.open(master)->all("files").size(), 3u);
}

}  // namespace
}  // namespace khuyenhoc::keys
