// Memory for columns, and a look-up from ids to numbers. Knows nothing of what is kept in them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace khuyenhoc::recognition {

/// Zero-filled arrays in huge pages where the system has them. Bases are staggered by 11 cache lines, because columns
/// that start alike and are walked together push each other out of the cache. Never moves or shrinks; frees all at once.
class ColumnMemory {
public:
    ColumnMemory() = default;
    ColumnMemory(const ColumnMemory&) = delete;
    ColumnMemory& operator=(const ColumnMemory&) = delete;
    ~ColumnMemory();

    /// `count` elements and at least 64 more, aligned to 64 bytes.
    template <class T>
    T* take(std::size_t count) {
        return static_cast<T*>(take_bytes((count + 64) * sizeof(T) + 64));
    }
    std::uint64_t bytes() const { return bytes_; }

private:
    void* take_bytes(std::size_t size);
    struct Piece {
        void* start;
        std::size_t size;
    };
    std::vector<Piece> pieces_;
    std::uint64_t bytes_ = 0;
};

/// Finds the number of an id. Ids are positive and unique.
class IdIndex {
public:
    IdIndex() = default;
    /// `ids[number]`; 0 means that number has no id. A Bug when an id repeats or is negative.
    explicit IdIndex(std::vector<std::int64_t> ids);
    std::optional<std::uint32_t> find(std::int64_t id) const;
    std::int64_t id(std::uint32_t number) const { return number < ids_.size() ? ids_[number] : 0; }

private:
    std::size_t slot_of(std::int64_t id) const;
    std::vector<std::int64_t> ids_;
    std::vector<std::uint32_t> slots_;  ///< number + 1, or 0
};

}  // namespace khuyenhoc::recognition
