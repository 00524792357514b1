// What noting a reading costs: processor time on the request's thread, and behind it until the row is in the store.
//   bench_read_log DATABASE [READINGS]      (the database is changed: give a copy)
// One row a reading, of persons drawn at random, as when cards are opened; moved every 400, as at 200 a second.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <ctime>
#include <random>
#include <string>

#include "accounts/read_log.h"
#include "app/program.h"
#include "base/check.h"

namespace {

using namespace khuyenhoc;

/// Seconds on a processor of this thread, or of all.
double spent(clockid_t clock) {
    timespec time{};
    clock_gettime(clock, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 2) return 2;
    const std::string path = argv[1];
    const int readings = argc > 2 ? std::atoi(argv[2]) : 100'000;
    constexpr int between_moves = 400;
    auto opened = app::open_program(path, "", false);
    check(opened.has_value(), "the database opens");
    auto& program = **opened;
    const auto first = program.store->reader()->query_integer("SELECT min(person_id) FROM person");
    const auto last = program.store->reader()->query_integer("SELECT max(person_id) FROM person");
    check(first && last, "somebody is in it");
    std::mt19937_64 random(1);
    std::uniform_int_distribution<std::int64_t> anybody(*first, *last);
    const Caller caller{.account = 14'000'000'000'001, .session = 1, .actor = "a14000000000001", .role = Role::commune_officer, .place = 14};
    accounts::ReadLog log(*program.store, path + ".bench", program.accounts.reason_key());
    double noting = 0, longest = 0;
    const double before = spent(CLOCK_PROCESS_CPUTIME_ID);
    for (int done = 0; done < readings; done += between_moves) {
        const double start = spent(CLOCK_THREAD_CPUTIME_ID);
        for (int i = 0; i < between_moves; ++i) {
            const auto person = anybody(random);
            check(log.note(caller, 14, "/api/persons/{person_id}", {.places = {person % 1000}, .households = {person / 4}, .persons = {person}}).has_value(), "noted");
        }
        noting += spent(CLOCK_THREAD_CPUTIME_ID) - start;
        const auto moving = std::chrono::steady_clock::now();
        log.move();
        longest = std::max(longest, std::chrono::duration<double>(std::chrono::steady_clock::now() - moving).count());
    }
    const double all = spent(CLOCK_PROCESS_CPUTIME_ID) - before;
    fmt::print("{{\"readings\":{},\"noted_us\":{:.2f},\"moved_us\":{:.2f},\"longest_move_ms\":{:.1f}}}\n", readings, noting * 1e6 / readings,
               (all - noting) * 1e6 / readings, longest * 1e3);
    return 0;
}
