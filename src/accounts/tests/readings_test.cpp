// Who has looked at whom, and records of another place opened in an emergency.
#include <sys/resource.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "accounts/read_log.h"
#include "accounts/readings.h"
#include "people/about.h"
#include "world.h"

namespace khuyenhoc::accounts {

namespace {

/// A folder for the files of readings, gone afterwards.
struct Folder {
    Folder() {
        std::string name = (std::filesystem::temp_directory_path() / "khuyenhoc-readings-XXXXXX").string();
        path = ::mkdtemp(name.data());
    }
    ~Folder() { std::filesystem::remove_all(path); }
    std::string beside() const { return (path / "db.key").string(); }
    std::size_t files() const {
        return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(path), std::filesystem::directory_iterator()));
    }
    std::filesystem::path path;
};

struct Readings : testing::Test {
    World w;
    Folder folder;
    std::shared_ptr<const Standing> officer = w.enter_fully("canbo", Role::commune_officer, {{"place_id", w.muong_la}});
    std::shared_ptr<const Standing> auditor = w.enter_fully("kiemtra", Role::auditor, {{"place_id", 14}});
    std::shared_ptr<const Standing> citizen = w.enter_fully("dan", Role::citizen, {{"household_id", w.household}});

    std::int64_t rows() { return *w.store->reader()->query_integer("SELECT count(*) FROM reading"); }
    Caller caller() const { return {.account = officer->account, .session = 1, .actor = "a1", .role = Role::commune_officer, .place = w.muong_la}; }
    json::array seen(const std::shared_ptr<const Standing>& who, json::object whose) {
        const auto answer = w.ask_as(who.get(), "/api/readings", std::move(whose));
        check(answer.has_value(), "who may ask is told");
        return answer->at("readings").as_array();
    }
};

TEST_F(Readings, AreInTheFileBeforeAnythingIsShownAndThenInTheStoreOnce) {
    ReadLog log(*w.store, folder.beside(), w.accounts.reason_key());
    EXPECT_TRUE(log.note(caller(), 14, "/api/persons/{person_id}", {.places = {w.ban_bo}, .households = {w.household}, .persons = {w.person}}));
    EXPECT_TRUE(log.note(caller(), 14, "/api/titles", {.places = {w.muong_la}}));
    EXPECT_TRUE(log.note(caller(), 14, "/api/report", {}));
    log.move();
    log.move();
    EXPECT_EQ(rows(), 3);
    EXPECT_EQ(*w.store->reader()->query_integer("SELECT count(*) FROM reading WHERE subject = 'place' AND subject_id = 14"), 1) << "of nothing: the province";
    EXPECT_EQ(*w.store->reader()->query_integer("SELECT count(*) FROM reading_file"), 0);
    EXPECT_EQ(folder.files(), 1u) << "the open one";
}

TEST_F(Readings, OfManyFilesAreMovedOnceEachInTheirOrder) {
    constexpr int many = 2'600;
    ReadLog log(*w.store, folder.beside(), w.accounts.reason_key());
    for (int i = 1; i <= many; ++i) ASSERT_TRUE(log.note(caller(), 14, "/api/titles", {.places = {i}}));
    log.move();
    EXPECT_EQ(rows(), many);
    EXPECT_EQ(*w.store->reader()->query_integer("SELECT count(DISTINCT subject_id) FROM reading"), many);
    EXPECT_EQ(*w.store->reader()->query_integer("SELECT max(reading_id) - min(reading_id) FROM reading"), many - 1) << "no id is drawn in vain";
    EXPECT_EQ(*w.store->reader()->query_integer("SELECT count(*) FROM reading AS a JOIN reading AS b ON b.province_id = a.province_id AND b.reading_id = a.reading_id + 1"
                                                " WHERE b.subject_id < a.subject_id"),
              0);
    EXPECT_EQ(folder.files(), 1u);
}

TEST_F(Readings, ThatDoNotFitOnTheDiskAreRefusedAndSpoilNoOther) {
    ReadLog log(*w.store, folder.beside(), w.accounts.reason_key());
    ASSERT_TRUE(log.note(caller(), 14, "/api/titles", {.places = {1}}));
    rlimit usual{};
    ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &usual), 0);
    const auto before = std::signal(SIGXFSZ, SIG_IGN);
    const auto first = std::filesystem::directory_iterator(folder.path);
    const rlimit tight{first->file_size() + 20, usual.rlim_max};
    Result<void> refused;
    {
        const auto writer = w.store->writer();  // nothing else is written meanwhile
        ::setrlimit(RLIMIT_FSIZE, &tight);
        refused = log.note(caller(), 14, "/api/titles", {.places = {2}});
        ::setrlimit(RLIMIT_FSIZE, &usual);
    }
    std::signal(SIGXFSZ, before);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "store.full");
    ASSERT_TRUE(log.note(caller(), 14, "/api/titles", {.places = {3}}));
    log.move();
    EXPECT_EQ(rows(), 2);
    EXPECT_EQ(*w.store->reader()->query_integer("SELECT count(*) FROM reading WHERE subject_id IN (1, 3)"), 2);
}

TEST_F(Readings, OfAProgramThatIsGoneAreTakenInByTheNext) {
    const std::string row = "14\t2026-01-01T00:00:00.000Z\t5\tauditor\t/api/titles\tplace\t14\t\n";
    std::ofstream(folder.beside() + ".reads-gone") << row << row << "14\t2026-01-01T00:";  // the last write was cut short
    const ReadLog log(*w.store, folder.beside(), w.accounts.reason_key());
    EXPECT_EQ(rows(), 2);
    EXPECT_EQ(folder.files(), 1u);
}

TEST_F(Readings, OfAFileThatWasMovedAlreadyAreNotMovedTwice) {
    std::ofstream(folder.beside() + ".reads-gone") << "14\t2026-01-01T00:00:00.000Z\t5\tauditor\t/api/titles\tplace\t14\t\n";
    w.store->writer().connection.run("INSERT INTO reading_file(name) VALUES ($1)", {"db.key.reads-gone"});
    const ReadLog log(*w.store, folder.beside(), w.accounts.reason_key());
    EXPECT_EQ(rows(), 0) << "killed between the commit and the removal of the file";
    EXPECT_EQ(folder.files(), 1u);
}

TEST_F(Readings, AreShownToAnAuditorAndToTheHouseholdConcerned) {
    ReadLog log(*w.store, folder.beside(), w.accounts.reason_key());
    w.accounts.note_readings_in(&log);
    const Caller who = caller();
    const std::string reason = "đối chiếu giấy tờ";
    ASSERT_TRUE(log.note(who, 14, "/api/persons/{person_id}/sensitive", {.places = {w.ban_bo}, .persons = {w.person}}, reason));
    ASSERT_TRUE(log.note(who, 14, "/api/households/{household_id}", {.places = {w.ban_bo}, .households = {w.household}}));
    ASSERT_TRUE(log.note(who, 14, "/api/titles", {.places = {w.muong_la}}));
    ASSERT_TRUE(log.note(who, 14, "/api/persons/{person_id}", {.places = {w.ban_pom}, .persons = {w.other_person}}));
    log.move();
    EXPECT_EQ(*w.store->reader()->query_integer("SELECT count(*) FROM reading WHERE reason_sealed LIKE '%giấy%'"), 0) << "reasons are sealed";
    const auto of_person = seen(auditor, {{"person_id", w.person}});
    ASSERT_EQ(of_person.size(), 3u) << "the card, the household's, the commune's list; not the other person's";
    EXPECT_EQ(of_person.at(2).at("reason").as_string(), reason.c_str());
    EXPECT_EQ(seen(citizen, {{"household_id", w.household}}).size(), 2u);
    EXPECT_EQ(seen(auditor, {{"account_id", officer->account}, {"limit", 2}}).size(), 2u);
    EXPECT_EQ(w.ask_as(citizen.get(), "/api/readings", {{"household_id", w.other_household}}).error().code, "may.not_covered");
    EXPECT_EQ(w.ask_as(officer.get(), "/api/readings", {{"person_id", w.person}}).error().code, "may.not_yours");
    log.move();
    EXPECT_GE(rows(), 7) << "who asks who has looked has looked";
    w.accounts.note_readings_in(nullptr);
}

TEST_F(Readings, AnEmergencyOpensAnotherPlaceForReadingAndForHours) {
    const auto in = w.enter("canbo.hai", Role::commune_officer, {{"place_id", w.muong_la}});
    const auto reads = [&] {
        w.accounts.forget();
        const auto who = w.standing(in);
        json::object fields{{"person_id", w.other_person}};
        const auto admitted = w.accounts.admit(who.get(), only(roles::readers, Access::personal, people::about_person()), "/api/persons/{person_id}", *w.store->reader(), 14, fields);
        return admitted ? "" : admitted.error().code;
    };
    EXPECT_EQ(reads(), "may.not_covered");
    const auto who = w.standing(in);
    EXPECT_EQ(w.code_as(who.get(), "accounts.break_glass", {{"place_id", w.quynh_nhai}, {"hours", 2}, {"reason", "vội"}}), "shape.out_of_range");
    EXPECT_EQ(w.code_as(who.get(), "accounts.break_glass", {{"place_id", 5}, {"hours", 2}, {"reason", "tìm người sau lũ"}}), "accounts.no_such_place");
    EXPECT_EQ(w.code_as(auditor.get(), "accounts.break_glass", {{"place_id", w.quynh_nhai}, {"hours", 2}, {"reason", "tìm người sau lũ"}}), "may.not_yours");
    EXPECT_EQ(w.code_as(who.get(), "accounts.break_glass", {{"place_id", w.quynh_nhai}, {"hours", 2}, {"reason", "tìm người sau lũ"}}), "");
    EXPECT_EQ(reads(), "");
    EXPECT_EQ(w.code_as(w.standing(in).get(), "people.record_death", {{"person_id", w.other_person}, {"died_on", "2025-10-01"}}), "may.not_covered") << "it changes nothing";
    EXPECT_EQ(w.ask_as(auditor.get(), "/api/emergencies", {})->at("emergencies").as_array().size(), 1u);
    w.now += 2 * 3'600'000 + 1;
    EXPECT_EQ(reads(), "may.not_covered") << "the hours are over";
}

TEST_F(Readings, AnEmergencyIsEndedByWhoeverBeganItOrWatches) {
    const auto begin = [&] { return w.code_as(officer.get(), "accounts.break_glass", {{"place_id", w.quynh_nhai}, {"hours", 24}, {"reason", "tìm người sau lũ"}}); };
    ASSERT_EQ(begin(), "");
    ASSERT_EQ(begin(), "");
    const auto all = w.ask_as(auditor.get(), "/api/emergencies", {});
    const auto& list = all->at("emergencies").as_array();
    const auto other = w.enter_fully("xakhac", Role::commune_officer, {{"place_id", w.quynh_nhai}});
    const json::object first{{"glass_id", list.at(0).at("glass_id")}}, second{{"glass_id", list.at(1).at("glass_id")}};
    EXPECT_EQ(w.code_as(other.get(), "accounts.end_break_glass", first), "may.not_covered");
    EXPECT_EQ(w.code_as(officer.get(), "accounts.end_break_glass", first), "");
    const auto secretary = w.enter_fully("thuky", Role::secretary, {{"place_id", 14}});
    EXPECT_EQ(w.code_as(secretary.get(), "accounts.end_break_glass", second), "");
    EXPECT_TRUE(broken_glass_of(*w.store->reader(), officer->account, w.now).empty());
}

}  // namespace

}  // namespace khuyenhoc::accounts
