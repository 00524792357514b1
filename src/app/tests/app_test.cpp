#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <future>
#include <map>
#include <set>

#include "app/jobs.h"
#include "app/key_file.h"
#include "app/program.h"
#include "app/rollups.h"
#include "app/verbs.h"
#include "demo/demo.h"
#include "indicators/national.h"
#include "keeping/rows.h"
#include "store/filling.h"
#include "store/temporary.h"

namespace khuyenhoc::app {

namespace {

std::string fresh_path(const char* name) {
    const auto path = std::filesystem::temp_directory_path() / ("khuyenhoc-app-test-" + std::to_string(getpid()) + "-" + name);
    std::filesystem::remove(path);
    return path.string();
}

json::value shown(const Refusal& refusal) { return json::string(refusal.code); }

std::string state_of(const Jobs& jobs, const std::string& id) {
    const auto state = jobs.state(id);
    return state.is_null() ? "unknown" : json::value_to<std::string>(state.at("state"));
}

/// Follows a job to its end; the names of its events.
std::vector<std::string> events_of(const Jobs& jobs, const std::string& id) {
    std::vector<std::string> events;
    jobs.follow(id, [&](std::string_view event, std::string_view) {
        events.emplace_back(event);
        return true;
    });
    return events;
}

}  // namespace

TEST(KeyFile, is_made_once_for_its_owner_only) {
    const auto path = fresh_path("key");
    EXPECT_EQ(read_key(path, false).error().code, "app.key_missing");
    const auto made = read_key(path, true);
    ASSERT_TRUE(made);
    EXPECT_EQ(*read_key(path, true), *made);
    EXPECT_EQ(*read_key(path, false), *made);
    struct stat status {};
    ASSERT_EQ(::stat(path.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0600u);
    std::ofstream(path) << "not a key";
    EXPECT_EQ(read_key(path, true).error().code, "app.key_damaged");
    EXPECT_EQ(read_key("/nowhere/at/all.key", true).error().code, "app.key_not_writable");
}

TEST(Jobs, a_job_runs_and_tells_how_it_ended) {
    Jobs jobs(shown);
    const auto done = *jobs.start([](const TellProgress& tell) -> Result<json::value> {
        tell(500, 7);
        return json::value(42);
    });
    EXPECT_EQ(events_of(jobs, done).back(), "done");
    EXPECT_EQ(jobs.state(done).at("answer").as_int64(), 42);
    const auto refused = *jobs.start([](const TellProgress&) -> Result<json::value> { return refuse("people.no_header"); });
    EXPECT_EQ(events_of(jobs, refused).back(), "refused");
    EXPECT_EQ(jobs.state(refused).at("refused").as_string(), "people.no_header");
    const auto failed = *jobs.start([](const TellProgress&) -> Result<json::value> { throw std::runtime_error("secret"); });
    EXPECT_EQ(events_of(jobs, failed).back(), "failed");
    EXPECT_EQ(json::serialize(jobs.state(failed)).find("secret"), std::string::npos);
    EXPECT_EQ(state_of(jobs, "none"), "unknown");
}

TEST(Jobs, a_cancelled_job_stops_and_a_waiting_one_never_starts) {
    Jobs jobs(shown);
    std::promise<void> started;
    const auto running = *jobs.start([&](const TellProgress& tell) -> Result<json::value> {
        started.set_value();
        while (tell(1, 1)) std::this_thread::yield();
        return refuse("people.import_stopped");
    });
    bool ran = false;
    const auto waiting = *jobs.start([&](const TellProgress&) -> Result<json::value> {
        ran = true;
        return json::value();
    });
    started.get_future().wait();
    EXPECT_TRUE(jobs.cancel(waiting));
    EXPECT_TRUE(jobs.cancel(running));
    EXPECT_FALSE(jobs.cancel("none"));
    EXPECT_EQ(events_of(jobs, running).back(), "cancelled");
    EXPECT_EQ(events_of(jobs, waiting).back(), "cancelled");
    EXPECT_FALSE(ran);
}

TEST(Jobs, too_many_waiting_are_refused) {
    Jobs jobs(shown);
    const auto wait = [](const TellProgress& tell) -> Result<json::value> {
        while (tell(0, 0)) std::this_thread::sleep_for(std::chrono::milliseconds(1));
        return refuse("people.import_stopped");
    };
    std::size_t taken = 0;
    std::string refused;
    while (taken < 20 && refused.empty()) {
        const auto started = jobs.start(wait);
        if (started) ++taken;
        else refused = started.error().code;
    }
    EXPECT_EQ(refused, "app.too_many_jobs");
    EXPECT_GE(taken, Jobs::most_waiting);
    EXPECT_LE(taken, Jobs::most_waiting + 1) << "one may be running already";
}

TEST(Program, puts_all_capabilities_together) {
    Program program(store::open_temporary(), Key{});
    program.store->migrate(program.capabilities.migrations());
    EXPECT_TRUE(program.capabilities.run_checks(*program.store->reader()).empty());
    for (const auto& table : program.capabilities.tables())
        for (const auto& kind : table.refusals) {
            EXPECT_FALSE(kind.vi.empty()) << kind.code;
            EXPECT_FALSE(kind.en.empty()) << kind.code;
            EXPECT_GE(kind.http_status, 400) << kind.code;
        }
}

/// What the engine says of its tables: name and number of columns.
std::map<std::string, std::int64_t> tables_in(store::Connection& db) {
    std::map<std::string, std::int64_t> found;
    db.query(store::Temporary::is_on_postgres()
                 ? "SELECT CAST(table_name AS TEXT), count(*) FROM information_schema.columns WHERE table_schema = current_schema() GROUP BY table_name"
                 : "SELECT t.name, count(*) FROM sqlite_master AS t JOIN pragma_table_info(t.name) AS c WHERE t.type = 'table' GROUP BY t.name",
             {}, [&](const store::Row& row) { found.emplace(row.text(0), row.integer(1)); });
    return found;
}

TEST(Program, a_copy_leaves_no_table_and_no_column_behind) {
    Program program(store::open_temporary(), Key{});
    const auto migrations = program.capabilities.migrations();
    program.store->migrate(migrations);
    const auto reader = program.store->reader();
    auto there = tables_in(*reader);
    // The store's own: made by whoever opens the target.
    for (const char* local : {"schema_migration", "store_state", "writer_turn"}) there.erase(local);
    for (const char* statistics : {"sqlite_stat1", "sqlite_stat4"}) there.erase(statistics);
    std::map<std::string, std::int64_t> known;
    const auto tables = keeping::tables_of(migrations);
    for (const auto& table : tables) known.emplace(table.name, static_cast<std::int64_t>(table.columns.size()));
    EXPECT_EQ(known, there);
    EXPECT_EQ(keeping::read_rows(*reader, tables, [](const keeping::Chunk&) {}).size(), tables.size());
}

TEST(Program, an_unfinished_database_is_refused) {
    const store::Temporary place;
    const auto key = fresh_path("unfinished.key");
    ASSERT_TRUE(open_program(place.url(), key, true));
    {
        const auto store = store::open_even_unfinished(place.url());
        store::Filling(*store).start("copy", "somewhere");
    }
    const auto refused = open_program(place.url(), key, false);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "keeping.unfinished");
}

TEST(Program, a_server_that_is_away_is_refused_by_every_verb) {
    const std::string away = "postgresql://nobody@127.0.0.1:1/none", key = fresh_path("away.key");
    ASSERT_TRUE(read_key(key, true));
    const Common common{.db = away, .key = key};
    const std::function<int()> verbs[] = {[&] { return check_integrity(common); },
                                          [&] { return distribute(common, {}); },
                                          [&] { return back_up(common, {.out = fresh_path("away.backup"), .passphrase_file = {}}); },
                                          [&] { return copy_database(common, {.from = away, .from_key = key, .to = fresh_path("away.db"), .to_key = {}}); }};
    for (const auto& verb : verbs) {
        testing::internal::CaptureStderr();
        EXPECT_EQ(verb(), 1);
        const auto said = testing::internal::GetCapturedStderr();
        EXPECT_NE(said.find("store.unavailable"), std::string::npos) << said;
    }
}

TEST(Distribute, an_unfinished_database_is_refused) {
    if (!store::Temporary::is_on_postgres()) GTEST_SKIP() << "only a server's database is spread";
    const store::Temporary place;
    const auto key = fresh_path("spread-unfinished.key");
    ASSERT_TRUE(open_program(place.url(), key, true));
    store::Filling(*store::open_even_unfinished(place.url())).start("copy", "somewhere");
    testing::internal::CaptureStderr();
    EXPECT_EQ(distribute({.db = place.url(), .key = key}, {}), 1);
    const auto said = testing::internal::GetCapturedStderr();
    EXPECT_NE(said.find("keeping.unfinished"), std::string::npos) << said;
}

TEST(Program, a_database_without_its_key_is_refused) {
    const auto path = fresh_path("program.db");
    ASSERT_TRUE(open_program(path, "", true));
    std::filesystem::remove(path + ".key");
    EXPECT_EQ(open_program(path, "", true).error().code, "app.key_missing");
    EXPECT_EQ(open_program(fresh_path("none.db"), "", false).error().code, "app.no_database");
    for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(path + suffix);
}

TEST(Distribute, is_refused_where_there_is_nothing_to_spread) {
    const store::Temporary place;
    const auto key = fresh_path("spread.key");
    ASSERT_TRUE(open_program(place.url(), key, true));
    testing::internal::CaptureStderr();
    EXPECT_EQ(distribute({.db = place.url(), .key = key}, {}), 1);
    const auto said = testing::internal::GetCapturedStderr();
    EXPECT_NE(said.find(store::Temporary::is_on_postgres() ? "app.no_citus" : "app.needs_postgres"), std::string::npos) << said;
}

TEST(Distribute, a_database_with_a_table_left_behind_is_not_served) {
    const std::vector<store::KnownTable> tables{{"place", store::TableClass::reference}, {"person", store::TableClass::tenant}};
    EXPECT_TRUE(refuse_unspread(tables, {.has_extension = false, .placed = {}, .alone = {}}));
    const store::Spread half{.has_extension = true, .placed = {{"place", store::TableClass::reference, "", 1}}, .alone = {}};
    const auto refused = refuse_unspread(tables, half);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "app.not_distributed");
    EXPECT_EQ(refused.error().where, "person");
}

TEST(Rollups, are_the_counts_of_the_report_up_to_the_end_of_the_journal) {
    const store::Temporary place;
    auto program = open_program(place.url(), fresh_path("rollup.key"), true);
    ASSERT_TRUE(program);
    ASSERT_TRUE(demo::make((*program)->journal, *(*program)->store, (*program)->places, {600, 1}, [](int, std::string_view) {}));
    const int year = newest_campaign(**program);
    EXPECT_TRUE(indicators::rollup_of_all(*(*program)->store->reader(), year).empty());
    ASSERT_TRUE(refresh_rollup(**program, year));
    const auto reader = (*program)->store->reader();
    EXPECT_EQ(indicators::rolled_up_to(*reader, home_province, year),
              reader->query_integer("SELECT max(seq) FROM journal WHERE province_id = $1", {home_province}));
    const auto counted = (*program)->source.counts(home_province, year, Date{year, 12, 31});
    ASSERT_TRUE(counted);
    std::map<std::string, std::int64_t> kept;
    for (const auto& row : indicators::rollup_of_all(*reader, year)) kept[row.measure] = row.n;
    EXPECT_EQ(kept.at("population"), counted->front().counts.population);
    EXPECT_EQ(kept.at("learning_citizens"), counted->front().counts.computed.learning_citizens);
    EXPECT_GT(kept.at("population"), 0);
    std::int64_t of_communes = 0;
    reader->query("SELECT n FROM rollup WHERE province_id = $1 AND place_id <> $2 AND measure = 'population'", {home_province, home_province},
                  [&](const store::Row& row) { of_communes += row.integer(0); });
    EXPECT_EQ(of_communes + counted->front().counts.unplaced_persons, kept.at("population"));
}

}  // namespace khuyenhoc::app
