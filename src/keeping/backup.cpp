#include <algorithm>
#include <new>

#include "base/check.h"
#include "base/date.h"
#include "journal/journal.h"
#include "keeping/target.h"

namespace khuyenhoc::keeping {

namespace {

void wrap(Head& head, const Key& master, const Passphrase& passphrase) {
    const std::string salt = random_salt();
    const auto key = key_of_passphrase(passphrase.text, salt, passphrase.cost);
    if (!key) throw std::bad_alloc();
    head.wrapped = seal(*key, std::string_view(reinterpret_cast<const char*>(master.data()), master.size()));
    head.salt = salt;
    head.cost = passphrase.cost;
}

/// The program's migrations that the file's database had; refused when it had others.
Result<std::vector<store::Migration>> migrations_in(const Head& head, std::span<const store::Migration> known) {
    std::vector<store::Migration> own;
    for (const auto& migration : known)
        if (std::ranges::find(head.migrations, migration.name) != head.migrations.end()) own.push_back(migration);
    if (own.size() != head.migrations.size()) return refuse("keeping.other_schema", "--from");
    return own;
}

}  // namespace

Result<Kept> back_up(store::Store& from, const std::string& path, const Key& master, const Passphrase* passphrase,
                     std::span<const store::Migration> known, const TellProgress& tell) {
    const auto source = from.reader();
    const store::Held held(*source);
    const auto migrations = migrations_of(*source, known);
    if (!migrations) return std::unexpected(migrations.error());
    const auto tables = tables_of(*migrations);
    Kept kept;
    Head head;
    head.rows = count_rows(*source, tables);  // the first look: from here on nothing moves
    kept.moment = moment_of(*source);
    head.made_at = now_utc();
    for (const auto& migration : *migrations) head.migrations.emplace_back(migration.name);
    head.key_mark = key_mark_of(master);
    if (passphrase != nullptr) wrap(head, master, *passphrase);
    auto file = BackupWriter::begin(path, head, master);
    if (!file) return std::unexpected(file.error());
    const auto all = sum(head.rows);
    std::int64_t rows = 0;
    kept.contents = read_rows(*source, tables, [&](const Chunk& chunk) {
        (*file)->add(chunk);
        tell("backup", rows += chunk.rows, all);
    });
    check(rows == all, "a held moment does not move");
    if (auto done = (*file)->finish(kept.contents); !done) return std::unexpected(done.error());
    kept.bytes = (*file)->bytes_written();
    return kept;
}

Result<std::vector<Content>> prove(BackupReader& file, const Key& master, std::span<const store::Migration> known, const TellProgress& tell) {
    const auto migrations = migrations_in(file.head(), known);
    if (!migrations) return std::unexpected(migrations.error());
    const auto all = sum(file.head().rows);
    std::int64_t rows = 0;
    return file.read(master, tables_of(*migrations), [&](const Chunk& chunk) { tell("prove", rows += chunk.rows, all); });
}

Result<Kept> restore(BackupReader& file, const Key& master, const std::vector<Content>& proved, store::Store& to,
                     const Capabilities& capabilities, const TellProgress& tell) {
    const auto known = capabilities.migrations();
    return restore(file, master, proved, to, known, [&] { return capabilities.run_checks(*to.reader()); }, tell);
}

Result<Kept> restore(BackupReader& file, const Key& master, const std::vector<Content>& proved, store::Store& to,
                     std::span<const store::Migration> known, const RunChecks& run_checks, const TellProgress& tell) {
    const auto migrations = migrations_in(file.head(), known).value();
    Target target(to);
    if (auto begun = target.begin("restore", {}, false, migrations, known); !begun) return std::unexpected(begun.error());
    const auto all = sum(file.head().rows);
    std::int64_t rows = 0;
    const auto written = file.read(master, tables_of(migrations), [&](const Chunk& chunk) {
        target.write(chunk);
        tell("restore", rows += chunk.rows, all);
    });
    if (!written) return std::unexpected(written.error());
    if (auto equal = target.compare(proved, tell); !equal) return std::unexpected(equal.error());
    to.migrate(known);
    tell("check", all, all);
    const auto broken = run_checks();
    if (!broken) return std::unexpected(broken.error());
    if (!broken->empty()) return refuse("keeping.checks_failed", "", {{"count", std::to_string(broken->size())}});
    target.finish();
    return Kept{proved, moment_of(*to.reader()), 0, 0};
}

}  // namespace khuyenhoc::keeping
