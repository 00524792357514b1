// The national list of ethnic groups with its codes (General Statistics Office, decision 121-TCTK/PPCĐ of 2 March 1979,
// still the code list of the population census), and the names that registers use for them.
#include <algorithm>
#include <array>
#include <map>

#include "base/text.h"
#include "people/people.h"

namespace khuyenhoc::people {

namespace {

struct Group {
    std::string_view name;
    std::string_view also;  ///< other usual names, folded, separated by commas
};

constexpr std::array<Group, 54> groups{{
    {"Kinh", "viet,nguoi kinh"}, {"Tày", "tho tay"}, {"Thái", "thai den,thai trang,tay thai"}, {"Hoa", "han"}, {"Khơ-me", "khmer,kho me"},
    {"Mường", ""}, {"Nùng", ""}, {"Mông", "hmong,h mong,h mong,meo,mong hoa,mong trang,mong den"}, {"Dao", "man"}, {"Gia-rai", "jarai,gia rai"},
    {"Ngái", ""}, {"Ê-đê", "ede,e de"}, {"Ba-na", "bana,ba na"}, {"Xơ-đăng", "sedang,xo dang"}, {"Sán Chay", "cao lan,san chi"},
    {"Cơ-ho", "coho,co ho,k ho"}, {"Chăm", "cham"}, {"Sán Dìu", ""}, {"Hrê", "hre"}, {"Mnông", "mnong,m nong"},
    {"Ra-glai", "raglai,ra glai"}, {"Xtiêng", "stieng"}, {"Bru-Vân Kiều", "bru van kieu,van kieu"}, {"Thổ", ""}, {"Giáy", ""},
    {"Cơ-tu", "cotu,co tu"}, {"Gié-Triêng", "gie trieng"}, {"Mạ", ""}, {"Khơ-mú", "kho mu,khomu,kmhmu,xa khao"}, {"Co", "cor"},
    {"Ta-ôi", "ta oi,taoi"}, {"Chơ-ro", "cho ro"}, {"Kháng", "xa khang"}, {"Xinh-mun", "xinh mun,sinh mun,puoc"}, {"Hà Nhì", ""},
    {"Chu-ru", "chu ru"}, {"Lào", "lao bec"}, {"La Chí", ""}, {"La Ha", "xa kha"}, {"Phù Lá", ""},
    {"La Hủ", ""}, {"Lự", ""}, {"Lô Lô", ""}, {"Chứt", ""}, {"Mảng", ""},
    {"Pà Thẻn", ""}, {"Cơ Lao", ""}, {"Cống", ""}, {"Bố Y", ""}, {"Si La", ""},
    {"Pu Péo", ""}, {"Brâu", ""}, {"Ơ Đu", ""}, {"Rơ-măm", "ro mam"},
}};

std::map<std::string, int, std::less<>> names_by_fold() {
    std::map<std::string, int, std::less<>> names;
    for (std::size_t i = 0; i < groups.size(); ++i) {
        const int code = static_cast<int>(i) + 1;
        names.emplace(fold(groups[i].name), code);
        std::string_view rest = groups[i].also;
        while (!rest.empty()) {
            const auto comma = rest.find(',');
            names.emplace(rest.substr(0, comma), code);
            rest = comma == std::string_view::npos ? std::string_view() : rest.substr(comma + 1);
        }
    }
    return names;
}

}  // namespace

std::string_view ethnic_group_name(int code) {
    return code >= 1 && code <= static_cast<int>(groups.size()) ? groups[static_cast<std::size_t>(code - 1)].name : std::string_view();
}

int find_ethnic_group(std::string_view name) {
    static const auto by_fold = names_by_fold();
    std::string folded = fold(name);
    if (folded.starts_with("dan toc ")) folded.erase(0, 8);
    if (const auto number = parse_integer(folded)) return *number >= 1 && *number <= 54 ? static_cast<int>(*number) : 0;
    const auto found = by_fold.find(folded);
    return found == by_fold.end() ? 0 : found->second;
}

}  // namespace khuyenhoc::people
