// The one table a capability offers: commands, queries, reactions, checks, migrations, refusals.
// HTTP routes, the command line, OpenAPI, reference docs and the tests of all of these read the same lines.
// Knows no domain.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/json.h"
#include "base/result.h"
#include "capability/may.h"
#include "store/store.h"

namespace khuyenhoc {

/// The shape of one field of a command body or of a query's parameters. Checked before the function runs, documented
/// in OpenAPI. Fields that are not listed are refused ("shape.unknown_field").
struct Field {
    enum class Kind { integer, text, boolean, date, integers, texts, object, objects, any };
    std::string_view name;
    Kind kind = Kind::text;
    bool required = true;
    std::int64_t least = INT64_MIN;       ///< integers: smallest value; texts and lists: smallest length
    std::int64_t most = INT64_MAX;        ///< integers: largest value; texts (code points) and lists: largest length
    std::vector<std::string_view> one_of = {}; ///< text: the only values allowed
    std::string_view note = {};           ///< English, for the reference
    std::vector<Field> inside = {};       ///< of object and objects
};

/// Checks `body` against `fields`. Texts come out canonical (NFC, trimmed): the returned object replaces the body.
/// Refusals: shape.missing_field, shape.unknown_field, shape.wrong_type, shape.out_of_range, shape.not_one_of,
/// shape.bad_date, shape.bad_text; `where` is the path, such as "scores[3].value".
Result<json::object> check_shape(const json::object& body, const std::vector<Field>& fields);

/// What a command's function gets. Everything it writes goes through `db`, inside the command's transaction.
struct CommandContext {
    store::Connection& db;
    std::int64_t province = 0;   ///< the province whose journal this command is in (the official code, 14 for Son La)
    std::int64_t seq = 0;        ///< the command's number in that journal; facts keep it as their provenance
    std::string actor;           ///< who, as a stable name; "system" for imports and the demo
    std::string at;              ///< UTC, from the journal: the only time a command knows
    Date today;                  ///< the day in Viet Nam that `at` falls on
    Caller caller = {};          ///< the account behind `actor`
    std::vector<std::function<void()>> after_commit = {};  ///< run once the command is durable (in-memory models follow)
};

/// A change. The body has passed `fields`; the answer is remembered with the command and given again to a repeat.
struct CommandLine {
    std::string_view name;      ///< "recognition.record_scores"
    std::string_view summary;   ///< one English sentence
    May may = {};
    std::vector<Field> fields;
    std::function<Result<json::value>(CommandContext&, const json::object& body)> run;
    /// Top-level fields that the journal keeps only as a keyed hash (citizen numbers, ethnic groups).
    std::vector<std::string_view> secret_fields = {};
    /// Promises that `run` refuses only before it writes anything, and that its reactions never refuse. The journal then keeps
    /// no undo of its own for the command, which for thousands of rows costs a third of the time. A broken promise is a Bug.
    bool refuses_before_writing = false;
};

/// What a query's function gets.
struct QueryContext {
    store::Connection& db;
    std::string language;  ///< "vi" or "en"
    Date today;
    Caller caller = {};
};

/// What a query answers: JSON, or a file (report as CSV, XLSX, text).
struct Answer {
    json::value value;
    std::string file;          ///< when not empty: the body, instead of `value`
    std::string content_type;  ///< of `file`
    std::string file_name;     ///< for Content-Disposition; ASCII, no personal data
};

struct QueryLine {
    std::string_view path;     ///< "/api/households/{id}/explanation"; `{name}` parts are parameters too
    std::string_view summary;
    May may = {};
    std::vector<Field> parameters;  ///< path and query-string parameters, typed from text by their kind
    std::function<Result<Answer>(QueryContext&, const json::object& parameters)> run;
    /// A query that needs a document to be sent (what-if) is a POST that changes nothing; its body's fields.
    std::vector<Field> body = {};
    /// The answer follows from the journal, the parameters, the language and the day alone, and is asked for by many: the
    /// program keeps it until the journal grows.
    bool kept = false;
    bool has_body() const { return !body.empty(); }
};

/// "When that command has run, also do this", in the same transaction, one level deep, in table order.
struct Reaction {
    std::string_view on;  ///< a command's name
    std::function<Result<void>(CommandContext&, const json::object& body, const json::value& answer)> run;
};

/// A query that must return no row. Columns are safe to print (ids, codes, counts).
struct Check {
    std::string_view name;  ///< "people.member_has_person"
    std::string_view sql;
};

/// A check that needs code (hash chain, model against store). Returns what is wrong, one line each.
struct DeepCheck {
    std::string_view name;
    std::function<std::vector<std::string>(store::Connection&)> run;
};

struct Table {
    std::string_view name;
    std::vector<store::Migration> migrations = {};
    std::vector<CommandLine> commands = {};
    std::vector<QueryLine> queries = {};
    std::vector<Reaction> reactions = {};
    std::vector<Check> checks = {};
    std::vector<DeepCheck> deep_checks = {};
    std::vector<RefusalKind> refusals = {};
};

/// All tables of a program, in order, with look-ups.
class Capabilities {
public:
    explicit Capabilities(std::vector<Table> tables);

    const std::vector<Table>& tables() const { return tables_; }
    const CommandLine* find_command(std::string_view name) const;
    const RefusalKind* find_refusal(std::string_view code) const;
    std::vector<const Reaction*> reactions_on(std::string_view command) const;
    std::vector<store::Migration> migrations() const;

    /// Runs every check; one line per broken row: "people.member_has_person: 14000000000012 ...".
    std::vector<std::string> run_checks(store::Connection& db) const;

private:
    std::vector<Table> tables_;
    std::map<std::string, const CommandLine*, std::less<>> commands_;
    std::map<std::string, const RefusalKind*, std::less<>> refusals_;
};

/// The refusals that any line can answer (shapes, JSON, journal, internal). A table like the others.
Table ground_table();

/// A refusal as people and programs see it: {"code","where","facts","message"} with the sentence in `language`.
json::object describe(const Refusal& refusal, const Capabilities& capabilities, std::string_view language);

}  // namespace khuyenhoc
