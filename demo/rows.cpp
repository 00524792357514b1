#include "demo/rows.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/date.h"
#include "base/text.h"
#include "demo/facts.h"

namespace khuyenhoc::demo {

namespace {

/// Where the citizen numbers of those born elsewhere begin: codes of the 63 provinces of the time.
constexpr std::array<std::string_view, 12> elsewhere = {"001", "036", "034", "033", "030", "017",
                                                        "025", "011", "015", "010", "012", "038"};

char digit(int score) { return score == 10 ? 'A' : static_cast<char>('0' + score); }

using Ten = std::array<int, 10>;

/// Ten scores of 5..10 near each other that sum to `total` (50..100).
Ten even_scores(int total, std::uint64_t bits) {
    Ten scores;
    scores.fill(total / 10);
    for (int i = 0; i < total % 10; ++i) ++scores[static_cast<std::size_t>(i)];
    // Exchanges between two indicators keep the sum; foreign language and computers (5 and 6) rather give.
    for (int i = 0; i < 9; ++i, bits >>= 7) {
        const auto from = (bits & 15) < 6 ? 4 + (bits & 1) : (bits & 15) % 10;
        const auto to = ((bits >> 4) * 3 + static_cast<std::uint64_t>(i)) % 10;
        if (from == to || scores[from] <= 5 || scores[to] >= 10) continue;
        --scores[from];
        ++scores[to];
    }
    return scores;
}

}  // namespace

Rows::Rows(const Plan& plan)
    : plan_(plan), kinh_(facts().people("kinh")), mong_(facts().people("mong")), dao_(facts().people("dao")) {
    const auto fold_all = [](const std::vector<std::string>& texts) {
        std::vector<Word> words;
        for (const auto& text : texts) words.push_back({text, fold(text)});
        return words;
    };
    for (const auto& people : facts().peoples) {
        Words words;
        words.surnames = fold_all(people.names.surnames);
        for (std::size_t sex = 0; sex < 2; ++sex) {
            words.middle[sex] = fold_all(people.names.middle[sex]);
            words.given[sex] = fold_all(people.names.given[sex]);
        }
        words_.push_back(std::move(words));
    }
    Serials serials;
    for (const auto& commune : plan.communes) {
        serials_.push_back(serials);
        for (std::uint32_t i = 0; i < static_cast<std::uint32_t>(commune.people); ++i)
            serials.next(plan.persons[commune.first_person + i]);
    }
}

/// Many parents of the younger, but for Mông and Dao, choose names as everybody in the country does.
const Rows::Words& Rows::words_for(const PersonPlan& person, std::uint32_t p) const {
    const bool own_way = person.people == kinh_ || person.people == mong_ || person.people == dao_ || person.age > 27;
    return words_[own_way || plan_.chance.happens(580, About::person, p, 30) ? person.people : kinh_];
}

void Rows::append_name(std::uint32_t p, const HouseholdPlan& home, std::string& name, std::string& folded) const {
    const auto& person = plan_.persons[p];
    const auto& names = facts().peoples;
    const auto& of_surname = person.own_surname ? names[person.people].names : names[home.people].names;
    std::size_t surname = home.surname;
    if (person.own_surname) {
        surname = of_surname.surname.pick(plan_.chance.bits(About::person, p, 31));
        // Mông of one surname do not marry each other.
        if (person.people == mong_ && home.people == mong_ && surname == home.surname)
            surname = (surname + 1) % of_surname.surnames.size();
    }
    const auto& words = words_for(person, p);
    const auto& dice = names[static_cast<std::size_t>(&words - words_.data())].names;
    const std::size_t sex = person.sex == 1 ? 0 : 1;
    const auto bits = plan_.chance.bits(About::person, p, 32);
    const auto& family = words_[person.own_surname ? person.people : home.people].surnames[surname];
    const auto& middle = words.middle[sex][dice.middle_dice[sex].pick(bits)];
    const auto& given = words.given[sex][dice.given_dice[sex].pick(bits << 32)];
    name.append(family.text).append(" ").append(middle.text).append(" ").append(given.text);
    folded.append(family.folded).append(" ").append(middle.folded).append(" ").append(given.folded);
}

std::string Rows::birth(std::uint32_t p) const {
    const auto& person = plan_.persons[p];
    const int year = campaign_year - person.age;
    if (person.age > 62 && plan_.chance.happens(140, About::person, p, 40)) return std::to_string(year);
    const auto first = *make_date(year, 1, 1);
    return to_text(from_days(to_days(first) + plan_.chance.below(365, About::person, p, 41)));
}

std::string Rows::citizen_no(std::uint32_t p, std::uint32_t serial) const {
    const auto& person = plan_.persons[p];
    const int having = person.age >= adult_age ? 970 : person.age >= 14 ? 850 : 0;
    if (!plan_.chance.happens(having, About::person, p, 50)) return {};
    const int year = campaign_year - person.age;
    const bool came = plan_.chance.happens(person.people == kinh_ && person.age > 30 ? 420 : 12, About::person, p, 51);
    const auto province = came ? elsewhere[plan_.chance.below(elsewhere.size(), About::person, p, 52)] : "014";
    const int century = (year - 1900) / 100 * 2 + (person.sex == 1 ? 0 : 1);
    // 611,953 has no factor in common with a million: a million serials make a million different endings.
    const auto ending = (std::uint64_t{serial} * 611'953 + 204'857) % 1'000'000;
    return fmt::format("{}{}{:02}{:06}", province, century, year % 100, ending);
}

std::string Rows::scores(std::uint32_t p) const {
    const auto& person = plan_.persons[p];
    const auto& chance = plan_.chance;
    if (person.outcome == Outcome::child || person.outcome == Outcome::not_assessed) return {};
    const auto bits = chance.bits(About::person, p, 60);
    const auto between = [&](int least, int most, std::uint64_t field) {
        return chance.between(least, most, About::person, p, field);
    };
    const bool passes = person.outcome == Outcome::achieved || person.outcome == Outcome::two_households;
    Ten scores;
    if (passes) {
        scores = even_scores(80 + std::min(between(0, 14, 61), between(0, 20, 62)), bits);
    } else if (chance.happens(730, About::person, p, 63)) {
        // Short of the total: a third of them by a few points.
        scores =
            even_scores(chance.happens(340, About::person, p, 64) ? between(75, 79, 65) : between(52, 76, 66), bits);
        if (chance.happens(260, About::person, p, 67))
            scores[static_cast<std::size_t>(between(4, 5, 68))] = between(0, 4, 69);
    } else {
        // Enough in all, but one indicator below five.
        scores = even_scores(between(80, 92, 70), bits);
        const auto weak = chance.happens(700, About::person, p, 71) ? between(4, 5, 72) : between(0, 9, 73);
        scores[static_cast<std::size_t>(weak)] = between(1, 4, 74);
    }
    std::string text;
    for (const int score : scores) text += digit(score);
    if (person.outcome == Outcome::incomplete)
        for (int i = 0; i <= between(0, 2, 75); ++i)
            text[static_cast<std::size_t>(between(0, 9, 76 + static_cast<std::uint64_t>(i)))] = '-';
    return text;
}

}  // namespace khuyenhoc::demo
