#include "app/key_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include <fmt/format.h>

namespace khuyenhoc::app {

namespace {

int nibble(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return -1;
}

Result<Key> parse_key(const std::string& text) {
    Key key{};
    if (text.size() < 64) return refuse("app.key_damaged");
    for (std::size_t i = 0; i < key.size(); ++i) {
        const int high = nibble(text[2 * i]);
        const int low = nibble(text[2 * i + 1]);
        if (high < 0 || low < 0) return refuse("app.key_damaged");
        key[i] = static_cast<unsigned char>(high * 16 + low);
    }
    return key;
}

bool write_key(const std::string& path, const Key& key) {
    std::string text;
    for (const unsigned char byte : key) text += fmt::format("{:02x}", byte);
    text += '\n';
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    const bool written = file >= 0 && ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
                         ::fsync(file) == 0;
    if (file >= 0) ::close(file);
    return written;
}

}  // namespace

Result<Key> read_key(const std::string& path, bool may_make) {
    if (std::ifstream file(path); file) {
        std::stringstream text;
        text << file.rdbuf();
        return parse_key(text.str());
    }
    if (!may_make) return refuse("app.key_missing");
    const Key key = random_key();
    if (!write_key(path, key)) return refuse("app.key_not_writable");
    return key;
}

Result<void> may_keep_key(const std::string& path, const Key& key) {
    if (std::filesystem::exists(path)) {
        const auto there = read_key(path, false);
        if (!there) return std::unexpected(there.error());
        if (*there != key) return refuse("keeping.other_key");
        return {};
    }
    const auto folder = std::filesystem::absolute(path).parent_path();
    if (::access(folder.c_str(), W_OK) != 0) return refuse("keeping.key_not_writable");
    return {};
}

Result<void> keep_key(const std::string& path, const Key& key) {
    if (auto may = may_keep_key(path, key); !may) return may;
    if (!std::filesystem::exists(path) && !write_key(path, key)) return refuse("keeping.key_not_writable");
    return {};
}

}  // namespace khuyenhoc::app
