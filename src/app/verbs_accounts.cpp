// Accounts from the command line: whoever holds the database and its key needs no account.
#include <fmt/format.h>

#include "app/passphrase.h"
#include "app/print.h"
#include "app/program.h"
#include "app/sign_in.h"
#include "app/verbs.h"

namespace khuyenhoc::app {

namespace {

template <class Act>
int on_database(const Common& common, Act act) {
    auto program = open_program(common.db, common.key, false, passphrase_from(common.key_passphrase_file, common.language));
    if (!program) return print_refusal(program.error(), Capabilities({ground_table(), table()}), common.language);
    const Result<void> done = act(**program);
    return done ? 0 : print_refusal(done.error(), (*program)->capabilities, common.language);
}

Result<json::value> run(Program& program, const char* name, json::object body) {
    return program.journal.execute({random_uuid(), name, home_province, "system", std::move(body)}).answer;
}

Result<void> print_code(Program& program, const Common& common, const AccountOptions& options, std::int64_t account) {
    if (auto noted = run(program, "accounts.give_code", {{"account_id", account}, {"drops_totp", options.drops_totp}}); !noted) return std::unexpected(noted.error());
    const auto made = program.accounts.make_code(account, options.drops_totp);
    const auto link = link_of(options.address, made.code);
    if (common.json) return write_out(json::serialize(json::object{{"account_id", account}, {"code", made.code}, {"link", link}}) + "\n");
    return write_out(fmt::format("{}\n{}\n", made.code, link));
}

}  // namespace

int add_account(const Common& common, const AccountOptions& options) {
    return on_database(common, [&](Program& program) -> Result<void> {
        json::object body{{"login", options.login}, {"name", options.name}, {"role", options.role}};
        const bool has_seat = options.place != 0 || options.unit != 0 || options.household != 0;
        if (options.place != 0 || !has_seat) body["place_id"] = has_seat ? options.place : home_province;
        if (options.unit != 0) body["unit_id"] = options.unit;
        if (options.household != 0) body["household_id"] = options.household;
        if (auto loaded = load_places_first(program); !loaded) return std::unexpected(loaded.error());
        const auto added = run(program, "accounts.add", std::move(body));
        if (!added) return std::unexpected(added.error());
        return print_code(program, common, options, added->at("account_id").to_number<std::int64_t>());
    });
}

int list_accounts(const Common& common) {
    return on_database(common, [&](Program& program) -> Result<void> {
        const auto reader = program.store->reader();
        const auto atlas = program.places.atlas();
        std::string text;
        json::array list;
        for (const auto& account : accounts::all_accounts(*reader, *atlas, today_in_vietnam())) {
            list.push_back(account);
            const auto word = [](const json::value& value) { return json::value_to<std::string>(value); };
            std::string roles;
            for (const auto& grant : account.at("grants").as_array()) roles += (roles.empty() ? "" : ", ") + word(grant.at("role"));
            text += fmt::format("{:<20} {:<30} {}{}\n", word(account.at("login")), word(account.at("name")), roles, account.at("closed").as_bool() ? " (closed)" : "");
        }
        return write_out(common.json ? json::serialize(list) + "\n" : text);
    });
}

int give_code(const Common& common, const AccountOptions& options) {
    return on_database(common, [&](Program& program) -> Result<void> {
        const auto account = program.store->reader()->query_integer("SELECT account_id FROM account WHERE login = $1 AND to_date IS NULL", {options.login});
        if (!account) return refuse("app.no_account", "--login");
        return print_code(program, common, options, *account);
    });
}

int add_demo_accounts(const Common& common) {
    return on_database(common, [&](Program& program) -> Result<void> {
        // A script asks before each start of a demo: only one made before there were accounts has none.
        if (program.store->reader()->query_integer("SELECT 1 FROM account WHERE is_demo = 1 LIMIT 1")) return {};
        const auto made = run(program, "demo.accounts", {});
        if (!made) return std::unexpected(made.error());
        return write_out(json::serialize(*made) + "\n");
    });
}

}  // namespace khuyenhoc::app
