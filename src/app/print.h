// How the command line speaks: refusals, tables of counts, explanations in plain text.
#pragma once

#include <string>
#include <string_view>

#include "base/json.h"
#include "capability/capability.h"
#include "recognition/recognition.h"

namespace khuyenhoc::app {

/// "people.bad_birth (row 7): sentence", on standard error. Returns 1, the exit code.
int print_refusal(const Refusal& refusal, const Capabilities& capabilities, std::string_view language);

/// The same of what is refused before there is a program: sentences of the ground, of keeping and of this folder.
int print_early_refusal(const Refusal& refusal, std::string_view language);

/// Writes all of `text` to standard output, or to `path` when not empty. Refuses app.file_not_writable.
Result<void> write_out(std::string_view text, const std::string& path = "");

/// The whole file. Refuses app.file_not_readable (also when larger than `most` bytes).
Result<std::string> read_file(const std::string& path, std::size_t most = 64u << 20);

std::string text_of_evaluation(const recognition::Evaluation& evaluation);
json::object json_of_evaluation(const recognition::Evaluation& evaluation);

/// An explanation's JSON as indented lines in one language.
std::string text_of_explanation(const json::object& explanation, std::string_view language);

}  // namespace khuyenhoc::app
