// Simplifying borders rather than outlines (Visvalingam): rings are cut into lines where borders meet, each line is made simpler
// once, and the outlines are put together again from the lines they share.
#include <algorithm>
#include <cmath>
#include <limits>
#include <queue>
#include <unordered_map>
#include <unordered_set>

#include "places/outline.h"

namespace khuyenhoc::places {

namespace {

constexpr double always = std::numeric_limits<double>::infinity();
constexpr double most_change = 0.01;

std::uint64_t key_of(GridPoint point) {
    return std::uint64_t{static_cast<std::uint32_t>(point.lon)} << 32 | static_cast<std::uint32_t>(point.lat);
}

/// Points at which borders meet: rings come to them from, or leave them to, different points.
std::unordered_set<std::uint64_t> junctions_of(std::span<const Outline> outlines) {
    std::unordered_map<std::uint64_t, std::pair<std::uint64_t, std::uint64_t>> beside;
    std::unordered_set<std::uint64_t> junctions;
    for (const auto& outline : outlines)
        for (const auto& ring : outline)
            for (std::size_t i = 0; i < ring.size(); ++i) {
                const auto before = key_of(ring[(i + ring.size() - 1) % ring.size()]), after = key_of(ring[(i + 1) % ring.size()]);
                const std::pair pair = std::minmax(before, after);
                const auto [known, added] = beside.emplace(key_of(ring[i]), pair);
                if (!added && known->second != std::pair<std::uint64_t, std::uint64_t>(pair)) junctions.insert(known->first);
            }
    return junctions;
}

/// A border between two junctions, or a whole ring that meets no other (its first point then stands at both ends).
struct Line {
    std::vector<GridPoint> points;
    std::vector<double> weights;  ///< how much of an area goes with each point; ends and what keeps a ring open: always
    double finer = 1;             ///< how much smaller a weight must be here to be let go
    std::size_t uses = 0;
    bool closed() const { return points.front() == points.back(); }
};

double triangle(GridPoint a, GridPoint b, GridPoint c) {
    return std::abs((double(b.lon) - a.lon) * (double(c.lat) - a.lat) - (double(c.lon) - a.lon) * (double(b.lat) - a.lat)) / 2;
}

double distance2(GridPoint a, GridPoint b) {
    const double x = double(a.lon) - b.lon, y = double(a.lat) - b.lat;
    return x * x + y * y;
}

/// The inner point that `far` measures most of, or 0.
template <class Far>
std::size_t farthest(const std::vector<GridPoint>& points, Far far) {
    std::size_t best = 0;
    double most = 0;
    for (std::size_t i = 1; i + 1 < points.size(); ++i)
        if (const double measured = far(points[i]); measured > most) {
            most = measured;
            best = i;
        }
    return best;
}

/// Points without which a ring made of this line alone, or of it and another, would be flat.
void hold_open(Line& line) {
    const auto first = line.points.front();
    std::size_t far = 0;
    if (line.closed()) {
        far = farthest(line.points, [&](GridPoint p) { return distance2(p, first); });
        line.weights[far] = always;
    }
    const auto other = line.closed() ? line.points[far] : line.points.back();
    line.weights[farthest(line.points, [&](GridPoint p) { return triangle(first, p, other); })] = always;
}

/// The area that goes with each point when points go in the order of least area, none before one that weighs less.
void weigh(Line& line) {
    const auto& points = line.points;
    const std::size_t n = points.size();
    std::vector<std::size_t> before(n), after(n);
    std::vector<double> now(n, always);
    using Entry = std::pair<double, std::size_t>;
    std::priority_queue<Entry, std::vector<Entry>, std::greater<>> waiting;
    const auto measure = [&](std::size_t i) {
        if (line.weights[i] == always) return;
        now[i] = triangle(points[before[i]], points[i], points[after[i]]);
        waiting.emplace(now[i], i);
    };
    for (std::size_t i = 0; i < n; ++i) {
        before[i] = i == 0 ? 0 : i - 1;
        after[i] = std::min(i + 1, n - 1);
    }
    for (std::size_t i = 0; i < n; ++i) measure(i);
    double least = 0;
    while (!waiting.empty()) {
        const auto [area, i] = waiting.top();
        waiting.pop();
        if (area != now[i]) continue;  // measured again since
        now[i] = -1;
        least = std::max(least, area);
        line.weights[i] = least;
        after[before[i]] = after[i];
        before[after[i]] = before[i];
        measure(before[i]);
        measure(after[i]);
    }
}

struct Piece {
    std::size_t line = 0;
    bool backwards = false;
};
using Pieces = std::vector<Piece>;

class Borders {
public:
    explicit Borders(std::span<const Outline> outlines) : junctions_(junctions_of(outlines)) {
        for (const auto& outline : outlines) {
            auto& rings = outlines_.emplace_back();
            for (const auto& ring : outline) rings.push_back(cut(ring));
        }
        for (auto& line : lines_) line.weights.front() = line.weights.back() = always;
        for (const auto& rings : outlines_)
            for (const auto& pieces : rings)
                if (pieces.size() <= 2)
                    for (const auto& piece : pieces) hold_open(lines_[piece.line]);
        for (auto& line : lines_) weigh(line);
    }

    /// The weight below which points must go so that about `most` of them are left.
    double tolerance(std::size_t most) const {
        most = std::max<std::size_t>(most, 1);
        std::vector<double> weights;
        for (const auto& line : lines_)
            for (const double weight : line.weights) weights.insert(weights.end(), line.uses, weight);
        if (weights.size() <= most) return 0;
        const auto at = weights.begin() + static_cast<std::ptrdiff_t>(weights.size() - most);
        std::ranges::nth_element(weights, at);
        return *at == always ? std::numeric_limits<double>::max() : *at;
    }

    Outline outline(std::size_t i, double least) const {
        Outline out;
        for (const auto& pieces : outlines_[i]) {
            auto ring = assemble(pieces, least);
            // One that would fall flat keeps all it has.
            out.push_back(ring.empty() ? assemble(pieces, 0) : std::move(ring));
        }
        return out;
    }

    /// Lets less go of this outline's lines, at 0 nothing.
    void finer(std::size_t i, double by) {
        for (const auto& pieces : outlines_[i])
            for (const auto& piece : pieces) lines_[piece.line].finer *= by;
    }
    void as_coarse_again() {
        for (auto& line : lines_) line.finer = 1;
    }

private:
    Ring assemble(const Pieces& pieces, double least) const {
        Ring ring;
        for (const auto& piece : pieces) append(ring, piece, least);
        return tidy(std::move(ring));
    }

    void append(Ring& ring, const Piece& piece, double least) const {
        const auto& line = lines_[piece.line];
        const std::size_t n = line.points.size();
        for (std::size_t k = 0; k < n; ++k) {
            const std::size_t i = piece.backwards ? n - 1 - k : k;
            if (line.weights[i] >= least * line.finer) ring.push_back(line.points[i]);
        }
    }

    Pieces cut(const Ring& ring) {
        const auto is_junction = [&](GridPoint p) { return junctions_.contains(key_of(p)); };
        const auto start = std::ranges::find_if(ring, is_junction);
        // A ring that meets no other starts at its least point, whoever describes it: a hole and what fills it are one line.
        const auto from = start == ring.end() ? std::ranges::min_element(ring) : start;
        Ring turned(from, ring.end());
        turned.insert(turned.end(), ring.begin(), from);
        turned.push_back(turned.front());
        Pieces pieces;
        std::size_t begun = 0;
        for (std::size_t i = 1; i < turned.size(); ++i) {
            if (i + 1 < turned.size() && !is_junction(turned[i])) continue;
            pieces.push_back(piece({turned.begin() + static_cast<std::ptrdiff_t>(begun), turned.begin() + static_cast<std::ptrdiff_t>(i + 1)}));
            begun = i;
        }
        return pieces;
    }

    /// The line of these points, which another ring may have brought already, perhaps the other way round.
    Piece piece(std::vector<GridPoint> points) {
        const bool backwards = std::ranges::lexicographical_compare(points.rbegin(), points.rend(), points.begin(), points.end());
        if (backwards) std::ranges::reverse(points);
        std::uint64_t hash = 14695981039346656037u;
        for (const auto& point : points) hash = (hash ^ key_of(point)) * 1099511628211u;
        auto& alike = by_hash_[hash];
        auto found = std::ranges::find_if(alike, [&](std::size_t i) { return lines_[i].points == points; });
        if (found == alike.end()) {
            alike.push_back(lines_.size());
            found = alike.end() - 1;
            const std::size_t n = points.size();
            lines_.push_back({.points = std::move(points), .weights = std::vector<double>(n, 0)});
        }
        ++lines_[*found].uses;
        return {*found, backwards};
    }

    std::unordered_set<std::uint64_t> junctions_;
    std::vector<Line> lines_;
    std::unordered_map<std::uint64_t, std::vector<std::size_t>> by_hash_;
    std::vector<std::vector<Pieces>> outlines_;
};

/// By how much the areas of its rings have changed, as a part of their sum.
double change(const Outline& was, const Outline& is) {
    double sum = 0, changed = 0;
    for (std::size_t i = 0; i < was.size(); ++i) {
        sum += area_of(was[i]);
        changed += std::abs(area_of(was[i]) - area_of(is[i]));
    }
    return sum > 0 ? changed / sum : 0;
}

/// At that tolerance, finer where an outline would change too much. What is finer for one is finer for its neighbours and may change
/// them; so after some rounds lines are kept whole, and each round then has more of those.
std::vector<Outline> at_tolerance(Borders& borders, std::span<const Outline> outlines, double least) {
    borders.as_coarse_again();
    std::vector<Outline> out(outlines.size());
    for (int round = 0;; ++round) {
        for (std::size_t i = 0; i < outlines.size(); ++i) out[i] = borders.outline(i, least);
        bool well = true;
        for (std::size_t i = 0; i < outlines.size(); ++i) {
            if (change(outlines[i], out[i]) <= most_change) continue;
            borders.finer(i, round < 6 ? 0.25 : 0);
            well = false;
        }
        if (well) return out;
    }
}

std::size_t bytes_of(std::span<const Outline> outlines) {
    std::size_t bytes = 0;
    for (const auto& outline : outlines) bytes += write_rings(outline).size();
    return bytes;
}

}  // namespace

std::vector<Outline> simplify(std::span<const Outline> outlines, std::size_t most_bytes) {
    Borders borders(outlines);
    std::size_t most_points = most_bytes / 6;
    std::vector<Outline> out;
    for (int round = 0; round < 6; ++round) {
        out = at_tolerance(borders, outlines, borders.tolerance(most_points));
        const std::size_t bytes = bytes_of(out);
        if (bytes <= most_bytes) break;
        most_points = static_cast<std::size_t>(static_cast<double>(most_points) * 0.95 * static_cast<double>(most_bytes) / static_cast<double>(bytes));
    }
    return out;
}

}  // namespace khuyenhoc::places
