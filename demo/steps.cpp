#include "demo/steps.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/check.h"
#include "base/date.h"
#include "demo/facts.h"

namespace khuyenhoc::demo {

namespace {

std::string_view relation_word(std::uint8_t relation) {
    constexpr std::string_view words[] = {"other", "head", "spouse", "child", "parent", "grandchild", "sibling"};
    return relation < std::size(words) ? words[relation] : words[0];
}

std::string day_after(std::string_view first, int days) {
    return to_text(from_days(to_days(*parse_date(first)) + days));
}

/// Three states of the work, so that a page has something of each to show.
enum class Pace { untouched, proposed, decided };
Pace pace_of(std::size_t commune) {
    if (commune % 25 == 11) return Pace::untouched;
    return commune % 12 == 7 ? Pace::proposed : Pace::decided;
}

json::object decision(std::int64_t place, std::string_view number, std::string_view on, std::string_view signer) {
    return {{"year", campaign_year}, {"place_id", place}, {"number", number}, {"decided_on", on}, {"signer", signer}};
}

class Deciding {
public:
    Deciding(Office& office, const Filled& filled, std::int64_t province)
        : office_(office), filled_(filled), plan_(filled.plan()), province_(province) {}

    Result<void> work(std::size_t c) {
        if (pace_of(c) == Pace::untouched) return {};
        if (auto done = propose(c); !done) return done;
        if (pace_of(c) == Pace::proposed) return {};
        if (auto done = refuse_some(c); !done) return done;
        return decide(c);
    }

    /// The province decides for what it manages, and one family loses its title again.
    Result<void> finish() {
        const auto any = std::ranges::any_of(plan_.units, [&](const UnitPlan& u) {
            return u.learning_unit && of_province(u) && pace_of(u.commune) != Pace::untouched;
        });
        if (any) {
            auto body = decision(province_, "31/QĐ-UBND", "2025-12-31", "Chủ tịch Ủy ban nhân dân tỉnh (văn bản mẫu)");
            body["titles"] = json::array{"unit"};
            if (auto done = office_.run("recognition.decide", std::move(body));
                !done && done.error().code != "recognition.nothing_proposed")
                return std::unexpected(done.error());
        }
        return revoke_one();
    }

private:
    bool of_province(const UnitPlan& unit) const { return facts().units[unit.pattern].managed_by == "province"; }

    Result<void> allow_nothing(const Result<json::value>& done, std::string_view nothing) const {
        if (!done && done.error().code != nothing) return std::unexpected(done.error());
        return {};
    }

    Result<void> propose(std::size_t c) {
        const auto& commune = plan_.communes[c];
        for (int i = 0; i < commune.hamlets; ++i) {
            json::object body{{"year", campaign_year},
                              {"place_id", filled_.hamlet_id(commune.first_hamlet + static_cast<std::uint32_t>(i))},
                              {"titles", json::array{"citizen", "family", "clan", "community"}}};
            if (auto done = allow_nothing(office_.run("recognition.propose", std::move(body)),
                                          "recognition.nothing_to_propose");
                !done)
                return done;
        }
        json::object units{
            {"year", campaign_year}, {"place_id", filled_.commune_id(c)}, {"titles", json::array{"unit"}}};
        return allow_nothing(office_.run("recognition.propose", std::move(units)), "recognition.nothing_to_propose");
    }

    /// In one commune of four, two families that were proposed are not recognised.
    Result<void> refuse_some(std::size_t c) {
        if (c % 4 != 1) return {};
        const auto& commune = plan_.communes[c];
        json::array families;
        const auto count = static_cast<std::uint32_t>(commune.households);
        for (std::uint32_t i = 0; i < count && families.size() < 2; ++i) {
            const auto h = commune.first_household + (i * 37 + 11) % count;
            const auto id = filled_.household_id(h);
            if (plan_.households[h].learning_family && std::ranges::find(families, json::value(id)) == families.end())
                families.push_back(id);
        }
        if (families.empty()) return {};
        json::object body{{"year", campaign_year},
                          {"place_id", filled_.commune_id(c)},
                          {"title", "family"},
                          {"subjects", families},
                          {"reason", "Hồ sơ chưa đủ chữ ký của chi hội; đề nghị bổ sung và trình lại."}};
        const auto done = office_.run("recognition.refuse", std::move(body));
        if (!done) return std::unexpected(done.error());
        return {};
    }

    Result<void> decide(std::size_t c) {
        const auto place = filled_.commune_id(c);
        const auto& fact = plan_.communes[c].fact;
        const std::string signer = fmt::format("Chủ tịch Ủy ban nhân dân {} {} (văn bản mẫu)",
                                               fact.type == "phuong" ? "phường" : "xã", fact.name);
        const std::string number = fmt::format("{}/QĐ-UBND", 120 + c);
        const std::string on = day_after("2025-12-15", static_cast<int>(c % 14));
        auto body = decision(place, number, on, signer);
        body["titles"] = json::array{"citizen", "family", "clan", "community"};
        if (auto done =
                allow_nothing(office_.run("recognition.decide", std::move(body)), "recognition.nothing_proposed");
            !done)
            return done;
        auto units = decision(place, number, on, signer);
        units["titles"] = json::array{"unit"};
        json::array except;
        for (std::uint32_t u = 0; u < plan_.units.size(); ++u)
            if (plan_.units[u].commune == c && of_province(plan_.units[u])) except.push_back(filled_.unit_id(u));
        units["except"] = std::move(except);
        return allow_nothing(office_.run("recognition.decide", std::move(units)), "recognition.nothing_proposed");
    }

    Result<void> revoke_one() {
        for (std::uint32_t h = 0; h < plan_.households.size(); ++h) {
            const auto c = plan_.hamlets[plan_.households[h].hamlet].commune;
            if (!plan_.households[h].learning_family || pace_of(c) != Pace::decided || c % 4 == 1) continue;
            auto body = decision(filled_.commune_id(c), "9/QĐ-UBND", "2026-01-20",
                                 "Chủ tịch Ủy ban nhân dân cấp xã (văn bản mẫu)");
            body["title"] = "family";
            body["subjects"] = json::array{filled_.household_id(h)};
            body["reason"] = "Kiểm tra lại: kết quả của một thành viên được ghi nhầm sang hộ khác.";
            const auto done = office_.run("recognition.revoke", std::move(body));
            if (!done) return std::unexpected(done.error());
            return {};
        }
        return {};
    }

    Office& office_;
    const Filled& filled_;
    const Plan& plan_;
    std::int64_t province_;
};

}  // namespace

std::int64_t Filled::hamlet_id(std::uint32_t i) const {
    const auto c = plan_.hamlets[i].commune;
    return firsts_[c].hamlet + i - plan_.communes[c].first_hamlet;
}

std::int64_t Filled::household_id(std::uint32_t h) const {
    const auto c = plan_.hamlets[plan_.households[h].hamlet].commune;
    return firsts_[c].household + h - plan_.communes[c].first_household;
}

std::uint32_t Filled::household_of(std::uint32_t p) const {
    const auto after = std::ranges::upper_bound(plan_.households, p, {}, &HouseholdPlan::first_person);
    return static_cast<std::uint32_t>(after - plan_.households.begin() - 1);
}

std::int64_t Filled::person_id(std::uint32_t p) const {
    const auto c = plan_.hamlets[plan_.households[household_of(p)].hamlet].commune;
    return firsts_[c].person + p - plan_.communes[c].first_person;
}

std::int64_t Filled::unit_id(std::uint32_t u) const {
    const auto c = plan_.units[u].commune;
    const auto first = std::ranges::lower_bound(plan_.units, c, {}, &UnitPlan::commune) - plan_.units.begin();
    return firsts_[c].unit + u - first;
}

Result<json::value> Office::run(std::string_view name, json::object body) {
    const auto id = uuid_from(fmt::format("demo {} {} {}", options_.people, options_.seed, ++commands_));
    return journal_.execute({id, std::string(name), province_, "system", std::move(body)}).answer;
}

Result<void> make_moves(Office& office, const Filled& filled) {
    const auto& plan = filled.plan();
    for (const auto& move : plan.moves) {
        const auto on = day_after(move.kind == MovePlan::Kind::died_later ? "2026-01-05" : "2025-08-01", move.day);
        Result<json::value> done;
        switch (move.kind) {
            case MovePlan::Kind::second_household:
                done = office.run("people.join_household", {{"household_id", filled.household_id(move.other)},
                                                            {"person_id", filled.person_id(move.subject)},
                                                            {"relation", "other"},
                                                            {"from_date", on},
                                                            {"also_elsewhere", true}});
                break;
            case MovePlan::Kind::person_moved:
                done = office.run("people.move_person",
                                  {{"person_id", filled.person_id(move.subject)},
                                   {"household_id", filled.household_id(filled.household_of(move.subject))},
                                   {"relation", relation_word(plan.persons[move.subject].relation)},
                                   {"on_date", on}});
                break;
            case MovePlan::Kind::household_moved:
                done = office.run("people.move_household",
                                  {{"household_id", filled.household_id(move.subject)},
                                   {"hamlet_id", filled.hamlet_id(plan.households[move.subject].hamlet)},
                                   {"on_date", on}});
                break;
            case MovePlan::Kind::died_later:
                done =
                    office.run("people.record_death", {{"person_id", filled.person_id(move.subject)}, {"died_on", on}});
                break;
        }
        if (!done) return std::unexpected(done.error());
    }
    return {};
}

Result<void> make_decisions(Office& office, const Filled& filled, std::int64_t province, const Progress& progress) {
    Deciding deciding(office, filled, province);
    const auto count = filled.plan().communes.size();
    for (std::size_t c = 0; c < count; ++c) {
        if (progress) progress(620 + static_cast<int>(c * 340 / count), "decisions");
        if (auto done = deciding.work(c); !done) return done;
    }
    return deciding.finish();
}

}  // namespace khuyenhoc::demo
