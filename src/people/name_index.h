// All folded names of a province in memory, word by word: which names have these words, in any order. Knows no persons.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace khuyenhoc::people {

/// Some 100,000 names in a province of 1.4 million people; a look-up takes well under a millisecond.
class NameIndex {
public:
    /// Names come with rising ids.
    void add(std::int64_t name_id, std::string_view folded);
    std::int64_t last_id() const { return ids_.empty() ? 0 : ids_.back(); }
    std::size_t size() const { return ids_.size(); }

    struct Match {
        int rank = 0;  ///< 0 the whole name, 1 it begins so, 2 the words (or what was cut of them) follow one another, 3 in any order
        std::int64_t name_id = 0;
    };
    /// Names that have every word of the folded query, each word of the query at another word of the name. The last word
    /// may be the beginning of one; so may a single letter and the abbreviations "ng", "ph", "tr"... (no vowel). Two to four
    /// letters that no word begins with are first letters: "nv anh" is "n v anh". Best matches first, then by id.
    std::vector<Match> find(std::string_view folded_query) const;

private:
    using Names = std::vector<std::uint32_t>;
    using Words = std::span<const std::string_view>;

    std::string with_initials_apart(std::string_view folded_query) const;
    /// The names of the word of the query that fewest names have: the others are then looked for in these alone.
    Names fewest(Words words) const;
    Names names_with(std::string_view word, bool beginning) const;
    std::size_t count_with(std::string_view word, bool beginning) const;
    std::string_view name(std::uint32_t index) const;

    std::vector<std::int64_t> ids_;
    std::string text_;                   ///< every name, one after another
    std::vector<std::size_t> ends_;
    std::vector<std::uint32_t> letters_; ///< of each name, a bit for each letter that one of its words begins with
    std::map<std::string, Names, std::less<>> by_word_;
};

}  // namespace khuyenhoc::people
