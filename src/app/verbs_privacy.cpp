// The storage times from the command line: what would be removed, and removing it.
#include <fmt/format.h>

#include "app/passphrase.h"
#include "app/print.h"
#include "app/program.h"
#include "app/verbs.h"
#include "keeping/keeping.h"

namespace khuyenhoc::app {

namespace {

void print_rules(const json::object& said, std::string_view count) {
    for (const auto& rule : said.at("rules").as_array()) {
        const auto& rows = rule.as_object().at(json::string_view(count.data(), count.size()));
        fmt::print("{:<20} {:<12} {}\n", std::string_view(rule.at("code").as_string()), std::string_view(rule.at("before").as_string()),
                   rows.is_null() ? "-" : std::to_string(rows.as_int64()));
    }
}

Result<json::object> carried_out(Program& program, bool dry_run) {
    if (dry_run) return privacy::retention_plan(*program.store->reader(), home_province, today_in_vietnam(), sweeps());
    const auto outcome = program.journal.execute({random_uuid(), "privacy.run_retention", home_province, "system", {}});
    if (!outcome.answer) return std::unexpected(outcome.answer.error());
    return outcome.answer->as_object();
}

}  // namespace

int run_retention(const Common& common, bool dry_run) {
    auto program = open_program(common.db, common.key, false, passphrase_from(common.key_passphrase_file, common.language));
    if (!program) return print_refusal(program.error(), Capabilities({ground_table(), keeping::table(), table()}), common.language);
    const auto said = carried_out(**program, dry_run);
    if (!said) return print_refusal(said.error(), (*program)->capabilities, common.language);
    if (common.json) fmt::print("{}\n", json::serialize(*said));
    else print_rules(*said, dry_run ? "rows" : "removed");
    return 0;
}

}  // namespace khuyenhoc::app
