#include "app/verbs.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>

#include "app/extras.h"
#include "app/passphrase.h"
#include "app/print.h"
#include "app/program.h"
#include "base/text.h"
#include "demo/demo.h"
#include "http/openapi.h"

namespace khuyenhoc::app {

namespace {

/// Opens the database, hands it to `act`, and prints what either refuses.
template <class Act>
int with_program(const Common& common, bool may_make, Act act) {
    auto program = open_program(common.db, common.key, may_make, passphrase_from(common.key_passphrase_file, common.language));
    if (!program) return print_early_refusal(program.error(), common.language);
    Result<int> done = act(**program);
    if (!done) return print_refusal(done.error(), (*program)->capabilities, common.language);
    return *done;
}

Date last_day(int year) { return {year, 12, 31}; }

Result<Date> day_option(const std::string& text, const char* option, Date usual) {
    if (text.empty()) return usual;
    const auto day = parse_date(text);
    if (!day) return refuse("app.bad_option", option);
    return *day;
}

Result<void> print_json(const json::value& value) { return write_out(json::serialize(value) + "\n"); }

double seconds_of(const std::function<void()>& act) {
    const auto start = std::chrono::steady_clock::now();
    act();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

namespace {

void tell_demo_progress(int permille, std::string_view what) {
    fmt::print(stderr, "\r{:3}.{} %  {:<12}", permille / 10, permille % 10, what);
}

int write_demo_register(const Common& common, const DemoOptions& options) {
    const auto rows = demo::write_register_csv(options.register_csv, {options.people, options.seed}, tell_demo_progress);
    fmt::print(stderr, "\n");
    if (!rows) return print_early_refusal(rows.error(), common.language);
    fmt::print("{} rows\n", *rows);
    return 0;
}

/// Only of a file: what a server keeps is dropped by whoever made it there.
void remove_database(const std::string& db, const std::string& key) {
    if (store::is_postgres(db)) return;
    for (const char* suffix : {"", "-wal", "-shm", "-journal"}) std::filesystem::remove(db + suffix);
    std::filesystem::remove(key.empty() ? db + ".key" : key);
}

}  // namespace

int make_demo(const Common& common, const DemoOptions& options) {
    if (!options.register_csv.empty()) return write_demo_register(common, options);
    if (options.replace) remove_database(common.db, common.key);
    if (store::exists(common.db)) return print_early_refusal({"app.database_exists", "--db", {}}, common.language);
    return with_program(common, true, [&](Program& program) -> Result<int> {
        const auto made = demo::make(program.journal, *program.store, program.places, {options.people, options.seed}, tell_demo_progress);
        fmt::print(stderr, "\n");
        if (!made) return std::unexpected(made.error());
        if (auto printed = print_json(made->to_json()); !printed) return std::unexpected(printed.error());
        return 0;
    });
}

int import_people(const Common& common, const ImportOptions& options) {
    return with_program(common, true, [&](Program& program) -> Result<int> {
        const auto on = day_option(options.on, "--on", today_in_vietnam());
        if (!on) return std::unexpected(on.error());
        people::ImportOptions wanted;
        wanted.province = home_province;
        wanted.on = *on;
        wanted.actor = options.actor;
        wanted.dry_run = options.dry_run;
        wanted.stop_on_error = options.stop_on_error;
        wanted.round = options.round;
        wanted.sheet = options.sheet;
        wanted.errors_path = options.errors;
        const auto progress = [](int permille, std::int64_t rows) {
            fmt::print(stderr, "\r{:3}.{} %  {} rows ", permille / 10, permille % 10, rows);
            return true;
        };
        const auto report = people::import_register(program.journal, *program.store, *program.places.atlas(), program.keys,
                                                    options.file, wanted, progress);
        fmt::print(stderr, "\n");
        if (!report) return std::unexpected(report.error());
        if (common.json) {
            if (auto printed = print_json(report->to_json(common.language)); !printed) return std::unexpected(printed.error());
        } else {
            fmt::print("rows {}  persons {}  households {}  clans {}  unit members {}\nerrors {}  known {}  warnings {}  chunks {} ({} repeated)\n",
                       report->rows, report->persons, report->households, report->clans, report->unit_members,
                       report->rows_with_errors, report->rows_known, report->warnings, report->chunks, report->chunks_repeated);
        }
        return report->stopped || report->rows_with_errors > 0 ? 1 : 0;
    });
}

int print_report(const Common& common, const ReportOptions& options) {
    return with_program(common, false, [&](Program& program) -> Result<int> {
        const auto on = day_option(options.on, "--on", last_day(options.year));
        if (!on) return std::unexpected(on.error());
        const auto atlas = program.places.atlas();
        // A province's code is its id; everything else is resolved on the day.
        const auto place = options.place == "14" ? Result<places::PlaceId>(home_province) : atlas->resolve(options.place, *on);
        if (!place) return std::unexpected(place.error());
        const std::string wanted = common.json ? "json" : options.format;
        const auto format = wanted == "csv" ? indicators::Format::csv : wanted == "xlsx" ? indicators::Format::xlsx
                          : wanted == "json" ? indicators::Format::json : indicators::Format::text;
        auto answer = indicators::report(*atlas, program.source, *place, options.year, *on, format, common.language);
        if (!answer) return std::unexpected(answer.error());
        const std::string text = answer->file.empty() ? json::serialize(answer->value) + "\n" : answer->file;
        if (auto written = write_out(text, options.out); !written) return std::unexpected(written.error());
        return 0;
    });
}

int evaluate(const Common& common, const EvaluateOptions& options) {
    return with_program(common, false, [&](Program& program) -> Result<int> {
        std::string criteria;
        if (!options.criteria.empty()) {
            auto text = read_file(options.criteria);
            if (!text) return std::unexpected(text.error());
            if (text->empty()) return refuse("json.malformed", "byte 0");  // an empty text would mean the campaign's own
            criteria = std::move(*text);
        }
        const auto evaluation = program.recognition.evaluate(options.year, criteria);
        if (!evaluation) return std::unexpected(evaluation.error());
        const auto printed = common.json ? print_json(json_of_evaluation(*evaluation)) : write_out(text_of_evaluation(*evaluation));
        if (!printed) return std::unexpected(printed.error());
        return 0;
    });
}

int what_if(const Common& common, const EvaluateOptions& options) {
    return with_program(common, false, [&](Program& program) -> Result<int> {
        auto text = read_file(options.criteria);
        if (!text) return std::unexpected(text.error());
        auto document = parse_json(*text);
        if (!document) return std::unexpected(document.error());
        json::array sets;
        if (document->is_array()) sets = document->as_array();
        else if (const auto* list = document->is_object() ? document->as_object().if_contains("sets") : nullptr; list != nullptr && list->is_array())
            sets = list->as_array();
        else sets.push_back(*document);
        auto answer = program.recognition.what_if(home_province, options.year, sets);
        if (!answer) return std::unexpected(answer.error());
        if (auto printed = print_json(*answer); !printed) return std::unexpected(printed.error());
        return 0;
    });
}

int explain(const Common& common, const ExplainOptions& options) {
    return with_program(common, false, [&](Program& program) -> Result<int> {
        using Kind = recognition::SubjectKind;
        const std::pair<Kind, std::int64_t> asked[] = {{Kind::household, options.household},
                                                       {Kind::person, options.person},
                                                       {Kind::clan, options.clan},
                                                       {Kind::hamlet, options.hamlet},
                                                       {Kind::unit, options.unit}};
        const auto* subject = std::ranges::find_if(asked, [](const auto& pair) { return pair.second != 0; });
        if (subject == std::end(asked)) return refuse("app.bad_option", "subject");
        auto answer = program.recognition.explain(subject->first, subject->second, options.year);
        if (!answer) return std::unexpected(answer.error());
        const auto printed = common.json ? print_json(*answer) : write_out(text_of_explanation(*answer, common.language));
        if (!printed) return std::unexpected(printed.error());
        return 0;
    });
}

int export_cascade_input(const Common& common, int year, const std::string& folder) {
    return with_program(common, false, [&](Program& program) -> Result<int> {
        std::error_code made;
        std::filesystem::create_directories(folder, made);
        if (auto done = program.recognition.export_cascade_input(year, folder); !done) return std::unexpected(done.error());
        return 0;
    });
}

int verify_journal(const Common& common) {
    return with_program(common, false, [&](Program& program) -> Result<int> {
        const auto verified = journal::verify(*program.store->reader());
        for (const auto& problem : verified.problems) fmt::print("{}\n", problem);
        fmt::print("{} entries, {}, last hash {}\n", verified.entries, verified.problems.empty() ? "unbroken" : "BROKEN",
                   verified.last_hash);
        return verified.problems.empty() ? 0 : 1;
    });
}

int check_integrity(const Common& common) {
    return with_program(common, false, [&](Program& program) -> Result<int> {
        std::size_t count = 0;
        for (const auto& t : program.capabilities.tables()) count += t.checks.size() + t.deep_checks.size();
        const auto broken = program.capabilities.run_checks(*program.store->reader());
        for (const auto& line : broken) fmt::print("{}\n", line);
        fmt::print("{} checks, {} found something\n", count, broken.size());
        return broken.empty() ? 0 : 1;
    });
}

int measure(const Common& common, int year, int rounds) {
    return with_program(common, false, [&](Program& program) -> Result<int> {
        Result<void> loaded;
        const double load = seconds_of([&] { loaded = program.recognition.load(year); });
        if (!loaded) return std::unexpected(loaded.error());
        std::vector<double> samples;
        for (int i = 0; i < rounds; ++i)
            samples.push_back(seconds_of([&] { (void)program.recognition.evaluate(year); }));
        std::ranges::sort(samples);
        const json::object figures{{"load_s", load},
                                   {"evaluate_ms_median", samples[samples.size() / 2] * 1e3},
                                   {"evaluate_ms_best", samples.front() * 1e3},
                                   {"rounds", rounds}};
        if (common.json) {
            if (auto printed = print_json(figures); !printed) return std::unexpected(printed.error());
        } else {
            fmt::print("load {:.3f} s, evaluate median {:.3f} ms, best {:.3f} ms ({} rounds)\n", load,
                       samples[samples.size() / 2] * 1e3, samples.front() * 1e3, rounds);
        }
        return 0;
    });
}

int print_document(const std::string& what) {
    Program program(store::open(":memory:"), Key{});
    if (what == "openapi") {
        Jobs jobs([](const Refusal&) { return json::value(); });
        return write_out(http::openapi_json(program.capabilities, extras_of(program, jobs, false), version) + "\n") ? 0 : 1;
    }
    json::array kinds;
    for (const auto& t : program.capabilities.tables())
        for (const auto& kind : t.refusals)
            kinds.push_back(json::object{{"code", std::string(kind.code)}, {"capability", std::string(t.name)},
                                         {"status", kind.http_status}, {"vi", std::string(kind.vi)}, {"en", std::string(kind.en)}});
    return print_json(kinds) ? 0 : 1;
}

int write_template(const Common& common, const std::string& format, const std::string& out) {
    const auto written = write_out(format == "xlsx" ? people::template_xlsx(common.language) : people::template_csv(common.language), out);
    return written ? 0 : print_early_refusal(written.error(), common.language);
}

}  // namespace khuyenhoc::app
