// On which lists by name a title stands. Pure: knows its computed state and its mark only.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "recognition/model.h"

namespace khuyenhoc::recognition {

/// The first eight are counted everywhere; the last three are why nothing could be computed.
inline constexpr std::array<std::string_view, 11> list_names = {
    "computed", "waiting",       "proposed",       "recognised",   "refused",   "revoked",
    "none",     "contradiction", "two_households", "not_assessed", "incomplete"};
inline constexpr std::size_t lists_counted = 8;

/// One bit for each of `list_names`.
using Lists = std::uint32_t;
constexpr Lists bit_of(std::string_view list) {
    for (std::size_t i = 0; i < list_names.size(); ++i)
        if (list_names[i] == list) return Lists{1} << i;
    return 0;
}

/// waiting: achieved and without any event; none: neither achieved nor any event; contradiction: recognised, while what
/// is computed no longer says so (or says a lower level).
inline Lists lists_of(State computed, TitleMark mark) {
    Lists on = 0;
    const bool achieved = is_achieved(computed);
    if (achieved) on |= bit_of("computed");
    switch (mark.state) {
        case TitleState::none:
            on |= achieved ? bit_of("waiting") : bit_of("none");
            break;
        case TitleState::proposed:
            on |= bit_of("proposed");
            break;
        case TitleState::recognised:
            on |= bit_of("recognised");
            if (!achieved || mark.level > level_of(computed)) on |= bit_of("contradiction");
            break;
        case TitleState::refused:
            on |= bit_of("refused");
            break;
        case TitleState::revoked:
            on |= bit_of("revoked");
            break;
    }
    if (computed == State::two_households) on |= bit_of("two_households");
    if (computed == State::not_assessed) on |= bit_of("not_assessed");
    if (computed == State::incomplete) on |= bit_of("incomplete");
    return on;
}

/// Achieved or not, which is all that the counted lists need: of a person, why not is a long judgement.
inline State quick_state(const Model& model, SubjectKind kind, std::uint32_t number) {
    if (kind != SubjectKind::person) return model.state_of(kind, number);
    return model.outcome().is_citizen(number) ? State::achieved : State::not_achieved;
}

/// How many stand on each list.
class ListCounts {
public:
    void add(Lists on) {
        for (; on != 0; on &= on - 1) ++counts_[static_cast<std::size_t>(__builtin_ctz(on))];
    }
    ListCounts& operator+=(const ListCounts& other) {
        for (std::size_t i = 0; i < counts_.size(); ++i) counts_[i] += other.counts_[i];
        return *this;
    }
    std::int64_t of(std::string_view list) const {
        return counts_[static_cast<std::size_t>(__builtin_ctz(bit_of(list)))];
    }
    json::object to_json() const {
        json::object out;
        for (std::size_t i = 0; i < lists_counted; ++i) out[key(i)] = counts_[i];
        return out;
    }
    /// Only those that wait for somebody, and only when somebody waits.
    json::object waiting_json() const {
        json::object out;
        for (std::size_t i = 0; i < lists_counted; ++i)
            if ((Lists{1} << i & (bit_of("waiting") | bit_of("proposed"))) != 0 && counts_[i] > 0)
                out[key(i)] = counts_[i];
        return out;
    }

private:
    static json::string_view key(std::size_t list) { return {list_names[list].data(), list_names[list].size()}; }
    std::array<std::int64_t, list_names.size()> counts_{};
};

/// Every subject of that kind under the place, in the order of hamlets and their registers.
template <class Each>
void each_under(const Model& model, SubjectKind kind, places::PlaceId place, const Each& each) {
    if (kind == SubjectKind::unit)
        for (const auto unit : model.units_under(place, model.on())) each(unit);
    else
        for (const auto hamlet : model.hamlets_under(place, model.on())) model.each_in_hamlet(kind, hamlet, each);
}

}  // namespace khuyenhoc::recognition
