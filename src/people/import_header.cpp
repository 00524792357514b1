#include "people/import_header.h"

#include <map>

#include "base/text.h"
#include "sheets/sheets.h"

namespace khuyenhoc::people {

namespace {

using enum RegisterColumn;

constexpr std::array<ColumnWords, register_columns> words{{
    {book_no, "Số hộ", "Household number", "ma ho,so so ho khau,so so,ho so,so dinh danh ho,so ho gia dinh,household no,household,book no,so ho khau", true, 10},
    {relation, "Quan hệ với chủ hộ", "Relation to head", "quan he,qh voi chu ho,quan he chu ho,moi quan he voi chu ho,relation,relationship", false, 18},
    {full_name, "Họ và tên", "Full name", "ho ten,ho va ten khai sinh,ho chu dem va ten khai sinh,ho chu dem va ten,ho ten khai sinh,name", true, 26},
    {birth, "Ngày sinh", "Birth date", "ngay thang nam sinh,ngay sinh hoac nam sinh,sinh ngay,birth,date of birth,dob,birthday", true, 13},
    {birth_year, "Năm sinh", "Birth year", "nam sinh duong lich,year of birth", false, 10},
    {sex, "Giới tính", "Sex", "gioi,phai,nam nu,gender", true, 10},
    {ethnicity, "Dân tộc", "Ethnic group", "thanh phan dan toc,ethnicity,ethnic", false, 12},
    {citizen_no, "Số định danh cá nhân", "Personal identification number",
     "so dinh danh,so cccd,cccd,so can cuoc,can cuoc,so can cuoc cong dan,can cuoc cong dan,so ddcn,ddcn,cccd so dinh danh,so dinh danh cccd,"
     "citizen number,citizen no,personal id,identification number", false, 20},
    {hamlet, "Bản, tiểu khu, tổ dân phố", "Hamlet", "ban,thon,thon ban,ban thon,to dan pho,tieu khu,thon ban to dan pho,thon ban tieu khu to dan pho,"
     "ban tieu khu to,thon to dan pho,xom,ten ban,ten thon", true, 22},
    {commune, "Xã, phường", "Commune or ward", "xa,phuong,xa phuong thi tran,ma xa,ten xa,commune,ward,commune code", false, 18},
    {clan, "Dòng họ", "Clan", "ten dong ho,dong toc", false, 20},
    {unit, "Đơn vị", "Unit", "don vi cong tac,co quan,noi lam viec,don vi hoc tap,co quan don vi,noi cong tac,truong,workplace", false, 26},
    {role, "Vai trò trong đơn vị", "Role in unit", "vai tro,chuc vu,role", false, 16},
}};

std::map<std::string, RegisterColumn, std::less<>> headings_by_fold() {
    std::map<std::string, RegisterColumn, std::less<>> headings;
    for (const ColumnWords& word : words) {
        headings.emplace(fold(word.vi), word.column);
        headings.emplace(fold(word.en), word.column);
        std::string_view rest = word.also;
        while (!rest.empty()) {
            const auto comma = rest.find(',');
            headings.emplace(rest.substr(0, comma), word.column);
            rest = comma == std::string_view::npos ? std::string_view() : rest.substr(comma + 1);
        }
    }
    return headings;
}

}  // namespace

std::span<const ColumnWords, register_columns> column_words() { return words; }

Result<HeaderMap> read_header(std::span<const std::string_view> cells) {
    static const auto headings = headings_by_fold();
    HeaderMap map;
    map.at.fill(std::string::npos);
    for (std::size_t i = 0; i < cells.size(); ++i) {
        map.titles.push_back(canonical(cells[i]).value_or(""));
        const auto heading = headings.find(fold(map.titles.back()));
        if (heading == headings.end()) continue;
        auto& at = map.at[static_cast<std::size_t>(heading->second)];
        if (at != std::string::npos)
            return refuse("people.doubled_column", "columns " + sheets::column_letters(at) + " and " + sheets::column_letters(i));
        at = i;
        ++map.found;
    }
    return map;
}

namespace {

constexpr std::array<std::string_view, register_columns> keys = {"book_no", "relation", "full_name", "birth", "birth_year", "sex", "ethnicity",
                                                                 "citizen_no", "hamlet", "commune", "clan", "unit", "role"};

}  // namespace

std::string_view key_of(RegisterColumn column) { return keys[static_cast<std::size_t>(column)]; }

std::optional<RegisterColumn> column_of_key(std::string_view key) {
    for (std::size_t i = 0; i < keys.size(); ++i)
        if (keys[i] == key) return static_cast<RegisterColumn>(i);
    return std::nullopt;
}

Result<ColumnChoice> read_columns(std::string_view text) {
    ColumnChoice choice;
    choice.at.fill(std::string::npos);
    while (!text.empty()) {
        const auto comma = text.find(',');
        const std::string_view item = text.substr(0, comma);
        text = comma == std::string_view::npos ? std::string_view() : text.substr(comma + 1);
        const auto equals = item.find('=');
        if (equals == std::string_view::npos) return refuse("people.bad_columns", "columns");
        const std::string_view name = item.substr(0, equals), value = item.substr(equals + 1);
        if (name == "row") {
            choice.header_row = parse_integer(value).value_or(0);
            continue;
        }
        const auto column = column_of_key(name);
        const std::size_t at = sheets::column_index(value);
        if (!column || at == std::string::npos) return refuse("people.bad_columns", "columns");
        for (const auto other : choice.at)
            if (other == at) return refuse("people.doubled_column", "column " + sheets::column_letters(at));
        choice.at[static_cast<std::size_t>(*column)] = at;
    }
    if (choice.header_row < 1) return refuse("people.bad_columns", "columns");
    return choice;
}

Result<void> is_complete(const HeaderMap& header) {
    for (const ColumnWords& word : words) {
        if (!word.required || header.has(word.column)) continue;
        if (word.column == birth && header.has(birth_year)) continue;
        return refuse("people.missing_column", "", {{"vi", std::string(word.vi)}, {"en", std::string(word.en)}});
    }
    return {};
}

}  // namespace khuyenhoc::people
