#include "people/rules.h"

#include <gtest/gtest.h>

#include "people/import_header.h"
#include "people/household_search.h"
#include "people/name_index.h"

namespace khuyenhoc::people {

namespace {

TEST(Rules, Births) {
    struct Case {
        const char* written;
        const char* kept;
    };
    for (const auto& c : {Case{"1987", "1987"}, {"1987-03-05", "1987-03-05"}, {"5/3/1987", "1987-03-05"}, {"05-03-1987", "1987-03-05"}, {"5.3.1987", "1987-03-05"},
                          {"29/2/2024", "2024-02-29"}, {"29/2/2023", ""}, {"31/4/2000", ""}, {"3/13/1987", ""}, {"87", ""}, {"", ""}, {"1799", ""}, {"5/3/87", ""},
                          {"abcd", ""}, {"1987-03-05 00:00:00", "1987-03-05"}, {"1987-03-05 10:00:00", ""}, {"19870305", ""}}) {
        const auto birth = parse_birth(c.written);
        EXPECT_EQ(birth ? birth->text : "", c.kept) << c.written;
    }
}

TEST(Rules, CitizenNumbers) {
    for (const char* wrong : {"", "01408700012", "0140870001234", "01408700012a", "014 08700012"}) EXPECT_FALSE(is_citizen_no(wrong)) << wrong;
    struct Case {
        const char* number;
        Sex sex;
        int year;
        bool agrees;
    };
    for (const auto& c : {Case{"014087000121", Sex::male, 1987, true}, {"014087000121", Sex::female, 1987, false}, {"014187000121", Sex::female, 1987, true},
                          {"014087000121", Sex::not_known, 1987, true}, {"014087000121", Sex::male, 1988, false}, {"014215000121", Sex::male, 2015, true},
                          {"014315000121", Sex::female, 2015, true}, {"014315000121", Sex::female, 1915, false}, {"014404000121", Sex::male, 2104, true}}) {
        ASSERT_TRUE(is_citizen_no(c.number));
        EXPECT_EQ(citizen_no_agrees(c.number, c.sex, c.year), c.agrees) << c.number;
    }
    EXPECT_EQ(masked("014087000121"), "014•••••••21");
    EXPECT_EQ(masked("12"), "•••");
}

TEST(Rules, Words) {
    for (const auto& [text, sex] : std::vector<std::pair<const char*, int>>{{"Nam", 1}, {"NỮ", 2}, {"nu", 2}, {"M", 1}, {"Female", 2}, {"", 0}, {"2", 2}, {"x", -1}, {"Nam nữ", -1}}) {
        const auto parsed = parse_sex(text);
        EXPECT_EQ(parsed ? static_cast<int>(*parsed) : -1, sex) << text;
    }
    for (const auto& [text, relation] : std::vector<std::pair<const char*, int>>{{"Chủ hộ", 1}, {"VỢ", 2}, {"chồng", 2}, {"Con", 3}, {"con dâu", 3}, {"Con rể", 3}, {"Mẹ", 4},
                                                                                 {"bố vợ", 4}, {"Cháu nội", 5}, {"Em", 6}, {"Chị gái", 6}, {"Ông nội", 9}, {"Ở nhờ", 9}, {"head", 1}, {"", 0}, {"hàng xóm", 0}}) {
        const auto parsed = parse_relation(text);
        EXPECT_EQ(parsed ? static_cast<int>(*parsed) : 0, relation) << text;
    }
    for (const auto& [text, code] : std::vector<std::pair<const char*, int>>{{"Kinh", 1}, {"Thái", 3}, {"THÁI", 3}, {"thai", 3}, {"H'Mông", 8}, {"Mông", 8}, {"Mèo", 8}, {"Mường", 6}, {"Xinh Mun", 34},
                                                                             {"Xinh-mun", 34}, {"Khơ Mú", 29}, {"La Ha", 39}, {"Lào", 37}, {"Dân tộc Dao", 9}, {"03", 3}, {"55", 0}, {"Pháp", 0}, {"", 0}})
        EXPECT_EQ(find_ethnic_group(text), code) << text;
    for (int code = 1; code <= 54; ++code) EXPECT_EQ(find_ethnic_group(ethnic_group_name(code)), code) << ethnic_group_name(code);
    EXPECT_EQ(ethnic_group_name(0), "");
    EXPECT_EQ(ethnic_group_name(55), "");
    for (const char* name : {"Lò Văn Tiến", "Giàng A Chu", "K'Brơi", "Nguyễn Thị Minh-Anh", "Tạ"}) EXPECT_TRUE(is_person_name(name)) << name;
    for (const char* name : {"", "Lò 2", "Lò_Tiến", "(Lò)", "...", "=Lò"}) EXPECT_FALSE(is_person_name(name)) << name;
    EXPECT_FALSE(is_person_name(std::string(101, 'a')));
    EXPECT_EQ(parse_role("Học sinh lớp 5"), Role::learner);
    EXPECT_EQ(parse_role("Giáo viên"), Role::staff);
}

TEST(Header, IsKnownInWhateverDress) {
    const std::vector<std::string_view> cells = {"STT", "HỌ VÀ TÊN (*)", "Ngày, tháng, năm sinh", "giới  tính", "Số hộ", "Xã/Phường", "Thôn, bản", "Số CCCD", "Ghi chú"};
    const auto header = read_header(cells);
    ASSERT_TRUE(header.has_value());
    EXPECT_EQ(header->found, 7u);
    EXPECT_EQ(header->of(RegisterColumn::full_name), 1u);
    EXPECT_EQ(header->of(RegisterColumn::birth), 2u);
    EXPECT_EQ(header->of(RegisterColumn::citizen_no), 7u);
    EXPECT_FALSE(header->has(RegisterColumn::clan));
    EXPECT_TRUE(is_complete(*header).has_value());
    const std::vector<std::string_view> twice = {"Họ và tên", "Xã", "Họ tên"};
    EXPECT_EQ(read_header(twice).error(), (Refusal{"people.doubled_column", "columns A and C", {}}));
    const std::vector<std::string_view> less = {"Họ và tên", "Năm sinh", "Giới tính", "Bản"};
    EXPECT_EQ(is_complete(*read_header(less)).error(), (Refusal{"people.missing_column", "", {{"vi", "Số hộ"}, {"en", "Household number"}}}));
}

TEST(NameIndex, FindsWordsInAnyOrder) {
    NameIndex index;
    const std::vector<std::string> names = {"lo van tien", "lo thi tien", "tien lo", "nguyen van an", "giang a chu", "lo van tiep", "lo lo", "do thi dao", "lo van tien anh"};
    for (std::size_t i = 0; i < names.size(); ++i) index.add(static_cast<std::int64_t>(i + 1), names[i]);
    const auto found = [&](std::string_view query) {
        std::string out;
        for (const auto& match : index.find(query)) out += std::to_string(match.name_id) + "r" + std::to_string(match.rank) + " ";
        return out;
    };
    EXPECT_EQ(found("lo van tien"), "1r0 9r1 ");
    EXPECT_EQ(found("lo van t"), "1r1 6r1 9r1 ");
    EXPECT_EQ(found("tien lo"), "3r0 1r3 2r3 9r3 ");
    EXPECT_EQ(found("tien"), "3r1 1r2 2r2 9r2 ");
    EXPECT_EQ(found("lo lo"), "7r0 ") << "each word of the query needs a word of its own";
    EXPECT_EQ(found("ng v a"), "4r1 ") << "abbreviations";
    EXPECT_EQ(found("nv an"), "4r1 ") << "first letters written together";
    EXPECT_EQ(found("n v an"), "4r1 ");
    EXPECT_EQ(found("lvt"), "1r1 6r1 9r2 ");
    EXPECT_EQ(found("l t tien"), "2r1 ");
    EXPECT_EQ(found("lt tien"), "2r1 ");
    EXPECT_EQ(found("v tien"), "1r2 9r2 ");
    EXPECT_EQ(found("a chu"), "5r2 ") << "a name of one letter";
    EXPECT_EQ(found("van"), "1r2 4r2 6r2 9r2 ");
    EXPECT_EQ(found("vanx"), "");
    EXPECT_EQ(found("va tien"), "") << "only the last word may be unfinished";
    EXPECT_EQ(found(""), "");
}

TEST(HouseholdQuery, IsReadAsPeopleTypeIt) {
    const auto read = [](std::string_view folded) {
        const auto query = read_household_query(folded);
        return query ? query->book_no + "|" + query->head + "|" + query->hamlet + "|" + query->commune : std::string("-");
    };
    for (const auto& [typed, meant] : std::vector<std::pair<std::string, std::string>>{
             {"ho 45 ban bo", "45||ban bo|"},
             {"so ho 045 ban bo", "45||ban bo|"},
             {"45 ban bo", "45||ban bo|"},
             {"ho 45", "45|||"},
             {"45", "-"},
             {"ho 12a tieu khu 5", "12a||tieu khu 5|"},
             {"ho 7 tk 5 xa moc chau", "7||tieu khu 5|xa moc chau"},
             {"ho 7 to 2 phuong to hieu", "7||to dan pho 2|phuong to hieu"},
             {"ho lo van tien ban bo", "|lo van tien|ban bo|"},
             {"lo van tien ban ba nhat 1", "|lo van tien|ban ba nhat 1|"},
             {"lo van tien", "-"},
             {"ho van tien", "-"},
             {"lo thi ban", "-"},
             {"ban thi hoa", "-"},
             {"to thi hoa", "-"},
             {"lo to hoa", "-"},
             {"ho", "-"},
             {"", "-"}})
        EXPECT_EQ(read(typed), meant) << typed;
}

}  // namespace

}  // namespace khuyenhoc::people
