#include "world.h"

namespace khuyenhoc::keeping {

namespace {

/// Databases on the engine of the environment; the other side of a copy is a file.
struct Two {
    store::Temporary source_place, target_place;
    std::unique_ptr<store::Store> source = source_place.open();
    std::unique_ptr<store::Store> target() const { return store::open_even_unfinished(target_place.url()); }
    std::string refused() {
        const auto to = target();
        const auto kept = copy(*source, *to, known(), quiet);
        return kept ? "" : kept.error().code;
    }
};

/// Stops a copy after some chunks, as a kill would: what was committed stays.
struct Killed {};
TellProgress killed_after(std::int64_t rows) {
    return [rows](std::string_view, std::int64_t done, std::int64_t) {
        if (done >= rows) throw Killed();
    };
}

TEST(Copy, every_value_arrives_and_the_target_can_be_used) {
    Two two;
    fill(*two.source, 1, 4000);
    {
        const auto to = two.target();
        const auto kept = copy(*two.source, *to, known(), quiet);
        ASSERT_TRUE(kept);
        EXPECT_EQ(kept->contents, contents(*two.source));
        EXPECT_EQ(kept->moment.entries, 3);
        EXPECT_EQ(kept->resumed_at, 0);
    }
    const auto opened = store::open(two.target_place.url());
    EXPECT_EQ(contents(*opened), contents(*two.source));
    EXPECT_TRUE(journal::verify(*opened->reader()).problems.empty());
    EXPECT_FALSE(opened->reader()->query_integer("SELECT 1 FROM store_state"));
    // Facts stay facts, and the indexes are there: a number that is taken is refused.
    EXPECT_THROW(opened->writer().connection.run("DELETE FROM word"), store::StoreError);
    const auto taken = opened->reader()->query_integer("SELECT max(number) FROM word WHERE province_id = 14");
    EXPECT_THROW(opened->writer().connection.run("INSERT INTO word(province_id, word, kind, number) VALUES (14, 'new', 1, $1)", {*taken}),
                 store::StoreError);
}

TEST(Copy, over_the_other_engine_and_back_contents_are_equal) {
    Two two;
    fill(*two.source, 2, 500);
    const auto file = store::open_even_unfinished(":memory:");
    ASSERT_TRUE(copy(*two.source, *file, known(), quiet));
    const auto to = two.target();
    ASSERT_TRUE(copy(*file, *to, known(), quiet));
    EXPECT_EQ(contents(*file), contents(*two.source));
    EXPECT_EQ(contents(*to), contents(*two.source));
}

TEST(Copy, an_interrupted_copy_is_refused_to_others_and_goes_on_where_it_was) {
    Two two;
    fill(*two.source, 3, 9000);
    const auto all = contents(*two.source);
    EXPECT_THROW((void)copy(*two.source, *two.target(), known(), killed_after(2000)), Killed);
    EXPECT_THROW((void)store::open(two.target_place.url()), store::Unfinished);
    // Killed again: during the rows, while indexes are made, while both sides are compared.
    EXPECT_THROW((void)copy(*two.source, *two.target(), known(), killed_after(5000)), Killed);
    const auto killed_at = [&](std::string_view what) {
        EXPECT_THROW((void)copy(*two.source, *two.target(), known(),
                                [&](std::string_view doing, std::int64_t, std::int64_t) {
                                    if (doing == what) throw Killed();
                                }),
                     Killed);
        EXPECT_THROW((void)store::open(two.target_place.url()), store::Unfinished);
    };
    killed_at("indexes");
    killed_at("compare");
    killed_at("journal");
    const auto to = two.target();
    const auto kept = copy(*two.source, *to, known(), quiet);
    ASSERT_TRUE(kept) << kept.error().code;
    EXPECT_GT(kept->resumed_at, 2000);
    EXPECT_EQ(contents(*to), all);
    EXPECT_NO_THROW((void)store::open(two.target_place.url()));
}

TEST(Copy, a_target_with_anything_in_it_is_left_as_it_is) {
    Two two;
    fill(*two.source, 4, 10);
    fill(*two.target(), 5, 1, 0);
    const auto before = contents(*two.target());
    EXPECT_EQ(two.refused(), "keeping.target_not_empty");
    EXPECT_EQ(contents(*two.target()), before);
    EXPECT_NO_THROW((void)store::open(two.target_place.url()));
}

TEST(Copy, an_unfinished_copy_of_another_source_or_moment_is_not_gone_on_with) {
    Two two;
    fill(*two.source, 6, 3000);
    EXPECT_THROW((void)copy(*two.source, *two.target(), known(), killed_after(1)), Killed);
    const auto other = store::open_temporary();
    fill(*other, 7, 3000);
    const auto refused = copy(*other, *two.target(), known(), quiet);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "keeping.other_source");
    fill(*two.source, 8, 0, 1);
    EXPECT_EQ(two.refused(), "keeping.source_changed");
}

TEST(Copy, a_difference_is_found_and_the_target_stays_unfinished) {
    Two two;
    fill(*two.source, 9, 3000);
    const auto tampering = [&](std::string_view doing, std::int64_t, std::int64_t) {
        if (doing != "indexes") return;
        const auto to = two.target();
        to->writer().connection.run("INSERT INTO spare(id) VALUES (1)");
    };
    const auto kept = copy(*two.source, *two.target(), known(), tampering);
    ASSERT_FALSE(kept);
    EXPECT_EQ(kept.error().code, "keeping.differs");
    EXPECT_EQ(kept.error().facts.at(0).second, "spare");
    EXPECT_THROW((void)store::open(two.target_place.url()), store::Unfinished);
}

TEST(Copy, a_broken_journal_is_not_called_a_good_copy) {
    Two two;
    fill(*two.source, 10, 10);
    {
        auto held = two.source->writer();
        store::allow_tampering(held.connection, "journal");
        held.connection.run("UPDATE journal SET actor = 'somebody' WHERE seq = 2");
    }
    EXPECT_EQ(two.refused(), "keeping.journal_broken");
}

TEST(Copy, a_newer_schema_is_refused_and_an_older_one_stays_what_it_is) {
    Two two;
    two.source->migrate(std::span(known()).first(known().size() - 1));
    {
        const auto to = two.target();
        ASSERT_TRUE(copy(*two.source, *to, known(), quiet));
        EXPECT_FALSE(to->reader()->query_integer("SELECT 1 FROM schema_migration WHERE name = 'words/0002'"));
    }
    two.source->writer().connection.run("INSERT INTO schema_migration(name) VALUES ('words/9999')");
    EXPECT_EQ(two.refused(), "keeping.other_schema");
}

TEST(Rows, pages_meet_without_gap_or_overlap) {
    // More rows than one page, keys of text and numbers, most of them beginning alike.
    const auto store = store::open_temporary();
    store->migrate(known());
    constexpr int rows = 110'000;
    {
        auto held = store->writer();
        store::Transaction transaction(held.connection);
        const auto insert = held.connection.prepare("INSERT INTO word(province_id, word, kind) VALUES ($1, $2, $3)");
        for (int i = 0; i < rows; ++i) insert->add({std::int64_t{14}, std::string(i % 2 == 0 ? "ế" : "e"), std::int64_t{i}});
        transaction.commit();
    }
    const auto tables = tables_of(known());
    std::int64_t seen = 0;
    const auto found = read_rows(*store->reader(), tables, [&](const Chunk& chunk) {
        EXPECT_LT(chunk.bytes.size(), usual_chunk + 4096);
        EXPECT_TRUE(is_well_formed(tables[chunk.table], chunk));
        seen += chunk.rows;
    });
    EXPECT_EQ(seen, rows);
    std::int64_t counted = 0;
    for (const auto of_table : count_rows(*store->reader(), tables)) counted += of_table;
    EXPECT_EQ(counted, rows);
}

}  // namespace

}  // namespace khuyenhoc::keeping
