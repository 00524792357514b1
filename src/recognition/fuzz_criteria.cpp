// libFuzzer entry: any bytes as a criteria file. What reads must write back to the same set and compile to rules.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "recognition/criteria.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    namespace recognition = khuyenhoc::recognition;
    const auto set = recognition::read_criteria({reinterpret_cast<const char*>(bytes), size});
    if (!set) return 0;
    const auto again = recognition::read_criteria(recognition::write_criteria(*set));
    if (!again || !(*again == *set)) std::abort();
    recognition::Criteria criteria;
    for (const auto title : recognition::all_titles) criteria.of(title).title = title;
    if (!set->usable()) return 0;
    criteria.of(set->title) = *set;
    recognition::compile(criteria, 2025);
    return 0;
}
