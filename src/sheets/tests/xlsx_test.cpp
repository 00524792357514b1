#include "sheets/tests/reading.h"
#include "sheets/workbook.h"

namespace khuyenhoc::sheets {

namespace {

std::string sheet(const std::string& inside) { return read(Parts{inside, "", "", ""}.bytes()); }

TEST(Xlsx, KindsOfCells) {
    const std::string texts = "<si><t>Lò</t></si><si><r><t>Văn </t></r><r><rPr><b/></rPr><t xml:space=\"preserve\">Tiến</t></r><rPh><t>no</t></rPh></si><si/>";
    const std::string styles =
        "<numFmts><numFmt numFmtId=\"164\" formatCode=\"[$-42A]dd/mm/yyyy;@\"/><numFmt numFmtId=\"165\" formatCode=\"0 &quot;days&quot;\"/></numFmts>"
        "<cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"164\"/><xf numFmtId=\"14\"/><xf numFmtId=\"165\"/></cellXfs>";
    const std::string cells =
        "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"C1\" t=\"s\"><v>1</v></c><c t=\"s\"><v>2</v></c><c t=\"inlineStr\"><is><r><t>Quàng</t></r><r><t> Thị</t></r></is></c></row>"
        "<row r=\"3\"><c s=\"1\"><v>31842</v></c><c s=\"2\"><v>45292.75</v></c><c s=\"3\"><v>31842</v></c><c><v>14200012345</v></c><c><v>1.25E-1</v></c><c><v>0.1</v></c></row>"
        "<row><c t=\"b\"><v>1</v></c><c t=\"b\"><v>0</v></c><c t=\"e\"><v>#N/A</v></c><c t=\"str\"><f>A1&amp;\"x\"</f><v>Lòx</v></c><c t=\"d\"><v>2025-08-01T00:00:00</v></c></row>"
        "<row><c s=\"1\"/></row>"
        "<row r=\"9\"><c r=\"B9\" t=\"inlineStr\"><is><t>a_x000D_b_x005F_c_xZZZZ_</t></is></c></row>";
    EXPECT_EQ(read(Parts{cells, texts, styles, ""}.bytes()),
              "1:Lò||Văn Tiến||Quàng Thị\n"
              "3:1987-03-06|2024-01-01 18:00:00|31842|14200012345|0.125|0.1\n"
              "4:TRUE|FALSE|#N/A|Lòx|2025-08-01\n"
              "9:|a\rb_c_xZZZZ_\n");
    EXPECT_EQ(read(Parts{"<row><c s=\"1\"><v>0</v></c></row>", "", styles, "<workbookPr date1904=\"1\"/>"}.bytes()), "1:1904-01-01\n");
}

TEST(Xlsx, Dates) {
    struct Case {
        double serial;
        bool from_1904;
        const char* text;
    };
    for (const auto& c : {Case{1, false, "1900-01-01"}, {59, false, "1900-02-28"}, {60, false, ""}, {61, false, "1900-03-01"}, {25569, false, "1970-01-01"},
                          {45657, false, "2024-12-31"}, {0.5, false, "12:00:00"}, {45657.999999999, false, "2025-01-01"}, {2958465, false, "9999-12-31"},
                          {-1, false, ""}, {2958466, false, ""}, {0, true, "1904-01-01"}, {44196, true, "2025-01-01"}})
        EXPECT_EQ(date_text(c.serial, c.from_1904), c.text) << c.serial;
    for (const char* code : {"dd/mm/yyyy", "d-mmm-yy", "[$-42A]dd\\/mm\\/yyyy;@", "yyyy", "[h]:mm", "mm:ss.0", "\"ngày\" dd"}) EXPECT_TRUE(is_date_format(std::string_view(code))) << code;
    for (const char* code : {"General", "0.00", "#,##0", "@", "\"day\" 0", "0\\d", "[Red]0", "0;dd", "_d0", ""}) EXPECT_FALSE(is_date_format(std::string_view(code))) << code;
}

TEST(Xlsx, ChoiceOfSheet) {
    const std::string book = Parts{"<row r=\"1\"><c r=\"A1\"><v>5</v></c></row>", "", "", ""}.bytes();
    EXPECT_EQ(read(book), "1:5\n") << "the first visible one";
    EXPECT_EQ(read(book, {}, "Ẩn"), "1:7\n") << "by name, hidden or not";
    EXPECT_EQ(read(book, {}, "Nhân khẩu"), "1:5\n");
    EXPECT_EQ(read(book, {}, "A\xCC\x82\xCC\x89n"), "1:7\n") << "in any normal form";
    EXPECT_EQ(read(book, {}, "Khác"), "! sheets.no_such_sheet");
    EXPECT_EQ((*open_sheet_bytes(book))->description(), "xlsx, Nhân khẩu");
}

TEST(Xlsx, DamagedAndHostile) {
    const std::string good = Parts{"<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>a</t></is></c></row>", "", "", ""}.bytes();
    ASSERT_EQ(read(good), "1:a\n");
    for (std::size_t cut = 4; cut + 1 < good.size(); cut += 97) EXPECT_EQ(read(good.substr(0, cut)).substr(0, 2), "! ") << cut;
    std::string turned = good;
    turned[good.find("xl/worksheets/sheet1.xml") + 60] = '\x55';
    EXPECT_NE(read(turned), "1:a\n");

    EXPECT_EQ(sheet("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>9</v></c></row>"), "! sheets.damaged row 1, column A") << "no such shared text";
    EXPECT_EQ(sheet("<row r=\"2\"><c r=\"A2\"><v>1</v></c></row><row r=\"2\"/>"), "! sheets.damaged row 2, column A");
    EXPECT_EQ(sheet("<row r=\"1\"><c r=\"1\"><v>1</v></c></row><row r=\"2\"><c r=\"ZZZZZ1\"/></row>"), "! sheets.damaged row 2, column A");
    EXPECT_EQ(sheet("<row r=\"6000000\"/>"), "! sheets.too_many_rows row 6000000, column A");
    EXPECT_EQ(sheet("<row r=\"1\"><c r=\"XFD1\"><v>1</v></c></row>"), "! sheets.too_many_columns row 1, column XFD");
    EXPECT_EQ(sheet("<row r=\"1\"><c r=\"XFD1\" s=\"0\"/><c r=\"A1\"><v>1</v></c></row>"), "1:1\n") << "empty cells may stand anywhere";
    EXPECT_EQ(sheet("<row"), "! sheets.damaged after row 0");

    const auto whole = [](const std::string& part) { return read(Parts{"", "", "", "", part}.bytes()); };
    EXPECT_EQ(whole("<!DOCTYPE a [<!ENTITY b \"c\">]><worksheet><sheetData><row><c><v>&b;</v></c></row></sheetData></worksheet>"), "! sheets.hostile_xml after row 0");
    EXPECT_EQ(whole("<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><worksheet/>"), "! sheets.hostile_xml after row 0");
    std::string deep;
    for (int i = 0; i < 100; ++i) deep += "<a>";
    EXPECT_EQ(whole(deep), "! sheets.hostile_xml after row 0");
    EXPECT_EQ(read(packed({{"readme.txt", "x"}})), "! sheets.not_a_workbook");
    EXPECT_EQ(read(packed({{"xl/workbook.xml", "<workbook/>"}})), "! sheets.damaged");
}

TEST(Xlsx, LimitsHold) {
    Limits limits;
    limits.field_bytes = 10;
    limits.columns = 3;
    limits.rows = 100;
    EXPECT_EQ(read(Parts{"<row><c t=\"inlineStr\"><is><t>12345678901</t></is></c></row>", "", "", ""}.bytes(), limits), "! sheets.field_too_long row 1, column A");
    EXPECT_EQ(read(Parts{"", "<si><t>12345678901</t></si>", "", ""}.bytes(), limits), "! sheets.field_too_long");
    EXPECT_EQ(read(Parts{"<row><c r=\"D1\"><v>1</v></c></row>", "", "", ""}.bytes(), limits), "! sheets.too_many_columns row 1, column D");
    limits = {};
    limits.shared_strings = 2;
    EXPECT_EQ(read(Parts{"", "<si/><si/><si/>", "", ""}.bytes(), limits), "! sheets.too_many_strings");
    limits = {};
    limits.entries = 3;
    EXPECT_EQ(read(Parts{"", "", "", ""}.bytes(), limits), "! sheets.bomb");
    limits = {};
    limits.entry_bytes = 3000;
    EXPECT_EQ(read(Parts{std::string(4000, ' '), "", "", ""}.bytes(), limits), "! sheets.bomb");
    // Spaces pack a thousand to one: a bomb in small.
    EXPECT_EQ(read(Parts{std::string(std::size_t{24} << 20, ' '), "", "", ""}.bytes()), "! sheets.bomb after row 0");
}

}  // namespace

}  // namespace khuyenhoc::sheets
