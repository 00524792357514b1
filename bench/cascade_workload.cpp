#include "bench/cascade_workload.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <numeric>

#include "base/check.h"

namespace khuyenhoc::bench {

namespace {

constexpr std::uint64_t seed = 20240901;
enum Kind : std::uint64_t { household_kind = 1, hamlet_kind = 2, clan_kind = 3, person_kind = 4 };

std::uint64_t mix(std::uint64_t x) {
    x ^= x >> 30;
    x *= 0xBF58476D1CE4E5B9u;
    x ^= x >> 27;
    x *= 0x94D049BB133111EBu;
    return x ^ (x >> 31);
}

/// Every number of the workload is a pure function of what it is for.
std::uint64_t draw(Kind kind, std::uint64_t id, std::uint64_t field) {
    return mix(mix(seed + kind * 0x9E3779B97F4A7C15u + field * 0xD1B54A32D192ED03u) + id * 0x9E3779B97F4A7C15u);
}

std::uint32_t below(std::uint64_t number, std::uint64_t n) { return static_cast<std::uint32_t>(((number >> 32) * n) >> 32); }
bool ppm(std::uint64_t number, std::uint32_t parts) { return below(number, 1'000'000) < parts; }

constexpr std::array<std::uint32_t, 12> size_weight{40, 85, 135, 220, 205, 145, 80, 45, 22, 12, 7, 4};

void draw_sizes(World& w) {
    std::int64_t sum = 0;
    w.household_size.resize(w.households);
    for (std::uint32_t h = 0; h < w.households; ++h) {
        std::uint32_t rest = below(draw(household_kind, h, 1), 1000);
        std::uint8_t size = 1;
        for (std::size_t k = 0; rest >= size_weight[k]; ++k, ++size) rest -= size_weight[k];
        w.household_size[h] = size;
        sum += size;
    }
    std::int64_t missing = static_cast<std::int64_t>(w.persons) - sum;
    for (std::uint64_t pass = 0; missing != 0; ++pass) {
        const auto step = std::max<std::uint64_t>(1, w.households / static_cast<std::uint64_t>(std::abs(missing)));
        for (std::uint64_t h = pass; h < w.households && missing != 0; h += step) {
            std::uint8_t& size = w.household_size[h];
            if (missing > 0 && size >= 2 && size < 12) ++size, --missing;
            else if (missing < 0 && size > 2) --size, ++missing;
        }
    }
    w.first_person.resize(w.households + 1ul);
    for (std::uint32_t h = 0; h < w.households; ++h) w.first_person[h + 1] = w.first_person[h] + w.household_size[h];
}

void draw_hamlets(World& w) {
    std::vector<std::uint64_t> weight(w.hamlets);
    for (std::uint32_t m = 0; m < w.hamlets; ++m) weight[m] = 50 + below(draw(hamlet_kind, m, 1), 100);
    const std::uint64_t total = std::accumulate(weight.begin(), weight.end(), std::uint64_t{0});
    std::uint64_t before = 0;
    for (std::uint32_t m = 0; m < w.hamlets; ++m) {
        w.hamlet_household.push_back(static_cast<std::uint32_t>(before * w.households / total));
        before += weight[m];
    }
    w.hamlet_household.push_back(w.households);
}

void draw_clans(World& w) {
    w.clan_home.resize(w.clans + 1ul);
    w.clan_fund.resize(w.clans + 1ul);
    for (std::uint32_t c = 1; c <= w.clans; ++c) {
        const auto commune = static_cast<std::uint32_t>(std::uint64_t{c - 1} * w.communes / w.clans);
        w.clan_home[c] = commune * 30 + below(draw(clan_kind, c, 1), 30);
        w.clan_fund[c] = ppm(draw(clan_kind, c, 2), 800'000);
    }
}

void draw_households(World& w) {
    w.conditions.resize(w.households);
    w.clan.resize(w.households);
    for (std::uint32_t m = 0; m < w.hamlets; ++m) {
        const std::uint64_t commune = m / 30;
        const auto first = static_cast<std::uint32_t>((commune * w.clans + w.communes - 1) / w.communes);
        const auto last = static_cast<std::uint32_t>(((commune + 1) * w.clans + w.communes - 1) / w.communes);
        for (std::uint32_t h = w.hamlet_household[m]; h < w.hamlet_household[m + 1]; ++h) {
            const auto a = draw(household_kind, h, 2), b = draw(household_kind, h, 3), e = draw(household_kind, h, 4);
            w.conditions[h] = static_cast<std::uint8_t>((below(a << 32, 1000) < 995) | (below(b, 1000) < 995) << 1 | (below(b << 32, 1000) < 995) << 2);
            if (below(e, 100) >= 60) continue;
            const auto f = draw(household_kind, h, 5);
            w.clan[h] = below(f, 100) < 85 && last > first ? first + 1 + below(f << 32, last - first) : 1 + below(f << 32, w.clans);
        }
    }
}

struct HamletTraits {
    std::uint32_t weak, commune, dominant, first_unit, last_unit;
    bool mountain;
};

Person draw_person(const World& w, const HamletTraits& hamlet, std::uint64_t p, std::uint32_t place, bool weak, int ethnic) {
    const auto x = draw(person_kind, p, 1), y = draw(person_kind, p, 2), z = draw(person_kind, p, 3);
    const bool adult = place == 0 || below(x, 1000) < (place == 1 ? 930u : 366u);
    std::uint32_t age = below(x << 32, 18);
    if (adult) {
        const std::uint32_t r = below(x << 32, 10000);
        age = r < 8400 ? 18 + r * 42 / 8400 : 60 + (r - 8400) * 36 / 1600;
    }
    Person person;
    person.birth_year = campaign - static_cast<int>(age);
    person.ethnic = ethnic;
    person.sex = (y >> 8) & 1;
    person.flags = (adult && age >= 60 ? 1 : 0) | (adult && age < 60 && (y & 0xFF) < 20 ? 2 : 0) | (hamlet.mountain ? 4 : 0);
    person.out_of_school = !adult && age >= 6 && ((y >> 9) & 0xFFFF) < 1966;
    const auto chance = (y >> 25) & 0xFFFF;
    person.in_scope = adult || (age >= 15 ? chance < 19661 : age >= 6 && chance < 3277);
    const auto v = (y >> 41) & 0xFFFF;
    if (adult ? age < 60 && v < 16384 : age >= 6 && !person.out_of_school && v < 55706) {
        person.unit = 1 + hamlet.first_unit + below(draw(person_kind, p, 4), hamlet.last_unit - hamlet.first_unit);
    }
    const bool strong = ppm(z, weak ? 50'000 : 979'600);
    const int middle = static_cast<int>(strong ? 7 + below(z << 32, 3) : 3 + below(z << 32, 4));
    auto noise = draw(person_kind, p, 5);
    for (auto& score : person.scores) {
        score = static_cast<std::uint8_t>(std::clamp(middle + static_cast<int>((noise & 63) * 5 >> 6) - 2, 0, 10));
        noise >>= 6;
    }
    (void)w;
    return person;
}

recognition::CriteriaSet read(const std::string& text) {
    auto set = recognition::read_criteria(text);
    check(set.has_value(), "the workload's criteria read");
    return *set;
}

constexpr std::string_view head =
    R"("name":{{"vi":"Bài đo cascade v1","en":"Workload cascade v1"}},"issuer":{{"vi":"bài đo","en":"benchmark"}},"illustrative":true,"document":{{"number":null,"date":null,"confidence":"U"}},"valid":{{"from":"2024-01-01","to":null}},"area":"all")";
constexpr std::string_view words = R"("text":{"vi":"x","en":"x"})";

std::string share(std::string_view code, std::string_view of, std::string_view among, int bp, bool when_empty) {
    return fmt::format(R"({{"code":"{}",{},"kind":"share_at_least","of":"{}","among":"{}","bp":{},"when_empty":{},"confidence":"U"}})", code,
                       words, of, among, bp, when_empty);
}

std::string yes_no(int count) {
    std::string list;
    for (int i = 1; i <= count; ++i) {
        list += fmt::format(R"({}{{"code":"c{}",{},"kind":"yes_no","at_least":1,"confidence":"U"}})", i > 1 ? "," : "", i, words);
    }
    return fmt::format(R"("indicators":[{}],"pass":{{"total_at_least":{},"confidence":"U"}})", list, count);
}

std::string citizen_text(int scenario) {
    constexpr std::array<int, 10> weight{12, 10, 8, 10, 12, 10, 8, 10, 10, 10};
    constexpr std::string_view competence = "AAAABBBCCC";
    std::array<int, 3> threshold{650, 700, 600};
    if (scenario >= 0) {
        for (int g = 0; g < 3; ++g) threshold[static_cast<std::size_t>(g)] += 10 * (scenario - 10) + 5 * ((scenario + g) % 3);
    }
    std::string groups, indicators;
    for (int g = 0; g < 3; ++g) {
        groups += fmt::format(R"({}{{"code":"g{}","name":{{"vi":"x","en":"x"}},"total_at_least":{},"confidence":"U"}})", g ? "," : "", g,
                              threshold[static_cast<std::size_t>(g)]);
    }
    for (std::size_t i = 0; i < 10; ++i) {
        indicators += fmt::format(R"({}{{"code":"s{}","competence":"{}",{},"kind":"points","max":10,"weight":{},"confidence":"U"}})", i ? "," : "",
                                  i + 1, competence[i], words, weight[i]);
    }
    return fmt::format(R"({{"id":"v1-citizen","title":"citizen",{},"scope":{{"age_from":18,"age_to":null}},"groups":[{}],)", fmt::format(fmt::runtime(head)), groups) +
           R"("competences":[{"code":"A","name":{"vi":"A","en":"A"},"at_least":180},{"code":"B","name":{"vi":"B","en":"B"},"at_least":120},{"code":"C","name":{"vi":"C","en":"C"},"at_least":120}],)" +
           fmt::format(R"("indicators":[{}],"pass":{{"total_at_least":{},"confidence":"U"}}}})", indicators, threshold[0]);
}

}  // namespace

void World::each_person(std::uint32_t m, const Each& each) const {
    const auto h3 = draw(hamlet_kind, m, 3);
    HamletTraits hamlet{};
    hamlet.weak = static_cast<std::uint32_t>(std::uint64_t{100'000} * (20 + below(draw(hamlet_kind, m, 2), 161)) / 100);
    hamlet.mountain = ppm(h3, 450'000);
    hamlet.dominant = 1 + static_cast<std::uint32_t>((h3 & 0xFFFF) % 12);
    hamlet.commune = m / 30;
    hamlet.first_unit = static_cast<std::uint32_t>(std::uint64_t{hamlet.commune} * units / communes);
    hamlet.last_unit = std::max(hamlet.first_unit + 1, static_cast<std::uint32_t>(std::uint64_t{hamlet.commune + 1} * units / communes));
    for (std::uint32_t h = hamlet_household[m]; h < hamlet_household[m + 1]; ++h) {
        const bool weak = ppm(draw(household_kind, h, 2), hamlet.weak);
        const auto e = draw(household_kind, h, 4);
        const int ethnic = static_cast<int>(below(e << 32, 100) < 80 ? hamlet.dominant : 1 + below(draw(household_kind, h, 6), 12));
        for (std::uint32_t place = 0; place < household_size[h]; ++place) {
            const std::uint64_t p = first_person[h] + place;
            each(h, p, draw_person(*this, hamlet, p, place, weak, ethnic));
        }
    }
}

World make_world(std::uint64_t persons) {
    World w;
    w.persons = persons;
    const auto scaled = [persons](std::uint64_t x) {
        return static_cast<std::uint32_t>(std::max<std::uint64_t>(1, (persons * x + 702293) / 1404587));
    };
    w.households = scaled(293169);
    w.communes = scaled(75);
    w.hamlets = 30 * w.communes;
    w.clans = scaled(1400);
    w.units = scaled(1000);
    draw_sizes(w);
    draw_hamlets(w);
    draw_clans(w);
    draw_households(w);
    return w;
}

std::int64_t person_id(std::uint64_t number) {
    return static_cast<std::int64_t>(100'000'000'000u + (number * 61803398875u) % 100'000'000'003u);
}

recognition::Criteria criteria_v1(int scenario) {
    const std::string h = fmt::format(fmt::runtime(head));
    std::vector<recognition::CriteriaSet> sets;
    sets.push_back(read(citizen_text(scenario)));
    sets.push_back(read(fmt::format(
        R"({{"id":"v1-family","title":"family",{},"children":{{"age_from":0,"age_to":17}},{},"conditions":[{},{{"code":"k2",{},"kind":"at_most","of":"children_out_of_school","count":0,"confidence":"U"}}]}})",
        h, yes_no(3), share("k1", "learning_citizens", "adults_and_left_school", 6000, false), words)));
    sets.push_back(read(fmt::format(R"({{"id":"v1-clan","title":"clan",{},{},"conditions":[{}]}})", h, yes_no(1),
                                    share("k1", "learning_families", "households", 6000, false))));
    sets.push_back(read(fmt::format(R"({{"id":"v1-community","title":"community",{},"conditions":[{},{},{}]}})", h,
                                    share("k1", "learning_families", "households", 7000, false),
                                    share("k2", "learning_citizens", "residents", 5000, true),
                                    share("k3", "learning_clans", "clans", 6000, true))));
    // The workload has no unit titles: a set that asks for nothing that could fail, over no units.
    sets.push_back(read(fmt::format(
        R"({{"id":"v1-unit","title":"unit",{},"conditions":[{{"code":"k1",{},"kind":"at_least","of":"staff","count":0,"confidence":"U"}}]}})", h, words)));
    auto criteria = recognition::gather_criteria(sets);
    check(criteria.has_value(), "the workload has a set for each title");
    return *criteria;
}

recognition::Population fill(const World& w) {
    using recognition::Title;
    std::vector<std::uint32_t> hamlet_households, hamlet_commune;
    for (std::uint32_t m = 0; m < w.hamlets; ++m) {
        hamlet_households.push_back(w.hamlet_household[m + 1] - w.hamlet_household[m]);
        hamlet_commune.push_back(m / 30);
    }
    auto p = recognition::Population::of_shape({w.household_size, hamlet_households, hamlet_commune, w.communes, w.clans, 0,
                                                recognition::indicator_counts(criteria_v1(-1))});
    recognition::Pool pool(2);
    pool.run([&](int part, int parts) {
        const auto bound = [&](int k) { return static_cast<std::uint32_t>(std::uint64_t{w.hamlets} * static_cast<unsigned>(k) / static_cast<unsigned>(parts)); };
        for (std::uint32_t m = bound(part); m < bound(part + 1); ++m) {
            w.each_person(m, [&](std::uint32_t h, std::uint64_t number, const Person& person) {
                const auto row = p.columns().first_row[h] + static_cast<std::uint32_t>(number - w.first_person[h]);
                const bool adult = campaign - person.birth_year >= 18;
                const int group = person.flags & 2 ? 1 : person.flags & 5 ? 2 : 0;
                const int schooling = adult ? 0 : person.in_scope ? (person.out_of_school ? 3 : 2) : (person.out_of_school ? 4 : 1);
                p.set_person(row, person.birth_year, static_cast<std::uint8_t>(person.sex), static_cast<std::uint8_t>(person.ethnic));
                p.set_marks(row, static_cast<std::uint8_t>(group), static_cast<std::uint8_t>(schooling));
                recognition::Scores scores = recognition::no_scores;
                std::copy(person.scores.begin(), person.scores.end(), scores.begin());
                p.set_scores(Title::citizen, row, scores);
            });
        }
    });
    const auto yes = [](int bits, int count) {
        recognition::Scores scores = recognition::no_scores;
        for (int i = 0; i < count; ++i) scores[static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(bits >> i & 1);
        return scores;
    };
    for (std::uint32_t h = 0; h < w.households; ++h) {
        p.set_scores(Title::family, h, yes(w.conditions[h], 3));
        if (w.clan[h]) p.set_clan(h, w.clan[h] - 1);
    }
    for (std::uint32_t c = 1; c <= w.clans; ++c) {
        p.set_scores(Title::clan, c - 1, yes(w.clan_fund[c], 1));
        p.set_clan_home(c - 1, w.clan_home[c]);
    }
    p.finish_shape();
    return p;
}

Verdict judge(const World& w, int scenario) {
    std::array<int, 3> threshold{650, 700, 600};
    if (scenario >= 0) {
        for (int g = 0; g < 3; ++g) threshold[static_cast<std::size_t>(g)] += 10 * (scenario - 10) + 5 * ((scenario + g) % 3);
    }
    Verdict v;
    v.citizens.resize(w.persons);
    v.families.resize(w.households);
    v.clans.resize(w.clans);
    v.communities.resize(w.hamlets);
    v.communes.resize(w.communes);
    std::vector<std::int64_t> clan_households(w.clans + 1ul), clan_families(w.clans + 1ul);
    std::vector<std::array<std::int64_t, 4>> hamlet(w.hamlets);  // persons, LC, households, LF
    for (std::uint32_t m = 0; m < w.hamlets; ++m) {
        auto& table = v.communes[m / 30];
        std::vector<std::array<int, 3>> homes(w.hamlet_household[m + 1] - w.hamlet_household[m]);  // counted, LC, bad
        w.each_person(m, [&](std::uint32_t h, std::uint64_t number, const Person& person) {
            const auto& s = person.scores;
            const bool assessed = campaign - person.birth_year >= 18;
            const int a = 12 * s[0] + 10 * s[1] + 8 * s[2] + 10 * s[3], b = 12 * s[4] + 10 * s[5] + 8 * s[6], c = 10 * s[7] + 10 * s[8] + 10 * s[9];
            const int group = person.flags & 2 ? 1 : person.flags & 5 ? 2 : 0;
            const bool citizen = assessed && a + b + c >= threshold[static_cast<std::size_t>(group)] && a >= 180 && b >= 120 && c >= 120;
            v.citizens[number] = citizen;
            auto& home = homes[h - w.hamlet_household[m]];
            home[0] += assessed || person.in_scope;
            home[1] += citizen;
            home[2] += !assessed && person.in_scope && person.out_of_school;
            ++table[0], table[1] += assessed, table[2] += citizen;
            ++hamlet[m][0], hamlet[m][1] += citizen;
        });
        for (std::size_t i = 0; i < homes.size(); ++i) {
            const auto h = w.hamlet_household[m] + static_cast<std::uint32_t>(i);
            const bool family = homes[i][0] > 0 && 100 * homes[i][1] >= 60 * homes[i][0] && w.conditions[h] == 7 && homes[i][2] == 0;
            v.families[h] = family;
            ++table[3], table[4] += family;
            ++hamlet[m][2], hamlet[m][3] += family;
            if (w.clan[h]) ++clan_households[w.clan[h]], clan_families[w.clan[h]] += family;
        }
    }
    std::vector<std::array<std::int64_t, 2>> homes(w.hamlets);
    for (std::uint32_t c = 1; c <= w.clans; ++c) {
        const bool clan = clan_households[c] > 0 && 100 * clan_families[c] >= 60 * clan_households[c] && w.clan_fund[c];
        v.clans[c - 1] = clan;
        ++homes[w.clan_home[c]][0], homes[w.clan_home[c]][1] += clan;
        auto& table = v.communes[w.clan_home[c] / 30];
        ++table[5], table[6] += clan;
    }
    for (std::uint32_t m = 0; m < w.hamlets; ++m) {
        const auto& [persons, citizens, households, families] = hamlet[m];
        const bool community = households > 0 && 100 * families >= 70 * households && 100 * citizens >= 50 * persons &&
                               (homes[m][0] == 0 || 100 * homes[m][1] >= 60 * homes[m][0]);
        v.communities[m] = community;
        ++v.communes[m / 30][7], v.communes[m / 30][8] += community;
    }
    for (const auto& table : v.communes) {
        for (std::size_t i = 0; i < 9; ++i) v.total[i] += table[i];
    }
    return v;
}

std::uint64_t Verdict::hash() const {
    std::uint64_t h = 1469598103934665603u;
    for (const auto& table : communes) {
        for (const auto n : table) {
            h ^= static_cast<std::uint64_t>(n);
            h *= 1099511628211u;
            h ^= h >> 29;
        }
    }
    return h;
}

std::vector<std::array<std::int64_t, 9>> table_of(const recognition::Outcome& outcome) {
    std::vector<std::array<std::int64_t, 9>> table;
    for (std::size_t i = 0; i + 1 < outcome.communes.size(); ++i) {
        const auto& c = outcome.communes[i];
        table.push_back({c.residents, c.adults, c.learning_citizens, c.households, c.learning_families, c.clans, c.learning_clans,
                         c.hamlets, c.learning_communities});
    }
    return table;
}

void write_csv(const World& w, const std::string& folder) {
    const auto open = [&](const char* name) {
        std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen((folder + "/" + name).c_str(), "wb"), std::fclose);
        check(file != nullptr, "the folder can be written");
        return file;
    };
    const auto known = [](std::uint32_t n) { return n ? std::to_string(n) : std::string(); };
    auto persons = open("persons.csv"), households = open("households.csv"), clans = open("clans.csv"), hamlets = open("hamlets.csv");
    fmt::print(persons.get(), "person_id,household_id,clan_id,hamlet_id,commune_id,unit_id,birth_year,sex,ethnic,flags,in_scope,out_of_school,s1,s2,s3,s4,s5,s6,s7,s8,s9,s10\n");
    fmt::print(households.get(), "household_id,hamlet_id,commune_id,clan_id,c1,c2,c3\n");
    fmt::print(clans.get(), "clan_id,home_hamlet_id,has_fund\n");
    fmt::print(hamlets.get(), "hamlet_id,commune_id\n");
    for (std::uint32_t m = 0; m < w.hamlets; ++m) {
        fmt::print(hamlets.get(), "{},{}\n", m + 1, m / 30 + 1);
        w.each_person(m, [&](std::uint32_t h, std::uint64_t number, const Person& p) {
            fmt::print(persons.get(), "{},{},{},{},{},{},{},{},{},{},{},{},{}\n", person_id(number), h + 1, known(w.clan[h]), m + 1, m / 30 + 1,
                       known(p.unit), p.birth_year, p.sex, p.ethnic, p.flags, p.in_scope, p.out_of_school, fmt::join(p.scores, ","));
        });
        for (std::uint32_t h = w.hamlet_household[m]; h < w.hamlet_household[m + 1]; ++h) {
            const int c = w.conditions[h];
            fmt::print(households.get(), "{},{},{},{},{},{},{}\n", h + 1, m + 1, m / 30 + 1, known(w.clan[h]), c & 1, c >> 1 & 1, c >> 2 & 1);
        }
    }
    for (std::uint32_t c = 1; c <= w.clans; ++c) fmt::print(clans.get(), "{},{},{}\n", c, w.clan_home[c] + 1, int{w.clan_fund[c]});
}

}  // namespace khuyenhoc::bench
