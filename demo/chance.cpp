#include "demo/chance.h"

#include <algorithm>
#include <numeric>

#include "base/check.h"

namespace khuyenhoc::demo {

Dice::Dice(const std::vector<int>& weights) {
    constexpr std::int64_t faces = 2048;
    const std::vector<double> shares(weights.begin(), weights.end());
    const auto counts = largest_remainder(faces, shares);
    for (std::size_t i = 0; i < counts.size(); ++i)
        faces_.insert(faces_.end(), static_cast<std::size_t>(counts[i]), static_cast<std::uint16_t>(i));
}

std::vector<int> largest_remainder(std::int64_t total, const std::vector<double>& weights, int least) {
    const auto count = static_cast<std::int64_t>(weights.size());
    check(count > 0 && total >= least * count, "there is enough for everybody's least share");
    const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
    check(sum > 0, "some weight is above zero");
    std::vector<int> parts(weights.size());
    std::vector<std::pair<double, std::size_t>> remainders;
    std::int64_t given = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        const double exact = static_cast<double>(total) * weights[i] / sum;
        parts[i] = std::max(least, static_cast<int>(exact));
        given += parts[i];
        remainders.emplace_back(static_cast<double>(parts[i]) - exact, i);
    }
    std::ranges::sort(remainders);
    for (std::size_t at = 0; given < total; at = (at + 1) % remainders.size(), ++given) ++parts[remainders[at].second];
    // Minimum shares may have given too much: take back where the most was given beyond its exact share.
    for (std::size_t at = remainders.size(); given > total;) {
        at = at == 0 ? remainders.size() - 1 : at - 1;
        auto& part = parts[remainders[at].second];
        if (part <= least) continue;
        --part;
        --given;
    }
    return parts;
}

}  // namespace khuyenhoc::demo
