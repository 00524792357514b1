#include "app/key_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/bytes.h"

namespace khuyenhoc::app {

namespace {

Result<Key> parse_key(std::string_view text) {
    Key key{};
    const auto bytes = from_hex(text.substr(0, key.size() * 2));
    if (!bytes || bytes->size() != key.size()) return refuse("app.key_damaged");
    std::ranges::copy(*bytes, key.begin());
    return key;
}

bool write_key(const std::string& path, const Key& key) {
    const std::string text = hex_of({reinterpret_cast<const char*>(key.data()), key.size()}) + "\n";
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
