#include "places/outline.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numbers>

namespace khuyenhoc::places {

namespace {

constexpr std::int64_t most_lon = 1'800'000;
constexpr std::int64_t most_lat = 900'000;
constexpr double longer_side = 1000;

/// Reads "-12 34;" number by number.
class Numbers {
public:
    explicit Numbers(std::string_view text) : at_(text.data()), end_(text.data() + text.size()) {}
    std::optional<std::int64_t> next() {
        std::int64_t value = 0;
        const auto [past, error] = std::from_chars(at_, end_, value);
        if (error != std::errc{} || value < -2 * most_lon || value > 2 * most_lon) return std::nullopt;
        at_ = past;
        return value;
    }
    bool take(char sign) {
        if (at_ == end_ || *at_ != sign) return false;
        ++at_;
        return true;
    }
    bool over() const { return at_ == end_; }

private:
    const char* at_;
    const char* end_;
};

std::optional<Ring> read_ring(Numbers& numbers) {
    Ring ring;
    std::int64_t lon = 0, lat = 0;
    do {
        const auto east = numbers.next();
        if (!east || !numbers.take(' ')) return std::nullopt;
        const auto north = numbers.next();
        if (!north) return std::nullopt;
        lon += *east;
        lat += *north;
        if (std::abs(lon) > most_lon || std::abs(lat) > most_lat) return std::nullopt;
        ring.push_back({static_cast<std::int32_t>(lon), static_cast<std::int32_t>(lat)});
    } while (numbers.take(' '));
    const std::size_t given = ring.size();
    ring = tidy(std::move(ring));
    if (ring.size() < given) return std::nullopt;
    return ring;
}

struct Frame {
    GridPoint low{1'800'000, 900'000}, high{-1'800'000, -900'000};
    double shrink = 1, scale = 1;

    explicit Frame(std::span<const Outline> outlines) {
        for (const auto& outline : outlines)
            for (const auto& ring : outline)
                for (const auto& point : ring) {
                    low = {std::min(low.lon, point.lon), std::min(low.lat, point.lat)};
                    high = {std::max(high.lon, point.lon), std::max(high.lat, point.lat)};
                }
        shrink = std::max(0.01, std::cos((low.lat + high.lat) / 20000.0 * std::numbers::pi / 180));
        scale = longer_side / std::max({(high.lon - low.lon) * shrink, double(high.lat - low.lat), 1.0});
    }
    int x(double lon) const { return static_cast<int>(std::lround((lon - low.lon) * shrink * scale)); }
    int y(double lat) const { return static_cast<int>(std::lround((high.lat - lat) * scale)); }
};

void append(std::string& out, int number) {
    if (number >= 0 && !out.empty() && out.back() >= '0' && out.back() <= '9') out.push_back(' ');
    out += std::to_string(number);
}

/// One ring as "M12 34l5 6-7 8z"; nothing when it is smaller than a dot.
void append_ring(std::string& out, const Frame& frame, const Ring& ring) {
    int x = frame.x(ring[0].lon), y = frame.y(ring[0].lat);
    std::string line;
    for (std::size_t i = 1; i < ring.size(); ++i) {
        const int to_x = frame.x(ring[i].lon), to_y = frame.y(ring[i].lat);
        if (to_x == x && to_y == y) continue;
        append(line, to_x - x);
        append(line, to_y - y);
        x = to_x;
        y = to_y;
    }
    if (line.empty()) return;
    out += 'M';
    append(out, frame.x(ring[0].lon));
    append(out, frame.y(ring[0].lat));
    out += 'l';
    out += line;
    out += 'z';
}

Drawing::Path path_of(const Frame& frame, const Outline& outline) {
    Drawing::Path path;
    const Ring* largest = nullptr;
    for (const auto& ring : outline) {
        append_ring(path.d, frame, ring);
        if (largest == nullptr || area_of(ring) > area_of(*largest)) largest = &ring;
    }
    if (largest == nullptr) return path;
    double lon = 0, lat = 0;
    for (const auto& point : *largest) {
        lon += point.lon;
        lat += point.lat;
    }
    const auto points = static_cast<double>(largest->size());
    path.x = frame.x(lon / points);
    path.y = frame.y(lat / points);
    return path;
}

}  // namespace

Ring tidy(Ring ring) {
    const auto same = std::ranges::unique(ring);
    ring.erase(same.begin(), same.end());
    while (ring.size() > 1 && ring.front() == ring.back()) ring.pop_back();
    if (ring.size() < 3) ring.clear();
    return ring;
}

double area_of(const Ring& ring) {
    double sum = 0;  // seen from its first point, so that small rings stay exact
    for (std::size_t i = 1; i + 1 < ring.size(); ++i) {
        const double ax = ring[i].lon - ring[0].lon, ay = ring[i].lat - ring[0].lat;
        const double bx = ring[i + 1].lon - ring[0].lon, by = ring[i + 1].lat - ring[0].lat;
        sum += ax * by - bx * ay;
    }
    return std::abs(sum) / 2;
}

std::string write_rings(const Outline& outline) {
    std::string out;
    for (const auto& ring : outline) {
        if (!out.empty()) out.push_back(';');
        GridPoint before{0, 0};
        for (const auto& point : ring) {
            if (&point != &ring.front()) out.push_back(' ');
            out += std::to_string(point.lon - before.lon) + " " + std::to_string(point.lat - before.lat);
            before = point;
        }
    }
    return out;
}

std::optional<Outline> read_rings(std::string_view text) {
    Outline outline;
    Numbers numbers(text);
    do {
        auto ring = read_ring(numbers);
        if (!ring) return std::nullopt;
        outline.push_back(std::move(*ring));
    } while (numbers.take(';'));
    if (!numbers.over()) return std::nullopt;
    return outline;
}

Drawing draw(std::span<const Outline> outlines) {
    Drawing drawing;
    if (outlines.empty()) return drawing;
    const Frame frame(outlines);
    drawing.width = std::max(1, frame.x(frame.high.lon));
    drawing.height = std::max(1, frame.y(frame.low.lat));
    for (const auto& outline : outlines) drawing.paths.push_back(path_of(frame, outline));
    return drawing;
}

}  // namespace khuyenhoc::places
