#include "sheets/tests/reading.h"

#include "base/text.h"

namespace khuyenhoc::sheets {

namespace {

using std::string_literals::operator""s;

struct Case {
    const char* what;
    std::string bytes;
    std::string rows;
};

void all(const std::vector<Case>& cases, const Limits& limits = {}) {
    for (const auto& c : cases) EXPECT_EQ(read(c.bytes, limits), c.rows) << c.what;
}

TEST(Csv, WhatPeoplesProgramsWrite) {
    all({
        {"plain", "a,b\n1,2\n", "1:a|b\n2:1|2\n"},
        {"no line end at the end", "a,b\n1,2", "1:a|b\n2:1|2\n"},
        {"windows line ends", "a,b\r\n1,2\r\n", "1:a|b\n2:1|2\n"},
        {"old mac line ends", "a,b\r1,2\r", "1:a|b\n2:1|2\n"},
        {"semicolons", "a;b;c\n1,5;2;3\n", "1:a|b|c\n2:1,5|2|3\n"},
        {"tabs", "a\tb\n1\t2\n", "1:a|b\n2:1|2\n"},
        {"sep line", "sep=;\r\na;b\n1;2\n", "2:a|b\n3:1|2\n"},
        {"sep line against the likely one", "sep=;\na,b,c;d\n", "2:a,b,c|d\n"},
        {"byte order mark", "\xEF\xBB\xBF" "a,b\n", "1:a|b\n"},
        {"quotes", "\"a,b\",\"say \"\"x\"\"\"\n", "1:a,b|say \"x\"\n"},
        {"line end in quotes", "a,\"1\n2\"\nb,c\n", "1:a|1\n2\n2:b|c\n"},
        {"empty quoted", "a,\"\"\n\"\",b\n", "1:a|\n2:|b\n"},
        {"quote inside a plain cell", "a 5\" pipe,b\n", "1:a 5\" pipe|b\n"},
        {"blank rows are counted", "a,b\n\n , \n1,2\n", "1:a|b\n4:1|2\n"},
        {"empty cells", ",,\na,,b\n", "2:a||b\n"},
        {"one column", "a\nb\n", "1:a\n2:b\n"},
        {"quote after separator at the end", "a,\"b\"", "1:a|b\n"},
        {"doubled quote at the end", "a,\"b\"\"\"", "1:a|b\"\n"},
        {"separator at the end", "a,b,\n", "1:a|b|\n"},
        {"commas inside quotes do not count", "\"a,b,c,d\";x\n\"1,2\";y\n", "1:a,b,c,d|x\n2:1,2|y\n"},
    });
}

TEST(Csv, Encodings) {
    const auto utf16 = [](std::u16string text, bool little, bool mark) {
        if (mark) text.insert(text.begin(), 0xFEFF);
        std::string out;
        for (char16_t c : text) {
            out.push_back(static_cast<char>(little ? c & 0xFF : c >> 8));
            out.push_back(static_cast<char>(little ? c >> 8 : c & 0xFF));
        }
        return out;
    };
    const std::u16string text = u"Họ tên,Giới\nLò Thị Đào,Nữ\n\U0001F33C,x\n";
    const std::string rows = "1:Họ tên|Giới\n2:Lò Thị Đào|Nữ\n3:\U0001F33C|x\n";
    all({
        {"utf-8", "Họ tên,Giới\nLò Thị Đào,Nữ\n\U0001F33C,x\n", rows},
        {"utf-16 little", utf16(text, true, true), rows},
        {"utf-16 big", utf16(text, false, true), rows},
        {"utf-16 little without mark", utf16(u"Ho ten,Gioi\nLo,Nam\n", true, false), "1:Ho ten|Gioi\n2:Lo|Nam\n"},
        {"utf-16 big without mark", utf16(u"Ho ten,Gioi\nLo,Nam\n", false, false), "1:Ho ten|Gioi\n2:Lo|Nam\n"},
        {"utf-16 cut in half a unit", utf16(text, true, true).substr(0, 31), "! sheets.damaged"},
        {"utf-16 lone surrogate", "\xFF\xFE" "a\0\0\xD8" "b\0"s, "! sheets.bad_encoding"},
        {"utf-32", "\xFF\xFE\0\0a\0\0\0"s, "! sheets.bad_encoding"},
        {"TCVN3", "H\xE4 t\xAAn,Gi\xEDi\nL\xDF Th\xDE \xA7\xB5o,N\xF7\nNguy\xD4n V\xA8n \xA9n,Nam\nB\xAA \xAB\xAC\xAD\xAE,\xB5\xB6\xB7\xB8\xB9\n", "! sheets.bad_encoding"},
    });
    // Windows-1258 writes tones as marks of their own: the same after NFC.
    EXPECT_EQ(canonical(read("Ng\xF4 V\xE3n \xD0\xF4,Nam\nTr\xE2\xCCn Th\xEC,N\xFD\xDE\n")), canonical("1:Ngô Văn Đô|Nam 2:Trần Th\u0301|Nữ"));
    EXPECT_EQ(read("a,b\n\xE2\xCC,\xFD\xDE\n").substr(0, 6), "1:a|b\n");
    auto reader = open_sheet_bytes("Ng\xF4 V\xE3n \xD0\xF4,Nam\n");
    EXPECT_EQ((*reader)->description(), "csv, windows-1258, ,");
    EXPECT_EQ((*open_sheet_bytes("Ngô;Nam\n"))->description(), "csv, utf-8, ;");
    // One bad byte among much good text is the cell's problem, not the file's.
    std::string much = "a,b\n";
    for (int i = 0; i < 30; ++i) much += "Lò Thị Đào,Nữ\n";
    much += "x\xFF,y\n";
    EXPECT_TRUE(read(much).ends_with("32:x\xFF|y\n"));
}

TEST(Csv, Refusals) {
    Limits small;
    small.field_bytes = 10;
    small.columns = 3;
    small.rows = 4;
    small.file_bytes = 100;
    all(
        {
            {"empty", "", "! sheets.empty"},
            {"open quote", "a,b\nc,\"d\n", "1:a|b\n! sheets.open_quote row 2, column B"},
            {"stray quote", "a,b\n\"c\"d,e\n", "1:a|b\n! sheets.stray_quote row 2, column A"},
            {"long cell", "a,b\n1,12345678901\n", "1:a|b\n! sheets.field_too_long row 2, column B"},
            {"long quoted cell", "a,b\n\"123456789012", "1:a|b\n! sheets.field_too_long row 2, column A"},
            {"many columns", "a,b,c\n1,2,3,4\n", "1:a|b|c\n! sheets.too_many_columns row 2, column D"},
            {"many rows", "a\nb\nc\nd\ne\n", "1:a\n2:b\n3:c\n4:d\n! sheets.too_many_rows row 5"},
            {"large", std::string(101, 'a'), "! sheets.too_large"},
            {"picture", "\x89PNG\r\n\x1A\n\0\0\0\rIHDR"s, "! sheets.not_a_sheet"},
            {"zeros", "a,b\n\0\0\0\n"s, "! sheets.not_a_sheet"},
            {"page", "<html><table><tr><td>a</td></tr></table></html>", "! sheets.not_a_sheet"},
            {"pdf", "%PDF-1.7\n", "! sheets.not_a_sheet"},
            {"old workbook", "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "! sheets.old_workbook"},
        },
        small);
    EXPECT_EQ(rows_of(open_sheet("/nowhere/at/all.csv")), "! sheets.not_found");
    EXPECT_EQ(rows_of(open_sheet("/")), "! sheets.not_found");
}

/// However the bytes fall into blocks, the rows are the same.
TEST(Csv, RowsAcrossBlocks) {
    std::string bytes = "no,name,note\n";
    std::string rows = "1:no|name|note\n";
    for (int i = 2; i < 40000; ++i) {
        const std::string no = std::to_string(i);
        bytes += no + ",\"Lò \"\"Văn\"\" " + std::string(static_cast<std::size_t>(i % 40), 'x') + "\",\"a,\r\nb\"\r\n";
        rows += no + ":" + no + "|Lò \"Văn\" " + std::string(static_cast<std::size_t>(i % 40), 'x') + "|a,\r\nb\n";
    }
    EXPECT_EQ(read(bytes), rows);
}

TEST(Csv, ColumnLetters) {
    for (const auto& [column, letters] : std::vector<std::pair<std::size_t, std::string>>{{0, "A"}, {25, "Z"}, {26, "AA"}, {701, "ZZ"}, {702, "AAA"}, {16383, "XFD"}}) {
        EXPECT_EQ(column_letters(column), letters);
        EXPECT_EQ(column_index(letters), column);
    }
    for (const char* wrong : {"", "a", "A1", "ABCDE"}) EXPECT_EQ(column_index(wrong), std::string_view::npos);
}

}  // namespace

}  // namespace khuyenhoc::sheets
