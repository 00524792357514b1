// The command line of Khuyenhoc.
#include <CLI/CLI.hpp>

#include <csignal>
#include <cstdio>
#include <exception>

#include "app/program.h"
#include "app/verbs.h"
#include "base/check.h"
#include "store/store.h"

namespace {

using namespace khuyenhoc::app;

struct Line {
    CLI::App app{"Khuyenhoc runs a learning society: people, assessments, titles, figures."};
    Common common;
    int exit_code = 0;

    CLI::App* verb(const char* name, const char* summary, CLI::App* under = nullptr) {
        auto* sub = (under != nullptr ? under : &app)->add_subcommand(name, summary);
        sub->add_option("--language", common.language, "vi or en")->check(CLI::IsMember({"vi", "en"}));
        return sub;
    }
    void with_key_passphrase(CLI::App* sub) {
        sub->add_option("--key-passphrase-file", common.key_passphrase_file, "First line: the passphrase of the key file, when it has one")
            ->envname("KHUYENHOC_KEY_PASSPHRASE_FILE");
    }
    CLI::App* verb_on_db(const char* name, const char* summary, CLI::App* under = nullptr) {
        auto* sub = verb(name, summary, under);
        sub->add_option("--db", common.db, "Database file")->required();
        sub->add_option("--key", common.key, "Key file (default: the database's path + .key)");
        with_key_passphrase(sub);
        sub->add_flag("--json", common.json, "Print figures as JSON");
        return sub;
    }
};

void add_year(CLI::App* sub, int& year) { sub->add_option("--year", year, "Campaign year")->required()->check(CLI::Range(2000, 2100)); }

void add_making(Line& line, DemoOptions& demo, ServeOptions& server, ImportOptions& import) {
    auto* sub = line.verb_on_db("demo", "Make the Son La demo: synthetic people, real places");
    sub->add_option("--people", demo.people, "How many people")->check(CLI::Range(std::int64_t{500}, std::int64_t{1'404'587}));
    sub->add_option("--seed", demo.seed, "The same seed makes the same people");
    sub->add_flag("--replace", demo.replace, "Throw away a database at that path first");
    sub->add_option("--register-csv", demo.register_csv, "Write a register to import to this file instead");
    sub->callback([&] { line.exit_code = make_demo(line.common, demo); });

    sub = line.verb_on_db("serve", "Serve pages and the interface");
    sub->add_option("--listen", server.listen, "ADDRESS:PORT; beyond this machine with a certificate and a name");
    sub->add_option("--certificate", server.certificate, "PEM file of the certificate chain: speak TLS");
    sub->add_option("--certificate-key", server.certificate_key, "PEM file of its key");
    sub->add_option("--name", server.names, "Name that people type, may be repeated");
    sub->add_flag("--behind-proxy", server.behind_proxy, "A proxy stands in front and speaks TLS; its X-Forwarded-For is believed");
    sub->add_option("--proxy-address", server.proxies, "Address of the proxy when it is not on this machine, may be repeated");
    sub->add_option("--oidc-issuer", server.oidc_issuer, "Another service to sign in at (OpenID Connect): its issuer, an https address");
    sub->add_option("--oidc-client-id", server.oidc_client_id, "Under which name that service knows this program");
    sub->add_option("--oidc-client-secret-file", server.oidc_client_secret_file, "First line: the secret shared with that service; none for a public client")
        ->envname("KHUYENHOC_OIDC_CLIENT_SECRET_FILE");
    sub->add_option("--pace", server.pace, "Questions about people that one account may send a minute, and changes; ten times as many at once")->check(CLI::Range(1, 1'000'000))->capture_default_str();
    sub->add_option("--oidc-name", server.oidc_name, "As people know that service: stands on the button");
    sub->add_option("--oidc-authority", server.oidc_authority, "PEM file of who signs its certificate, when the machine does not know them");
    sub->add_flag("--oidc-second-factor", server.oidc_second_factor, "Who used a second factor there is not asked for the one here");
    sub->add_flag("--core-dumps", server.core_dumps, "A crash may leave a core file, which holds keys and people's data");
    sub->callback([&] { line.exit_code = serve(line.common, server); });

    auto* what = line.app.add_subcommand("import", "Import a register");
    what->require_subcommand(1);
    sub = line.verb_on_db("people", "Persons and households from CSV or XLSX", what);
    sub->add_option("--file", import.file, "The register")->required();
    sub->add_option("--errors", import.errors, "Write the problems to this CSV file");
    sub->add_option("--on", import.on, "Day the register describes, YYYY-MM-DD (default: today)");
    sub->add_option("--sheet", import.sheet, "Sheet of a workbook (default: the first)");
    sub->add_option("--actor", import.actor, "Who imports");
    sub->add_option("--round", import.round, "Look at the same file anew");
    sub->add_flag("--dry-run", import.dry_run, "Judge every row, write nothing");
    sub->add_flag("--stop-on-error", import.stop_on_error, "Any error: write nothing at all");
    sub->callback([&] { line.exit_code = import_people(line.common, import); });
}

void add_figures(Line& line, ReportOptions& report, EvaluateOptions& evaluated, ExplainOptions& explained) {
    auto* sub = line.verb_on_db("report", "The report of a place");
    sub->add_option("--place", report.place, "Code, id or name (14: the province)");
    add_year(sub, report.year);
    sub->add_option("--on", report.on, "Boundaries of this day, YYYY-MM-DD (default: the year's last)");
    sub->add_option("--format", report.format, "text, csv, json or xlsx")->check(CLI::IsMember({"text", "csv", "json", "xlsx"}));
    sub->add_option("--out", report.out, "Write to this file");
    sub->callback([&] { line.exit_code = print_report(line.common, report); });

    sub = line.verb_on_db("evaluate", "Evaluate every row of a year");
    add_year(sub, evaluated.year);
    sub->add_option("--criteria", evaluated.criteria, "Criteria file in place of the campaign's");
    sub->callback([&] { line.exit_code = evaluate(line.common, evaluated); });

    sub = line.verb_on_db("whatif", "Counts under changed criteria beside today's");
    add_year(sub, evaluated.year);
    sub->add_option("--criteria", evaluated.criteria, "Criteria file")->required();
    sub->callback([&] { line.exit_code = what_if(line.common, evaluated); });

    sub = line.verb_on_db("explain", "Why a title is or is not reached");
    add_year(sub, explained.year);
    auto* subject = sub->add_option_group("subject");
    subject->add_option("--household", explained.household, "Household id");
    subject->add_option("--person", explained.person, "Person id");
    subject->add_option("--clan", explained.clan, "Clan id");
    subject->add_option("--hamlet", explained.hamlet, "Hamlet id");
    subject->add_option("--unit", explained.unit, "Unit id");
    subject->require_option(1);
    sub->callback([&] { line.exit_code = explain(line.common, explained); });
}

void add_keeping(Line& line, int& year, int& rounds, std::string& folder) {
    auto* what = line.app.add_subcommand("export", "Export data");
    what->require_subcommand(1);
    auto* sub = line.verb_on_db("cascade-input", "Every input of the cascade as CSV, so that anyone can recompute it", what);
    add_year(sub, year);
    sub->add_option("--dir", folder, "Folder to write to")->required();
    sub->callback([&] { line.exit_code = export_cascade_input(line.common, year, folder); });

    what = line.app.add_subcommand("journal", "The journal of commands");
    what->require_subcommand(1);
    sub = line.verb_on_db("verify", "Recompute the hash chain", what);
    sub->callback([&] { line.exit_code = verify_journal(line.common); });

    sub = line.verb_on_db("check", "Run every integrity check");
    sub->callback([&] { line.exit_code = check_integrity(line.common); });

    sub = line.verb_on_db("bench", "Time the cascade on this database");
    add_year(sub, year);
    sub->add_option("--rounds", rounds, "Samples")->check(CLI::Range(1, 1000));
    sub->callback([&] { line.exit_code = measure(line.common, year, rounds); });
}

void add_databases(Line& line, CopyOptions& copied, BackupOptions& backed_up, RestoreOptions& restored, DistributeOptions& distributed) {
    auto* what = line.app.add_subcommand("db", "Databases as a whole");
    what->require_subcommand(1);
    auto* sub = line.verb("copy", "Copy a database to another store, SQLite or PostgreSQL; goes on where it was interrupted", what);
    sub->add_option("--from", copied.from, "Database file or postgresql://...")->required();
    sub->add_option("--to", copied.to, "An empty place: a new file, or an empty PostgreSQL database")->required();
    sub->add_option("--from-key", copied.from_key, "Key file of --from (default: the usual place)");
    sub->add_option("--to-key", copied.to_key, "Where the key file of --to is or is put (default: the usual place)");
    line.with_key_passphrase(sub);
    sub->add_flag("--json", line.common.json, "Print figures as JSON");
    sub->callback([&] { line.exit_code = copy_database(line.common, copied); });

    sub = line.verb_on_db("backup", "One encrypted file of everything, while the program goes on serving");
    sub->add_option("--out", backed_up.out, "The file to make")->required();
    sub->add_option("--passphrase-file", backed_up.passphrase_file, "Put the key into the file, sealed with this file's first line");
    sub->callback([&] { line.exit_code = back_up(line.common, backed_up); });

    sub = line.verb("restore", "Make a database from a backup, in an empty place");
    sub->add_option("--from", restored.from, "The backup")->required();
    auto* db = sub->add_option("--db", line.common.db, "An empty place: a new file, or an empty PostgreSQL database");
    sub->add_option("--key", line.common.key, "Key file (default: the usual place); written there when it comes out of the backup");
    line.with_key_passphrase(sub);
    sub->add_option("--passphrase-file", restored.passphrase_file, "First line: the passphrase of the backup");
    auto* only = sub->add_flag("--only-prove", restored.only_prove, "Read the whole backup and say whether it is sound; write nothing");
    sub->add_flag("--json", line.common.json, "Print figures as JSON");
    sub->callback([&, db, only] {
        if (db->empty() && only->empty()) throw CLI::RequiredError("--db");
        line.exit_code = restore(line.common, restored);
    });

    sub = line.verb_on_db("distribute", "Lay a PostgreSQL database out by province over the servers of its Citus extension", what);
    sub->add_flag("--plan", distributed.plan, "Print what would be done, change nothing");
    sub->add_option("--shards", distributed.shards, "Shards (default: 64; 128 for more than 32 provinces)")->check(CLI::Range(64, 128));
    sub->callback([&] { line.exit_code = distribute(line.common, distributed); });
}

void add_accounts(Line& line, AccountOptions& account) {
    auto* what = line.app.add_subcommand("accounts", "Who may sign in");
    what->require_subcommand(1);
    auto* sub = line.verb_on_db("add", "Open an account and print its one-time link", what);
    sub->add_option("--login", account.login, "Lower-case letters, digits, dots, hyphens")->required();
    sub->add_option("--name", account.name, "As people know them")->required();
    sub->add_option("--role", account.role, "administrator, secretary, commune_officer, hamlet_head, ...")->required();
    sub->add_option("--place", account.place, "Place id (default: the province)");
    sub->add_option("--unit", account.unit, "Unit id, of a unit officer");
    sub->add_option("--household", account.household, "Household id, of a citizen");
    sub->add_option("--address", account.address, "Where the pages are, for the link");
    sub->callback([&] { line.exit_code = add_account(line.common, account); });

    sub = line.verb_on_db("list", "Every account and its roles", what);
    sub->callback([&] { line.exit_code = list_accounts(line.common); });

    sub = line.verb_on_db("code", "A one-time code for whoever has lost the password", what);
    sub->add_option("--login", account.login, "Of the account")->required();
    sub->add_option("--address", account.address, "Where the pages are, for the link");
    sub->add_flag("--drop-totp", account.drops_totp, "The second factor is lost too");
    sub->callback([&] { line.exit_code = give_code(line.common, account); });

    sub = line.verb_on_db("demo", "One account a role, in a demo that was made without them; nothing in one that has them", what);
    sub->callback([&] { line.exit_code = add_demo_accounts(line.common); });
}

void add_privacy(Line& line, bool& dry_run) {
    auto* what = line.app.add_subcommand("privacy", "The duties of personal data");
    what->require_subcommand(1);
    auto* sub = line.verb_on_db("retention", "Remove what has been kept for its time, by the storage schedule", what);
    sub->add_flag("--dry-run", dry_run, "Only say what would be removed");
    sub->callback([&] { line.exit_code = run_retention(line.common, dry_run); });
}

void add_keys(Line& line, RotateOptions& rotated) {
    auto* what = line.app.add_subcommand("keys", "The master key and the data keys that it opens");
    what->require_subcommand(1);
    auto* sub = line.verb_on_db("status", "Which keys there are, and since when", what);
    sub->callback([&] { line.exit_code = show_keys(line.common); });

    sub = line.verb_on_db("rotate", "Another master key, in a new key file; data stay as they are. Stop the service first", what);
    auto* file = sub->add_option("--new-passphrase-file", rotated.new_passphrase_file, "Seal the new key file with this file's first line");
    auto* ask = sub->add_flag("--ask-passphrase", rotated.ask_passphrase, "Seal the new key file with a passphrase typed here")->excludes(file);
    sub->add_flag("--plain", rotated.plain, "The new key file has no passphrase")->excludes(file)->excludes(ask);
    sub->callback([&] { line.exit_code = rotate_keys(line.common, rotated); });

    sub = line.verb_on_db("reseal", "Seal the register anew with new data keys; goes on where it was stopped. Stop the service first", what);
    sub->callback([&] { line.exit_code = reseal_keys(line.common); });
}

void add_documents(Line& line, std::string& what, std::string& format, std::string& out) {
    auto* sub = line.verb("template", "A register to fill in");
    sub->add_option("--format", format, "csv or xlsx")->check(CLI::IsMember({"csv", "xlsx"}));
    sub->add_option("--out", out, "File to write")->required();
    sub->callback([&] { line.exit_code = write_template(line.common, format, out); });

    sub = line.verb("document", "Print a document made from the tables");
    sub->add_option("what", what, "openapi or refusals")->required()->check(CLI::IsMember({"openapi", "refusals"}));
    sub->callback([&] { line.exit_code = print_document(what); });
}

int run(int argc, char** argv) {
    Line line;
    DemoOptions demo;
    ServeOptions server;
    ImportOptions import;
    ReportOptions report;
    EvaluateOptions evaluated;
    ExplainOptions explained;
    CopyOptions copied;
    BackupOptions backed_up;
    RestoreOptions restored;
    DistributeOptions distributed;
    AccountOptions account;
    RotateOptions rotated;
    int year = 0;
    int rounds = 20;
    bool dry_run = false;
    std::string folder, what, format = "csv", out;

    line.app.set_version_flag("--version", std::string(version));
    line.app.require_subcommand(1);
    add_making(line, demo, server, import);
    add_figures(line, report, evaluated, explained);
    add_keeping(line, year, rounds, folder);
    add_databases(line, copied, backed_up, restored, distributed);
    add_accounts(line, account);
    add_privacy(line, dry_run);
    add_keys(line, rotated);
    add_documents(line, what, format, out);
    CLI11_PARSE(line.app, argc, argv);
    return line.exit_code;
}

}  // namespace

int main(int argc, char** argv) {
    std::signal(SIGPIPE, SIG_IGN);
    try {
        return run(argc, argv);
    } catch (const khuyenhoc::store::StoreError& error) {
        std::fprintf(stderr, "store: %s\n", error.what());
        return 1;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "internal: %s\n", error.what());
        return 3;
    }
}
