// The master key: its file, its passphrase, another in its place; what of it a database accepts.
#include <gtest/gtest.h>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "app/key_file.h"
#include "app/passphrase.h"
#include "app/program.h"
#include "app/purposes.h"
#include "app/verbs.h"
#include "base/date.h"
#include "people/sealed_ethnicity.h"
#include "store/temporary.h"

namespace khuyenhoc::app {

namespace {

/// A folder that goes with the test.
struct Folder {
    std::filesystem::path path = std::filesystem::temp_directory_path() / ("khuyenhoc-keys-" + random_uuid());
    Folder() { std::filesystem::create_directory(path); }
    ~Folder() { std::filesystem::remove_all(path); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    std::string file(const std::string& name, const std::string& text = {}) const {
        const auto whole = (path / name).string();
        if (!text.empty()) std::ofstream(whole) << text;
        return whole;
    }
};

std::string bytes_of(const std::string& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

AskPassphrase says(const std::string& text) {
    return [text]() -> Result<std::string> { return text; };
}

std::string code_of(const auto& result) { return result ? "" : result.error().code; }

TEST(KeyFile, under_a_passphrase_opens_with_it_alone) {
    const Folder folder;
    const Key key = random_key();
    const auto path = folder.file("a.key", key_text(key, "một bản trên núi cao"));
    EXPECT_TRUE(has_passphrase(path));
    EXPECT_EQ(bytes_of(path).find(key_text(key).substr(0, 16)), std::string::npos);
    const auto read = read_key(path, false, says("một bản trên núi cao"));
    ASSERT_TRUE(read) << read.error().code;
    EXPECT_EQ(*read, key);
    EXPECT_EQ(code_of(read_key(path, false, says("một bản dưới núi cao"))), "app.wrong_passphrase");
    EXPECT_EQ(code_of(read_key(path, false)), "app.passphrase_missing");
    EXPECT_EQ(code_of(may_keep_key(path, random_key(), says("một bản trên núi cao"))), "keeping.other_key");
    for (const auto damaged : {"{", "{}", R"({"khuyenhoc_key":1})", R"({"khuyenhoc_key":1,"salt":"00","passes":1,"memory":1,"sealed":"x"})"})
        EXPECT_EQ(code_of(read_key(folder.file("damaged.key", damaged), false, says("một bản trên núi cao"))), "app.key_damaged") << damaged;
}

TEST(KeyFile, the_passphrase_comes_from_a_file_or_the_environment) {
    const Folder folder;
    EXPECT_EQ(*passphrase_from(folder.file("p", "một bản trên núi cao\n"), "vi")(), "một bản trên núi cao");
    EXPECT_EQ(code_of(passphrase_from(folder.file("short", "ngắn\n"), "vi")()), "keeping.passphrase_short");
    EXPECT_EQ(code_of(passphrase_from(folder.file("none"), "vi")()), "keeping.file_not_readable");
    ::setenv("KHUYENHOC_KEY_PASSPHRASE", "một bản bên kia suối", 1);
    EXPECT_EQ(*passphrase_from("", "vi")(), "một bản bên kia suối");
    EXPECT_EQ(*passphrase_from(folder.file("p"), "vi")(), "một bản trên núi cao") << "a file that is named comes first";
    ::unsetenv("KHUYENHOC_KEY_PASSPHRASE");
}

/// Runs `act` at a terminal of its own where `typing` is typed; what it exits with, and what the terminal showed.
std::pair<int, std::string> at_terminal(const std::string& typing, const std::function<int()>& act) {
    int terminal = -1;
    const auto child = ::forkpty(&terminal, nullptr, nullptr, nullptr);
    if (child == 0) std::_Exit(act());
    std::string shown;
    char buffer[256];
    // A line is typed when it is asked for: what comes before the prompt would be shown.
    std::size_t typed = 0;
    for (ssize_t got = 0; (got = ::read(terminal, buffer, sizeof buffer)) > 0;) {
        shown.append(buffer, static_cast<std::size_t>(got));
        if (!shown.ends_with(": ") || typed >= typing.size()) continue;
        const auto end = typing.find('\n', typed) + 1;
        (void)!::write(terminal, typing.data() + typed, end - typed);
        typed = end;
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    ::close(terminal);
    return {WEXITSTATUS(status), shown};
}

TEST(Terminal, asks_twice_for_a_new_passphrase) {
    const auto asks = [](const std::string& typing) {
        return at_terminal(typing, [] {
            const auto said = new_passphrase("", "en");
            if (said) return *said == "một bản trên núi cao" ? 0 : 1;
            return said.error().code == "app.passphrases_differ" ? 2 : said.error().code == "keeping.passphrase_short" ? 3 : 4;
        });
    };
    const auto [code, shown] = asks("một bản trên núi cao\nmột bản trên núi cao\n");
    EXPECT_EQ(code, 0);
    EXPECT_NE(shown.find("New passphrase"), std::string::npos);
    EXPECT_EQ(shown.find("trên núi"), std::string::npos) << "what is typed is not shown";
    EXPECT_EQ(asks("một bản trên núi cao\nmột bản dưới núi cao\n").first, 2);
    EXPECT_EQ(asks("ngắn\n").first, 3);
}

TEST(Terminal, is_asked_for_the_passphrase_when_nothing_else_has_it) {
    const auto [code, shown] = at_terminal("một bản trên núi cao\n", [] {
        const auto said = passphrase_from("", "vi")();
        return said && *said == "một bản trên núi cao" ? 0 : 1;
    });
    EXPECT_EQ(code, 0) << shown;
    EXPECT_NE(shown.find("Mật khẩu của tệp khóa"), std::string::npos);
}

/// A database with a person, and its key beside it.
struct Installation {
    Folder folder;
    store::Temporary place;
    std::string key = folder.file("master.key");
    std::int64_t person = 0;

    Installation() {
        const auto program = open_program(place.url(), key, true);
        EXPECT_TRUE(program) << code_of(program);
        const auto done = [&](const char* name, json::object body) {
            auto outcome = (*program)->journal.execute({random_uuid(), name, home_province, "officer", std::move(body)});
            EXPECT_TRUE(outcome.answer) << name << " " << code_of(outcome.answer);
            return outcome.answer ? *outcome.answer : json::value(json::object{});
        };
        done("places.load_facts", {});
        const auto atlas = (*program)->places.atlas();
        const auto commune = *atlas->resolve("Mường La", {2025, 8, 1}, home_province, places::Kind::commune);
        done("places.add_hamlet", {{"name", "Bó Mới"}, {"type", "ban"}, {"commune", commune}, {"from_date", "2025-07-01"}});
        const auto in = (*program)->places.atlas()->by_name("Bó Mới", {2025, 8, 1}, commune, places::Kind::hamlet).at(0);
        const auto house = done("people.add_household", {{"hamlet_id", in}, {"from_date", "2025-08-01"}}).at("household_id");
        person = done("people.add_person", {{"household_id", house}, {"full_name", "Lò Văn Tiến"}, {"birth", "1960"}, {"sex", "male"},
                                            {"relation", "head"}, {"from_date", "2025-08-01"}, {"ethnicity", 3}, {"citizen_no", "014060001234"}})
                     .at("person_id").to_number<std::int64_t>();
    }
    Result<std::unique_ptr<Program>> open(const AskPassphrase& ask = {}) { return open_program(place.url(), key, false, ask); }
    Common common() const { return {.db = place.url(), .key = key}; }
    /// Empty when the person reads as it was written and every check passes.
    std::string fault(const AskPassphrase& ask = {}) {
        const auto program = open(ask);
        if (!program) return program.error().code;
        const auto reader = (*program)->store->reader();
        for (const auto& line : (*program)->capabilities.run_checks(*reader)) return line;
        std::string fault;
        reader->query("SELECT ethnicity, citizen_sealed, citizen_hash FROM person WHERE province_id = 14 AND person_id = $1", {person},
                      [&](const store::Row& row) {
                          const auto& keys = (*program)->keys;
                          if (people::try_ethnicity(keys.ethnicity, person, row.integer(0)) != 3 || row.integer(0) < 64) fault += "ethnicity ";
                          if (open_sealed(keys.seal, row.text(1)) != "014060001234") fault += "number ";
                          if (row.text(2) != keyed_hash_hex(keys.lookup, "014060001234")) fault += "look-up";
                      });
        return fault;
    }
};

/// What a verb printed to standard error besides its exit code.
std::string refused(const std::function<int()>& verb) {
    testing::internal::CaptureStderr();
    testing::internal::CaptureStdout();
    const int code = verb();
    (void)testing::internal::GetCapturedStdout();
    const auto said = testing::internal::GetCapturedStderr();
    return code == 0 ? "" : said.substr(0, said.find_first_of(" :"));
}

TEST(Keys, a_wrong_key_is_refused_before_anything_is_served) {
    Installation at;
    EXPECT_EQ(at.fault(), "");
    const auto right = bytes_of(at.key);
    std::ofstream(at.key) << key_text(random_key());
    EXPECT_EQ(code_of(at.open()), "keys.wrong_key");
    const Common common = at.common();
    EXPECT_EQ(refused([&] { return check_integrity(common); }), "keys.wrong_key");
    EXPECT_EQ(refused([&] { return back_up(common, {.out = at.folder.file("b"), .passphrase_file = {}}); }), "keys.wrong_key");
    EXPECT_EQ(refused([&] { return copy_database(common, {.from = common.db, .from_key = common.key, .to = at.folder.file("c.db"), .to_key = {}}); }),
              "keys.wrong_key");
    EXPECT_EQ(refused([&] { return rotate_keys(common, {}); }), "keys.wrong_key");
    EXPECT_EQ(refused([&] { return reseal_keys(common); }), "keys.wrong_key");
    EXPECT_EQ(refused([&] { return show_keys(common); }), "keys.wrong_key");
    std::ofstream(at.key) << right;
    EXPECT_EQ(at.fault(), "");
}

/// Back to how a program from before data keys left it: values under keys made from the master, ethnic groups in clear.
void make_old(Installation& at, const Key& master) {
    auto program = at.open();
    ASSERT_TRUE(program);
    const auto before = people::Keys::from_master(master);
    auto held = (*program)->store->writer();
    const auto sealed = seal(before.seal, "014060001234"), hash = keyed_hash_hex(before.lookup, "014060001234");
    held.connection.run("UPDATE person SET citizen_sealed = $1, citizen_hash = $2, ethnicity = 3 WHERE province_id = 14 AND person_id = $3",
                        {std::string_view(sealed), std::string_view(hash), at.person});
    held.connection.run("DELETE FROM data_key");
}

TEST(Keys, a_database_from_before_opens_and_is_sealed_at_once) {
    Installation at;
    const auto master = *read_key(at.key, false);
    make_old(at, master);
    std::ofstream(at.key) << key_text(random_key());
    EXPECT_EQ(code_of(at.open()), "keys.wrong_key") << "what is sealed there tells";
    std::ofstream(at.key) << key_text(master);
    testing::internal::CaptureStderr();
    EXPECT_EQ(at.fault(), "");
    EXPECT_NE(testing::internal::GetCapturedStderr().find("1 of 1 rows"), std::string::npos);
    testing::internal::CaptureStderr();
    EXPECT_EQ(at.fault(), "");
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "") << "once";
}

TEST(Keys, another_master_key_takes_the_place_of_the_old_one) {
    Installation at;
    const auto old = bytes_of(at.key);
    EXPECT_EQ(refused([&] { return rotate_keys(at.common(), {}); }), "");
    EXPECT_NE(bytes_of(at.key), old);
    EXPECT_EQ(at.fault(), "");
    EXPECT_FALSE(std::filesystem::exists(next_key_path(at.key)));
    int kept = 0;
    for (const auto& entry : std::filesystem::directory_iterator(at.folder.path))
        kept += entry.path().string().starts_with(at.key + ".before-") && bytes_of(entry.path()) == old;
    EXPECT_EQ(kept, 1) << "backups made until then need it";
    std::ofstream(at.key) << old;
    EXPECT_EQ(code_of(at.open()), "keys.wrong_key");
}

TEST(Keys, a_change_stopped_between_any_two_steps_leaves_a_database_that_opens) {
    Installation at;
    const auto master = *read_key(at.key, false);
    const Key next = random_key();
    const auto old = bytes_of(at.key);
    ASSERT_TRUE(put_next_key(at.key, "half a ke"));
    EXPECT_EQ(at.fault(), "") << "killed while the new file was written";
    ASSERT_TRUE(put_next_key(at.key, key_text(next)));
    EXPECT_EQ(at.fault(), "") << "killed before the database took part";
    EXPECT_EQ(bytes_of(at.key), old);
    ASSERT_TRUE(keys::rewrap(*store::open(at.place.url()), master, next));
    EXPECT_EQ(at.fault(), "") << "killed before the new file had the name";
    EXPECT_EQ(bytes_of(at.key), key_text(next)) << "and the change was ended";
    EXPECT_EQ(at.fault(), "");
    EXPECT_EQ(refused([&] { return rotate_keys(at.common(), {}); }), "") << "and the next one can begin";
    EXPECT_EQ(at.fault(), "");
}

TEST(Keys, a_passphrase_is_given_kept_and_taken_away) {
    Installation at;
    const auto phrase = at.folder.file("p", "một bản trên núi cao\n");
    EXPECT_EQ(refused([&] { return rotate_keys(at.common(), {.new_passphrase_file = phrase}); }), "");
    EXPECT_TRUE(has_passphrase(at.key));
    EXPECT_EQ(code_of(at.open()), "app.passphrase_missing");
    EXPECT_EQ(at.fault(says("một bản trên núi cao")), "");
    auto common = at.common();
    common.key_passphrase_file = phrase;
    const auto sealed = bytes_of(at.key);
    EXPECT_EQ(refused([&] { return rotate_keys(common, {}); }), "") << "keeps the passphrase it had";
    EXPECT_NE(bytes_of(at.key), sealed);
    EXPECT_EQ(at.fault(says("một bản trên núi cao")), "");
    const Common to{.db = at.folder.file("copy.db"), .key = {}};
    EXPECT_EQ(refused([&] { return copy_database(common, {.from = common.db, .from_key = common.key, .to = to.db, .to_key = {}}); }), "");
    EXPECT_EQ(bytes_of(to.db + ".key"), bytes_of(at.key)) << "a copy's key file has the same passphrase";
    EXPECT_EQ(refused([&] { return rotate_keys(common, {.plain = true}); }), "");
    EXPECT_EQ(at.fault(), "");
}

TEST(Keys, sealing_anew_changes_every_value_and_nothing_that_is_said) {
    Installation at;
    const auto values = [&] {
        return store::open(at.place.url())->reader()->query_text("SELECT citizen_sealed FROM person WHERE province_id = 14").value_or("");
    };
    const auto before = values();
    EXPECT_EQ(refused([&] { return reseal_keys(at.common()); }), "");
    EXPECT_NE(values(), before);
    EXPECT_EQ(at.fault(), "");
    const auto store = store::open(at.place.url());
    EXPECT_EQ(store->reader()->query_integer("SELECT min(version) FROM data_key WHERE purpose IN ('ethnicity', 'citizen numbers: sealing')"), 2);
    EXPECT_EQ(store->reader()->query_integer("SELECT count(*) FROM data_key WHERE purpose = 'evidence'"), 2) << "older files keep their key";
}

TEST(Keys, sealing_anew_that_was_stopped_must_be_ended_first) {
    Installation at;
    const auto master = *read_key(at.key, false);
    {
        const auto store = store::open(at.place.url());
        const std::string_view numbers[] = {"citizen numbers: sealing", "citizen numbers: look-up", "ethnicity"};
        ASSERT_TRUE(keys::begin_resealing(*store, master, numbers, {}));
    }
    EXPECT_EQ(code_of(at.open()), "keys.resealing");
    EXPECT_EQ(refused([&] { return rotate_keys(at.common(), {}); }), "") << "a new master does not wait for it";
    EXPECT_EQ(refused([&] { return reseal_keys(at.common()); }), "");
    EXPECT_EQ(at.fault(), "");
}

TEST(Keys, are_not_changed_under_a_running_program) {
    Installation at;
    {
        const auto running = at.open();
        ASSERT_TRUE(running);
        EXPECT_TRUE(at.open()) << "programs share it";
        EXPECT_EQ(refused([&] { return rotate_keys(at.common(), {}); }), "keys.in_use");
        EXPECT_EQ(refused([&] { return reseal_keys(at.common()); }), "keys.in_use");
        EXPECT_EQ(refused([&] { return show_keys(at.common()); }), "");
    }
    EXPECT_EQ(refused([&] { return rotate_keys(at.common(), {}); }), "");
}

TEST(Keys, a_backup_opens_with_the_key_of_its_time) {
    Installation at;
    const auto old = at.folder.file("old.key", bytes_of(at.key));
    const auto backup = [&](const char* name) {
        EXPECT_EQ(refused([&] { return back_up(at.common(), {.out = at.folder.file(name), .passphrase_file = {}}); }), "");
    };
    const auto restored = [&](const char* from, const std::string& key, const char* db) {
        const Common to{.db = at.folder.file(db), .key = key};
        if (const auto code = refused([&] { return restore(to, {.from = at.folder.file(from), .passphrase_file = {}}); }); !code.empty()) return code;
        return code_of(open_program(to.db, key, false));
    };
    backup("before");
    EXPECT_EQ(refused([&] { return rotate_keys(at.common(), {}); }), "");
    EXPECT_EQ(refused([&] { return reseal_keys(at.common()); }), "");
    backup("after");
    EXPECT_EQ(restored("after", at.key, "1.db"), "");
    EXPECT_EQ(restored("after", old, "2.db"), "keeping.wrong_key");
    EXPECT_EQ(restored("before", old, "3.db"), "");
    EXPECT_EQ(restored("before", at.key, "4.db"), "keeping.wrong_key");
}

}  // namespace

}  // namespace khuyenhoc::app
