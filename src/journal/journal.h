// The journal: each change is one command, kept once, answered once, in one hash chain per province.
// Knows no domain: it runs lines of the capability tables.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/crypto.h"
#include "capability/capability.h"

namespace khuyenhoc::journal {

/// The table that owns the journal's migrations, checks and refusals.
Table table();

/// A change on its way in. `id` is made where the person acts (a UUID), before the first attempt to send it.
struct Command {
    std::string id;
    std::string name;
    std::int64_t province = 0;
    std::string actor;
    json::object body;
    /// Whether whoever sends it may, and as whom: asked inside the transaction, before anything is looked up, of the checked
    /// body. What it refuses is not remembered. Empty: the program itself.
    std::function<Result<Caller>(store::Connection&, const CommandLine&, json::object& body)> permit = {};
};

/// What became of it. The same command again gets an equal outcome with `repeated` set.
struct Outcome {
    std::int64_t seq = 0;
    bool repeated = false;
    Result<json::value> answer;
};

/// Runs commands against one store. Thread-safe; commands of one store run one after another.
class Journal {
public:
    /// `key` hashes secret fields; it can never be another one, for a repeat is known by its hash. Neither reference is owned; both must outlive the journal.
    Journal(store::Store& store, const Capabilities& capabilities, const Key& key);

    /// Durable when it returns. Refusals by the command's own function are remembered in the journal like answers;
    /// refusals before it runs (unknown command, bad shape, bad id, conflict) are not, since nothing happened.
    /// A store that is away for some seconds is waited for; then StoreError (lost).
    /// Codes: journal.unknown_command, journal.bad_id, journal.conflict, shape.*, and the command's own.
    Outcome execute(const Command& command);

    /// Many commands in one durable transaction, each whole or not at all. Outcomes in order. For sync and imports.
    std::vector<Outcome> execute_all(const std::vector<Command>& commands);

private:
    /// `in_doubt`: what follows the commands of an attempt whose commit may have been lost.
    std::vector<Outcome> execute_once(const std::vector<Command>& commands, std::vector<std::function<void()>>& in_doubt);
    Outcome execute_in_transaction(store::Connection& db, const Command& command,
                                   std::vector<std::function<void()>>& after_commit);

    store::Store& store_;
    const Capabilities& capabilities_;
    Key key_;
};

struct Verification {
    std::int64_t entries = 0;
    std::string last_hash;               ///< of the last province's chain, hex
    std::vector<std::string> problems;   ///< one line each; empty when the chain is unbroken
};

/// Recomputes every chain from its first entry.
Verification verify(store::Connection& db);

/// How a row of facts may name its origin: "14/000000123".
std::string reference(std::int64_t province, std::int64_t seq);

}  // namespace khuyenhoc::journal
