// The demo's people as a register file: what a commune officer would have exported, for imports to try.
#include <cstdio>

#include <memory>

#include "base/check.h"
#include "demo/demo.h"
#include "demo/facts.h"
#include "demo/making.h"

namespace khuyenhoc::demo {

namespace {

constexpr std::int64_t province = 14;
constexpr std::string_view header =
    "Số hộ,Quan hệ với chủ hộ,Họ và tên,Ngày sinh,Giới tính,Dân tộc,Số định danh cá nhân,\"Bản, tiểu khu, tổ dân "
    "phố\",\"Xã, phường\","
    "Dòng họ,Đơn vị,Vai trò trong đơn vị\r\n";

std::string_view relation_words(const PersonPlan& person) {
    switch (person.relation) {
        case 1:
            return "Chủ hộ";
        case 2:
            return person.sex == 1 ? "Chồng" : "Vợ";
        case 3:
            return "Con";
        case 4:
            return person.sex == 1 ? "Bố" : "Mẹ";
        case 5:
            return "Cháu";
        case 6:
            return person.sex == 1 ? "Anh" : "Chị";
        default:
            return "Khác";
    }
}

std::string_view type_words(std::string_view type) {
    return type == "tieu_khu" ? "Tiểu khu " : type == "to_dan_pho" ? "Tổ dân phố " : "Bản ";
}

/// The communes as the shipped facts of places have them, through a store of the moment.
std::vector<CommuneFact> shipped_communes() {
    const auto store = store::open_sqlite(":memory:");
    places::Places places(*store);
    const Table table = places::table(places);
    store->migrate(table.migrations);
    {
        auto writer = store->writer();
        store::Transaction transaction(writer.connection);
        check(places::load_facts(writer.connection, province).has_value(), "the places' facts are shipped");
        transaction.commit();
    }
    return commune_facts(places::Atlas::load(*store->reader()), province);
}

/// "05/03/1987" as registers write it; a year alone stays.
void append_birth(std::string& line, std::string_view birth) {
    if (birth.size() != 10) {
        line += birth;
        return;
    }
    line.append(birth.substr(8, 2)).append("/").append(birth.substr(5, 2)).append("/").append(birth.substr(0, 4));
}

class RegisterFile {
public:
    RegisterFile(const Plan& plan, std::FILE* file) : plan_(plan), rows_(plan), file_(file) {}

    bool write(const Progress& progress) {
        text_ = header;
        for (std::size_t c = 0; c < plan_.communes.size(); ++c) {
            const auto& commune = plan_.communes[c];
            if (progress) progress(static_cast<int>(c * 1000 / plan_.communes.size()), commune.fact.code);
            serials_ = rows_.serials_before(c);
            for (std::uint32_t i = 0; i < static_cast<std::uint32_t>(commune.households); ++i)
                add_household(commune, commune.first_household + i);
            if (std::fwrite(text_.data(), 1, text_.size(), file_) != text_.size()) return false;
            text_.clear();
        }
        return true;
    }

private:
    void add_household(const CommunePlan& commune, std::uint32_t h) {
        const auto& home = plan_.households[h];
        const auto& hamlet = plan_.hamlets[home.hamlet];
        for (std::uint32_t k = 0; k < home.members; ++k) {
            const auto p = home.first_person + k;
            const auto& person = plan_.persons[p];
            text_.append(std::to_string(h - hamlet.first_household + 1))
                .append(",")
                .append(relation_words(person))
                .append(",");
            folded_.clear();
            rows_.append_name(p, home, text_, folded_);
            text_ += ',';
            append_birth(text_, rows_.birth(p));
            text_.append(person.sex == 1 ? ",Nam," : ",Nữ,").append(facts().peoples[person.people].name).append(",");
            text_.append(rows_.citizen_no(p, serials_.next(person))).append(",");
            text_.append(type_words(hamlet.type)).append(hamlet.name).append(",").append(commune.fact.code).append(",");
            if (home.clan >= 0) text_ += plan_.clans[static_cast<std::size_t>(home.clan)].name;
            text_ += ",,";  // no unit: an import knows only units that are registered already
            text_ += "\r\n";
        }
    }

    const Plan& plan_;
    Rows rows_;
    std::FILE* file_;
    Rows::Serials serials_;
    std::string text_, folded_;
};

}  // namespace

Result<std::int64_t> write_register_csv(const std::string& path, const Options& options, const Progress& progress) {
    if (options.people < least_size || options.people > full_size)
        return refuse("demo.size", "people",
                      {{"least", std::to_string(least_size)}, {"most", std::to_string(full_size)}});
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "wb"), &std::fclose);
    if (!file) return refuse("demo.not_writable");
    const Plan plan = make_plan(shipped_communes(), static_cast<int>(options.people), options.seed);
    const bool written = RegisterFile(plan, file.get()).write(progress) && std::fflush(file.get()) == 0;
    if (!written) return refuse("demo.not_writable");
    return options.people;
}

}  // namespace khuyenhoc::demo
