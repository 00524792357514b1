#include "recognition/columns.h"

#include <sys/mman.h>

#include <bit>
#include <new>

#include "base/check.h"

namespace khuyenhoc::recognition {

namespace {
constexpr std::size_t huge_page = 2u << 20;
constexpr std::size_t stagger = 64 * 11;
}  // namespace

ColumnMemory::~ColumnMemory() {
    for (const Piece& piece : pieces_) munmap(piece.start, piece.size);
}

void* ColumnMemory::take_bytes(std::size_t size) {
    const std::size_t shift = (pieces_.size() % 24) * stagger;
    // Small columns stay in ordinary pages: rounding each to two megabytes would cost a small world more than its rows.
    const bool large = size >= huge_page / 2;
    const std::size_t unit = large ? huge_page : 4096;
    const std::size_t mapped = (size + shift + unit - 1) / unit * unit + (large ? huge_page : 0);
    void* start = mmap(nullptr, mapped, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (start == MAP_FAILED) throw std::bad_alloc();
    pieces_.push_back({start, mapped});
    bytes_ += size;
    auto address = reinterpret_cast<std::uintptr_t>(start);
    if (large) {
        address = (address + huge_page - 1) / huge_page * huge_page;
        madvise(reinterpret_cast<void*>(address), mapped - huge_page, MADV_HUGEPAGE);
    }
    return reinterpret_cast<void*>(address + shift);
}

IdIndex::IdIndex(std::vector<std::int64_t> ids) : ids_(std::move(ids)), slots_(std::bit_ceil(ids_.size() * 2 + 2)) {
    check(ids_.size() < UINT32_MAX, "fewer than 2^32 subjects");
    for (std::size_t number = 0; number < ids_.size(); ++number) {
        if (ids_[number] == 0) continue;
        check(ids_[number] > 0, "ids are positive");
        std::size_t slot = slot_of(ids_[number]);
        for (; slots_[slot] != 0; slot = (slot + 1) & (slots_.size() - 1)) {
            check(ids_[slots_[slot] - 1] != ids_[number], "an id is in the rows once");
        }
        slots_[slot] = static_cast<std::uint32_t>(number + 1);
    }
}

std::size_t IdIndex::slot_of(std::int64_t id) const {
    const auto mixed = static_cast<std::uint64_t>(id) * 0x9E3779B97F4A7C15u;
    return (mixed >> 20) & (slots_.size() - 1);
}

std::optional<std::uint32_t> IdIndex::find(std::int64_t id) const {
    if (slots_.empty() || id <= 0) return std::nullopt;
    for (std::size_t slot = slot_of(id); slots_[slot] != 0; slot = (slot + 1) & (slots_.size() - 1)) {
        if (ids_[slots_[slot] - 1] == id) return slots_[slot] - 1;
    }
    return std::nullopt;
}

}  // namespace khuyenhoc::recognition
