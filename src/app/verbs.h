// What the command line can do: one function a verb. Each prints to standard output, refusals to standard error.
// Returns the exit code: 0 done, 1 refused or something found wrong.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "accounts/pace.h"

namespace khuyenhoc::app {

struct Common {
    std::string db;
    std::string key;               ///< key file; empty: beside the database
    std::string key_passphrase_file = {};  ///< first line: the passphrase of the key file; empty: see passphrase.h
    std::string language = "vi";   ///< of sentences and reports
    bool json = false;
};

struct DemoOptions {
    std::int64_t people = 1'404'587;
    std::uint64_t seed = 2025;
    bool replace = false;          ///< a database at that path is thrown away first
    std::string register_csv;      ///< instead of a database: write a register to import
};
int make_demo(const Common& common, const DemoOptions& options);

struct ServeOptions {
    std::string listen = "127.0.0.1:8080";
    std::string certificate, certificate_key;  ///< PEM files; with them TLS is spoken
    std::vector<std::string> names;            ///< what people type; needed beyond this machine
    bool behind_proxy = false;
    std::vector<std::string> proxies;          ///< their addresses, when they are not on this machine
    std::string oidc_issuer, oidc_client_id, oidc_client_secret_file, oidc_name, oidc_authority;  ///< another service to sign in at
    bool oidc_second_factor = false;           ///< a second factor used there spares the one here
    int pace = accounts::Pace::usual_a_minute;  ///< of one account: questions about people a minute, and changes
    bool core_dumps = false;       ///< a crash may leave a core file, for whoever looks for its cause
};

struct AccountOptions {
    std::string login, name, role = "administrator";
    std::int64_t place = 0, unit = 0, household = 0;
    std::string address = "http://127.0.0.1:8080";  ///< where the pages are: begins the printed link
    bool drops_totp = false;
};
/// Opens an account and prints the one-time link to begin with.
int add_account(const Common& common, const AccountOptions& options);
int list_accounts(const Common& common);
/// A one-time code for whoever has lost the password.
int give_code(const Common& common, const AccountOptions& options);
/// The accounts of the demo, in a demo made without them.
int add_demo_accounts(const Common& common);
int serve(const Common& common, const ServeOptions& options);

struct ImportOptions {
    std::string file, errors, on, sheet, actor = "officer";
    bool dry_run = false, stop_on_error = false;
    std::int64_t round = 0;
};
int import_people(const Common& common, const ImportOptions& options);

struct ReportOptions {
    std::string place = "14", on, format = "text", out;
    int year = 0;
};
int print_report(const Common& common, const ReportOptions& options);

struct EvaluateOptions {
    int year = 0;
    std::string criteria;          ///< a file with one criteria set or a list of them
};
int evaluate(const Common& common, const EvaluateOptions& options);
int what_if(const Common& common, const EvaluateOptions& options);

struct ExplainOptions {
    std::int64_t household = 0, person = 0, clan = 0, hamlet = 0, unit = 0;
    int year = 0;
};
int explain(const Common& common, const ExplainOptions& options);

int export_cascade_input(const Common& common, int year, const std::string& folder);
int verify_journal(const Common& common);
int check_integrity(const Common& common);

struct DistributeOptions {
    bool plan = false;             ///< only say what would be done
    int shards = 0;                ///< 0: the usual number
};
int distribute(const Common& common, const DistributeOptions& options);

int measure(const Common& common, int year, int rounds);

struct CopyOptions {
    std::string from, from_key, to, to_key;
};
int copy_database(const Common& common, const CopyOptions& options);

struct BackupOptions {
    std::string out, passphrase_file;
};
int back_up(const Common& common, const BackupOptions& options);

struct RotateOptions {
    std::string new_passphrase_file = {};
    bool ask_passphrase = false;   ///< a new one, typed
    bool plain = false;            ///< no passphrase from now on
};
int show_keys(const Common& common);
int rotate_keys(const Common& common, const RotateOptions& options);
int reseal_keys(const Common& common);

struct RestoreOptions {
    std::string from, passphrase_file;
    bool only_prove = false;       ///< read the whole file, write nothing
};
int restore(const Common& common, const RestoreOptions& options);

/// What the storage schedule would remove today (`dry_run`), or removes.
int run_retention(const Common& common, bool dry_run);

/// Documents made from the tables: "openapi", "refusals". They need no database.
int print_document(const std::string& what);
/// A register to fill in: "csv" or "xlsx".
int write_template(const Common& common, const std::string& format, const std::string& out);

}  // namespace khuyenhoc::app
