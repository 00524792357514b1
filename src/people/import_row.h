// One row of a register's file, judged by itself: texts, dates, numbers, places. Knows the atlas, no database.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "people/import_header.h"
#include "people/people.h"
#include "sheets/sheets.h"

namespace khuyenhoc::people {

/// A row as it goes on to the register. A dropped one keeps its number only.
struct RegisterRow {
    std::int64_t number = 0;
    bool dropped = false;
    std::string book_no, full_name, folded_name, birth, citizen_hash, citizen_sealed, clan, unit;
    Sex sex = Sex::not_known;
    Relation relation = Relation::other;
    Role role = Role::staff;
    int ethnicity = 0;
    places::PlaceId hamlet = 0;
};

/// `column` counts from 0 in the file, -1 for the row as a whole. `code` lives as long as the program.
struct RowProblem {
    std::int64_t row = 0;
    std::int64_t column = -1;
    Severity severity = Severity::error;
    std::string code;
    std::string shape;
};

class RowJudge {
public:
    /// `within`: rows of hamlets that do not lie there are somebody else's.
    RowJudge(HeaderMap header, const places::Atlas& atlas, const Keys& keys, std::int64_t province, Date on, places::PlaceId within);

    /// Appends what is wrong to `problems`. Never throws on any bytes.
    RegisterRow judge(const sheets::Row& row, std::vector<RowProblem>& problems);

private:
    struct PlaceFound {
        places::PlaceId hamlet = 0;
        RegisterColumn column = RegisterColumn::hamlet;
        std::string_view problem;
        std::string shape;
    };
    struct Judging;
    struct TextHash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
    };
    using Meanings = std::unordered_map<std::string, int, TextHash, std::equal_to<>>;

    int meaning(Judging& j, RegisterColumn column, Meanings& memory, int (*parse)(std::string_view)) const;

    void judge_name(Judging& j);
    void judge_birth(Judging& j);
    void judge_words(Judging& j);
    void judge_citizen_no(Judging& j);
    void judge_place(Judging& j);
    PlaceFound find_place(std::string_view commune, std::string_view hamlet) const;

    HeaderMap header_;
    const places::Atlas& atlas_;
    Keys keys_;
    places::PlaceId province_;
    Date on_;
    places::PlaceId within_;
    // The same few texts come a million times: what they mean, by the bytes of the cell.
    std::unordered_map<std::string, PlaceFound, TextHash, std::equal_to<>> places_;
    std::string place_key_;
    Meanings sexes_, relations_, groups_;
};

}  // namespace khuyenhoc::people
