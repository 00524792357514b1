#include "accounts/password.h"

#include <algorithm>
#include <set>

#include "accounts/embedded.h"
#include "base/check.h"
#include "base/crypto.h"
#include "base/text.h"

namespace khuyenhoc::accounts {

namespace {

constexpr std::size_t most_read = 1'000;
constexpr std::size_t most_bytes = 8 * most_password;  ///< a letter typed as itself and its two marks has up to seven

/// One a line, folded. What everybody tries first, here and elsewhere.
const std::set<std::string, std::less<>>& common_words() {
    static const auto words = [] {
        std::set<std::string, std::less<>> all;
        std::string_view text = accounts_file_bytes("texts/common_passwords.txt");
        check(!text.empty(), "the list of common passwords is in the program");
        while (!text.empty()) {
            const auto end = std::min(text.find('\n'), text.size());
            if (end > 0 && text.front() != '#') all.emplace(text.substr(0, end));
            text.remove_prefix(std::min(end + 1, text.size()));
        }
        return all;
    }();
    return words;
}

/// Without digits and signs at both ends and without spaces: "Mat Khau 2025!" is "matkhau".
std::string core_of(std::string_view folded) {
    std::string letters;
    for (const char c : folded)
        if (c != ' ') letters += c;
    // Of another script every byte counts: a password may be written in any.
    const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80; };
    const auto first = std::ranges::find_if(letters, is_letter);
    letters.erase(letters.begin(), first);
    while (!letters.empty() && !is_letter(letters.back())) letters.pop_back();
    return letters;
}

/// "aaaaaaaaaa", "1234567890", "0987654321".
bool is_a_row(std::string_view text) {
    for (const int step : {-1, 0, 1}) {
        bool all = true;
        for (std::size_t i = 1; i < text.size() && all; ++i) {
            const int difference = text[i] - text[i - 1];
            all = difference == step || (step != 0 && difference == -9 * step);
        }
        if (all) return true;
    }
    return false;
}

std::string draw(std::size_t count, std::string_view letters) {
    std::string out;
    for (std::size_t i = 0; i < count; ++i) out += letters[random_below(static_cast<std::uint32_t>(letters.size()))];
    return out;
}

}  // namespace

std::string typed_password(std::string_view typed) { return typed.size() > most_bytes ? "" : canonical(typed).value_or(""); }

Result<std::string> checked_password(std::string_view typed, std::string_view login) {
    if (typed.size() > most_bytes) return refuse("accounts.password_long", "password");
    auto password = typed_password(typed);
    if (length_of(password) < least_password) return refuse("accounts.password_short", "password", {{"least", std::to_string(least_password)}});
    if (length_of(password) > most_password) return refuse("accounts.password_long", "password");
    const std::string folded = fold(password);
    if (plain_code(folded).find(plain_code(login)) != std::string::npos) return refuse("accounts.password_is_login", "password");
    const std::string core = core_of(folded);
    if (is_a_row(password) || core.size() < 3 || common_words().contains(core) || common_words().contains(folded))
        return refuse("accounts.password_common", "password");
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
