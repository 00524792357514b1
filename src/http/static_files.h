// The pages, served from memory: which file, in which encoding, or "not modified". Knows no socket.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "http/compress.h"
#include "http/http.h"

namespace khuyenhoc::http {

/// What to send for a file: a response without a body, and the bytes of the body where they lie.
struct FileAnswer {
    Response response;
    std::string_view body;
    Encoding encoding = Encoding::none;
    bool varies = false;
};

class StaticFiles {
public:
    /// Keeps views into `files`: their bytes must outlive this.
    StaticFiles(const std::vector<StaticFile>& files, std::string_view fallback_path);

    /// Is this request for a file (or for a page of the pages' own routes)? Never for "/api/...".
    bool serves(const Request& request) const;

    /// GET and HEAD: the file, the fallback page, 304, or 404. Other methods: 405.
    FileAnswer answer(const Request& request) const;

private:
    struct Entry {
        const StaticFile* file;
        std::string tag;  ///< start of the ETag; the encoding's name follows
    };
    const Entry* find(std::string_view path) const;

    std::vector<StaticFile> files_;
    std::map<std::string_view, Entry> entries_;
    const Entry* fallback_ = nullptr;
};

}  // namespace khuyenhoc::http
