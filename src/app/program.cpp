#include "app/program.h"

#include <filesystem>
#include <map>
#include <mutex>

#include "accounts/retention.h"
#include "app/purposes.h"
#include "base/key_wrap.h"
#include "demo/demo.h"
#include "http/routes.h"
#include "keeping/keeping.h"
#include "oidc/oidc.h"

namespace khuyenhoc::app {

namespace {

indicators::TitleCounts handed(const recognition::TitleCounts& c) {
    return {c.learning_citizens, c.adult_learning_citizens, c.learning_families, c.learning_clans,
            c.learning_communities, c.learning_units, c.learning_units_level2};
}

indicators::StateCounts handed(const recognition::StateCounts& c) {
    return {c.out_of_scope, c.not_assessed, c.incomplete, c.two_households, c.not_achieved, c.achieved};
}

indicators::PlaceCounts handed(const recognition::PlaceCounts& row) {
    const auto& c = row.counts;
    indicators::Counts out;
    out.population = c.population;
    out.adults = c.adults;
    out.assessed_citizens = c.assessed_citizens;
    out.households = c.households;
    out.clans = c.clans;
    out.hamlets = c.hamlets;
    out.units = c.units;
    out.computed = handed(c.computed);
    out.recognised = handed(c.recognised);
    out.persons = handed(c.persons);
    out.families = handed(c.families);
    out.clan_states = handed(c.clan_states);
    out.communities = handed(c.communities);
    out.unit_states = handed(c.unit_states);
    out.unplaced_persons = c.unplaced_persons;
    out.unplaced_households = c.unplaced_households;
    return {row.place, out};
}

/// `indicators` calls no capability: it is handed its counts here.
indicators::Source source_of(recognition::Recognition& recognition) {
    indicators::Source source;
    source.counts = [&recognition](places::PlaceId place, int year, Date on) -> Result<std::vector<indicators::PlaceCounts>> {
        auto counted = recognition.counts(place, year, on);
        if (!counted) return std::unexpected(counted.error());
        std::vector<indicators::PlaceCounts> rows{handed(counted->own)};
        for (const auto& row : counted->below) rows.push_back(handed(row));
        return rows;
    };
    source.campaign = [&recognition](places::PlaceId, int year) -> Result<indicators::Campaign> {
        auto campaign = recognition.campaign(year);
        if (!campaign) return std::unexpected(campaign.error());
        indicators::Campaign out;
        for (const auto& c : campaign->criteria)
            out.criteria.push_back({c.id, c.title, c.name_vi, c.name_en, c.document, c.illustrative, c.confidence});
        out.cut_off = campaign->cut_off;
        out.state = campaign->state;
        out.synthetic = campaign->synthetic;
        return out;
    };
    return source;
}

/// Answers of one query, kept until the journal grows: a report is asked for by every page and changes only with commands.
class KeptAnswers {
public:
    using Run = std::function<Result<Answer>(QueryContext&, const json::object&)>;

    Result<Answer> ask(const Run& run, QueryContext& context, const json::object& parameters) {
        const auto seq = context.db.query_integer("SELECT max(seq) FROM journal WHERE province_id = $1", {home_province}).value_or(0);
        const std::string key = context.language + to_text(context.today) + canonical_json(parameters);
        {
            const std::lock_guard lock(mutex_);
            if (seq != seq_ || answers_.size() > most) answers_.clear();
            seq_ = seq;
            if (const auto found = answers_.find(key); found != answers_.end()) return found->second;
        }
        auto answer = run(context, parameters);
        if (!answer) return answer;
        if (answer->file.empty()) {
            answer->file = json::serialize(answer->value);
            answer->content_type = "application/json; charset=utf-8";
            answer->value = nullptr;
        }
        const std::lock_guard lock(mutex_);
        if (seq == seq_) answers_.insert_or_assign(key, *answer);
        return answer;
    }

private:
    static constexpr std::size_t most = 500;
    std::mutex mutex_;
    std::int64_t seq_ = -1;
    std::map<std::string, Answer, std::less<>> answers_;
};

/// Lets every line that says so keep its answers.
std::vector<Table> with_kept_answers(std::vector<Table> tables) {
    for (auto& table : tables)
        for (auto& query : table.queries)
            if (query.kept)
                query.run = [kept = std::make_shared<KeptAnswers>(), run = query.run](QueryContext& context, const json::object& parameters) {
                    return kept->ask(run, context, parameters);
                };
    return tables;
}

}  // namespace

std::vector<privacy::Sweep> sweeps() {
    return {{"sessions", [](store::Connection& db, std::int64_t, Date before) { return accounts::count_sessions_before(db, before); },
             [](CommandContext& context, Date before) { return accounts::remove_sessions_before(context.db, before); }},
            {"account_events", [](store::Connection& db, std::int64_t, Date before) { return accounts::count_events_before(db, before); },
             [](CommandContext& context, Date before) { return accounts::remove_events_before(context.db, before); }},
            {"read_log", accounts::count_readings_before,
             [](CommandContext& context, Date before) { return accounts::remove_readings_before(context.db, context.province, before); }}};
}

std::vector<Table> tables(Program& program) {
    return with_kept_answers({ground_table(),
            keys::table(),
            journal::table(),
            keeping::table(),
            http::table(),
            oidc::table(),
            places::table(program.places),
            people::table(program.places, program.keys),
            accounts::table(program.accounts),
            recognition::table(program.recognition),
            privacy::table(program.places, program.recognition, program.keys, sweeps()),
            indicators::table(program.places, program.source),
            demo::table(program.places, program.keys),
            table()});
}

Program::Program(std::unique_ptr<store::Store> opened, const khuyenhoc::keys::Ring& ring)
    : store(std::move(opened)),
      keys(people_keys(ring)),
      places(*store),
      accounts(*store, places, ring.newest(accounts_purpose)),
      recognition(*store, home_province),
      source(source_of(recognition)),
      capabilities(tables(*this)),
      journal(*store, capabilities, ring.newest(journal_purpose)) {
    recognition.keep_evidence_under(ring.all(evidence_purpose));
    recognition.open_ethnicity_with(keys.ethnicity);
}

Program::Program(std::unique_ptr<store::Store> opened, const Key& master) : Program(std::move(opened), ring_of_old(master)) {}

std::vector<store::Migration> known_migrations() { return Program(store::open(":memory:"), Key{}).capabilities.migrations(); }

namespace {

/// A database just made has no rows to move: on a server with Citus it is spread at once.
void spread_new(store::Store& store, std::span<const store::Migration> migrations) {
    auto writer = store.writer();
    const auto spread = store::read_spread(writer.connection);
    if (!spread.has_extension) return;
    for (const auto& step : store::spread_steps(store::known_tables(migrations), spread, store::usual_shards(1), {}))
        writer.connection.run_script(step.sql);
}

Result<std::unique_ptr<Program>> open_reachable(const std::string& db, const std::string& key_path, bool may_make, const AskPassphrase& ask) {
    const bool exists = store::exists(db);
    if (!exists && !may_make) return refuse("app.no_database", "--db");
    const auto path = key_path.empty() ? usual_key_path(db) : key_path;
    if (!exists)
        if (const auto made = read_key(path, true, ask); !made) return std::unexpected(made.error());
    auto held = hold_key(path, Use::shared);
    if (!held) return std::unexpected(held.error());
    if (!std::filesystem::exists(path)) return refuse("app.key_missing");  // before a store is opened
    auto opened = store::open(db);
    auto master = master_of(*opened, path, ask);
    if (!master) return std::unexpected(master.error());
    held = hold_key(path, Use::shared);  // the file may be another by now
    if (!held) return std::unexpected(held.error());
    const auto migrations = known_migrations();
    opened->migrate(migrations);
    const auto ring = open_ring(*opened, *master);
    wipe(*master);
    if (!ring) return std::unexpected(ring.error());
    auto program = std::make_unique<Program>(std::move(opened), *ring);
    program->key_held = std::move(*held);
    if (store::is_postgres(db) && !exists) spread_new(*program->store, migrations);
    if (!store::is_postgres(db)) return program;
    const auto whole = refuse_unspread(store::known_tables(migrations), store::read_spread(*program->store->reader()));
    if (!whole) return std::unexpected(whole.error());
    return program;
}

}  // namespace

Result<std::unique_ptr<Program>> open_program(const std::string& db, const std::string& key_path, bool may_make, const AskPassphrase& ask) {
    return if_reachable("--db", [&] { return open_reachable(db, key_path, may_make, ask); });
}

Result<void> refuse_unspread(std::span<const store::KnownTable> tables, const store::Spread& spread) {
    const auto faults = store::spread_faults(tables, spread);
    if (faults.empty()) return {};
    return refuse("app.not_distributed", faults.front().table, {{"what", faults.front().what}});
}

std::string usual_key_path(const std::string& db) {
    if (!store::is_postgres(db)) return db + ".key";
    const auto name_from = db.rfind('/') + 1;
    return db.substr(name_from, db.find('?') - name_from) + ".key";
}

int newest_campaign(Program& program) {
    const auto year = program.store->reader()->query_integer("SELECT max(year) FROM campaign WHERE province_id = $1", {home_province});
    return static_cast<int>(year.value_or(today_in_vietnam().year));
}

Table table() {
    Table t;
    t.name = "app";
    t.refusals = {
        {"app.no_database", 404, "Không có cơ sở dữ liệu ở đường dẫn này.", "There is no database at that path."},
        {"app.database_exists", 409, "Đã có cơ sở dữ liệu ở đường dẫn này; dữ liệu cũ được giữ nguyên.",
         "There is a database at that path already; it is left as it is."},
        {"app.key_missing", 409, "Thiếu tệp khóa của cơ sở dữ liệu này (đuôi .key). Hãy khôi phục tệp khóa từ bản sao lưu.",
         "The key file of this database (ending in .key) is missing. Restore it from your backup."},
        {"app.key_damaged", 409, "Tệp khóa bị hỏng: cần 64 chữ số thập lục phân.", "The key file is damaged: it must be 64 hex digits."},
        {"app.passphrase_missing", 409, "Tệp khóa có mật khẩu: hãy gõ ở màn hình dòng lệnh, hoặc chỉ tệp chứa mật khẩu bằng --key-passphrase-file.",
         "The key file has a passphrase: type it at a terminal, or name a file that holds it with --key-passphrase-file."},
        {"app.wrong_passphrase", 409, "Mật khẩu không mở được tệp khóa.", "The passphrase does not open the key file."},
        {"app.passphrases_differ", 422, "Hai lần gõ không giống nhau; chưa thay đổi gì.", "The two are not the same; nothing was changed."},
        {"app.key_not_writable", 409, "Không ghi được tệp khóa.", "The key file cannot be written."},
        {"app.needs_postgres", 422, "Lệnh này chỉ dùng cho cơ sở dữ liệu PostgreSQL.", "This is only for a PostgreSQL database."},
        {"app.no_citus", 409, "Máy chủ PostgreSQL chưa cài phần mở rộng Citus cho cơ sở dữ liệu này; chưa thay đổi gì.",
         "The PostgreSQL server has no Citus extension in this database; nothing was changed."},
        {"app.not_distributed", 409,
         "Cơ sở dữ liệu Citus này có bảng chưa phân bố theo tỉnh ({where}). Hãy chạy: khuyenhoc db distribute",
         "This Citus database has a table that is not spread by province ({where}). Run: khuyenhoc db distribute"},
        {"app.file_not_readable", 404, "Không đọc được tệp.", "The file cannot be read."},
        {"app.file_not_writable", 409, "Không ghi được tệp.", "The file cannot be written."},
        {"app.too_many_jobs", 503, "Đang có quá nhiều việc chờ. Xin thử lại sau ít phút.", "Too many jobs are waiting. Please try again in a few minutes."},
        {"app.no_account", 404, "Không có tài khoản nào tên đăng nhập như vậy.", "There is no account of that login."},
        {"app.bad_option", 422, "Giá trị của tùy chọn {where} không hợp lệ.", "The value of option {where} is not valid."},
    };
    return t;
}

}  // namespace khuyenhoc::app
