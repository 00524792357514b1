#include "people/name_index.h"

#include <algorithm>

#include "base/text.h"

namespace khuyenhoc::people {

namespace {

/// "ng" for Nguyễn, "ph" for Phạm, "t" for anything: what people write to save time.
bool may_be_cut(std::string_view word) {
    return word.size() == 1 || (word.size() == 2 && word.find_first_of("aeiouy") == std::string_view::npos);
}

/// Whether the query's words, cut or whole, begin the words of a name one after another, from its word `at` on.
bool follow(const std::vector<std::string_view>& wanted, const std::vector<std::string_view>& have, std::size_t at) {
    if (at + wanted.size() > have.size()) return false;
    for (std::size_t i = 0; i < wanted.size(); ++i)
        if (!have[at + i].starts_with(wanted[i])) return false;
    return true;
}

/// Whether each word of the query finds a word of its own in the name. Few words: tried one by one, with going back.
bool assign(const std::vector<std::string_view>& wanted, std::size_t next, const std::vector<std::string_view>& have, std::uint32_t used) {
    if (next == wanted.size()) return true;
    const bool beginning = next + 1 == wanted.size() || may_be_cut(wanted[next]);
    for (std::size_t i = 0; i < have.size() && i < 32; ++i) {
        if ((used >> i & 1u) != 0) continue;
        if (beginning ? !have[i].starts_with(wanted[next]) : have[i] != wanted[next]) continue;
        if (assign(wanted, next + 1, have, used | 1u << i)) return true;
    }
    return false;
}

}  // namespace

void NameIndex::add(std::int64_t name_id, std::string_view folded) {
    const auto index = static_cast<std::uint32_t>(ids_.size());
    ids_.push_back(name_id);
    text_.append(folded);
    ends_.push_back(text_.size());
    for (const auto word : words_of(folded)) {
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

int NameIndex::rank(std::uint32_t index, std::string_view query, const std::vector<std::string_view>& words) const {
    const std::string_view whole = name(index);
    if (whole == query) return 0;
    if (whole.starts_with(query)) return 1;
    const std::size_t at = whole.find(query);
    if (at != std::string_view::npos && whole[at - 1] == ' ') return 2;
    const auto have = words_of(whole);
    if (words.size() == have.size() && follow(words, have, 0)) return 1;
    for (std::size_t first = 0; first < have.size(); ++first)
        if (follow(words, have, first)) return 2;
    return 3;
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
    Names names;
    for (std::size_t i = 0; i < words.size(); ++i) {
        Names these = names_with(words[i], i + 1 == words.size() || may_be_cut(words[i]));
        if (i == 0) {
            names = std::move(these);
        } else {
            Names both;
            std::ranges::set_intersection(names, these, std::back_inserter(both));
            names = std::move(both);
        }
        if (names.empty()) return {};
    }
    std::vector<Match> matches;
    for (const auto index : names) {
        if (words.size() > 1 && !assign(words, 0, words_of(name(index)), 0)) continue;
        matches.push_back({rank(index, folded_query, words), ids_[index]});
    }
    std::ranges::stable_sort(matches, {}, &Match::rank);
    return matches;
}

}  // namespace khuyenhoc::people
