// Import of a generated register and searches in it: seconds, rows a second, microseconds.
//   bench_import FOLDER [ROWS [once]]   makes FOLDER/register.csv and FOLDER/register.db (both must be new)
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <ctime>
#include <cstdio>
#include <fstream>
#include <string>
#include <vector>

#include "base/check.h"
#include "base/text.h"
#include "people/people.h"

namespace {

using namespace std::string_literals;
namespace kh = khuyenhoc;
namespace people = khuyenhoc::people;
namespace places = khuyenhoc::places;

constexpr kh::Date on{2025, 12, 31};

double now() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

/// Seconds of processor, of all threads: what to compare on a machine that others use too.
double processor() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

/// A small generator of its own: the same file on every machine.
struct Chance {
    std::uint64_t state = 2025;
    std::uint64_t next() {
        state += 0x9E3779B97F4A7C15ull;
        std::uint64_t z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
        return z ^ (z >> 31);
    }
    int below(int n) { return static_cast<int>(next() % static_cast<std::uint64_t>(n)); }
};

const std::array surnames = {"Lò", "Lường", "Quàng", "Tòng", "Cà", "Lèo", "Mè", "Lù", "Cầm", "Bạc", "Đèo", "Vì", "Sa", "Giàng", "Sùng", "Mùa", "Thào", "Vàng", "Bùi", "Đinh",
                             "Hà", "Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng"};
const std::array middles = {"Văn", "Thị", "A", "Minh", "Thanh", "Ngọc", "Thu", "Đức", "Xuân", "Hồng"};
const std::array given = {"Tiến", "Hoa", "Đào", "Xuân", "Chu", "Pâng", "Ín", "Phương", "Hương", "Dũng", "Sơn", "Thảo", "Páo", "Chứ", "Dếnh", "Mai", "Lan", "Hùng", "Cường", "Yến",
                          "Ban", "Ơn", "Thoa", "Ánh", "Nga", "Pó", "Khù", "Trang", "Duyên", "Hặc", "Thiên", "Inh", "Un", "Phóng", "Hạnh", "Quý", "Bình", "Toàn", "Kiên", "Thuận"};

std::string row(Chance& chance, std::int64_t n, std::int64_t household, bool head, const std::string& place) {
    const int year = head ? 1945 + chance.below(55) : 1935 + chance.below(90);
    const bool man = chance.below(2) == 0;
    const int month = 1 + chance.below(12);
    const int day = 1 + chance.below(28);
    const int group = chance.below(10);
    std::string name = surnames[static_cast<std::size_t>(chance.below(surnames.size()))];
    ((name += ' ') += middles[static_cast<std::size_t>(chance.below(3) == 0 ? chance.below(middles.size()) : man ? 0 : 1)]) += ' ';
    if (chance.below(4) == 0) (name += given[static_cast<std::size_t>(chance.below(given.size()))]) += ' ';
    name += given[static_cast<std::size_t>(chance.below(given.size()))];
    const int century = (year >= 2000 ? 2 : 0) + (man ? 0 : 1);
    return fmt::format("{},{},{},{:02}/{:02}/{},{},{},{:03}{}{:02}{:06},{}\r\n", household, head ? "Chủ hộ" : "Con", name, day, month, year, man ? "Nam" : "Nữ",
                       group < 5 ? "Thái" : group < 7 ? "Mông" : group < 9 ? "Kinh" : "Mường", 1 + n / 1'000'000, century, year % 100, n % 1'000'000, place);
}

struct World {
    std::unique_ptr<kh::store::Store> store;
    places::Places places{*store};
    people::Keys keys = people::Keys::from_master(kh::Key{1});
    kh::Capabilities capabilities{{kh::ground_table(), kh::journal::table(), places::table(places), people::table(places, keys)}};
    kh::journal::Journal journal{*store, capabilities, kh::Key{2}};

    explicit World(const std::string& path) : store(kh::store::open_sqlite(path)) { store->migrate(capabilities.migrations()); }
    void execute(std::string_view name, kh::json::object body) {
        const auto outcome = journal.execute({kh::random_uuid(), std::string(name), 14, "system", std::move(body)});
        kh::check(outcome.answer.has_value(), "a command of the bench is done");
    }
};

/// 2,250 hamlets, named by number, in the communes of the province.
std::vector<std::string> add_hamlets(World& world) {
    world.execute("places.load_facts", {});
    const auto atlas = world.places.atlas();
    const auto communes = atlas->communes(14, on);
    std::vector<std::string> names;
    kh::json::array hamlets;
    for (int i = 0; i < 2250; ++i) {
        const auto commune = communes[static_cast<std::size_t>(i) % communes.size()];
        const std::string name = "Mẫu " + std::to_string(i);
        hamlets.push_back(kh::json::object{{"type", "ban"}, {"name", name}, {"commune", commune}, {"from_date", "2025-07-01"}});
        names.push_back("Bản " + name + "," + atlas->full_name(commune, on));
        if (hamlets.size() == 500 || i == 2249) {
            world.execute("places.add_hamlets", {{"hamlets", std::move(hamlets)}});
            hamlets = {};
        }
    }
    return names;
}

void write_csv(const std::string& path, std::int64_t rows, const std::vector<std::string>& hamlets) {
    std::ofstream out(path, std::ios::binary);
    out << "Số hộ,Quan hệ với chủ hộ,Họ và tên,Ngày sinh,Giới tính,Dân tộc,Số định danh cá nhân,Bản,Xã\r\n";
    Chance chance;
    std::int64_t household = 0;
    int left = 0;
    for (std::int64_t n = 0; n < rows; ++n) {
        const bool head = left == 0;
        if (head) {
            ++household;
            left = 2 + chance.below(6);
        }
        --left;
        out << row(chance, n, household, head, hamlets[static_cast<std::size_t>(household) * hamlets.size() / static_cast<std::size_t>(rows / 4 + 1) % hamlets.size()]);
    }
}

void search(World& world) {
    const kh::QueryLine* line = nullptr;
    for (const auto& query : world.capabilities.tables().back().queries)
        if (query.path == "/api/people/search") line = &query;
    auto reader = world.store->reader();
    Chance chance;
    std::vector<double> times;
    const auto ask = [&](kh::json::object parameters) {
        kh::QueryContext context{*reader, "vi", on};
        const double begun = processor();
        const auto answer = line->run(context, parameters);
        kh::check(answer.has_value(), "a search is answered");
        times.push_back((processor() - begun) * 1e6);
    };
    const double begun = now();
    ask({{"q", "lo van tien"}});
    fmt::print("search, first (reads the names): {:.0f} ms\n", (now() - begun) * 1e3);
    times.clear();
    for (int i = 0; i < 2000; ++i) {
        const std::string surname = surnames[static_cast<std::size_t>(chance.below(surnames.size()))];
        const std::string last = given[static_cast<std::size_t>(chance.below(given.size()))];
        const std::array queries = {surname, surname + " van " + kh::fold(last).substr(0, 1), kh::fold(surname + " " + last), kh::fold(last + " " + surname), "thi"s, "van thi"s, kh::fold(last).substr(0, 2)};
        kh::json::object parameters{{"q", queries[static_cast<std::size_t>(i) % queries.size()]}};
        if (chance.below(2) == 0) parameters["birth_year"] = 1900 + chance.below(126);
        ask(std::move(parameters));
    }
    std::ranges::sort(times);
    fmt::print("search (processor): median {:.0f} us, p99 {:.0f} us, most {:.0f} us\n", times[times.size() / 2], times[times.size() * 99 / 100], times.back());
}

}  // namespace

int main(int count, char** words) {
    if (count < 2) return 2;
    const std::string folder = words[1];
    const std::int64_t rows = count > 2 ? kh::parse_integer(words[2]).value_or(0) : 1'404'587;
    World world(folder + "/register.db");
    write_csv(folder + "/register.csv", rows, add_hamlets(world));
    people::ImportOptions options;
    options.on = on;
    options.actor = "system";
    const bool once = count > 3;
    for (const bool again : {false, true}) {
        if (again && once) return 0;
        const double begun = now();
        const double worked = processor();
        const auto report = people::import_register(world.journal, *world.store, *world.places.atlas(), world.keys, folder + "/register.csv", options);
        if (!report) {
            fmt::print("refused: {} {}\n", report.error().code, report.error().where);
            return 1;
        }
        const double took = now() - begun;
        fmt::print("{}: {:.2f} s ({:.2f} s of processor), {:.0f} rows/s; {} persons, {} households, {} errors, {} warnings, {} of {} chunks repeated\n", again ? "the same again" : "import", took, processor() - worked,
                   static_cast<double>(rows) / took, report->persons, report->households, report->rows_with_errors, report->warnings, report->chunks_repeated, report->chunks);
    }
    search(world);
    return 0;
}
