#include "sheets/tests/reading.h"

namespace khuyenhoc::sheets {

namespace {

const std::vector<Column> columns = {{"Xã", 20}, {"Số người", 12, Format::integer}, {"Tỷ lệ", 10, Format::percent_bp}, {"Ngày", 12, Format::date}};

std::string fill(std::unique_ptr<Writer> writer) {
    writer->sheet("Báo cáo [2025]", columns);
    writer->row({std::string_view("Mường La"), std::int64_t{1404587}, std::int64_t{5285}, Date{2025, 12, 31}});
    writer->row({std::string_view("=HYPERLINK(\"x\")"), std::int64_t{-5}, std::monostate{}, std::monostate{}});
    return writer->finish();
}

TEST(Writer, Csv) {
    EXPECT_EQ(fill(csv_writer()), "\xEF\xBB\xBFXã,Số người,Tỷ lệ,Ngày\r\nMường La,1404587,52.85,2025-12-31\r\n\"'=HYPERLINK(\"\"x\"\")\",-5,,\r\n");
    CsvStyle plain;
    plain.byte_order_mark = false;
    plain.separator = ';';
    plain.guard_formulas = false;
    EXPECT_EQ(fill(csv_writer(plain)), "Xã;Số người;Tỷ lệ;Ngày\r\nMường La;1404587;52.85;2025-12-31\r\n\"=HYPERLINK(\"\"x\"\")\";-5;;\r\n");
}

TEST(Writer, EveryFormulaSignIsGuarded) {
    for (const char* text : {"=1", "+1", "-1", "@a", "\ta", "\ra", "＝1", "＋1", "－1", "＠a"}) {
        auto writer = csv_writer();
        writer->sheet("", std::vector<Column>{{"a"}});
        writer->row({std::string_view(text)});
        EXPECT_NE(writer->finish().find("'" + std::string(text)), std::string::npos) << text;
    }
}

TEST(Writer, CsvIntoASink) {
    std::string taken;
    CsvStyle style;
    style.sink = [&](std::string_view piece) { taken += piece; };
    auto writer = csv_writer(style);
    writer->sheet("", std::vector<Column>{{"a"}});
    for (int i = 0; i < 30000; ++i) writer->row({std::string_view("Lò Văn Tiến")});
    EXPECT_GT(taken.size(), 100000u) << "pieces come while rows are written";
    EXPECT_EQ(writer->finish(), "");
    EXPECT_EQ(read(taken).size(), std::string("1:a\n").size() + 8 * (std::string("1:Lò Văn Tiến\n").size()) + 90 * std::string("10:Lò Văn Tiến\n").size() +
                                      900 * std::string("100:Lò Văn Tiến\n").size() + 9000 * std::string("1000:Lò Văn Tiến\n").size() + 20002 * std::string("10000:Lò Văn Tiến\n").size());
}

TEST(Writer, WorkbookIsReadBack) {
    EXPECT_EQ(read(fill(xlsx_writer())), "1:Xã|Số người|Tỷ lệ|Ngày\n2:Mường La|1404587|0.5285|2025-12-31\n3:=HYPERLINK(\"x\")|-5\n");
    EXPECT_EQ(fill(xlsx_writer()), fill(xlsx_writer())) << "the same cells, the same bytes";
}

TEST(Writer, WorkbookOfTwoSheets) {
    auto writer = xlsx_writer();
    writer->sheet("Một", std::vector<Column>{{"a"}});
    writer->row({std::string_view("1")});
    writer->sheet("Hai", std::vector<Column>{{"b"}});
    writer->row({std::string_view("2")});
    const std::string bytes = writer->finish();
    EXPECT_EQ(read(bytes), "1:a\n2:1\n");
    EXPECT_EQ(read(bytes, {}, "Hai"), "1:b\n2:2\n");
}

TEST(Writer, CsvIsReadBackWhateverTheText) {
    for (const std::string text : {"a\"b", "a,b", "a\r\nb", " a ", "a\tb", "\"", "“ngoặc”", "a;b"}) {
        auto writer = csv_writer();
        writer->sheet("", std::vector<Column>{{"x"}, {"y"}});
        writer->row({std::string_view(text), std::string_view("z")});
        EXPECT_EQ(read(writer->finish()), "1:x|y\n2:" + text + "|z\n");
    }
}

}  // namespace

}  // namespace khuyenhoc::sheets
