// Where the passphrase of a key file comes from: a file, the environment of the service, or whoever sits at the terminal.
// Never from the command line, which every user of the machine can read.
#pragma once

#include <string>

#include "app/key_file.h"

namespace khuyenhoc::app {

/// `file` first (its first line); then KHUYENHOC_KEY_PASSPHRASE; then the terminal, without showing what is typed.
AskPassphrase passphrase_from(const std::string& file, const std::string& language);

/// A new one: of `file`, or typed twice. Refuses app.passphrases_differ besides.
Result<std::string> new_passphrase(const std::string& file, const std::string& language);

}  // namespace khuyenhoc::app
