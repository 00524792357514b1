#include "journal/journal.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <thread>

#include "base/check.h"
#include "base/date.h"
#include "base/text.h"
#include "journal/embedded.h"

namespace khuyenhoc::journal {

namespace {

constexpr std::string_view genesis = "0000000000000000000000000000000000000000000000000000000000000000";

/// One entry of the chain, as hashed: lengths before values, so that no two entries can read alike.
struct Entry {
    std::int64_t province = 0;
    std::int64_t seq = 0;
    std::string command_id;
    std::string name;
    std::string actor;
    std::string at;
    std::string body_hash;
    bool refused = false;
    std::string answer_hash;
    std::string previous_hash;

    std::string hash() const {
        std::string text;
        for (const std::string& part : {std::to_string(province), std::to_string(seq), command_id, name, actor, at, body_hash,
                                        std::string(refused ? "1" : "0"), answer_hash, previous_hash})
            text += fmt::format("{}:{};", part.size(), part);
        return sha256_hex(text);
    }
};

struct Head {
    std::int64_t seq = 0;
    std::string hash{genesis};
};

Head head_of(store::Connection& db, std::int64_t province) {
    Head head;
    db.query("SELECT seq, hash FROM journal WHERE province_id = $1 ORDER BY seq DESC LIMIT 1", {province},
             [&](const store::Row& row) { head = {row.integer(0), std::string(row.text(1))}; });
    return head;
}

/// Between attempts while the store's server is away: 25 ms, then twice as long each time, 6 s in all.
constexpr std::chrono::milliseconds first_pause{25};
constexpr std::chrono::milliseconds longest_pause{3200};

bool is_province(std::int64_t code) { return code >= 1 && code <= 8999; }

bool is_uuid(std::string_view id) {
    if (id.size() != 36) return false;
    for (std::size_t i = 0; i < id.size(); ++i) {
        const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        const char c = id[i];
        const bool hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
        if (dash ? c != '-' : !hex) return false;
    }
    return true;
}

/// The body as the journal keeps it: secret fields become keyed hashes, so that a repeat can still be recognised. Of a number
/// with few values (`id` not empty) the hash is the command's own: nobody sees which commands said the same.
std::string kept_body(const CommandLine& line, const json::object& body, const Key& key, std::string_view id) {
    json::object kept = body;
    for (const auto field : line.secret_fields) {
        auto* value = kept.if_contains({field.data(), field.size()});
        if (value == nullptr || (!value->is_string() && id.empty())) continue;
        const std::string secret = value->is_string() ? json::value_to<std::string>(*value)
                                                      : fmt::format("{}|{}|{}", id, field, json::serialize(*value));
        *value = "hash:" + keyed_hash_hex(key, secret);
    }
    return canonical_json(kept);
}

/// A command of the time when numbers were kept as they are may be sent again today.
std::string body_hash_of_old(const CommandLine& line, const json::object& body, const Key& key) {
    return sha256_hex(kept_body(line, body, key, {}));
}

json::value refusal_json(const Refusal& refusal) {
    json::object facts;
    for (const auto& [name, value] : refusal.facts) facts[name] = value;
    return json::object{{"code", refusal.code}, {"where", refusal.where}, {"facts", std::move(facts)}};
}

Refusal refusal_from(const json::value& value) {
    const auto& object = value.as_object();
    const auto text = [&](const char* name) { return json::value_to<std::string>(object.at(name)); };
    Refusal refusal{text("code"), text("where"), {}};
    for (const auto& pair : object.at("facts").as_object())
        refusal.facts.emplace_back(std::string(pair.key()), json::value_to<std::string>(pair.value()));
    return refusal;
}

struct Remembered {
    std::int64_t seq = 0;
    std::string name;
    std::string body_hash;
    bool refused = false;
    std::string answer;
};

std::optional<Remembered> find_remembered(store::Connection& db, std::int64_t province, std::string_view id) {
    std::optional<Remembered> found;
    db.query("SELECT seq, name, body_hash, refused, answer FROM journal WHERE province_id = $1 AND command_id = $2",
             {province, id}, [&](const store::Row& row) {
                 found = Remembered{row.integer(0), std::string(row.text(1)), std::string(row.text(2)),
                                    row.integer(3) == 1, std::string(row.text(4))};
             });
    return found;
}

Outcome repeat_of(const Remembered& old, std::string_view name, bool says_the_same) {
    if (old.name != name || !says_the_same)
        return {0, false, refuse("journal.conflict", "id", {{"seq", std::to_string(old.seq)}})};
    auto answer = parse_json(old.answer, 64);
    check(answer.has_value(), "a remembered answer is JSON");
    if (old.refused) return {old.seq, true, std::unexpected(refusal_from(*answer))};
    return {old.seq, true, std::move(*answer)};
}

Date day_in_vietnam(std::string_view at) {
    const auto day = parse_date(at.substr(0, 10));
    check(day.has_value(), "a journal time starts with a date");
    const auto hour = parse_integer(at.substr(11, 2));
    return hour && *hour >= 17 ? from_days(to_days(*day) + 1) : *day;
}

/// Runs the line and its reactions; on refusal everything they wrote is undone.
Result<json::value> run_line(const Capabilities& capabilities, const CommandLine& line, CommandContext& context,
                             const json::object& body) {
    auto& db = context.db;
    const bool undo = !line.refuses_before_writing;
    if (undo) db.run("SAVEPOINT command");
    const auto before = db.rows_changed();
    auto answer = line.run(context, body);
    check(answer || undo || db.rows_changed() == before, "a command that keeps no undo refuses before it writes");
    if (answer) {
        for (const Reaction* reaction : capabilities.reactions_on(line.name)) {
            auto reacted = reaction->run(context, body, *answer);
            if (reacted) continue;
            check(undo, "a reaction to a command that keeps no undo does not refuse");
            answer = std::unexpected(reacted.error());
            break;
        }
    }
    if (!answer) {
        if (undo) db.run("ROLLBACK TO command");
        context.after_commit.clear();
    }
    if (undo) db.run("RELEASE command");
    return answer;
}

void append(store::Connection& db, const Entry& entry, std::string_view body, std::string_view answer) {
    const std::string hash = entry.hash();
    db.run("INSERT INTO journal(province_id, seq, command_id, name, actor, at, body, body_hash, refused, answer, "
           "answer_hash, previous_hash, hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
           {entry.province, entry.seq, entry.command_id, entry.name, entry.actor, entry.at, body, entry.body_hash,
            std::int64_t(entry.refused), answer, entry.answer_hash, entry.previous_hash, hash});
}

}  // namespace

Table table() {
    Table t;
    t.name = "journal";
    t.migrations = {{"journal/0001_journal", journal_file_bytes("migrations/0001_journal.sql")},
                    {"journal/0002_lease", journal_file_bytes("migrations/0002_lease.sql")},
                    {"journal/0003_blanked", journal_file_bytes("migrations/0003_blanked.sql")}};
    t.checks = {{"journal.blanked_by_a_command",
                 "/* national */ SELECT j.seq FROM journal j LEFT JOIN journal_blanked b ON b.province_id = j.province_id AND b.seq = j.seq "
                 "LEFT JOIN journal c ON c.province_id = b.province_id AND c.seq = b.by_seq WHERE j.body = '' AND c.seq IS NULL"},
                {"journal.blanked_is_blank",
                 "/* national */ SELECT b.seq FROM journal_blanked b JOIN journal j ON j.province_id = b.province_id AND j.seq = b.seq WHERE j.body <> ''"}};
    t.deep_checks = {{"journal.chain", [](store::Connection& db) { return verify(db).problems; }}};
    t.refusals = {
        {"journal.unknown_command", 404, "Không có lệnh nào tên như vậy.", "There is no such command."},
        {"journal.bad_id", 422, "Mã lệnh phải là một UUID viết thường.", "A command's id must be a UUID in lower case."},
        {"journal.bad_province", 422, "Mã tỉnh không hợp lệ.", "The province is not valid."},
        {"journal.bad_actor", 422, "Tên người thực hiện không hợp lệ.", "The actor's name is not valid."},
        {"journal.conflict", 409, "Mã lệnh này đã dùng cho một việc khác (số {seq}).",
         "This command id was already used for something else (number {seq})."},
    };
    return t;
}

Journal::Journal(store::Store& store, const Capabilities& capabilities, const Key& key)
    : store_(store), capabilities_(capabilities), key_(key) {}

Outcome Journal::execute(const Command& command) { return execute_all({command}).front(); }

std::vector<Outcome> Journal::execute_all(const std::vector<Command>& commands) {
    std::vector<std::function<void()>> in_doubt;
    for (auto pause = first_pause;; pause *= 2) {
        try {
            return execute_once(commands, in_doubt);
        } catch (const store::StoreError& error) {
            // A command has an id, so it may be sent again whatever became of it: it is done once.
            using Kind = store::StoreError::Kind;
            const bool again = error.kind == Kind::lost || error.kind == Kind::serialization;
            if (!again || pause > longest_pause) throw;
        }
        std::this_thread::sleep_for(pause);
    }
}

std::vector<Outcome> Journal::execute_once(const std::vector<Command>& commands, std::vector<std::function<void()>>& in_doubt) {
    auto writer = store_.writer();
    std::vector<Outcome> outcomes;
    std::vector<std::function<void()>> after_commit;
    store::Transaction transaction(writer.connection);
    std::int64_t province = 0;
    for (const auto& command : commands) {
        if (command.province != province && is_province(command.province)) writer.connection.take_turn(province = command.province);
        outcomes.push_back(execute_in_transaction(writer.connection, command, after_commit));
    }
    const bool was_done = std::ranges::none_of(outcomes, [](const Outcome& one) { return one.seq > 0 && !one.repeated; });
    if (!was_done) in_doubt = std::move(after_commit);
    transaction.commit();
    // Still holding the writer: in-memory models follow in the order of the journal. When an earlier attempt was
    // committed and only its answer lost, they have not followed it yet.
    for (const auto& follow : in_doubt) follow();
    return outcomes;
}

Outcome Journal::execute_in_transaction(store::Connection& db, const Command& command,
                                        std::vector<std::function<void()>>& after_commit) {
    const CommandLine* line = capabilities_.find_command(command.name);
    if (line == nullptr) return {0, false, refuse("journal.unknown_command", "name")};
    if (!is_uuid(command.id)) return {0, false, refuse("journal.bad_id", "id")};
    if (!is_province(command.province)) return {0, false, refuse("journal.bad_province", "province")};
    if (command.actor.empty() || command.actor.size() > 100 || !is_clean_utf8(command.actor))
        return {0, false, refuse("journal.bad_actor", "actor")};
    auto body = check_shape(command.body, line->fields);
    if (!body) return {0, false, std::unexpected(body.error())};
    auto caller = command.permit ? command.permit(db, *line, *body) : Result<Caller>(Caller{.actor = command.actor});
    if (!caller) return {0, false, std::unexpected(caller.error())};

    const std::string kept = kept_body(*line, *body, key_, command.id);
    Entry entry;
    entry.body_hash = sha256_hex(kept);
    if (const auto old = find_remembered(db, command.province, command.id)) {
        const bool same = old->body_hash == entry.body_hash || old->body_hash == body_hash_of_old(*line, *body, key_);
        return repeat_of(*old, command.name, same);
    }

    const Head head = head_of(db, command.province);
    entry.province = command.province;
    entry.seq = head.seq + 1;
    entry.command_id = command.id;
    entry.name = command.name;
    entry.actor = command.actor;
    entry.at = now_utc();
    entry.previous_hash = head.hash;

    CommandContext context{db, command.province, entry.seq, command.actor, entry.at, day_in_vietnam(entry.at), *caller, {}};
    auto answer = run_line(capabilities_, *line, context, *body);
    entry.refused = !answer;
    const std::string answer_text = canonical_json(answer ? *answer : refusal_json(answer.error()));
    entry.answer_hash = sha256_hex(answer_text);
    append(db, entry, kept, answer_text);
    for (auto& follow : context.after_commit) after_commit.push_back(std::move(follow));
    return {entry.seq, false, std::move(answer)};
}

Verification verify(store::Connection& db) {
    Verification result;
    std::int64_t province = 0;
    Head head;
    const auto problem = [&](std::int64_t p, std::int64_t seq, const char* what) {
        if (result.problems.size() < 100) result.problems.push_back(reference(p, seq) + ": " + what);
    };
    db.query("/* national */ SELECT province_id, seq, command_id, name, actor, at, body, body_hash, refused, answer, answer_hash, "
             "previous_hash, hash FROM journal ORDER BY province_id, seq",
             {}, [&](const store::Row& row) {
                 Entry entry{row.integer(0), row.integer(1), std::string(row.text(2)), std::string(row.text(3)),
                             std::string(row.text(4)), std::string(row.text(5)), std::string(row.text(7)),
                             row.integer(8) == 1, std::string(row.text(10)), std::string(row.text(11))};
                 if (entry.province != province) head = {};
                 province = entry.province;
                 if (entry.seq != head.seq + 1) problem(province, entry.seq, "an entry is missing before this one");
                 if (entry.previous_hash != head.hash) problem(province, entry.seq, "does not follow the entry before it");
                 const auto body = row.text(6);
                 if (!body.empty() && sha256_hex(body) != entry.body_hash) problem(province, entry.seq, "the body was changed");
                 const auto answer = row.text(9);
                 if (!answer.empty() && sha256_hex(answer) != entry.answer_hash)
                     problem(province, entry.seq, "the answer was changed");
                 if (entry.hash() != row.text(12)) problem(province, entry.seq, "the hash is wrong");
                 head = {entry.seq, std::string(row.text(12))};
                 ++result.entries;
             });
    result.last_hash = head.hash;
    return result;
}

std::string reference(std::int64_t province, std::int64_t seq) { return fmt::format("{}/{:09}", province, seq); }

}  // namespace khuyenhoc::journal
