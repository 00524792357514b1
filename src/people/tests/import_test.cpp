#include "people/sealed_ethnicity.h"
#include "people/tests/world.h"
#include "sheets/sheets.h"

namespace khuyenhoc::people {

namespace {

const std::string header = "Số hộ,Quan hệ với chủ hộ,Họ và tên,Ngày sinh,Giới tính,Dân tộc,Số định danh,Bản,Xã,Dòng họ,Đơn vị,Vai trò\n";

struct Fixture : ::testing::Test {
    World w;
    Folder folder;

    Result<ImportReport> import(const std::string& path, ImportOptions options = {}) {
        options.on = Date{2025, 8, 1};
        return import_register(w.journal, *w.store, *w.places.atlas(), w.keys, path, options);
    }
    Result<ImportReport> import_text(const std::string& rows, ImportOptions options = {}) {
        return import(folder.file("register.csv", header + rows), options);
    }
    /// "2C people.bad_birth 4 digits" for each problem, sorted as given.
    static std::vector<std::string> problems(const Result<ImportReport>& report) {
        std::vector<std::string> out;
        if (!report) return {"refused: " + report.error().code + " " + report.error().where};
        for (const auto& p : report->first_problems) {
            const std::string column = p.column < 0 ? "" : sheets::column_letters(static_cast<std::size_t>(p.column));
            const std::string mark = p.severity == Severity::error ? "!" : p.severity == Severity::known ? "=" : "?";
            out.push_back(std::to_string(p.row) + column + mark + p.code + (p.shape.empty() ? "" : " (" + p.shape + ")"));
        }
        return out;
    }
    /// The register as text, without ids that differ.
    std::string contents() { return contents(*w.store); }
    static std::string contents(store::Store& store) {
        std::string out;
        store.reader()->query(
            "SELECT p.full_name, p.birth, p.sex, p.ethnicity, p.citizen_hash, p.citizen_sealed, m.relation, m.from_date, h.book_no, a.hamlet_id, "
            "(SELECT min(c.name) FROM clan_household k JOIN clan c ON c.province_id = k.province_id AND c.clan_id = k.clan_id WHERE k.province_id = h.province_id AND k.household_id = h.household_id), "
            "(SELECT min(u.unit_id) FROM unit_member u WHERE u.province_id = p.province_id AND u.person_id = p.person_id), p.person_id "
            "FROM person p JOIN household_member m ON m.province_id = p.province_id AND m.person_id = p.person_id "
            "JOIN household h ON h.province_id = m.province_id AND h.household_id = m.household_id "
            "JOIN household_home a ON a.province_id = h.province_id AND a.household_id = h.household_id ORDER BY a.hamlet_id, h.book_no, p.full_name, p.birth",
            {}, [&](const store::Row& row) {
                for (int i = 0; i < 12; ++i)
                    out += (i == 3 ? std::to_string(try_ethnicity(World::keys_of_tests().ethnicity, row.integer(12), row.integer(3)).value_or(-1))
                            : row.is_null(i) ? "-" : (i == 2 || i == 6 || i == 9 || i == 11) ? std::to_string(row.integer(i)) : std::string(row.text(i))) + "|";
                out += "\n";
            });
        return out;
    }
    /// Rows of invented households of four, in two hamlets.
    static std::string many(int households) {
        static const char* surnames[] = {"Lò", "Quàng", "Lường", "Cà", "Giàng", "Sùng", "Bùi", "Nguyễn"};
        static const char* given[] = {"Tiến", "Hoa", "Đào", "Xuân", "Chu", "Pâng", "Ín", "Phương"};
        std::string rows;
        for (int h = 0; h < households; ++h)
            for (int m = 0; m < 4; ++m) {
                const int n = h * 4 + m;
                const int year = m == 0 ? 1960 + h % 30 : 2000 + (h + m) % 20;
                const bool man = m % 2 == 0;
                rows += std::to_string(h) + (m == 0 ? ",Chủ hộ," : ",Con,") + surnames[h % 8] + (man ? " Văn " : " Thị ") + given[n % 8] + " " + given[(n / 8) % 8] + "," +
                        std::to_string(1 + n % 28) + "/" + std::to_string(1 + n % 12) + "/" + std::to_string(year) + (man ? ",Nam,Thái," : ",Nữ,Thái,");
                std::string number = std::to_string(n);
                number.insert(0, 6 - number.size(), '0');
                if (m < 2) rows += "014" + std::to_string((year >= 2000 ? 2 : 0) + (man ? 0 : 1)) + std::to_string(year).substr(2) + number;
                rows += h % 2 == 0 ? ",Bản Bó,Mường La" : ",Chiêng,Xã Mường La";
                rows += h % 5 == 0 ? ",Họ " + std::string(surnames[h % 8]) + " Mường La,,\n" : ",,,\n";
            }
        return rows;
    }
};

struct Import : Fixture {};

TEST_F(Import, EveryKindOfErrorIsNamedWithRowAndColumn) {
    w.execute("people.add_unit", {{"name", "Trường A"}, {"kind", "school"}, {"managed_by", "commune"}, {"commune_id", w.muong_la}, {"from_date", "2025-08-01"}});
    const std::string m = ",Bản Bó,Mường La";
    const std::vector<std::pair<std::string, std::vector<std::string>>> rows = {
        {"1,Chủ hộ,Lò Văn Tiến,5/3/1987,Nam,Thái,014087000121" + m + ",Họ Lò,Trường A,", {}},
        {"1,Vợ,Quàng Thị Ín,1988,Nữ,Thái,", {"3H!people.no_hamlet (empty)"}},
        {"1,Con,,2010,Nam,Thái," + m + ",,,", {"4C!people.no_name (empty)"}},
        {"1,Con,Lò 2 Văn,2010,Nam,Thái," + m + ",,,", {"5C!people.bad_name (1 digit, 5 letters, 2 signs)"}},
        {"1,Con,Lò,2010,Nam,Thái," + m + ",,,", {"6C?people.short_name (2 letters)"}},
        {"1,Con,Lò Văn A,,Nam,Thái," + m + ",,,", {"7D!people.no_birth (empty)"}},
        {"1,Con,Lò Văn B,30/2/2010,Nam,Thái," + m + ",,,", {"8D!people.bad_birth (7 digits, 2 signs)"}},
        {"1,Con,Lò Văn C,2/8/2025,Nam,Thái," + m + ",,,", {"9D!people.birth_after (6 digits, 2 signs)"}},
        {"1,Con,Lò Văn D,1890,Nam,Thái," + m + ",,,", {"10D!people.birth_too_long_ago (4 digits)"}},
        {"1,Con,Lò Văn E,2010,,Thái," + m + ",,,", {"11E?people.no_sex (empty)"}},
        {"1,Con,Lò Văn G,2010,Trống,Thái," + m + ",,,", {"12E!people.bad_sex (5 letters)"}},
        {"1,Hàng xóm,Lò Văn H,2010,Nam,Thái," + m + ",,,", {"13B?people.unknown_relation (7 letters, 1 sign)"}},
        {"1,Con,Lò Văn I,2010,Nam,Marz," + m + ",,,", {"14F?people.unknown_ethnicity (4 letters)"}},
        {"1,Con,Lò Văn K,2010,Nam,Thái,0142100001" + m + ",,,", {"15G!people.bad_citizen_no (10 digits)"}},
        {"1,Con,Lò Văn L,2010,Nam,Thái,014310000122" + m + ",,,", {"16G?people.citizen_no_disagrees (12 digits)"}},
        {"1,Con,Lò Văn M,2010,Nam,Thái,14210000123" + m + ",,,", {"17G?people.citizen_no_zero_lost (11 digits)"}},
        {",Con,Lò Văn N,2010,Nam,Thái," + m + ",,,", {"18A!people.no_household (empty)"}},
        {std::string(41, '9') + ",Con,Lò Văn O,2010,Nam,Thái," + m + ",,,", {"19A!people.bad_household (41 digits)"}},
        {"1,Con,Lò Văn P,2010,Nam,Thái,,Bản Không,Mường La,,,", {"20H!people.unknown_hamlet (8 letters, 1 sign)"}},
        {"1,Con,Lò Văn Q,2010,Nam,Thái,,Bó,,,,", {"21H!people.ambiguous_hamlet (2 hamlets)"}},
        {"1,Con,Lò Văn R,2010,Nam,Thái,,Bản Bó,Mường Không,,,", {"22I!people.unknown_commune (10 letters, 1 sign)"}},
        {"1,Con,Lò Văn S,2010,Nam,Thái,,Bản Bó,Pi Toong,,,", {"23I!people.commune_not_then (7 letters, 1 sign)"}},
        {"1,Con,Lò Văn T,2010,Nam,Thái,014087000121" + m + ",,,", {"24G?people.citizen_no_disagrees (12 digits)"}},
        {"1,Chủ hộ,Lò Văn Tiến,5/3/1987,Nam,Thái," + m + ",,,", {}},
        {"1,Chủ hộ,Lò Văn U,2000,Nam,Thái," + m + ",,,", {}},
        {"1,Con,Lò Văn Tiên,5/3/1987,Nam,Thái," + m + ",,,", {}},
        {"1,Con,Lò Văn V,2010,Nam,Thái," + m + ",,Trường B,", {}},
        {"1,Con,Lò\xFFVăn,2010,Nam,Thái," + m + ",,,", {"29C!people.bad_text (8 bytes)"}},
        {"", {}},
        {"2,Chủ hộ,Lo\xCC\x80 Va\xCC\x86n X,1980,NAM,thai," + m + ",Họ Lò,,", {}},
    };
    std::string text;
    for (const auto& [row, expected] : rows) text += row + "\n";
    ImportOptions options;
    options.errors_path = folder.path + "/errors.csv";
    const auto report = import_text(text, options);
    std::vector<std::string> expected;
    for (const auto& [row, list] : rows) expected.insert(expected.end(), list.begin(), list.end());
    const std::vector<std::string> settled = {"24!people.citizen_no_taken (12 digits)", "25!people.doubled_row (row 2)", "26?people.second_head", "27?people.look_alike",
                                              "28?people.unknown_unit (7 letters, 1 sign)"};
    const auto got = problems(report);
    for (const auto& one : expected) EXPECT_NE(std::ranges::find(got, one), got.end()) << one;
    for (const auto& one : settled) EXPECT_NE(std::ranges::find(got, one), got.end()) << one;
    EXPECT_EQ(got.size(), expected.size() + settled.size()) << testing::PrintToString(got);
    ASSERT_TRUE(report.has_value());
    EXPECT_EQ(report->rows, 29);
    EXPECT_EQ(report->persons, 11);
    EXPECT_EQ(report->rows_with_errors, 18);
    EXPECT_EQ(report->households, 2);
    EXPECT_EQ(report->clans, 1);
    EXPECT_EQ(report->unit_members, 1);
    EXPECT_EQ(w.count("SELECT count(*) FROM person"), 11);
    EXPECT_EQ(w.text("SELECT full_name FROM person WHERE birth = '1980'"), "Lò Văn X");
    EXPECT_EQ(w.broken(), std::vector<std::string>{});

    const std::string errors = read_file(options.errors_path);
    std::string journalled;
    w.store->reader()->query("SELECT body, answer FROM journal WHERE name = 'people.import_chunk' ORDER BY seq", {},
                             [&](const store::Row& row) { journalled.append(row.text(0)).append(row.text(1)); });
    EXPECT_NE(errors.find("8,D,Ngày sinh,bỏ dòng / error,people.bad_birth,Ngày sinh không đọc được"), std::string::npos) << errors;
    for (const char* value : {"014087000121", "014310000122", "Lò Văn", "30/2/2010", "Hàng xóm", "Marz", "Pi Toong"}) {
        EXPECT_EQ(errors.find(value), std::string::npos) << "a value in the error file: " << value;
        EXPECT_EQ(json::serialize(report->to_json("vi")).find(value), std::string::npos) << value;
        EXPECT_EQ(journalled.find(value), std::string::npos) << "in the journal: " << value;
    }
}

TEST_F(Import, RowsOfHamletsElsewhereAreNotTheirsToAdd) {
    const std::string rows = "1,Chủ hộ,Lò Văn Tiến,1987,Nam,Thái,,Bản Bó,Mường La,,,\n1,Chủ hộ,Lò Văn Hai,1987,Nam,Thái,,Bản Bó,Quỳnh Nhai,,,\n";
    const auto report = import_text(rows, {.within = w.muong_la});
    EXPECT_EQ(problems(report), std::vector<std::string>{std::string("3H!") + "people.hamlet_elsewhere"});
    EXPECT_EQ(report->persons, 1);
    EXPECT_EQ(import_text(rows, {.round = 1, .within = 14})->persons, 1) << "the province has both";
}

TEST_F(Import, TheSameFileTwiceChangesNothing) {
    const auto first = import_text(many(1100));
    ASSERT_TRUE(first.has_value()) << first.error().code;
    EXPECT_EQ(first->persons, 4400);
    EXPECT_EQ(first->households, 1100);
    EXPECT_EQ(first->chunks, 3);
    EXPECT_EQ(problems(first), std::vector<std::string>{});
    const std::string before = contents();
    const auto journal = w.count("SELECT count(*) FROM journal");
    const auto again = import_text(many(1100));
    EXPECT_EQ(again->chunks_repeated, 3);
    EXPECT_EQ(again->persons, 4400) << "the report is the first one's";
    EXPECT_EQ(contents(), before);
    EXPECT_EQ(w.count("SELECT count(*) FROM journal"), journal);
    ImportOptions round;
    round.round = 1;
    const auto anew = import_text(many(1100), round);
    EXPECT_EQ(anew->rows_known, 4400) << "looked at anew, everyone is there already";
    EXPECT_EQ(anew->persons, 0);
    EXPECT_EQ(contents(), before);
    EXPECT_EQ(w.broken(), std::vector<std::string>{});
}

TEST_F(Import, AnInterruptedOneGoesOn) {
    const std::string path = folder.file("big.csv", header + many(3000));
    ImportOptions options;
    options.on = Date{2025, 8, 1};
    const auto stopped = import_register(w.journal, *w.store, *w.places.atlas(), w.keys, path, options, [](int, std::int64_t) { return false; });
    EXPECT_EQ(stopped.error().code, "people.import_stopped");
    const auto kept = w.count("SELECT count(*) FROM person");
    EXPECT_GT(kept, 0);
    EXPECT_LT(kept, 12000);
    // Someone else changes the register in between.
    w.add(w.household("x"), "Lò Văn Khác", "1990");
    std::int64_t last = 0;
    const auto rest = import_register(w.journal, *w.store, *w.places.atlas(), w.keys, path, options, [&](int permille, std::int64_t rows) {
        EXPECT_GE(permille, 0);
        EXPECT_GT(rows, last);
        last = rows;
        return true;
    });
    ASSERT_TRUE(rest.has_value()) << rest.error().code;
    EXPECT_GT(rest->chunks_repeated, 0);
    EXPECT_LT(rest->chunks_repeated, rest->chunks);
    EXPECT_EQ(last, 12000);
    EXPECT_EQ(w.count("SELECT count(*) FROM person"), 12001);
    EXPECT_EQ(w.count("SELECT count(*) FROM household"), 3001);
    EXPECT_EQ(w.broken(), std::vector<std::string>{});
}

TEST_F(Import, HouseholdsStayWholeAcrossChunks) {
    // Members of one household far apart, and a household that the register had before.
    const auto before = w.household("0");
    w.add(before, "Lò Văn Cũ", "1950", "head");
    std::string rows;
    for (int m = 0; m < 3; ++m)
        for (int h = 0; h < 1500; ++h)
            rows += std::to_string(h) + (m == 0 ? ",Chủ hộ," : ",Con,") + "Lò Văn " + (m == 0 ? "An" : m == 1 ? "Bình" : "Cường") + ",19" + std::to_string(50 + h % 50) + ",Nam,,,Bó,Mường La,,,\n";
    const auto report = import_text(rows);
    EXPECT_EQ(report->persons, 4500);
    EXPECT_EQ(report->households, 1499);
    EXPECT_EQ(w.count("SELECT count(*) FROM household_member WHERE household_id = " + std::to_string(before)), 4);
    EXPECT_EQ(w.count("SELECT count(*) FROM (SELECT household_id FROM household_member GROUP BY household_id HAVING count(*) = 3) AS h"), 1499);
    EXPECT_EQ(problems(report), (std::vector<std::string>{"2?people.second_head"}));
}

TEST_F(Import, CsvAndXlsxGiveEqualRegisters) {
    const std::string rows = many(50);
    auto writer = sheets::xlsx_writer();
    auto reader = *sheets::open_sheet_bytes(header + rows);
    std::vector<sheets::Column> columns;
    for (const auto cell : (*reader->next())->cells) columns.push_back({std::string(cell)});
    columns[3].format = sheets::Format::date;
    writer->sheet("Nhân khẩu", columns);
    while (const auto* row = *reader->next()) {
        std::vector<sheets::Value> cells;
        for (std::size_t i = 0; i < row->cells.size(); ++i) {
            if (i == 3) cells.emplace_back(*parse_written_date(row->cells[i]));
            else cells.emplace_back(row->cells[i]);
        }
        writer->row(std::span<const sheets::Value>(cells));
    }
    ASSERT_TRUE(import_text(rows).has_value());
    const std::string from_csv = contents();
    World second;
    const auto report = import_register(second.journal, *second.store, *second.places.atlas(), second.keys, folder.file("r.xlsx", writer->finish()),
                                        ImportOptions{.on = Date{2025, 8, 1}});
    ASSERT_TRUE(report.has_value()) << report.error().code;
    EXPECT_EQ(report->format, "xlsx, Nhân khẩu");
    EXPECT_EQ(report->persons, 200);
    EXPECT_EQ(contents(*second.store), from_csv);
}

TEST_F(Import, DryRunAndStopOnErrorWriteNothing) {
    const std::string good = many(3);
    const std::string bad = "99,Con,Lò Văn Sai,30/2/2010,Nam,,,Bó,Mường La,,,\n0,Chủ hộ,Lò Văn Tiến Tiến,1/1/1960,Nam,,,Bó,Mường La,,,\n";
    const auto journal = w.count("SELECT count(*) FROM journal");
    ImportOptions dry;
    dry.dry_run = true;
    const auto judged = import_text(good + bad, dry);
    EXPECT_EQ(judged->persons, 12) << "what would be added";
    EXPECT_EQ(judged->households, 3);
    EXPECT_EQ(problems(judged), (std::vector<std::string>{"14D!people.bad_birth (7 digits, 2 signs)", "15!people.doubled_row (row 2)"}));
    ImportOptions strict;
    strict.stop_on_error = true;
    const auto stopped = import_text(good + bad, strict);
    EXPECT_TRUE(stopped->stopped);
    EXPECT_EQ(stopped->persons, 0);
    EXPECT_EQ(w.count("SELECT count(*) FROM person"), 0);
    EXPECT_EQ(w.count("SELECT count(*) FROM journal"), journal);
    EXPECT_EQ(import_text(good, strict)->persons, 12);
    EXPECT_EQ(import_text(good + bad, dry)->rows_known, 13);
    EXPECT_EQ(import_text(good + bad)->rows_known, 13) << "a mended file adds what is new, here nothing";
}

TEST_F(Import, ADamagedFileChangesNothing) {
    const std::string rows = many(600);
    for (const auto& [text, code] : std::vector<std::pair<std::string, std::string>>{
             {header + rows + "\"open", "sheets.open_quote"}, {"a,b\nc,d\n", "people.no_header"}, {"Họ và tên,Giới tính,Bản\nx,y,z\n", "people.missing_column"},
             {"Họ và tên,Giới tính,Số hộ,Bản,Họ tên\n", "people.doubled_column"}, {"", "sheets.empty"}, {std::string("\x89PNG\r\n\x1A\n\0\0", 10), "sheets.not_a_sheet"}}) {
        EXPECT_EQ(import(folder.file("x.csv", text)).error().code, code);
    }
    EXPECT_EQ(import(folder.path + "/none.csv").error().code, "sheets.not_found");
    EXPECT_EQ(w.count("SELECT count(*) FROM person"), 0);
    ImportOptions unwritable;
    unwritable.errors_path = folder.path + "/no/such/folder/errors.csv";
    EXPECT_EQ(import_text(rows, unwritable).error().code, "people.errors_not_writable");
}

TEST_F(Import, NumbersNeverStandInTheFile) {
    World on_disk(store::open_sqlite(folder.path + "/register.db"));
    const std::string rows = many(400);
    const auto report = import_register(on_disk.journal, *on_disk.store, *on_disk.places.atlas(), on_disk.keys, folder.file("r.csv", header + rows),
                                        ImportOptions{.on = Date{2025, 8, 1}});
    ASSERT_EQ(report->persons, 1600);
    EXPECT_EQ(on_disk.count("SELECT count(*) FROM person WHERE citizen_hash IS NOT NULL"), 800);
    const std::string bytes = read_file(folder.path + "/register.db") + read_file(folder.path + "/register.db-wal");
    ASSERT_NE(bytes.find("Lò Văn Tiến"), std::string::npos) << "names stand there";
    int looked = 0;
    for (std::size_t at = rows.find(",014"); at != std::string::npos; at = rows.find(",014", at + 1), ++looked)
        EXPECT_EQ(bytes.find(rows.substr(at + 1, 12)), std::string::npos);
    EXPECT_EQ(looked, 800);
}

TEST_F(Import, TitlesAboveTheHeaderAndYearsInAColumnOfTheirOwn) {
    const auto report = import(folder.file("r.csv", "DANH SÁCH NHÂN KHẨU;;;\nXã Mường La;;;\n\nSTT;Họ tên;Năm sinh;Phái;Thôn;Mã hộ\n1;Lò Văn Tiến;1987;Nam;Bản Chiêng;7\n"));
    ASSERT_TRUE(report.has_value()) << report.error().code;
    EXPECT_EQ(problems(report), std::vector<std::string>{});
    EXPECT_EQ(report->persons, 1);
    EXPECT_EQ(w.text("SELECT birth FROM person"), "1987");
}

TEST_F(Import, TheTemplateCanBeFilledIn) {
    for (const char* language : {"vi", "en"}) {
        for (const std::string& bytes : {template_csv(language), template_xlsx(language)}) {
            ImportOptions dry;
            dry.dry_run = true;
            const auto report = import(folder.file("template", bytes), dry);
            ASSERT_TRUE(report.has_value()) << report.error().code;
            EXPECT_EQ(problems(report), (std::vector<std::string>{"2B!people.unknown_commune (6 letters, 2 signs)", "3B!people.unknown_commune (6 letters, 2 signs)"}));
        }
    }
}

TEST_F(Import, ASentCommandWithoutRowsDoesNotBlockTheFile) {
    const std::string path = folder.file("r.csv", header + many(2));
    ASSERT_TRUE(import(path).has_value());
    const std::string id = w.text("SELECT command_id FROM journal WHERE name = 'people.import_chunk'");
    const auto body = parse_json(w.text("SELECT body FROM journal WHERE name = 'people.import_chunk'"))->as_object();
    World other;
    EXPECT_EQ(other.journal.execute({id, "people.import_chunk", 14, "officer", body}).answer.error().code, "people.rows_not_here");
    const auto report = import_register(other.journal, *other.store, *other.places.atlas(), other.keys, path, ImportOptions{.on = Date{2025, 8, 1}});
    ASSERT_TRUE(report.has_value()) << report.error().code;
    EXPECT_EQ(report->persons, 8);
}

TEST_F(Import, ColumnsArePeoplesToChoose) {
    const auto path = folder.file("own.csv", "Danh sách nhân khẩu\nSố nhà,Ai,Sinh,Nam/nữ,Ở đâu,Ghi chú\n1,Lò Văn Tiến,1987,Nam,Bản Chiêng,\n1,Lò Thị Hoa,31/2/1990,Nữ,Bản Chiêng,x\n");
    EXPECT_EQ(import(path).error().code, "people.no_header");
    const auto looked = look_at_register(path, "", "vi");
    ASSERT_TRUE(looked.has_value());
    EXPECT_EQ(looked->at("header_row").as_int64(), 2);
    EXPECT_EQ(looked->at("columns").at(3).at("guess").as_string(), "sex");
    EXPECT_TRUE(looked->at("columns").at(0).at("guess").is_null());
    EXPECT_EQ(looked->at("first").at(0).at(1).as_string(), "Lò Văn Tiến");
    EXPECT_EQ(looked->at("missing").as_array(), (json::array{"book_no", "full_name", "birth", "hamlet"}));
    ImportOptions options;
    options.columns = "row=2,book_no=A,full_name=B,birth=C,sex=D,hamlet=E";
    const auto report = import(path, options);
    ASSERT_TRUE(report.has_value()) << report.error().code;
    EXPECT_EQ(report->persons, 1);
    EXPECT_EQ(problems(report), (std::vector<std::string>{"4C!people.bad_birth (7 digits, 2 signs)"}));
    const auto rows = rows_to_mend(path, options, {4});
    ASSERT_TRUE(rows.has_value());
    EXPECT_EQ(rows->at("rows").at(0).at("cells").at(2).as_string(), "31/2/1990");
    EXPECT_EQ(rows->at("columns").at(2).at("key").as_string(), "birth");
    EXPECT_TRUE(rows->at("columns").at(5).at("key").is_null());
    for (const auto& [columns, code] : std::vector<std::pair<std::string, std::string>>{{"row=2,full_name=B", "people.missing_column"},
                                                                                       {"full_name=B", "people.bad_columns"},
                                                                                       {"row=2,name=B", "people.bad_columns"},
                                                                                       {"row=2,full_name", "people.bad_columns"},
                                                                                       {"row=2,full_name=B,birth=B", "people.doubled_column"},
                                                                                       {"row=9,full_name=B", "people.no_header"}}) {
        options.columns = columns;
        EXPECT_EQ(import(path, options).error().code, code) << columns;
    }
}

}  // namespace

}  // namespace khuyenhoc::people
