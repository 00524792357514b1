// Reads a whole sheet as text, so that a test can say what it should be.
#pragma once

#include <gtest/gtest.h>
#include <zip.h>

#include <string>
#include <utility>
#include <vector>

#include "base/check.h"
#include "sheets/sheets.h"

namespace khuyenhoc::sheets {

/// "1:a|b" for each row, a line each; or what refused: "! sheets.damaged row 3".
inline std::string rows_of(Result<std::unique_ptr<Reader>> reader) {
    std::string out;
    const auto refused = [&](const Refusal& refusal) { return out + "! " + refusal.code + (refusal.where.empty() ? "" : " " + refusal.where); };
    if (!reader) return refused(reader.error());
    while (true) {
        const auto row = (*reader)->next();
        if (!row) return refused(row.error());
        if (*row == nullptr) return out;
        out += std::to_string((*row)->number) + ":";
        for (std::size_t i = 0; i < (*row)->cells.size(); ++i) (out += i > 0 ? "|" : "") += (*row)->cells[i];
        out += "\n";
    }
}

inline std::string read(std::string bytes, const Limits& limits = {}, std::string_view sheet = "") {
    return rows_of(open_sheet_bytes(std::move(bytes), limits, sheet));
}

/// A packed file of these parts.
inline std::string packed(const std::vector<std::pair<std::string, std::string>>& parts) {
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t* target = zip_source_buffer_create(nullptr, 0, 0, &error);
    zip_t* zip = zip_open_from_source(target, ZIP_TRUNCATE, &error);
    check(zip != nullptr, "a packed file can be begun");
    zip_source_keep(target);
    for (const auto& [name, bytes] : parts) {
        zip_source_t* part = zip_source_buffer(zip, bytes.data(), bytes.size(), 0);
        check(zip_file_add(zip, name.c_str(), part, ZIP_FL_ENC_UTF_8) >= 0, "a part can be added");
    }
    check(zip_close(zip) == 0, "a packed file can be written");
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

struct Parts {
    std::string sheet;              ///< inside <sheetData>
    std::string texts;              ///< inside <sst>
    std::string styles;             ///< inside <styleSheet>
    std::string properties;         ///< inside <workbook>, before the sheets
    std::string whole_sheet = {};   ///< instead of all of the sheet's part

    std::string bytes() const {
        const std::string head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";
        const std::string rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        std::vector<std::pair<std::string, std::string>> parts = {
            {"_rels/.rels", head + "<Relationships><Relationship Id=\"a\" Type=\"" + rel + "/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"},
            {"xl/workbook.xml", head + "<workbook xmlns:r=\"" + rel + "\">" + properties +
                                    "<sheets><sheet name=\"Ẩn\" sheetId=\"1\" state=\"hidden\" r:id=\"r2\"/><sheet name=\"Nhân khẩu\" sheetId=\"2\" "
                                    "r:id=\"r1\"/></sheets></workbook>"},
            {"xl/_rels/workbook.xml.rels",
             head + "<Relationships><Relationship Id=\"r1\" Type=\"" + rel + "/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"r2\" Type=\"" +
                 rel + "/worksheet\" Target=\"/xl/worksheets/sheet2.xml\"/><Relationship Id=\"r3\" Type=\"" + rel +
                 "/sharedStrings\" Target=\"sharedStrings.xml\"/><Relationship Id=\"r4\" Type=\"" + rel + "/styles\" Target=\"styles.xml\"/></Relationships>"},
            {"xl/worksheets/sheet1.xml", whole_sheet.empty() ? head + "<worksheet><sheetData>" + sheet + "</sheetData></worksheet>" : whole_sheet},
            {"xl/worksheets/sheet2.xml", head + "<worksheet><sheetData><row r=\"1\"><c r=\"A1\"><v>7</v></c></row></sheetData></worksheet>"},
            {"xl/sharedStrings.xml", head + "<sst>" + texts + "</sst>"},
            {"xl/styles.xml", head + "<styleSheet>" + styles + "</styleSheet>"}};
        return packed(parts);
    }
};

}  // namespace khuyenhoc::sheets
