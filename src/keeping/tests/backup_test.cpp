#include "world.h"

namespace khuyenhoc::keeping {

namespace {

const Key right_key = derive_key(Key{}, "right"), other_key = derive_key(Key{}, "other");
const PassphraseCost cheap{1, 8u << 20};

std::string backup_of(store::Store& store, const Folder& folder, const Passphrase* passphrase = nullptr) {
    const std::string path = folder.file("backup");
    const auto kept = back_up(store, path, right_key, passphrase, known(), quiet);
    EXPECT_TRUE(kept);
    EXPECT_EQ(static_cast<std::uintmax_t>(kept->bytes), std::filesystem::file_size(path));
    return path;
}

/// The code of what refuses the file, before anything is written; "" when it is sound.
std::string refused(const std::string& path, const Key& key = right_key) {
    const auto file = BackupReader::open(path);
    if (!file) return file.error().code;
    const auto proved = prove(**file, key, known(), quiet);
    return proved ? "" : proved.error().code;
}

TEST(Backup, what_is_restored_is_what_was_there) {
    const Folder folder;
    const auto source = store::open_temporary();
    fill(*source, 21, 5000);
    const auto path = backup_of(*source, folder);
    const auto at_backup = contents(*source);
    fill(*source, 22, 0, 2);  // later work is not in it

    const store::Temporary place;
    {
        const auto file = BackupReader::open(path).value();
        const auto proved = prove(*file, right_key, known(), quiet).value();
        const auto to = store::open_even_unfinished(place.url());
        const auto kept = restore(*file, right_key, proved, *to, capabilities(), quiet);
        ASSERT_TRUE(kept) << kept.error().code;
        EXPECT_EQ(kept->moment.entries, 3);
    }
    EXPECT_EQ(contents(*store::open(place.url())), at_backup);
}

TEST(Backup, work_that_goes_on_meanwhile_is_not_in_it) {
    const Folder folder;
    const auto source = store::open_temporary();
    fill(*source, 23, 5000);
    const auto before = contents(*source);
    int more = 30;
    const auto kept = back_up(*source, folder.file("b"), right_key, nullptr, known(),
                              [&](std::string_view, std::int64_t, std::int64_t) { fill(*source, static_cast<unsigned>(++more), 0, 1); });
    ASSERT_TRUE(kept);
    EXPECT_GT(more, 31);
    EXPECT_EQ(kept->contents, before);
    EXPECT_NE(contents(*source), before);
}

TEST(Backup, no_value_can_be_read_in_the_file_and_nobody_else_may_read_it) {
    const Folder folder;
    const auto source = store::open_temporary();
    fill(*source, 24, 100);
    const auto path = backup_of(*source, folder);
    const auto bytes = bytes_of(path);
    for (const char* word : {"Nguyễn", "Lò Văn", "officer", "words.keep"}) EXPECT_EQ(bytes.find(word), std::string::npos) << word;
    EXPECT_EQ(std::filesystem::status(path).permissions(), std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

TEST(Backup, every_flipped_byte_is_found) {
    const Folder folder;
    const auto source = store::open_temporary();
    fill(*source, 25, 10);
    const auto path = backup_of(*source, folder);
    const auto whole = bytes_of(path);
    ASSERT_EQ(refused(path), "");
    ASSERT_LT(whole.size(), 20'000u);
    const std::string line = "khuyenhoc backup 1\n";
    for (std::size_t at = 0; at < whole.size(); ++at) {
        auto bytes = whole;
        bytes[at] = static_cast<char>(bytes[at] ^ (1 << (at % 8)));
        put_bytes(path, bytes);
        const char* wanted = at < line.size() - 2 ? "keeping.not_a_backup" : at < line.size() ? "keeping.other_format" : "keeping.damaged";
        ASSERT_EQ(refused(path), wanted) << "byte " << at;
    }
}

TEST(Backup, a_file_cut_off_anywhere_is_refused) {
    const Folder folder;
    const auto source = store::open_temporary();
    fill(*source, 26, 10);
    const auto path = backup_of(*source, folder);
    const auto whole = bytes_of(path);
    for (std::size_t size = 0; size < whole.size(); ++size) {
        put_bytes(path, std::string_view(whole).substr(0, size));
        ASSERT_EQ(refused(path), size < 19 ? "keeping.not_a_backup" : "keeping.damaged") << size << " bytes";
    }
    put_bytes(path, whole + "x");
    EXPECT_EQ(refused(path), "keeping.damaged");
}

/// The pieces of a file, each with its length.
std::vector<std::string> pieces_of(std::string_view whole, std::size_t at) {
    std::vector<std::string> pieces;
    while (at < whole.size()) {
        std::size_t size = 4;
        for (std::size_t i = 0, length = 0; i < 4; ++i, size = 4 + length) length = length << 8 | static_cast<unsigned char>(whole[at + i]);
        pieces.emplace_back(whole.substr(at, size));
        at += size;
    }
    return pieces;
}

TEST(Backup, pieces_left_out_doubled_or_exchanged_are_found) {
    const Folder folder;
    const auto source = store::open_temporary();
    fill(*source, 27, 4000);
    const auto path = backup_of(*source, folder);
    const auto whole = bytes_of(path);
    const auto head_at = whole.find("{\"key_mark\"");
    const auto start_at = whole.find('}', head_at) + 1 + 64;  // the head has no inner objects here
    const auto first = start_at + SealingStream::start_size;
    const auto pieces = pieces_of(whole, first);
    ASSERT_GE(pieces.size(), 4u);
    const auto code_with = [&](std::vector<std::string> changed) {
        std::string bytes = whole.substr(0, first);
        for (const auto& piece : changed) bytes += piece;
        put_bytes(path, bytes);
        return refused(path);
    };
    EXPECT_EQ(code_with(pieces), "");
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        auto without = pieces, doubled = pieces, exchanged = pieces;
        without.erase(without.begin() + static_cast<std::ptrdiff_t>(i));
        doubled.insert(doubled.begin() + static_cast<std::ptrdiff_t>(i), pieces[i]);
        std::swap(exchanged[i], exchanged[(i + 1) % pieces.size()]);
        EXPECT_EQ(code_with(without), "keeping.damaged");
        EXPECT_EQ(code_with(doubled), "keeping.damaged");
        EXPECT_EQ(code_with(exchanged), "keeping.damaged");
    }
    // The head of one backup on the pieces of another of the same database.
    std::filesystem::rename(path, folder.file("kept"));
    const auto other = bytes_of(backup_of(*source, folder));
    put_bytes(path, other.substr(0, other.find('}', head_at) + 1 + 64) + whole.substr(start_at));
    EXPECT_EQ(refused(path), "keeping.damaged");
}

TEST(Backup, other_keys_files_and_formats_have_their_own_codes) {
    const Folder folder;
    const auto source = store::open_temporary();
    fill(*source, 28, 10);
    const auto path = backup_of(*source, folder);
    EXPECT_EQ(refused(path, other_key), "keeping.wrong_key");
    EXPECT_EQ(refused(folder.file("none")), "keeping.file_not_readable");
    EXPECT_EQ(refused(folder.file("")), "keeping.file_not_readable");  // a folder
    put_bytes(folder.file("picture"), std::string(5000, 'P'));
    EXPECT_EQ(refused(folder.file("picture")), "keeping.not_a_backup");
    put_bytes(folder.file("tomorrow"), "khuyenhoc backup 2\n" + bytes_of(path).substr(19));
    EXPECT_EQ(refused(folder.file("tomorrow")), "keeping.other_format");
    const auto again = back_up(*source, path, right_key, nullptr, known(), quiet);
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().code, "keeping.file_exists");
    const auto nowhere = back_up(*source, folder.file("no/where"), right_key, nullptr, known(), quiet);
    ASSERT_FALSE(nowhere);
    EXPECT_EQ(nowhere.error().code, "keeping.file_not_writable");
}

TEST(Backup, a_backup_of_a_newer_program_is_refused_and_an_older_one_is_brought_up_to_date) {
    const Folder folder;
    const auto source = store::open_temporary();
    const auto older = std::span(known()).first(known().size() - 1);
    source->migrate(older);
    const std::string path = folder.file("backup");
    ASSERT_TRUE(back_up(*source, path, right_key, nullptr, known(), quiet));
    const auto file = BackupReader::open(path).value();
    const auto proved = prove(*file, right_key, known(), quiet).value();
    const store::Temporary place;
    const auto to = store::open_even_unfinished(place.url());
    ASSERT_TRUE(restore(*file, right_key, proved, *to, capabilities(), quiet));
    EXPECT_EQ(to->reader()->query_integer("SELECT count(*) FROM spare"), 0);
    EXPECT_EQ(prove(*file, right_key, older.first(older.size() - 1), quiet).error().code, "keeping.other_schema");
}

TEST(Backup, a_full_place_or_one_left_unfinished_is_not_restored_into) {
    const Folder folder;
    const auto source = store::open_temporary();
    fill(*source, 29, 4000);
    const auto file = BackupReader::open(backup_of(*source, folder)).value();
    const auto proved = prove(*file, right_key, known(), quiet).value();
    EXPECT_EQ(restore(*file, right_key, proved, *source, capabilities(), quiet).error().code, "keeping.target_not_empty");

    const store::Temporary place;
    struct Killed {};
    EXPECT_THROW((void)restore(*file, right_key, proved, *store::open_even_unfinished(place.url()), capabilities(),
                               [](std::string_view, std::int64_t rows, std::int64_t) {
                                   if (rows > 1000) throw Killed();
                               }),
                 Killed);
    EXPECT_THROW((void)store::open(place.url()), store::Unfinished);
    EXPECT_EQ(restore(*file, right_key, proved, *store::open_even_unfinished(place.url()), capabilities(), quiet).error().code,
              "keeping.unfinished");
}

TEST(Backup, what_fails_a_check_is_not_called_restored) {
    const Folder folder;
    const auto source = store::open_temporary();
    fill(*source, 30, 10);
    source->writer().connection.run("INSERT INTO word(province_id, word, kind) VALUES (14, 'wrong', 10)");
    const auto file = BackupReader::open(backup_of(*source, folder)).value();
    const auto proved = prove(*file, right_key, known(), quiet).value();
    const store::Temporary place;
    EXPECT_EQ(restore(*file, right_key, proved, *store::open_even_unfinished(place.url()), capabilities(), quiet).error().code,
              "keeping.checks_failed");
    EXPECT_THROW((void)store::open(place.url()), store::Unfinished);
}

TEST(Passphrase, file_and_passphrase_are_enough) {
    const Folder folder;
    const auto source = store::open_temporary();
    fill(*source, 31, 10);
    const Passphrase passphrase{"ruộng bậc thang Mù Cang Chải", cheap};
    const auto path = backup_of(*source, folder, &passphrase);
    EXPECT_EQ(bytes_of(path).find(std::string(reinterpret_cast<const char*>(right_key.data()), right_key.size())), std::string::npos);
    const auto file = BackupReader::open(path).value();
    EXPECT_EQ(file->unwrap(passphrase.text), right_key);
    EXPECT_EQ(file->unwrap("ruộng bậc thang Mù Cang Chái").error().code, "keeping.wrong_passphrase");
    EXPECT_EQ(refused(path), "");  // the key file opens it too

    std::filesystem::rename(path, folder.file("kept"));
    const auto plain = BackupReader::open(backup_of(*source, folder)).value();
    EXPECT_EQ(plain->unwrap(passphrase.text).error().code, "keeping.no_passphrase_in_file");
}

TEST(Passphrase, is_the_first_line_of_its_file_in_one_form) {
    const Folder folder;
    const auto path = folder.file("p");
    put_bytes(path, "mư\u0300a xuân đến rồi  \r\nsecond line\n");
    EXPECT_EQ(read_passphrase(path)->text, "mừa xuân đến rồi");
    for (const char* text : {"", "\n", "ngắn quá\n", "\xff\xfe bytes, not text\n"}) {
        put_bytes(path, text);
        EXPECT_FALSE(read_passphrase(path));
    }
    put_bytes(path, "mười một ch\n");
    EXPECT_EQ(read_passphrase(path).error().code, "keeping.passphrase_short");
    EXPECT_EQ(read_passphrase(folder.file("none")).error().code, "keeping.file_not_readable");
}

}  // namespace

}  // namespace khuyenhoc::keeping
