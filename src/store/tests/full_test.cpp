// A disk without room: named as such, and nothing half written. The page limit of SQLite plays the full disk.
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "store/store.h"

namespace khuyenhoc::store {

TEST(Store, a_full_disk_is_named_and_leaves_nothing_behind) {
    // What people are then told is the refusal "store.full".
    const auto path = (std::filesystem::temp_directory_path() / "khuyenhoc-full-test.db").string();
    for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(path + suffix);
    {
        const auto store = open_sqlite(path);
        auto writer = store->writer();
        writer.connection.run_script("CREATE TABLE note(id BIGINT NOT NULL, words TEXT NOT NULL, PRIMARY KEY (id)); PRAGMA max_page_count = 20");
        const std::string words(2000, 'a');
        const auto fill = [&] {
            Transaction transaction(writer.connection);
            for (std::int64_t id = 1; id <= 1000; ++id)
                writer.connection.run("INSERT INTO note(id, words) VALUES ($1, $2)", {id, std::string_view(words)});
            transaction.commit();
        };
        try {
            fill();
            FAIL() << "2 MB fit into 20 pages";
        } catch (const StoreError& error) {
            EXPECT_EQ(error.kind, StoreError::Kind::full);
            EXPECT_EQ(std::string(error.what()).find("aaaa"), std::string::npos);
        }
        EXPECT_EQ(writer.connection.query_integer("SELECT count(*) FROM note"), 0);
        writer.connection.run("INSERT INTO note(id, words) VALUES ($1, $2)", {std::int64_t{1}, std::string_view("room for this")});
        EXPECT_EQ(writer.connection.query_integer("SELECT count(*) FROM note"), 1);
    }
    for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(path + suffix);
}

}  // namespace khuyenhoc::store
