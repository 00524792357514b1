#include "people/rules.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <random>

#include "base/text.h"
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
    EXPECT_EQ(masked("014087000121"), "••••••••••21");
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

/// What the index promises, said plainly: every way of giving each word of the query a word of its own is tried.
std::vector<std::pair<int, std::int64_t>> search_plainly(const std::vector<std::string>& names, const std::string& query) {
    const auto words = words_of(query);
    std::vector<std::pair<int, std::int64_t>> found;
    for (std::size_t n = 0; n < names.size(); ++n) {
        const auto have = words_of(names[n]);
        if (words.empty() || words.size() > have.size()) continue;
        const auto fits = [&](std::size_t word, std::size_t own) {
            const bool cut = word + 1 == words.size() || words[word].size() == 1 ||
                             (words[word].size() == 2 && words[word].find_first_of("aeiouy") == std::string_view::npos);
            return cut ? have[own].starts_with(words[word]) : have[own] == words[word];
        };
        std::vector<std::size_t> order(have.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        bool any = false;
        do {
            bool all = true;
            for (std::size_t i = 0; i < words.size(); ++i) all = all && fits(i, order[i]);
            any = any || all;
        } while (!any && std::ranges::next_permutation(order).found);
        if (!any) continue;
        bool in_a_row = false, from_the_first = true;
        for (std::size_t at = 0; at + words.size() <= have.size(); ++at) {
            bool row = true;
            for (std::size_t i = 0; i < words.size(); ++i) row = row && have[at + i].starts_with(words[i]);
            in_a_row = in_a_row || row;
            if (at == 0) from_the_first = row;
        }
        const int rank = names[n] == query ? 0 : names[n].starts_with(query) || (words.size() == have.size() && from_the_first) ? 1 : in_a_row ? 2 : 3;
        found.emplace_back(rank, static_cast<std::int64_t>(n + 1));
    }
    std::ranges::stable_sort(found, {}, &std::pair<int, std::int64_t>::first);
    return found;
}

TEST(NameIndex, FindsWhatAPlainSearchFinds) {
    const std::vector<std::string> syllables = {"lo", "lo", "van", "van", "thi", "tien", "tiep", "t", "a", "an", "anh", "ng", "nguyen", "ha", "hoa", "vang"};
    std::mt19937 random(14);
    const auto words = [&](std::size_t most) {
        std::string text;
        for (std::size_t left = 1 + random() % most; left > 0; --left) (text += text.empty() ? "" : " ") += syllables[random() % syllables.size()];
        return text;
    };
    std::size_t hits = 0;
    for (int world = 0; world < 20; ++world) {
        NameIndex index;
        std::vector<std::string> names;
        for (int n = 0; n < 150; ++n) {
            names.push_back(words(5));
            index.add(n + 1, names.back());
        }
        for (int n = 0; n < 100; ++n) {
            std::string query = words(4);
            if (n % 3 == 0) query.pop_back();
            while (query.ends_with(' ')) query.pop_back();
            // Letters that begin no word are taken for first letters: a rule of its own, with a table of its own above.
            if (query.empty() || std::ranges::any_of(words_of(query), [](auto word) { return word == "ngu" || word == "v"; })) continue;
            std::vector<std::pair<int, std::int64_t>> found;
            for (const auto& match : index.find(query)) found.emplace_back(match.rank, match.name_id);
            EXPECT_EQ(found, search_plainly(names, query)) << query;
            hits += found.size();
        }
    }
    EXPECT_GT(hits, 5000u);
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
