// bench_cascade: the program's own kernel on the workload `cascade`, judged by a scalar oracle and timed.
//   bench_cascade verify N            every title against the judge; what-ifs, cube and changes against full evaluations
//   bench_cascade limit N [samples]   full, what-ifs and cube beside a pure read of the same bytes, caches as they are
//   bench_cascade csv N FOLDER        the files for other engines
//   bench_cascade serve N             one operation per line of standard input (a, d, e, c): one JSON line each, caches
//                                     flushed before each; cascade.js interleaves it with DuckDB
//   bench_cascade --json FILE [--no-nation]   all of it by cascade.js, from the folder bench: rows for run.py
#include <fmt/format.h>
#include <immintrin.h>

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <random>
#include <string>

#include "base/check.h"
#include "bench/cascade_workload.h"
#include "recognition/columns.h"

namespace khuyenhoc::bench {

namespace {

using recognition::Outcome;
using recognition::Population;
using recognition::Rules;
using recognition::Title;

double now_ms() {
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

template <class Run>
double time_ms(Run run) {
    const double start = now_ms();
    run();
    return now_ms() - start;
}

double median(std::vector<double> times) {
    std::ranges::sort(times);
    return times[times.size() / 2];
}

struct Bench {
    World world;
    Population population;
    Rules rules;
    std::vector<Rules> scenarios;
    recognition::Pool pool{2};
    Outcome outcome;

    explicit Bench(std::uint64_t persons) : world(make_world(persons)), population(fill(world)), rules(compile(criteria_v1(-1), campaign)) {
        for (int k = 0; k < 20; ++k) scenarios.push_back(compile(criteria_v1(k), campaign));
    }
    void full() { evaluate(population, rules, outcome, pool); }
};

volatile std::uint64_t sink;

/// Puts other data into every cache level: 96 MiB written and read.
void flush_caches() {
    static std::vector<std::uint64_t> other((96u << 20) / 8);
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < other.size(); i += 8) other[i] += i, sum += other[i];
    sink = sum;
}

// ---- verify ---------------------------------------------------------------------------------------------------------

int failures = 0;
void expect(bool holds, const std::string& what) {
    fmt::print("{} {}\n", holds ? "ok  " : "FAIL", what);
    failures += !holds;
}

bool same_titles(Bench& b, const Verdict& v) {
    const auto& c = b.population.columns();
    for (std::uint32_t h = 0; h < b.world.households; ++h) {
        for (std::uint64_t p = b.world.first_person[h]; p < b.world.first_person[h + 1]; ++p) {
            if (b.outcome.is_citizen(c.first_row[h] + static_cast<std::uint32_t>(p - b.world.first_person[h])) != v.citizens[p]) return false;
        }
        if (is_achieved(b.outcome.families[h]) != v.families[h]) return false;
    }
    for (std::uint32_t k = 0; k < b.world.clans; ++k) {
        if (is_achieved(b.outcome.clans[k]) != v.clans[k]) return false;
    }
    for (std::uint32_t m = 0; m < b.world.hamlets; ++m) {
        if (is_achieved(b.outcome.communities[m]) != v.communities[m]) return false;
    }
    return true;
}

void verify_what_ifs(Bench& b) {
    const auto answers = evaluate_many(b.population, b.scenarios, b.pool);
    bool same = true, judged = true;
    for (std::size_t k = 0; k < b.scenarios.size(); ++k) {
        Outcome one;
        evaluate(b.population, b.scenarios[k], one, b.pool, recognition::Path::scalar);
        same &= answers[k] == recognition::WhatIf{one.province, one.communes};
        if (k % 7 != 0) continue;
        const auto total = judge(b.world, static_cast<int>(k)).total;
        judged &= answers[k].province.learning_citizens == total[2] && answers[k].province.learning_families == total[4] &&
                  answers[k].province.learning_clans == total[6] && answers[k].province.learning_communities == total[8];
    }
    expect(same, "20 what-ifs in one call = 20 full evaluations, by commune");
    expect(judged, "what-ifs 0, 7, 14 = judge");
}

struct Changes {
    recognition::IdIndex index;
    std::mt19937_64 random{7};
    std::vector<std::uint32_t> row_of;

    explicit Changes(Bench& b) {
        std::vector<std::int64_t> ids(b.population.rows());
        for (std::uint32_t h = 0; h < b.world.households; ++h) {
            for (std::uint64_t p = b.world.first_person[h]; p < b.world.first_person[h + 1]; ++p) {
                ids[b.population.columns().first_row[h] + (p - b.world.first_person[h])] = person_id(p);
            }
        }
        index = recognition::IdIndex(std::move(ids));
    }

    /// Ten new scores for a random person, found by id. Answers the time in microseconds.
    double one(Bench& b) {
        const std::int64_t id = person_id(random() % b.world.persons);
        recognition::Scores scores = recognition::no_scores;
        const int middle = random() % 2 ? 8 : 4;
        for (std::size_t i = 0; i < 10; ++i) scores[i] = static_cast<std::uint8_t>(middle - 2 + static_cast<int>(random() % 5));
        const double start = now_ms();
        const std::uint32_t row = index.find(id).value();
        change_person(b.population, b.outcome, row, scores, b.population.group(row), b.population.schooling(row));
        return (now_ms() - start) * 1000;
    }
};

void verify_changes(Bench& b) {
    Changes changes(b);
    for (int i = 0; i < 20'000; ++i) changes.one(b);
    Outcome again;
    evaluate(b.population, b.rules, again, b.pool);
    expect(again == b.outcome, "20,000 changes = full evaluation, every title and count");
}

int verify(std::uint64_t persons) {
    Bench b(persons);
    const Verdict v = judge(b.world, -1);
    fmt::print("persons {} households {} hamlets {} clans {}; columns {:.1f} MB; path {}\n", b.population.persons(), b.population.households(),
               b.population.hamlets(), b.population.clans(), static_cast<double>(b.population.bytes()) / 1e6,
               recognition::widest_path() == recognition::Path::avx512 ? "avx512" : "scalar");
    fmt::print("LC {} LF {} clans {} communities {} hash {:016x}\n", v.total[2], v.total[4], v.total[6], v.total[8], v.hash());
    constexpr std::array<std::pair<std::uint64_t, std::uint64_t>, 3> known{
        {{1404587, 0x20dd96e2f7c5e6e4}, {14045870, 0xef18135b337547b6}, {100000000, 0x738f56988b4d2868}}};
    for (const auto& [n, hash] : known) {
        if (n == persons) expect(v.hash() == hash, "judge's hash is the published one");
    }
    b.full();
    expect(table_of(b.outcome) == v.communes, "full evaluation: table by commune = judge");
    expect(same_titles(b, v), "full evaluation: every title = judge");
    Outcome plain;
    evaluate(b.population, b.rules, plain, b.pool, recognition::Path::scalar);
    expect(plain == b.outcome, "scalar path = widest path");
    if (persons <= 20'000'000) verify_what_ifs(b);
    const auto cube = make_cube(b.population, b.outcome, b.pool);
    std::int64_t sum = 0;
    for (const auto& cell : cube) sum += cell.persons;
    expect(cube == make_cube(b.population, b.outcome, b.pool, recognition::usual_bands, recognition::Path::scalar), "cube: scalar path = widest path");
    expect(sum == static_cast<std::int64_t>(persons), fmt::format("cube: {} cells hold everybody", cube.size()));
    if (persons <= 20'000'000) verify_changes(b);
    return failures;
}

// ---- limit ----------------------------------------------------------------------------------------------------------

struct Span {
    const void* start;
    std::uint64_t size;
};

/// Every byte that a full evaluation reads.
std::vector<Span> bytes_read(const Population& p) {
    const auto& c = p.columns();
    const std::uint64_t rows = p.rows(), households = p.households();
    std::vector<Span> spans;
    for (const auto* pair : c.person.pair) {
        if (pair) spans.push_back({pair, rows * 2});
    }
    for (const auto* pair : c.household.pair) {
        if (pair) spans.push_back({pair, households * 2});
    }
    spans.insert(spans.end(), {{c.person.marks, rows}, {c.birth, rows}, {c.ends, rows / 8}, {c.household.marks, households}, {c.clan_slot, households * 4}});
    return spans;
}

/// The sum of all words, by exclusive or: as fast as this machine reads.
__attribute__((target("avx512f"))) std::uint64_t read_wide(const std::uint64_t* words, std::uint64_t count) {
    __m512i a = _mm512_setzero_si512(), b = a, c = a, d = a;
    std::uint64_t i = 0;
    for (; i + 32 <= count; i += 32) {
        a = _mm512_xor_si512(a, _mm512_loadu_si512(words + i));
        b = _mm512_xor_si512(b, _mm512_loadu_si512(words + i + 8));
        c = _mm512_xor_si512(c, _mm512_loadu_si512(words + i + 16));
        d = _mm512_xor_si512(d, _mm512_loadu_si512(words + i + 24));
    }
    alignas(64) std::uint64_t all[8];
    _mm512_store_si512(all, _mm512_xor_si512(_mm512_xor_si512(a, b), _mm512_xor_si512(c, d)));
    return all[0] ^ all[1] ^ all[2] ^ all[3] ^ all[4] ^ all[5] ^ all[6] ^ all[7];
}

std::uint64_t read_plain(const std::uint64_t* words, std::uint64_t count) {
    std::uint64_t a = 0, b = 0, c = 0, d = 0;
    for (std::uint64_t i = 0; i + 4 <= count; i += 4) a ^= words[i], b ^= words[i + 1], c ^= words[i + 2], d ^= words[i + 3];
    return a ^ b ^ c ^ d;
}

std::uint64_t read_all(const std::uint64_t* words, std::uint64_t count) {
    static const bool wide = recognition::has_path(recognition::Path::avx512);
    return wide ? read_wide(words, count) : read_plain(words, count);
}

void read_part(const std::vector<Span>& spans, int part, int parts) {
    std::uint64_t sum = 0;
    for (const auto& span : spans) {
        const std::uint64_t words = span.size / 8;
        const std::uint64_t first = words * static_cast<unsigned>(part) / static_cast<unsigned>(parts) / 8 * 8;
        const std::uint64_t last = words * static_cast<unsigned>(part + 1) / static_cast<unsigned>(parts);
        sum ^= read_all(static_cast<const std::uint64_t*>(span.start) + first, last - first);
    }
    sink = sum;
}

int limit(std::uint64_t persons, int samples) {
    Bench b(persons);
    const auto spans = bytes_read(b.population);
    double bytes = 0;
    for (const auto& span : spans) bytes += static_cast<double>(span.size);
    struct Line {
        const char* name;
        std::function<void()> run;
        std::vector<double> times;
    };
    std::vector<recognition::CubeCell> cube;
    std::vector<recognition::WhatIf> answers;
    std::vector<Line> lines{
        {"pure read of the same bytes", [&] { b.pool.run([&](int part, int parts) { read_part(spans, part, parts); }); }, {}},
        {"full evaluation", [&] { b.full(); }, {}},
        {"dashboard cube", [&] { cube = make_cube(b.population, b.outcome, b.pool); }, {}},
        {"20 what-ifs", [&] { answers = evaluate_many(b.population, b.scenarios, b.pool); }, {}},
    };
    b.full();
    for (int s = 0; s < samples; ++s) {
        for (auto& line : lines) {
            line.run();
            line.times.push_back(time_ms(line.run));
        }
    }
    fmt::print("persons {} ({:.2f} MB read, {} threads, {} samples, back to back)\n", persons, bytes / 1e6, b.pool.threads(), samples);
    const double read_median = median(lines[0].times), read_best = std::ranges::min(lines[0].times);
    for (const auto& line : lines) {
        const double best = std::ranges::min(line.times);
        fmt::print("{:<30} median {:9.3f} ms  best {:9.3f} ms  {:6.1f} GB/s  of pure read: median {:.0f} %, best {:.0f} %\n", line.name, median(line.times), best,
                   bytes / median(line.times) / 1e6, 100 * read_median / median(line.times), 100 * read_best / best);
    }
    fmt::print("{{\"persons\":{},\"megabytes\":{:.1f},\"read_ms\":{:.3f},\"full_ms\":{:.3f},\"of_read_percent\":{:.0f},\"of_read_percent_best\":{:.0f}}}\n",
               persons, bytes / 1e6, read_median, median(lines[1].times), 100 * read_median / median(lines[1].times),
               100 * read_best / std::ranges::min(lines[1].times));
    return 0;
}

// ---- serve ----------------------------------------------------------------------------------------------------------

std::string totals_text(Bench& b) {
    std::string text = "[";
    for (const auto& row : table_of(b.outcome)) text += fmt::format("{}[{}]", text.size() > 1 ? "," : "", fmt::join(row, ","));
    return text + "]";
}

int serve(std::uint64_t persons) {
    Bench b(persons);
    Changes changes(b);
    b.full();
    fmt::print("{{\"ready\":true,\"persons\":{},\"table\":{}}}\n", persons, totals_text(b));
    std::fflush(stdout);
    for (std::string op; std::getline(std::cin, op);) {
        flush_caches();
        std::string extra;
        double ms = 0;
        if (op == "a") {
            ms = time_ms([&] { b.full(); });
        } else if (op == "d") {
            std::vector<recognition::WhatIf> answers;
            ms = time_ms([&] { answers = evaluate_many(b.population, b.scenarios, b.pool); });
            for (const auto& answer : answers) {
                const auto& c = answer.province;
                extra += fmt::format("{}{},{},{},{}", extra.empty() ? "" : ",", c.learning_citizens, c.learning_families, c.learning_clans, c.learning_communities);
            }
        } else if (op == "e") {
            std::vector<recognition::CubeCell> cube;
            ms = time_ms([&] { cube = make_cube(b.population, b.outcome, b.pool); });
            std::uint64_t hash = 0;
            for (const auto& cell : cube) {
                const std::uint64_t status = cell.state == recognition::State::out_of_scope ? 0 : is_achieved(cell.state) ? 2 : 1;
                hash = (hash * 31 + (((cell.commune + 1ul) * 3 + status) * 2 + cell.sex) * 13 * 8 + cell.ethnicity * 8ul + cell.band) % 1'000'000'007;
                hash = (hash * 31 + cell.persons) % 1'000'000'007;
            }
            extra = fmt::format("{},{}", cube.size(), hash);
        } else if (op == "c") {
            std::vector<double> times;
            for (int i = 0; i < 20'000; ++i) times.push_back(changes.one(b));
            ms = median(times) / 1000;
            std::ranges::sort(times);
            extra = fmt::format("{:.3f}", times[times.size() * 99 / 100]);
        } else {
            break;
        }
        fmt::print("{{\"op\":\"{}\",\"ms\":{:.6f},\"extra\":[{}]}}\n", op, ms, extra);
        std::fflush(stdout);
    }
    return 0;
}

}  // namespace

}  // namespace khuyenhoc::bench

int main(int count, char** words) {
    namespace bench = khuyenhoc::bench;
    const std::string what = count > 1 ? words[1] : "verify";
    const std::uint64_t persons = count > 2 ? std::strtoull(words[2], nullptr, 10) : 1'404'587;
    if (what == "--json" && count > 2) {
        execlp("node", "node", "cascade.js", words[0], (std::string(words[2]) + ".data").c_str(), "--rows", words[2],
               count > 3 ? words[3] : static_cast<char*>(nullptr), static_cast<char*>(nullptr));
        fmt::print(stderr, "node cannot be started\n");
        return 1;
    }
    if (what == "verify") return bench::verify(persons);
    if (what == "limit") return bench::limit(persons, count > 3 ? std::atoi(words[3]) : 21);
    if (what == "serve") return bench::serve(persons);
    if (what == "csv" && count > 3) {
        bench::write_csv(bench::make_world(persons), words[3]);
        return 0;
    }
    fmt::print(stderr, "bench_cascade verify|limit|serve N, or csv N FOLDER\n");
    return 2;
}
