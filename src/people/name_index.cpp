#include "people/name_index.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace khuyenhoc::people {

namespace {

/// "ng" for Nguyễn, "ph" for Phạm, "t" for anything: what people write to save time.
bool may_be_cut(std::string_view word) {
    return word.size() == 1 || (word.size() == 2 && word.find_first_of("aeiouy") == std::string_view::npos);
}

using Words = std::span<const std::string_view>;

/// The words of a name, without memory of their own: a search splits tens of thousands. No name has so many words.
class Split {
public:
    explicit Split(std::string_view folded) {
        for (std::size_t start = 0; start < folded.size() && size_ < words_.size();) {
            const auto end = std::min(folded.find(' ', start), folded.size());
            words_[size_++] = folded.substr(start, end - start);
            start = end + 1;
        }
    }
    Words words() const { return {words_.data(), size_}; }

private:
    std::array<std::string_view, 32> words_;
    std::size_t size_ = 0;
};

std::uint32_t first_letters(Words words) {
    std::uint32_t letters = 0;
    for (const auto word : words) letters |= 1u << (word[0] >= 'a' && word[0] <= 'z' ? word[0] - 'a' : 26);
    return letters;
}

/// Whether the query's words, cut or whole, begin the words of a name one after another, from its word `at` on.
bool follow(Words wanted, Words have, std::size_t at) {
    if (at + wanted.size() > have.size()) return false;
    for (std::size_t i = 0; i < wanted.size(); ++i)
        if (!have[at + i].starts_with(wanted[i])) return false;
    return true;
}

bool is_beginning(Words wanted, std::size_t at) { return at + 1 == wanted.size() || may_be_cut(wanted[at]); }

/// Whether each word of the query finds a word of its own in the name. Few words: tried one by one, with going back.
bool assign(Words wanted, std::size_t next, Words have, std::uint32_t used) {
    if (next == wanted.size()) return true;
    const bool beginning = is_beginning(wanted, next);
    for (std::size_t i = 0; i < have.size(); ++i) {
        if ((used >> i & 1u) != 0) continue;
        if (beginning ? !have[i].starts_with(wanted[next]) : have[i] != wanted[next]) continue;
        if (assign(wanted, next + 1, have, used | 1u << i)) return true;
    }
    return false;
}

int rank(std::string_view whole, Words have, std::string_view query, Words words) {
    if (whole == query) return 0;
    if (whole.starts_with(query)) return 1;
    if (words.size() == have.size() && follow(words, have, 0)) return 1;
    for (std::size_t first = 0; first < have.size(); ++first)
        if (follow(words, have, first)) return 2;
    return 3;
}

}  // namespace

void NameIndex::add(std::int64_t name_id, std::string_view folded) {
    const auto index = static_cast<std::uint32_t>(ids_.size());
    ids_.push_back(name_id);
    text_.append(folded);
    ends_.push_back(text_.size());
    const Split split(folded);
    letters_.push_back(first_letters(split.words()));
    for (const auto word : split.words()) {
        auto found = by_word_.find(word);
        if (found == by_word_.end()) found = by_word_.emplace(std::string(word), Names{}).first;
        if (found->second.empty() || found->second.back() != index) found->second.push_back(index);
    }
}

std::string_view NameIndex::name(std::uint32_t index) const {
    const std::size_t start = index == 0 ? 0 : ends_[index - 1];
    return std::string_view(text_).substr(start, ends_[index] - start);
}

NameIndex::Names NameIndex::names_with(std::string_view word, bool beginning) const {
    if (!beginning) {
        const auto found = by_word_.find(word);
        return found == by_word_.end() ? Names{} : found->second;
    }
    std::vector<bool> seen(ids_.size());
    for (auto at = by_word_.lower_bound(word); at != by_word_.end() && at->first.starts_with(word); ++at)
        for (const auto index : at->second) seen[index] = true;
    Names names;
    for (std::uint32_t index = 0; index < seen.size(); ++index)
        if (seen[index]) names.push_back(index);
    return names;
}

std::size_t NameIndex::count_with(std::string_view word, bool beginning) const {
    std::size_t count = 0;
    for (auto at = by_word_.lower_bound(word); at != by_word_.end() && at->first.starts_with(word); ++at) {
        if (!beginning && at->first != word) break;
        count += at->second.size();
    }
    return count;
}

NameIndex::Names NameIndex::fewest(Words words) const {
    std::size_t least = SIZE_MAX, chosen = 0;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const auto count = count_with(words[i], is_beginning(words, i));
        if (count >= least) continue;
        least = count;
        chosen = i;
    }
    return least == 0 ? Names{} : names_with(words[chosen], is_beginning(words, chosen));
}

std::string NameIndex::with_initials_apart(std::string_view folded_query) const {
    std::string out;
    for (const auto word : words_of(folded_query)) {
        const auto at = by_word_.lower_bound(word);
        const bool known = at != by_word_.end() && at->first.starts_with(word);
        if (known || word.size() < 2 || word.size() > 4) {
            (out += out.empty() ? "" : " ") += word;
            continue;
        }
        for (const char letter : word) (out += out.empty() ? "" : " ") += letter;
    }
    return out;
}

std::vector<NameIndex::Match> NameIndex::find(std::string_view asked) const {
    const std::string folded_query = with_initials_apart(asked);
    const auto words = words_of(folded_query);
    if (words.empty() || words.size() > 12) return {};
    const auto letters = first_letters(words);
    std::array<std::vector<Match>, 4> by_rank;
    for (const auto index : fewest(words)) {
        if ((letters_[index] & letters) != letters) continue;
        const Split split(name(index));
        if (words.size() > 1 && !assign(words, 0, split.words(), 0)) continue;
        const int at = rank(name(index), split.words(), folded_query, words);
        by_rank[static_cast<std::size_t>(at)].push_back({at, ids_[index]});
    }
    std::vector<Match> matches;
    for (const auto& some : by_rank) matches.insert(matches.end(), some.begin(), some.end());
    return matches;
}

}  // namespace khuyenhoc::people
