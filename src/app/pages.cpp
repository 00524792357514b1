#include "app/pages.h"

#include <map>
#include <string>
#include <string_view>

#include "web_pages/embedded.h"

namespace khuyenhoc::app {

namespace {

std::string_view content_type(std::string_view path) {
    static const std::pair<std::string_view, std::string_view> known[] = {
        {".html", "text/html; charset=utf-8"},  {".js", "text/javascript; charset=utf-8"},
        {".css", "text/css; charset=utf-8"},    {".svg", "image/svg+xml"},
        {".json", "application/json; charset=utf-8"}, {".webmanifest", "application/manifest+json"},
        {".png", "image/png"},                  {".ico", "image/x-icon"},
        {".woff2", "font/woff2"},               {".txt", "text/plain; charset=utf-8"}};
    for (const auto& [ending, type] : known)
        if (path.ends_with(ending)) return type;
    return "application/octet-stream";
}

}  // namespace

std::vector<http::StaticFile> static_pages() {
    static const auto paths = [] {  // the views below point into these
        std::map<std::string, web_pages_file, std::less<>> by_path;
        for (const auto& file : web_pages_files()) by_path.emplace("/" + std::string(file.path), file);
        return by_path;
    }();
    const auto bytes = [&](const std::string& path) {
        const auto found = paths.find(path);
        return found == paths.end() ? std::string_view() : found->second.bytes;
    };
    std::vector<http::StaticFile> files;
    for (const auto& [path, file] : paths) {
        if (path.ends_with(".br") || path.ends_with(".gz")) continue;
        files.push_back({path, content_type(path), file.bytes, bytes(path + ".br"), bytes(path + ".gz"),
                         path.starts_with("/assets/")});
    }
    return files;
}

}  // namespace khuyenhoc::app
