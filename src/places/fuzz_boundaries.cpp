// Any bytes as a file of boundaries: a named refusal comes out, or outlines that can be simplified, written, read back and drawn.
#include <cstdint>
#include <cstdlib>

#include "places/boundaries.h"
#include "places/outline.h"

namespace places = khuyenhoc::places;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    const places::BoundaryLimits limits{.bytes = 100'000, .features = 50, .points = 5'000};
    const auto features = places::read_boundaries({reinterpret_cast<const char*>(bytes), size}, limits);
    if (!features) {
        const auto& code = features.error().code;
        if (!code.starts_with("places.boundary_") && !code.starts_with("json.")) std::abort();
        return 0;
    }
    std::vector<places::Outline> outlines;
    for (const auto& feature : *features) outlines.push_back(feature.outline);
    for (const std::size_t most : {std::size_t{0}, size / 4, std::size_t{1'000'000}}) {
        const auto simple = places::simplify(outlines, most);
        if (simple.size() != outlines.size()) std::abort();
        for (std::size_t i = 0; i < simple.size(); ++i)
            if (simple[i].size() != outlines[i].size() || places::read_rings(places::write_rings(simple[i])) != simple[i]) std::abort();
        if (places::draw(simple).paths.size() != outlines.size()) std::abort();
    }
    if (const auto rings = places::read_rings({reinterpret_cast<const char*>(bytes), size}); rings && places::write_rings(*rings).empty()) std::abort();
    return 0;
}
