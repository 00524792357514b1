// A small database with everything that is hard to carry: NULLs, empty texts, tones, numbers as large as they come, journals.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <unistd.h>

#include "journal/journal.h"
#include "keeping/keeping.h"
#include "store/filling.h"
#include "store/temporary.h"

namespace khuyenhoc::keeping {

inline constexpr std::int64_t largest_id = (std::int64_t{1} << 53) - 1;

inline Table words_table() {
    Table t;
    t.name = "words";
    t.migrations = {{"words/0001", "-- append-only: word\n"
                                   "CREATE TABLE word(province_id BIGINT NOT NULL, word TEXT NOT NULL, kind INTEGER NOT NULL, note TEXT, "
                                   "number BIGINT, PRIMARY KEY (province_id, word, kind));"
                                   "CREATE UNIQUE INDEX word_number ON word(province_id, number) WHERE number IS NOT NULL"},
                    {"words/0002", "CREATE TABLE spare(id BIGINT NOT NULL, PRIMARY KEY (id))"}};
    t.checks = {{"words.kind", "SELECT kind FROM word WHERE kind > 9"}};
    t.commands = {{.name = "words.keep",
                   .summary = "Keeps a word.",
                   .fields = {{.name = "word"}},
                   .run = [](CommandContext& context, const json::object& body) -> Result<json::value> {
                       context.db.run("INSERT INTO word(province_id, word, kind) VALUES ($1, $2, 1)",
                                      {context.province, std::string_view(body.at("word").as_string())});
                       return json::value(true);
                   }}};
    return t;
}

inline const Capabilities& capabilities() {
    static const Capabilities known({ground_table(), journal::table(), table(), words_table()});
    return known;
}

inline const std::vector<store::Migration>& known() {
    static const auto migrations = capabilities().migrations();
    return migrations;
}

inline void quiet(std::string_view, std::int64_t, std::int64_t) {}

/// Random words, then some commands.
inline void fill(store::Store& store, unsigned seed, int rows, int commands = 3) {
    store.migrate(known());
    {
        static const std::string texts[] = {"", " ", "Nguyễn Thị Ế", "Lò Văn Đăm", "a'b\"c\\d", "ꪎꪺ ꪹꪒ", std::string(3000, 'x'), "\n\t", "n", "i"};
        std::mt19937_64 random(seed);
        auto held = store.writer();
        store::Transaction transaction(held.connection);
        const auto insert = held.connection.prepare("INSERT INTO word(province_id, word, kind, note, number) VALUES ($1, $2, $3, $4, $5)");
        for (int i = 0; i < rows; ++i) {
            const std::string word = texts[random() % std::size(texts)] + std::to_string(i);
            const auto note = random() % 3 == 0 ? store::Parameter() : store::Parameter(std::string_view(texts[random() % std::size(texts)]));
            const auto number = random() % 3 == 0 ? store::Parameter() : store::Parameter(largest_id - i);
            insert->add({std::int64_t{14} + static_cast<std::int64_t>(random() % 2), word, static_cast<std::int64_t>(random() % 9), note, number});
        }
        transaction.commit();
    }
    journal::Journal journal(store, capabilities(), Key{});
    for (int i = 0; i < commands; ++i)
        ASSERT_TRUE(journal.execute({random_uuid(), "words.keep", 14, "officer", {{"word", "từ " + std::to_string(seed) + " " + std::to_string(i)}}}).answer);
}

inline std::vector<Content> contents(store::Store& store) {
    const auto reader = store.reader();
    const auto tables = tables_of(known());
    return read_rows(*reader, tables, [](const Chunk&) {});
}

/// A folder gone with the object.
class Folder {
public:
    Folder() : path_(std::filesystem::temp_directory_path() / ("khuyenhoc-keeping-" + std::to_string(::getpid()) + "-" + random_uuid())) {
        std::filesystem::create_directory(path_);
    }
    ~Folder() { std::filesystem::remove_all(path_); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    std::string file(const std::string& name) const { return (path_ / name).string(); }

private:
    std::filesystem::path path_;
};

inline std::string bytes_of(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}
inline void put_bytes(const std::string& path, std::string_view bytes) {
    std::ofstream(path, std::ios::binary | std::ios::trunc).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

}  // namespace khuyenhoc::keeping
