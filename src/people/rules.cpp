#include "people/rules.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace khuyenhoc::people {

namespace {

struct Word {
    std::string_view folded;
    int meaning;
};

template <std::size_t N>
std::optional<int> find_word(const std::array<Word, N>& words, std::string_view folded) {
    for (const Word& word : words)
        if (word.folded == folded) return word.meaning;
    return std::nullopt;
}

bool all_digits(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

std::optional<Birth> parse_birth(std::string_view text) {
    // Workbooks add a time of day to dates that have none.
    if (text.size() == 19 && text.ends_with(" 00:00:00")) text = text.substr(0, 10);
    if (text.size() == 4 && all_digits(text)) {
        const auto year = static_cast<int>(*parse_integer(text));
        if (!make_date(year, 1, 1)) return std::nullopt;
        return Birth{std::string(text), year, std::nullopt};
    }
    const auto day = parse_written_date(text);
    if (!day) return std::nullopt;
    return Birth{to_text(*day), day->year, day};
}

std::optional<Sex> parse_sex(std::string_view text) {
    static constexpr std::array<Word, 14> words{{{"nam", 1}, {"nu", 2}, {"male", 1}, {"female", 2}, {"m", 1}, {"f", 2}, {"1", 1}, {"2", 2},
                                                 {"trai", 1}, {"gai", 2}, {"ong", 1}, {"ba", 2}, {"0", 0}, {"khong ro", 0}}};
    if (text.empty()) return Sex::not_known;
    const auto found = find_word(words, fold(text));
    return found ? std::optional(static_cast<Sex>(*found)) : std::nullopt;
}

std::string_view text_of(Sex sex) {
    switch (sex) {
        case Sex::male: return "male";
        case Sex::female: return "female";
        case Sex::not_known: break;
    }
    return "not_known";
}

std::optional<Relation> parse_relation(std::string_view text) {
    static constexpr std::array<Word, 9> whole{{{"chu ho", 1}, {"head", 1}, {"head of household", 1}, {"ong noi", 9}, {"ba noi", 9},
                                                {"con chau", 5}, {"o nho", 9}, {"giup viec", 9}, {"khac", 9}}};
    static constexpr std::array<Word, 29> first{
        {{"vo", 2},    {"chong", 2},  {"spouse", 2},     {"wife", 2},    {"husband", 2}, {"con", 3},    {"child", 3},   {"son", 3},
         {"daughter", 3}, {"bo", 4},  {"me", 4},         {"cha", 4},     {"parent", 4},  {"father", 4}, {"mother", 4},  {"chau", 5},
         {"grandchild", 5}, {"anh", 6}, {"chi", 6},      {"em", 6},      {"sibling", 6}, {"brother", 6}, {"sister", 6}, {"ong", 9},
         {"ba", 9},    {"co", 9},     {"chu", 9},        {"other", 9},   {"bac", 9}}};
    const std::string folded = fold(text);
    if (folded.empty()) return std::nullopt;
    if (const auto found = find_word(whole, folded)) return static_cast<Relation>(*found);
    const auto found = find_word(first, words_of(folded).front());
    return found ? std::optional(static_cast<Relation>(*found)) : std::nullopt;
}

std::string_view text_of(Relation relation) {
    switch (relation) {
        case Relation::head: return "head";
        case Relation::spouse: return "spouse";
        case Relation::child: return "child";
        case Relation::parent: return "parent";
        case Relation::grandchild: return "grandchild";
        case Relation::sibling: return "sibling";
        case Relation::other: break;
    }
    return "other";
}

std::optional<Relation> relation_of(std::string_view code_word) {
    for (const auto relation : {Relation::head, Relation::spouse, Relation::child, Relation::parent, Relation::grandchild,
                                Relation::sibling, Relation::other})
        if (text_of(relation) == code_word) return relation;
    return std::nullopt;
}

Relation relation_after_split(Relation head_was, Relation was) {
    using enum Relation;
    switch (head_was) {
        case head: return was;
        case spouse: return was == head ? spouse : was == child || was == grandchild ? was : other;
        case child: return was == head || was == spouse ? parent : was == child ? sibling : was == grandchild ? child : other;
        case sibling: return was == head ? sibling : was == sibling || was == parent ? was : other;
        case parent: return was == head || was == sibling ? child : was == child ? grandchild : was == parent ? spouse : other;
        case grandchild: return was == grandchild ? sibling : other;
        case other: break;
    }
    return other;
}

Role parse_role(std::string_view text) {
    const std::string folded = fold(text);
    for (const std::string_view word : {"hoc sinh", "sinh vien", "hoc vien", "nguoi hoc", "learner", "pupil", "student"})
        if (folded.starts_with(word)) return Role::learner;
    return Role::staff;
}

std::string_view text_of(Role role) { return role == Role::staff ? "staff" : "learner"; }

bool is_citizen_no(std::string_view text) { return text.size() == 12 && all_digits(text); }

bool citizen_no_agrees(std::string_view number, Sex sex, int birth_year) {
    const int century_and_sex = number[3] - '0';
    const int century = 1900 + 100 * (century_and_sex / 2);
    const int year = century + (number[4] - '0') * 10 + (number[5] - '0');
    if (year != birth_year) return false;
    if (sex == Sex::not_known) return true;
    return (century_and_sex % 2 == 0) == (sex == Sex::male);
}

bool is_person_name(std::string_view canonical_name) {
    if (canonical_name.empty() || length_of(canonical_name) > 100) return false;
    bool has_letter = false;
    for (char c : canonical_name) {
        const auto byte = static_cast<unsigned char>(c);
        const bool letter = byte >= 0x80 || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        has_letter = has_letter || letter;
        if (!letter && std::string_view(" -'.").find(c) == std::string_view::npos) return false;
    }
    return has_letter;
}

std::string masked(std::string_view citizen_no) {
    if (citizen_no.size() < 6) return "•••";
    std::string out;  // the first digits say where somebody was born, the next their sex and year
    for (std::size_t i = 2; i < citizen_no.size(); ++i) out += "•";
    out += citizen_no.substr(citizen_no.size() - 2);
    return out;
}

Keys Keys::from_master(const Key& master) {
    const Key lookup = derive_key(master, "citizen numbers: look-up");
    return {derive_key(master, "citizen numbers: sealing"), lookup, derive_key(master, "ethnicity"), derive_key(lookup, "rows of an import")};
}

}  // namespace khuyenhoc::people
