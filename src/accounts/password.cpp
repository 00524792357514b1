#include "accounts/password.h"

#include <zxcvbn.h>

#include <algorithm>
#include <vector>

#include "accounts/embedded.h"
#include "base/check.h"
#include "base/crypto.h"
#include "base/text.h"

namespace khuyenhoc::accounts {

namespace {

constexpr std::size_t most_read = 1'000;
constexpr std::size_t most_bytes = 8 * most_password;  ///< a letter typed as itself and its two marks has up to seven

/// One a line, folded. What people here try first and English words do not have.
const std::vector<std::string>& words_of_here() {
    static const auto words = [] {
        std::vector<std::string> all;
        std::string_view text = accounts_file_bytes("texts/common_passwords.txt");
        check(!text.empty(), "the list of common passwords is in the program");
        while (!text.empty()) {
            const auto end = std::min(text.find('\n'), text.size());
            if (end > 0 && text.front() != '#') all.emplace_back(text.substr(0, end));
            text.remove_prefix(std::min(end + 1, text.size()));
        }
        return all;
    }();
    return words;
}

/// What zxcvbn says of one way of writing it; `login` and the words of here are as cheap to it as its own commonest.
double bits_as_written(const std::string& written, const std::string& login) {
    std::vector<const char*> words{login.c_str()};
    for (const auto& word : words_of_here()) words.push_back(word.c_str());
    words.push_back(nullptr);
    return ZxcvbnMatch(written.c_str(), words.data(), nullptr);
}

std::string draw(std::size_t count, std::string_view letters) {
    std::string out;
    for (std::size_t i = 0; i < count; ++i) out += letters[random_below(static_cast<std::uint32_t>(letters.size()))];
    return out;
}

}  // namespace

std::string typed_password(std::string_view typed) { return typed.size() > most_bytes ? "" : canonical(typed).value_or(""); }

double bits_to_guess(std::string_view typed, std::string_view login) {
    const std::string password = typed_password(typed);
    const std::string folded = fold(password);
    std::string together;
    std::ranges::copy_if(folded, std::back_inserter(together), [](char c) { return c != ' '; });
    const std::string name = plain_code(login);
    // A guesser knows Vietnamese: marks and spaces that everybody sets the same way make nothing harder.
    return std::min({bits_as_written(password, name), bits_as_written(folded, name), bits_as_written(together, name)});
}

Result<std::string> checked_password(std::string_view typed, std::string_view login) {
    if (typed.size() > most_bytes) return refuse("accounts.password_long", "password");
    auto password = typed_password(typed);
    if (length_of(password) < least_password) return refuse("accounts.password_short", "password", {{"least", std::to_string(least_password)}});
    if (length_of(password) > most_password) return refuse("accounts.password_long", "password");
    if (!login.empty() && plain_code(fold(password)).find(plain_code(login)) != std::string::npos) return refuse("accounts.password_is_login", "password");
    if (bits_to_guess(typed, login) < least_bits) return refuse("accounts.password_common", "password");
    return password;
}

std::string draw_code() {
    std::string code;
    for (int group = 0; group < 8; ++group) code += (group == 0 ? "" : " ") + draw(3, "0123456789");
    return code;
}

std::string draw_recovery_code() {
    const auto code = draw(10, "23456789abcdefghjkmnpqrstuvwxyz");  // without 0 o 1 i l
    return code.substr(0, 4) + "-" + code.substr(4, 4) + "-" + code.substr(8);
}

std::string plain_code(std::string_view typed) {
    std::string plain;
    for (const char c : typed.substr(0, most_read)) {
        if (c >= 'A' && c <= 'Z') plain += static_cast<char>(c + 32);
        else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) plain += c;
    }
    return plain;
}

}  // namespace khuyenhoc::accounts
