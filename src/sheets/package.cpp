#include "sheets/package.h"

#include <expat.h>
#include <zip.h>

#include <array>
#include <cstring>

namespace khuyenhoc::sheets {

namespace {

constexpr std::size_t piece_bytes = 64 * 1024;
constexpr std::size_t ratio_from_bytes = std::size_t{8} << 20;
constexpr int deepest = 64;

std::string_view local_name(const char* name) {
    const std::string_view whole = name;
    const std::size_t colon = whole.rfind(':');
    return colon == std::string_view::npos ? whole : whole.substr(colon + 1);
}

/// expat with everything that can hurt turned off: document types (and so entities) and deep nesting are refused.
class Parser {
public:
    explicit Parser(XmlWalker& walker) : walker_(walker), parser_(XML_ParserCreate(nullptr)) {
        XML_SetUserData(parser_, this);
        XML_SetElementHandler(parser_, &Parser::on_open, &Parser::on_close);
        XML_SetCharacterDataHandler(parser_, &Parser::on_text);
        XML_SetStartDoctypeDeclHandler(parser_, &Parser::on_doctype);
    }
    ~Parser() { XML_ParserFree(parser_); }
    Parser(const Parser&) = delete;
    Parser& operator=(const Parser&) = delete;

    Result<void> feed(std::string_view piece, bool last) {
        const auto status = XML_Parse(parser_, piece.data(), static_cast<int>(piece.size()), last ? 1 : 0);
        if (!walker_.refused) return walker_.refused;
        if (status == XML_STATUS_ERROR) return refuse("sheets.damaged");
        return {};
    }

private:
    void stop() { XML_StopParser(parser_, XML_FALSE); }
    static void on_open(void* self, const char* name, const char** attributes) {
        auto& parser = *static_cast<Parser*>(self);
        if (!parser.walker_.refused) return;
        if (++parser.depth_ > deepest) {
            parser.walker_.refused = refuse("sheets.hostile_xml", "", {{"what", "depth"}});
        } else {
            parser.walker_.opened(local_name(name), Attributes(attributes));
        }
        if (!parser.walker_.refused) parser.stop();
    }
    static void on_close(void* self, const char* name) {
        auto& parser = *static_cast<Parser*>(self);
        if (!parser.walker_.refused) return;
        --parser.depth_;
        parser.walker_.closed(local_name(name));
        if (!parser.walker_.refused) parser.stop();
    }
    static void on_text(void* self, const char* text, int size) {
        auto& parser = *static_cast<Parser*>(self);
        if (!parser.walker_.refused) return;
        parser.walker_.text(std::string_view(text, static_cast<std::size_t>(size)));
        if (!parser.walker_.refused) parser.stop();
    }
    static void on_doctype(void* self, const char*, const char*, const char*, int) {
        auto& parser = *static_cast<Parser*>(self);
        if (parser.walker_.refused) parser.walker_.refused = refuse("sheets.hostile_xml", "", {{"what", "DOCTYPE"}});
        parser.stop();
    }

    XmlWalker& walker_;
    XML_Parser parser_;
    int depth_ = 0;
};

class ZipWalk final : public Package::Walk {
public:
    ZipWalk(zip_file_t* file, zip_uint64_t packed, zip_uint64_t unpacked, const Limits& limits, XmlWalker& walker)
        : file_(file), packed_(packed), unpacked_(unpacked), limits_(limits), parser_(walker) {}
    ~ZipWalk() override { zip_fclose(file_); }
    ZipWalk(const ZipWalk&) = delete;
    ZipWalk& operator=(const ZipWalk&) = delete;

    Result<bool> step() override {
        const zip_int64_t got = zip_fread(file_, piece_.data(), piece_.size());
        if (got < 0) return refuse("sheets.damaged");
        read_ += static_cast<std::size_t>(got);
        if (read_ > limits_.entry_bytes) return refuse("sheets.bomb", "", {{"what", std::to_string(limits_.entry_bytes) + " bytes"}});
        if (read_ > ratio_from_bytes && read_ / limits_.unpacked_ratio > packed_)
            return refuse("sheets.bomb", "", {{"what", "1:" + std::to_string(limits_.unpacked_ratio)}});
        const bool last = got == 0;
        if (auto fed = parser_.feed({piece_.data(), static_cast<std::size_t>(got)}, last); !fed) return std::unexpected(fed.error());
        return !last;
    }
    int permille() const override { return unpacked_ == 0 ? 1000 : static_cast<int>(std::min<zip_uint64_t>(1000, read_ * 1000 / unpacked_)); }

private:
    zip_file_t* file_;
    zip_uint64_t packed_;
    zip_uint64_t unpacked_;
    Limits limits_;
    Parser parser_;
    std::size_t read_ = 0;
    std::array<char, piece_bytes> piece_{};
};

class ZipPackage final : public Package {
public:
    ZipPackage(std::unique_ptr<Source> source, zip_t* zip, const Limits& limits)
        : source_(std::move(source)), zip_(zip), limits_(limits) {}
    ~ZipPackage() override { zip_discard(zip_); }
    ZipPackage(const ZipPackage&) = delete;
    ZipPackage& operator=(const ZipPackage&) = delete;

    bool has(const std::string& part) const override { return zip_name_locate(zip_, part.c_str(), 0) >= 0; }

    Result<std::unique_ptr<Walk>> walk(const std::string& part, XmlWalker& walker) override {
        const zip_int64_t index = zip_name_locate(zip_, part.c_str(), 0);
        if (index < 0) return refuse("sheets.damaged");
        zip_stat_t facts;
        zip_stat_init(&facts);
        const zip_uint64_t needed = ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE;
        if (zip_stat_index(zip_, static_cast<zip_uint64_t>(index), 0, &facts) != 0 || (facts.valid & needed) != needed)
            return refuse("sheets.damaged");
        if (facts.size > limits_.entry_bytes)
            return refuse("sheets.bomb", "", {{"what", std::to_string(limits_.entry_bytes) + " bytes"}});
        zip_file_t* file = zip_fopen_index(zip_, static_cast<zip_uint64_t>(index), 0);
        if (file == nullptr) return refuse("sheets.damaged");
        return std::make_unique<ZipWalk>(file, facts.comp_size, facts.size, limits_, walker);
    }

private:
    std::unique_ptr<Source> source_;
    zip_t* zip_;
    Limits limits_;
};

zip_t* open_zip(const Source& source) {
    int code = 0;
    if (!source.path().empty()) return zip_open(source.path().c_str(), ZIP_RDONLY, &code);
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t* bytes = zip_source_buffer_create(source.bytes().data(), source.bytes().size(), 0, &error);
    if (bytes == nullptr) return nullptr;
    zip_t* zip = zip_open_from_source(bytes, ZIP_RDONLY, &error);
    if (zip == nullptr) zip_source_free(bytes);
    zip_error_fini(&error);
    return zip;
}

}  // namespace

std::string_view Attributes::get(std::string_view name) const {
    for (const char** pair = pairs_; *pair != nullptr; pair += 2)
        if (local_name(*pair) == name) return pair[1];
    return {};
}

Result<std::unique_ptr<Package>> Package::open(std::unique_ptr<Source> source, const Limits& limits) {
    zip_t* zip = open_zip(*source);
    if (zip == nullptr) return refuse("sheets.damaged");
    auto package = std::make_unique<ZipPackage>(std::move(source), zip, limits);
    if (static_cast<std::size_t>(zip_get_num_entries(zip, 0)) > limits.entries)
        return refuse("sheets.bomb", "", {{"what", std::to_string(limits.entries) + " parts"}});
    return package;
}

Result<void> Package::walk_all(const std::string& part, XmlWalker& walker) {
    auto walking = walk(part, walker);
    if (!walking) return std::unexpected(walking.error());
    while (true) {
        auto more = (*walking)->step();
        if (!more) return std::unexpected(more.error());
        if (!*more) return {};
    }
}

}  // namespace khuyenhoc::sheets
