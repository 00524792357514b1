// Any bytes as a workbook: raw when the first byte is even, else as its parts (sheet, shared texts, styles, workbook, split
// at lines of "===="), packed here so that the fuzzer need not find out how to pack.
#include <zip.h>

#include <array>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "sheets/sheets.h"

namespace sheets = khuyenhoc::sheets;

namespace {

std::string packed(std::string_view text) {
    static const std::string relations =
        "<Relationships><Relationship Id=\"r1\" Type=\"x/worksheet\" Target=\"s.xml\"/><Relationship Id=\"r2\" Type=\"x/sharedStrings\" "
        "Target=\"t.xml\"/><Relationship Id=\"r3\" Type=\"x/styles\" Target=\"f.xml\"/></Relationships>";
    std::array<std::string, 4> parts;
    for (auto& part : parts) {
        const auto at = text.find("\n====\n");
        part = text.substr(0, at);
        text = at == std::string_view::npos ? std::string_view() : text.substr(at + 6);
    }
    if (parts[3].empty()) parts[3] = "<workbook><sheets><sheet name=\"a\" id=\"r1\"/></sheets></workbook>";
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t* target = zip_source_buffer_create(nullptr, 0, 0, &error);
    zip_t* zip = zip_open_from_source(target, ZIP_TRUNCATE, &error);
    zip_source_keep(target);
    const auto add = [&](const char* name, const std::string& bytes) {
        const auto index = zip_file_add(zip, name, zip_source_buffer(zip, bytes.data(), bytes.size(), 0), ZIP_FL_ENC_UTF_8);
        zip_set_file_compression(zip, static_cast<zip_uint64_t>(index), ZIP_CM_STORE, 0);
    };
    add("xl/s.xml", parts[0]);
    add("xl/t.xml", parts[1]);
    add("xl/f.xml", parts[2]);
    add("xl/workbook.xml", parts[3]);
    add("xl/_rels/workbook.xml.rels", relations);
    if (zip_close(zip) != 0) std::abort();
    zip_source_open(target);
    zip_stat_t facts;
    zip_stat_init(&facts);
    zip_source_stat(target, &facts);
    std::string out(facts.size, '\0');
    zip_source_read(target, out.data(), out.size());
    zip_source_close(target);
    zip_source_free(target);
    return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    if (size == 0) return 0;
    const std::string_view text(reinterpret_cast<const char*>(bytes + 1), size - 1);
    auto reader = sheets::open_sheet_bytes((bytes[0] & 1) == 0 ? std::string(text) : packed(text));
    if (!reader) return 0;
    std::int64_t last = 0;
    while (true) {
        const auto row = (*reader)->next();
        if (!row) {
            if (!row.error().code.starts_with("sheets.")) std::abort();
            return 0;
        }
        if (*row == nullptr) return 0;
        if ((*row)->number <= last) std::abort();
        last = (*row)->number;
    }
}
