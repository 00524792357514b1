// One person's scores changed, end to end and durable, beside SQLite's own durable single-row commit on the same disk, in turn.
//   bench_commit DATABASE YEAR [CHANGES]      (the database is changed: give a copy)
#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>
#include <vector>

#include "app/program.h"
#include "base/check.h"

namespace {

using namespace khuyenhoc;

double now() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

double median(std::vector<double> samples) {
    std::ranges::sort(samples);
    return samples[samples.size() / 2];
}

/// A table of one small row a commit, WAL and synchronous=FULL as the program has it.
class BareCommit {
public:
    explicit BareCommit(const std::string& path) {
        for (const char* suffix : {"", "-wal", "-shm"}) std::remove((path + suffix).c_str());
        check(sqlite3_open(path.c_str(), &db_) == SQLITE_OK, "the bare database opens");
        run("PRAGMA journal_mode=WAL");
        run("PRAGMA synchronous=FULL");
        run("CREATE TABLE t(id INTEGER PRIMARY KEY, word TEXT NOT NULL)");
        check(sqlite3_prepare_v2(db_, "INSERT INTO t(word) VALUES ('8888888888')", -1, &insert_, nullptr) == SQLITE_OK, "prepared");
    }
    ~BareCommit() {
        sqlite3_finalize(insert_);
        sqlite3_close(db_);
    }
    BareCommit(const BareCommit&) = delete;
    BareCommit& operator=(const BareCommit&) = delete;
    void once() {
        sqlite3_step(insert_);
        check(sqlite3_reset(insert_) == SQLITE_OK, "a row is committed");
    }

private:
    void run(const char* sql) { check(sqlite3_exec(db_, sql, nullptr, nullptr, nullptr) == SQLITE_OK, sql); }
    sqlite3* db_ = nullptr;
    sqlite3_stmt* insert_ = nullptr;
};

struct Person {
    std::int64_t id = 0;
    std::int64_t revision = 0;
};

std::vector<Person> assessed_people(app::Program& program, int year) {
    std::vector<Person> people;
    program.store->reader()->query(
        "SELECT subject_id, max(revision) FROM assessment WHERE province_id = $1 AND year = $2 AND kind = 1 AND length(scores) = 10 "
        "GROUP BY subject_id ORDER BY subject_id",
        {app::home_province, std::int64_t{year}},
        [&](const store::Row& row) { people.push_back({row.integer(0), row.integer(1)}); });
    return people;
}

journal::Command correction(const Person& person, int year, std::mt19937& random) {
    json::array scores;
    for (int i = 0; i < 10; ++i) scores.emplace_back(static_cast<std::int64_t>(4 + random() % 7));
    return {random_uuid(), "recognition.correct", app::home_province, "bench",
            {{"year", year}, {"kind", "person"}, {"subject_id", person.id}, {"corrects", person.revision}, {"scores", scores},
             {"reason", "đo tốc độ"}}};
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 3) return 2;
    const std::string path = argv[1];
    const int year = std::atoi(argv[2]);
    const int changes = argc > 3 ? std::atoi(argv[3]) : 1000;
    auto opened = app::open_program(path, "", false);
    check(opened.has_value(), "the database opens");
    auto& program = **opened;
    check(program.recognition.load(year).has_value(), "the year loads");
    auto people = assessed_people(program, year);
    check(!people.empty(), "somebody is assessed");
    BareCommit bare(path + ".bare");
    std::mt19937 random(1);
    std::vector<double> ours, theirs;
    for (int i = 0; i < changes; ++i) {
        auto& person = people[random() % people.size()];
        const auto command = correction(person, year, random);
        const double start = now();
        const auto outcome = program.journal.execute(command);
        const double middle = now();
        bare.once();
        theirs.push_back(now() - middle);
        ours.push_back(middle - start);
        check(outcome.answer.has_value(), "the correction is taken");
        ++person.revision;
    }
    fmt::print("{{\"changes\":{},\"command_us\":{:.1f},\"bare_commit_us\":{:.1f},\"ratio\":{:.2f}}}\n", changes, median(ours) * 1e6,
               median(theirs) * 1e6, median(ours) / median(theirs));
    return 0;
}
