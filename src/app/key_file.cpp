#include "app/key_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <new>
#include <sstream>

#include "base/bytes.h"
#include "base/json.h"
#include "base/key_wrap.h"
#include "base/sealed_stream.h"

namespace khuyenhoc::app {

namespace {

constexpr std::string_view beside = "master key";

std::optional<std::string> text_of(const std::string& path) {
    std::ifstream file(path);
    if (!file) return std::nullopt;
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

bool is_sealed(std::string_view text) { return text.starts_with('{'); }

Result<Key> open_sealed_key(std::string_view text, const AskPassphrase& ask) try {
    const auto parsed = parse_json(text);
    if (!parsed) return refuse("app.key_damaged");
    const auto salt = from_hex(json::value_to<std::string>(parsed->at("salt")));
    const PassphraseCost cost{json::value_to<std::uint64_t>(parsed->at("passes")), json::value_to<std::uint64_t>(parsed->at("memory"))};
    const auto sealed = json::value_to<std::string>(parsed->at("sealed"));
    if (!salt || parsed->at("khuyenhoc_key").to_number<int>() != 1) return refuse("app.key_damaged");
    if (!ask) return refuse("app.passphrase_missing");
    auto passphrase = ask();
    if (!passphrase) return std::unexpected(passphrase.error());
    auto wrapping = key_of_passphrase(*passphrase, *salt, cost);
    wipe(*passphrase);
    if (!wrapping) return refuse("app.key_damaged");
    const auto key = unwrap_key(*wrapping, sealed, beside);
    wipe(*wrapping);
    if (!key) return refuse("app.wrong_passphrase");
    return *key;
} catch (const std::exception&) {  // a member is missing or of another type
    return refuse("app.key_damaged");
}

Result<Key> parse_key(std::string_view text, const AskPassphrase& ask) {
    if (is_sealed(text)) return open_sealed_key(text, ask);
    Key key{};
    const auto bytes = from_hex(text.substr(0, key.size() * 2));
    if (!bytes || bytes->size() != key.size()) return refuse("app.key_damaged");
    std::ranges::copy(*bytes, key.begin());
    return key;
}

void sync_folder_of(const std::string& path) {
    const auto folder = std::filesystem::absolute(path).parent_path();
    if (const int opened = ::open(folder.c_str(), O_RDONLY | O_CLOEXEC | O_DIRECTORY); opened >= 0) {
        ::fsync(opened);
        ::close(opened);
    }
}

bool write_new(const std::string& path, const std::string& text) {
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    const bool written = file >= 0 && ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
                         ::fsync(file) == 0;
    if (file >= 0) ::close(file);
    if (written) sync_folder_of(path);
    return written;
}

}  // namespace

std::string key_text(const Key& key, const std::optional<std::string>& passphrase) {
    if (!passphrase) return hex_of({reinterpret_cast<const char*>(key.data()), key.size()}) + "\n";
    const std::string salt = random_salt();
    const PassphraseCost cost;
    auto wrapping = key_of_passphrase(*passphrase, salt, cost);
    if (!wrapping) throw std::bad_alloc();
    const json::object out{{"khuyenhoc_key", 1}, {"salt", hex_of(salt)}, {"passes", cost.passes}, {"memory", cost.memory},
                           {"sealed", wrap_key(*wrapping, key, beside)}};
    wipe(*wrapping);
    return json::serialize(out) + "\n";
}

Result<Key> read_key(const std::string& path, bool may_make, const AskPassphrase& ask) {
    if (auto text = text_of(path)) {
        auto key = parse_key(*text, ask);
        wipe(*text);
        return key;
    }
    if (!may_make) return refuse("app.key_missing");
    const Key key = random_key();
    if (!write_new(path, key_text(key))) return refuse("app.key_not_writable");
    return key;
}

bool has_passphrase(const std::string& path) { return is_sealed(text_of(path).value_or("")); }

Result<void> may_keep_key(const std::string& path, const Key& key, const AskPassphrase& ask) {
    if (std::filesystem::exists(path)) {
        const auto there = read_key(path, false, ask);
        if (!there) return std::unexpected(there.error());
        if (*there != key) return refuse("keeping.other_key");
        return {};
    }
    const auto folder = std::filesystem::absolute(path).parent_path();
    if (::access(folder.c_str(), W_OK) != 0) return refuse("keeping.key_not_writable");
    return {};
}

Result<void> keep_key(const std::string& path, const Key& key, const std::string& text, const AskPassphrase& ask) {
    if (auto may = may_keep_key(path, key, ask); !may) return may;
    if (!std::filesystem::exists(path) && !write_new(path, text.empty() ? key_text(key) : text)) return refuse("keeping.key_not_writable");
    return {};
}

std::string next_key_path(const std::string& path) { return path + ".new"; }

Result<void> put_next_key(const std::string& path, const std::string& text) {
    const auto next = next_key_path(path);
    ::unlink(next.c_str());  // of a change that was stopped before the database took part in it
    if (!write_new(next, text)) return refuse("app.key_not_writable", "--key");
    return {};
}

Result<std::string> take_next_key(const std::string& path, const std::string& now_utc) {
    std::string moment = now_utc;
    std::erase_if(moment, [](char c) { return c == ':' || c == '-'; });
    const std::string kept = path + ".before-" + moment;
    if (::link(path.c_str(), kept.c_str()) != 0 && errno != EEXIST) return refuse("app.key_not_writable", "--key");
    if (::rename(next_key_path(path).c_str(), path.c_str()) != 0) return refuse("app.key_not_writable", "--key");
    sync_folder_of(path);
    return kept;
}

Result<std::shared_ptr<void>> hold_key(const std::string& path, Use use) {
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) return std::shared_ptr<void>();  // there is no key yet
    std::shared_ptr<void> held(nullptr, [file](void*) { ::close(file); });
    const int wanted = use == Use::shared ? LOCK_SH : LOCK_EX;
    if (::flock(file, wanted | LOCK_NB) != 0 && errno == EWOULDBLOCK) return refuse("keys.in_use", "--key");
    return held;
}

}  // namespace khuyenhoc::app
