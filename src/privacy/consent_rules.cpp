#include "privacy/consent_rules.h"

#include <algorithm>

#include "base/check.h"
#include "base/text.h"

namespace khuyenhoc::privacy {

namespace {

int age_of(Date birth, Date on) {
    const bool had_birthday = std::pair(on.month, on.day) >= std::pair(birth.month, birth.day);
    return on.year - birth.year - (had_birthday ? 0 : 1);
}

}  // namespace

Ages ages_on(std::string_view birth, Date on) {
    if (const auto day = parse_date(birth)) return {age_of(*day, on), age_of(*day, on)};
    const auto year = parse_integer(birth);
    check(year.has_value(), "a birth is a day or a year");
    const int born = static_cast<int>(*year);
    return {age_of({born, 12, 31}, on), age_of({born, 1, 1}, on)};
}

Needed needed(const Law& law, Ages ages) {
    const bool may_be_child = ages.least < law.child_under;
    const bool may_have_own_word = ages.most >= law.own_consent_from;
    return {.self = may_have_own_word, .guardian = may_be_child};
}

Verdict may_use(const Law& law, std::string_view purpose, Ages ages, const std::vector<Consent>& consents, Date on, bool restricted, bool erased) {
    const auto given = [&](Giver giver) {
        return std::ranges::any_of(consents, [&](const Consent& one) { return one.purpose == purpose && one.giver == giver && one.holds(on); });
    };
    const auto need = needed(law, ages);
    return {.self_missing = need.self && !given(Giver::self), .guardian_missing = need.guardian && !given(Giver::guardian), .restricted = restricted,
            .erased = erased};
}

}  // namespace khuyenhoc::privacy
