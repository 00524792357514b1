#include "app/passphrase.h"

#include <termios.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <memory>

#include "base/key_wrap.h"
#include "keeping/keeping.h"

namespace khuyenhoc::app {

namespace {

constexpr const char* variable = "KHUYENHOC_KEY_PASSPHRASE";

/// Typed letters stay off the screen while it lives.
class Hidden {
public:
    explicit Hidden(int terminal) : terminal_(terminal), was_read_(::tcgetattr(terminal, &before_) == 0) {
        auto hidden = before_;
        hidden.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        if (was_read_) ::tcsetattr(terminal_, TCSAFLUSH, &hidden);
    }
    ~Hidden() {
        if (was_read_) ::tcsetattr(terminal_, TCSAFLUSH, &before_);
    }
    Hidden(const Hidden&) = delete;
    Hidden& operator=(const Hidden&) = delete;

private:
    int terminal_;
    termios before_{};
    bool was_read_;
};

Result<std::string> typed(const char* prompt) {
    // A service has no terminal, or one that nobody sits at.
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> terminal(::isatty(STDIN_FILENO) == 1 ? std::fopen("/dev/tty", "r+") : nullptr,
                                                                   [](std::FILE* file) { return file != nullptr ? std::fclose(file) : 0; });
    if (!terminal) return refuse("app.passphrase_missing", "--key-passphrase-file");
    std::string line;
    {
        const Hidden hidden(::fileno(terminal.get()));
        std::fprintf(terminal.get(), "%s", prompt);
        std::fflush(terminal.get());
        for (int c = 0; (c = std::fgetc(terminal.get())) != EOF && c != '\n';) line.push_back(static_cast<char>(c));
    }
    std::fprintf(terminal.get(), "\n");
    auto passphrase = keeping::passphrase_of(line);
    wipe(line);
    if (!passphrase) return refuse(passphrase.error().code, "/dev/tty", passphrase.error().facts);
    return passphrase->text;
}

Result<std::string> in_file(const std::string& path) {
    auto passphrase = keeping::read_passphrase(path);
    if (!passphrase) return refuse(passphrase.error().code, "--key-passphrase-file", passphrase.error().facts);
    return passphrase->text;
}

}  // namespace

namespace {

Result<std::string> in_environment(const char* text) {
    auto passphrase = keeping::passphrase_of(text);
    if (!passphrase) return refuse(passphrase.error().code, variable, passphrase.error().facts);
    return passphrase->text;
}

}  // namespace

AskPassphrase passphrase_from(const std::string& file, const std::string& language) {
    // Nobody is asked twice for the same file; what was said is overwritten with the last who might ask.
    const std::shared_ptr<std::string> known(new std::string, [](std::string* text) {
        wipe(*text);
        delete text;
    });
    return [file, language, known]() -> Result<std::string> {
        if (!known->empty()) return *known;
        const char* text = std::getenv(variable);
        auto said = !file.empty()     ? in_file(file)
                    : text != nullptr ? in_environment(text)
                                      : typed(language == "en" ? "Passphrase of the key file: " : "Mật khẩu của tệp khóa: ");
        if (said) *known = *said;
        return said;
    };
}

Result<std::string> new_passphrase(const std::string& file, const std::string& language) {
    if (!file.empty()) return in_file(file);
    const bool en = language == "en";
    auto once = typed(en ? "New passphrase of the key file: " : "Mật khẩu mới của tệp khóa: ");
    if (!once) return once;
    const auto twice = typed(en ? "The same once more: " : "Gõ lại lần nữa: ");
    if (!twice) return twice;
    if (*once != *twice) return refuse("app.passphrases_differ");
    return once;
}

}  // namespace khuyenhoc::app
