// The dashboard cube: one histogram per commune, its cells collected in order.
#include <numeric>

#include "recognition/cascade_cube.h"

namespace khuyenhoc::recognition {

namespace steps {

namespace {

/// Counts one commune after another into the same histogram and empties it into cells.
class CommuneCounter {
public:
    CommuneCounter(const Population& population, const Outcome& outcome, const CubeTables& tables, Path path)
        : p_(population), out_(outcome), tables_(tables), wide_(path == Path::avx512) {}

    void count_commune(std::uint32_t commune, std::vector<CubeCell>& cells) {
        const auto hamlets = p_.hamlets_of_commune(commune);
        if (hamlets.first < hamlets.last) count_rows(p_.rows_of_hamlet(hamlets.first).first, p_.rows_of_hamlet(hamlets.last - 1).last);
        std::uint64_t residents = 0;
        std::uint64_t rows = hamlets.first < hamlets.last ? p_.rows_of_hamlet(hamlets.last - 1).last - p_.rows_of_hamlet(hamlets.first).first : 0;
        for (std::uint32_t hamlet = hamlets.first; hamlet < hamlets.last; ++hamlet) residents += p_.columns().hamlet_residents[hamlet];
        if (commune == p_.communes()) {
            const auto nowhere = p_.rows_of_hamlet(p_.hamlets());
            count_rows(nowhere.first, nowhere.last);
            rows += nowhere.last - nowhere.first;
            residents += p_.columns().hamlet_residents[p_.hamlets()];
        }
        // Every hole was counted, all in one cell: born after every year, out of scope, nothing known.
        histogram_.cell[tables_.key(0, Population::Columns::birth_base + 255 > out_.rules.year ? tables_.band[255] : 0, State::out_of_scope)] -=
            static_cast<std::uint32_t>(rows - residents);
        collect(commune, cells);
    }

private:
    void count_rows(std::uint32_t first, std::uint32_t last) {
        if (wide_) count_cube_avx512(p_.columns(), out_.citizens.data(), tables_, first, last, histogram_);
        else count_cube_scalar(p_.columns(), out_.citizens.data(), tables_, first, last, histogram_);
    }

    void collect(std::uint32_t commune, std::vector<CubeCell>& cells) {
        std::array<std::uint8_t, 256> order{};
        std::size_t seen = 0;
        for (unsigned sex = 0; sex < 4; ++sex) {
            for (unsigned ethnicity = 0; ethnicity < 64; ++ethnicity) {
                const auto who = static_cast<std::uint8_t>(sex | ethnicity << 2);
                if (histogram_.seen[who]) order[seen++] = who;
            }
        }
        for (unsigned s = 0; s <= static_cast<unsigned>(State::achieved); ++s) {
            for (std::size_t i = 0; i < seen; ++i) {
                const std::uint8_t who = order[i];
                std::uint32_t* cell = histogram_.cell.data() + tables_.key(who, 0, static_cast<State>(s));
                for (unsigned band = 0; band < tables_.bands; ++band) {
                    if (cell[band] == 0) continue;
                    cells.push_back({commune, static_cast<State>(s), static_cast<std::uint8_t>(who & 3), static_cast<std::uint8_t>(who >> 2),
                                     static_cast<std::uint8_t>(band), cell[band]});
                    cell[band] = 0;
                }
            }
        }
        histogram_.seen.fill(0);
    }

    const Population& p_;
    const Outcome& out_;
    const CubeTables& tables_;
    bool wide_;
    CubeHistogram histogram_;
};

}  // namespace

CubeTables::CubeTables(const Rules& rules, std::span<const int> from_ages) : bands(static_cast<unsigned>(from_ages.size()) + 1) {
    const Births scope = scope_of(rules);
    scope_low = scope.low;
    scope_span = scope.span;
    scope_any = scope.any;
    band = bands_by_birth(rules.year, from_ages);
}

void count_cube_scalar(const Population::Columns& c, const std::uint64_t* citizens, const CubeTables& tables, std::uint32_t first,
                       std::uint32_t last, CubeHistogram& histogram) {
    constexpr std::array<State, 4> of_standing{State::not_assessed, State::incomplete, State::not_achieved, State::two_households};
    for (std::uint32_t row = first; row < last; ++row) {
        const bool adult = tables.scope_any && static_cast<std::uint8_t>(c.birth[row] - tables.scope_low) <= tables.scope_span;
        const bool citizen = (citizens[row / 64] >> (row % 64)) & 1;
        const State state = citizen ? State::achieved : adult ? of_standing[c.person.marks[row] >> 6] : State::out_of_scope;
        histogram.seen[c.who[row]] = 1;
        ++histogram.cell[tables.key(c.who[row], tables.band[c.birth[row]], state)];
    }
}

}  // namespace steps

std::array<std::uint8_t, 256> bands_by_birth(int year, std::span<const int> from_ages) {
    std::array<std::uint8_t, 256> bands{};
    for (std::size_t birth = 0; birth < bands.size(); ++birth) {
        const int age = year - (Population::Columns::birth_base + static_cast<int>(birth));
        for (const int from : from_ages) bands[birth] = static_cast<std::uint8_t>(bands[birth] + (age >= from));
    }
    return bands;
}

std::vector<CubeCell> make_cube(const Population& p, const Outcome& outcome, Pool& pool, std::span<const int> bands, Path path) {
    check(bands.size() <= 15, "at most 15 bands begin after the first");
    check(std::ranges::adjacent_find(bands, std::greater_equal<>()) == bands.end() && (bands.empty() || bands.front() > 0), "bands begin at rising ages");
    check(has_path(path), "this machine has the path");
    if (path == Path::automatic) path = widest_path();
    const steps::CubeTables tables(outcome.rules, bands);
    std::vector<std::vector<CubeCell>> parts(static_cast<std::size_t>(pool.threads()));
    const auto bounds = steps::split_communes(p, pool.threads());
    pool.run([&](int part, int) {
        auto& cells = parts[static_cast<std::size_t>(part)];
        const std::uint32_t first = bounds[static_cast<std::size_t>(part)], last = bounds[static_cast<std::size_t>(part) + 1];
        cells.reserve(std::size_t{last - first} * 320);
        const auto counter = std::make_unique<steps::CommuneCounter>(p, outcome, tables, path);
        for (std::uint32_t commune = first; commune < last; ++commune) counter->count_commune(commune, cells);
    });
    std::vector<CubeCell> all = std::move(parts[0]);
    for (std::size_t part = 1; part < parts.size(); ++part) all.insert(all.end(), parts[part].begin(), parts[part].end());
    return all;
}

}  // namespace khuyenhoc::recognition
