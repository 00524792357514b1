// Chance without a state: every value is a pure function of seed, kind of thing, its number and a field.
// The same seed gives the same province on every machine, in any order, on any number of threads.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace khuyenhoc::demo {

/// What a number is drawn for. Values are part of the seed's meaning: never renumber.
enum class About : std::uint64_t {
    commune = 1,
    hamlet = 2,
    household = 3,
    person = 4,
    clan = 5,
    unit = 6,
    history = 7
};

class Chance {
public:
    explicit Chance(std::uint64_t seed) : seed_(seed) {}

    /// 64 even bits.
    std::uint64_t bits(About about, std::uint64_t number, std::uint64_t field) const {
        const std::uint64_t stream =
            static_cast<std::uint64_t>(about) * 0x9E3779B97F4A7C15ULL + field * 0xD1B54A32D192ED03ULL;
        return mix(mix(seed_ + stream) + number * 0x9E3779B97F4A7C15ULL);
    }
    /// Even in [0, count).
    std::uint32_t below(std::uint32_t count, About about, std::uint64_t number, std::uint64_t field) const {
        return static_cast<std::uint32_t>(((bits(about, number, field) >> 32) * count) >> 32);
    }
    /// Even in [least, most].
    int between(int least, int most, About about, std::uint64_t number, std::uint64_t field) const {
        return least + static_cast<int>(below(static_cast<std::uint32_t>(most - least + 1), about, number, field));
    }
    /// True `per_mille` times in a thousand.
    bool happens(int per_mille, About about, std::uint64_t number, std::uint64_t field) const {
        return static_cast<int>(below(1000, about, number, field)) < per_mille;
    }
    /// Even in [0, 1), in steps of 2^-53.
    double share(About about, std::uint64_t number, std::uint64_t field) const {
        return static_cast<double>(bits(about, number, field) >> 11) * 0x1p-53;
    }

private:
    static std::uint64_t mix(std::uint64_t x) {
        x ^= x >> 30;
        x *= 0xBF58476D1CE4E5B9ULL;
        x ^= x >> 27;
        x *= 0x94D049BB133111EBULL;
        return x ^ (x >> 31);
    }
    std::uint64_t seed_;
};

/// A choice among up to 65,535 things by weight, in one look-up.
class Dice {
public:
    Dice() = default;
    explicit Dice(const std::vector<int>& weights);
    bool empty() const { return faces_.empty(); }
    std::uint16_t pick(std::uint64_t bits) const { return faces_[((bits >> 32) * faces_.size()) >> 32]; }

private:
    std::vector<std::uint16_t> faces_;
};

/// `total` split by `weights` into whole numbers: floors first, then the largest remainders (earlier first on a tie),
/// none below `least`. The sum is exactly `total`, which must be at least `least` for each.
std::vector<int> largest_remainder(std::int64_t total, const std::vector<double>& weights, int least = 0);

}  // namespace khuyenhoc::demo
