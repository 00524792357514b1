// What an import knows of the register while it adds to it: households by hamlet and number, who is in them, clans,
// units, citizen numbers. Judges each row against that and writes it. One session serves the chunks of one import.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "people/import_row.h"
#include "people/people.h"

namespace khuyenhoc::people {

/// Some 2,000 rows, judged one by one.
struct Chunk {
    std::int64_t number = 0;
    std::int64_t first_row = 0, last_row = 0;
    std::string content_hash;
    std::vector<RegisterRow> rows;
    std::vector<RowProblem> problems;
};

struct ChunkResult {
    std::int64_t rows = 0, persons = 0, households = 0, clans = 0, unit_members = 0;
    std::int64_t rows_with_errors = 0, rows_known = 0, warnings = 0;
    std::vector<RowProblem> problems;  ///< by row, then column

    json::value to_json() const;                    ///< the command's answer: codes, counts and shapes
    static ChunkResult from_json(const json::value& answer);
};

/// A set of numbers in one piece of memory: 16 bytes for each, however many.
class NumberSet {
public:
    bool contains(std::uint64_t number) const;
    void insert(std::uint64_t number);
    void clear() { slots_.clear(), count_ = 0; }

private:
    std::vector<std::uint64_t> slots_;  ///< 0: free
    std::size_t count_ = 0;
};

class ImportSession {
public:
    /// `pretend`: judge and count, write nothing.
    ImportSession(const places::Atlas& atlas, const Keys& keys, std::int64_t province, Date on, bool pretend);

    /// Adds the rows of a chunk through `db`, in the caller's transaction, as part of command `seq`. When another
    /// command came in between, forgets what it knew and reads it again. After a roll-back the session is of no use.
    ChunkResult settle(const Chunk& chunk, store::Connection& db, std::int64_t seq);

private:
    struct Member {
        std::uint64_t folded_name = 0;   ///< hashes: exact enough to compare within one household
        std::uint64_t full_name = 0;
        std::int32_t birth = 0;          ///< 19870305, or 19870000
        std::int32_t row = 0;            ///< in this file; 0: was in the register before
    };
    struct Household {
        std::int64_t id = 0;
        bool members_known = true;
        bool has_head = false;
        std::vector<Member> members;
        std::vector<std::int64_t> clans;
    };
    using Households = std::unordered_map<std::string, Household>;  ///< of one hamlet, by number

    struct Settling;
    void begin(store::Connection& db, std::int64_t seq, std::size_t rows);
    Households& households_of(store::Connection& db, places::PlaceId hamlet);
    bool may_add(Settling& s, const RegisterRow& row, Household* household);
    void read_members(store::Connection& db, Household& household);
    bool number_is_taken(store::Connection& db, const std::string& citizen_hash) const;
    void settle_row(Settling& s, const RegisterRow& row);
    void join_clan(Settling& s, const RegisterRow& row, Household& household);
    void join_unit(Settling& s, const RegisterRow& row, std::int64_t person_id);
    void read_clans(store::Connection& db);
    void read_units(store::Connection& db);

    const places::Atlas& atlas_;
    Keys keys_;
    std::int64_t province_;
    Date on_;
    std::string on_text_;
    bool pretend_;

    std::unique_ptr<RegisterWriter> writer_;
    store::Connection* writer_db_ = nullptr;
    std::int64_t last_seq_ = -1;
    bool all_numbers_known_ = false;                      ///< the register was empty when the session began
    std::int64_t pretended_ids_ = 0;
    std::unordered_map<places::PlaceId, Households> households_;
    NumberSet numbers_;                                   ///< first halves of the citizen hashes this session added
    bool clans_known_ = false, units_known_ = false;
    std::unordered_map<std::string, std::int64_t> clans_; ///< by commune and folded name
    std::unordered_map<std::string, std::vector<std::int64_t>> units_;  ///< by folded name, and by commune and folded name
};

}  // namespace khuyenhoc::people
