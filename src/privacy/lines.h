// The lines of this capability's table, beside the code that runs them. For the files of this folder.
#pragma once

#include "privacy/privacy.h"

namespace khuyenhoc::privacy {

std::vector<CommandLine> consent_commands();
std::vector<CommandLine> request_commands();
std::vector<CommandLine> restriction_commands();
CommandLine erase_line(recognition::Recognition& recognition);
std::vector<CommandLine> breach_commands();
CommandLine retention_line(std::vector<Sweep> sweeps);

std::vector<QueryLine> consent_queries();
std::vector<QueryLine> request_queries(const places::Places& places);
std::vector<QueryLine> record_queries(const places::Places& places, const people::Keys& keys);
std::vector<QueryLine> breach_queries(std::int64_t province);
std::vector<QueryLine> retention_queries(std::int64_t province, std::vector<Sweep> sweeps);
std::vector<QueryLine> duty_queries();

std::vector<Check> integrity_checks();
std::vector<RefusalKind> refusal_kinds();

}  // namespace khuyenhoc::privacy
