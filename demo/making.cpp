#include "demo/making.h"

#include <algorithm>
#include <span>

#include "base/check.h"
#include "demo/facts.h"
#include "places/places.h"

namespace khuyenhoc::demo {

namespace {

constexpr std::uint32_t nowhere = UINT32_MAX;

std::uint32_t look_up(const std::vector<std::pair<std::uint32_t, std::uint32_t>>& pairs, std::uint32_t subject) {
    const auto found = std::ranges::lower_bound(pairs, subject, {}, [](const auto& pair) { return pair.first; });
    return found != pairs.end() && found->first == subject ? found->second : nowhere;
}

std::uint32_t commune_of_person(const Plan& plan, std::uint32_t p) {
    const auto after = std::ranges::upper_bound(plan.communes, p, {}, &CommunePlan::first_person);
    return static_cast<std::uint32_t>(after - plan.communes.begin() - 1);
}

}  // namespace

std::vector<CommuneFact> commune_facts(const places::Atlas& atlas, places::PlaceId province) {
    std::vector<CommuneFact> facts;
    const Date on = places::two_levels_from;
    for (const auto id : atlas.communes(province, on)) {
        const auto* population = atlas.measure(id, "population", on);
        check(population != nullptr, "every commune has a population");
        const auto& name = atlas.name(id, on);
        facts.push_back({atlas.code(id, on), name.type, name.name, static_cast<int>(population->value)});
    }
    return facts;
}

CommuneTexts::CommuneTexts(const Plan& plan, const Rows& rows, const people::Keys& keys, std::size_t c) {
    const auto& commune = plan.communes[c];
    persons_.resize(static_cast<std::size_t>(commune.people));
    text_.reserve(persons_.size() * 180);
    auto serials = rows.serials_before(c);
    std::string name, folded;
    for (std::uint32_t i = 0; i < static_cast<std::uint32_t>(commune.households); ++i) {
        const auto& home = plan.households[commune.first_household + i];
        for (std::uint32_t k = 0; k < home.members; ++k) {
            const auto p = home.first_person + k;
            auto& person = persons_[p - commune.first_person];
            name.clear();
            folded.clear();
            rows.append_name(p, home, name, folded);
            person.name = keep(name);
            person.folded = keep(folded);
            person.birth = keep(rows.birth(p));
            person.scores = keep(rows.scores(p));
            person.sex = plan.persons[p].sex;
            person.ethnicity = static_cast<std::uint8_t>(facts().peoples[plan.persons[p].people].code);
            const auto number = rows.citizen_no(p, serials.next(plan.persons[p]));
            if (number.empty()) continue;
            person.sealed = keep(seal(keys.seal, number));
            person.hash = keep(keyed_hash_hex(keys.lookup, number));
        }
    }
}

CommuneTexts::Part CommuneTexts::keep(std::string_view text) {
    const Part kept{static_cast<std::uint32_t>(text_.size()), static_cast<std::uint32_t>(text.size())};
    text_ += text;
    return kept;
}

people::NewPerson CommuneTexts::person(std::size_t at) const {
    const auto& p = persons_[at];
    people::NewPerson person;
    person.full_name = part(p.name);
    person.birth = part(p.birth);
    person.sex = static_cast<people::Sex>(p.sex);
    person.ethnicity = p.ethnicity;
    person.folded_name = part(p.folded);
    person.citizen_sealed = part(p.sealed);
    person.citizen_hash = part(p.hash);
    return person;
}

Making::Making(const people::Keys& keys, const std::vector<CommuneFact>& communes, int people, std::uint64_t seed)
    : keys_(keys),
      seed_(seed),
      plan_(std::make_unique<Plan>(make_plan(communes, people, seed))),
      rows_(std::make_unique<Rows>(*plan_)) {
    hamlet_ids_.resize(plan_->hamlets.size());
    household_ids_.resize(plan_->households.size());
    person_ids_.resize(plan_->persons.size());
    clan_ids_.resize(plan_->clans.size());
    unit_ids_.resize(plan_->units.size());
    for (const auto& move : plan_->moves) {
        if (move.kind == MovePlan::Kind::person_moved) moved_persons_.emplace_back(move.subject, move.other);
        if (move.kind == MovePlan::Kind::household_moved) moved_households_.emplace_back(move.subject, move.other);
    }
    std::ranges::sort(moved_persons_);
    std::ranges::sort(moved_households_);
    for (std::uint32_t u = 0; u < plan_->units.size(); ++u)
        for (const auto p : plan_->units[u].learners)
            if (const auto c = commune_of_person(*plan_, p); c > plan_->units[u].commune) late_.push_back({c, u, p});
    std::ranges::sort(late_, {}, [](const LateMember& m) { return std::tuple(m.commune, m.unit, m.person); });
}

Making::~Making() = default;

std::future<CommuneTexts> Making::texts_ahead(std::size_t c) const {
    return std::async(std::launch::async, [this, c] { return CommuneTexts(*plan_, *rows_, keys_, c); });
}

std::uint32_t Making::home_before(std::uint32_t h) const { return look_up(moved_households_, h); }
std::uint32_t Making::household_before(std::uint32_t p) const { return look_up(moved_persons_, p); }

void Making::find_communes(store::Connection& db) {
    const auto atlas = places::Atlas::load(db);
    for (const auto& commune : plan_->communes) {
        const auto id = atlas.by_code(commune.fact.code, places::two_levels_from);
        check(id.has_value(), "the places' facts hold the commune");
        commune_ids_.push_back(*id);
    }
}

void Making::add_hamlets(CommandContext& context, const CommunePlan& commune, std::size_t c) {
    std::vector<std::pair<places::PlaceId, Date>> before_the_merger;
    context.db.query(
        "SELECT p.place_id, p.from_date FROM place_succession s JOIN place p ON p.place_id = s.old_place_id "
        "WHERE s.new_place_id = $1 ORDER BY p.place_id",
        {commune_ids_[c]},
        [&](const store::Row& row) { before_the_merger.emplace_back(row.integer(0), *parse_date(row.text(1))); });
    if (before_the_merger.empty()) before_the_merger.emplace_back(commune_ids_[c], places::two_levels_from);
    std::vector<places::NewHamlet> hamlets;
    for (int i = 0; i < commune.hamlets; ++i) {
        const auto& hamlet = plan_->hamlets[commune.first_hamlet + static_cast<std::uint32_t>(i)];
        // Hamlets are older than their commune: each lay in one of the communes that it was made of.
        const auto& [before, since] = before_the_merger[static_cast<std::size_t>(i) * before_the_merger.size() /
                                                        static_cast<std::size_t>(commune.hamlets)];
        hamlets.push_back({hamlet.type, hamlet.name, before, since});
    }
    const auto ids = places::add_hamlets(context.db, context.province, hamlets);
    check(ids.has_value(), "the plan's hamlets can be added");
    std::ranges::copy(*ids, hamlet_ids_.begin() + commune.first_hamlet);
}

/// One table after the other: the pages being filled stay near.
void Making::add_households(people::RegisterWriter& to, const CommunePlan& commune, const CommuneTexts& texts) {
    const std::span homes(plan_->households.data() + commune.first_household,
                          static_cast<std::size_t>(commune.households));
    std::string book;
    for (std::size_t i = 0; i < homes.size(); ++i) {
        const auto h = commune.first_household + static_cast<std::uint32_t>(i);
        const auto before = home_before(h);
        book = std::to_string(h - plan_->hamlets[homes[i].hamlet].first_household + 1);
        household_ids_[h] =
            to.add_household(book, hamlet_ids_[before == nowhere ? homes[i].hamlet : before], register_from);
    }
    for (std::uint32_t i = 0; i < static_cast<std::uint32_t>(commune.people); ++i)
        person_ids_[commune.first_person + i] = to.add_person(texts.person(i));
    std::vector<std::uint32_t> moved;
    for (const auto& home : homes) {
        const auto household = household_ids_[static_cast<std::size_t>(&home - plan_->households.data())];
        for (std::uint32_t p = home.first_person; p < home.first_person + home.members; ++p) {
            if (household_before(p) != nowhere) {
                moved.push_back(p);
                continue;
            }
            to.add_member(household, person_ids_[p], static_cast<people::Relation>(plan_->persons[p].relation),
                          Rows::member_from(texts.birth(p - commune.first_person)));
        }
    }
    for (const auto p : moved)
        to.add_member(household_ids_[household_before(p)], person_ids_[p], people::Relation::other, register_from);
}

/// Clans at home here with their households so far, and this commune's households of clans that are known already.
void Making::add_clans(people::RegisterWriter& to, std::size_t c) {
    const auto& commune = plan_->communes[c];
    const auto end = commune.first_household + static_cast<std::uint32_t>(commune.households);
    for (std::size_t k = 0; k < plan_->clans.size(); ++k) {
        const auto& clan = plan_->clans[k];
        const bool here = plan_->hamlets[clan.home_hamlet].commune == c;
        if (here) clan_ids_[k] = to.add_clan(clan.name, hamlet_ids_[clan.home_hamlet], register_from);
        if (clan_ids_[k] == 0) continue;
        const auto first =
            here ? clan.households.begin() : std::ranges::lower_bound(clan.households, commune.first_household);
        for (auto h = first; h != clan.households.end() && *h < end; ++h)
            to.add_clan_household(clan_ids_[k], household_ids_[*h], register_from);
    }
}

void Making::add_units(people::RegisterWriter& to, std::size_t c) {
    const auto& commune = plan_->communes[c];
    const auto end = commune.first_person + static_cast<std::uint32_t>(commune.people);
    for (std::size_t u = 0; u < plan_->units.size(); ++u) {
        const auto& unit = plan_->units[u];
        if (unit.commune != c) continue;
        const auto& pattern = facts().units[unit.pattern];
        unit_ids_[u] = to.add_unit(unit.name, pattern.kind, pattern.managed_by, commune_ids_[c], register_from);
        std::vector<std::pair<std::uint32_t, people::Role>> members;
        for (const auto p : unit.staff) members.emplace_back(p, people::Role::staff);
        for (const auto p : unit.learners)
            if (p < end) members.emplace_back(p, people::Role::learner);
        std::ranges::sort(members);
        for (const auto& [p, role] : members) to.add_unit_member(unit_ids_[u], person_ids_[p], role, register_from);
    }
    const auto late = std::ranges::equal_range(late_, static_cast<std::uint32_t>(c), {}, &LateMember::commune);
    for (const auto& m : late)
        to.add_unit_member(unit_ids_[m.unit], person_ids_[m.person], people::Role::learner, register_from);
}

void Making::assess(recognition::AssessmentWriter& to, const CommunePlan& commune, const CommuneTexts& texts,
                    std::size_t c) {
    using recognition::SubjectKind;
    recognition::Assessment fact;
    fact.year = campaign_year;
    const auto own = [&](SubjectKind kind, std::int64_t id, std::string_view set, std::string_view scores) {
        fact = {.year = campaign_year, .kind = kind, .subject_id = id, .criteria_id = set, .scores = scores};
        to.add(fact);
    };
    for (std::uint32_t i = 0; i < static_cast<std::uint32_t>(commune.people); ++i) {
        const auto p = commune.first_person + i;
        const auto& person = plan_->persons[p];
        if (person.outcome == Outcome::child ? person.schooling == not_asked : person.outcome == Outcome::not_assessed)
            continue;
        fact = {.year = campaign_year,
                .kind = SubjectKind::person,
                .subject_id = person_ids_[p],
                .criteria_id = "citizen-2022",
                .population_group = person.population_group,
                .schooling = person.schooling,
                .scores = texts.scores(i)};
        to.add(fact);
    }
    for (std::uint32_t i = 0; i < static_cast<std::uint32_t>(commune.households); ++i) {
        const auto& home = plan_->households[commune.first_household + i];
        if (home.assessed)
            own(SubjectKind::household, household_ids_[commune.first_household + i], "family-sonla-2025",
                {home.own, 3});
    }
    for (std::size_t k = 0; k < plan_->clans.size(); ++k) {
        const auto& clan = plan_->clans[k];
        if (clan.assessed && plan_->hamlets[clan.home_hamlet].commune == c)
            own(SubjectKind::clan, clan_ids_[k], "clan-sonla-2025", {clan.own, 2});
    }
    for (std::uint32_t i = 0; i < static_cast<std::uint32_t>(commune.hamlets); ++i) {
        const auto& hamlet = plan_->hamlets[commune.first_hamlet + i];
        if (hamlet.assessed)
            own(SubjectKind::hamlet, hamlet_ids_[commune.first_hamlet + i], "community-sonla-2025", {hamlet.own, 2});
    }
    for (std::size_t u = 0; u < plan_->units.size(); ++u) {
        const auto& unit = plan_->units[u];
        if (unit.assessed && unit.commune == c) own(SubjectKind::unit, unit_ids_[u], "unit-sonla-2025", {unit.own, 2});
    }
}

FirstIds Making::first_ids(std::size_t c) const {
    const auto& commune = plan_->communes[c];
    const auto first_of = [](const std::vector<std::int64_t>& ids, std::size_t first, std::size_t count) {
        if (count == 0) return std::int64_t{0};
        check(ids[first + count - 1] == ids[first] + static_cast<std::int64_t>(count) - 1,
              "the register's ids are consecutive");
        return ids[first];
    };
    const auto units = std::ranges::equal_range(plan_->units, c, {}, &UnitPlan::commune);
    return {commune_ids_[c], first_of(hamlet_ids_, commune.first_hamlet, static_cast<std::size_t>(commune.hamlets)),
            first_of(household_ids_, commune.first_household, static_cast<std::size_t>(commune.households)),
            first_of(person_ids_, commune.first_person, static_cast<std::size_t>(commune.people)),
            first_of(unit_ids_, static_cast<std::size_t>(units.begin() - plan_->units.begin()), units.size())};
}

json::object FirstIds::to_json() const {
    return {{"commune_id", commune},
            {"first_hamlet", hamlet},
            {"first_household", household},
            {"first_person", person},
            {"first_unit", unit}};
}

FirstIds FirstIds::from_json(const json::object& object) {
    return {object.at("commune_id").as_int64(), object.at("first_hamlet").as_int64(),
            object.at("first_household").as_int64(), object.at("first_person").as_int64(),
            object.at("first_unit").as_int64()};
}

FirstIds Making::fill_next(CommandContext& context) {
    const std::size_t c = next_;
    check(c < plan_->communes.size(), "a commune is left to be filled");
    const auto& commune = plan_->communes[c];
    if (c == 0) find_communes(context.db);
    if (!writer_) writer_ = std::make_unique<people::RegisterWriter>(context.db, context.province, keys_);
    const CommuneTexts texts = ahead_ ? ahead_->get() : CommuneTexts(*plan_, *rows_, keys_, c);
    ahead_.reset();
    if (c + 1 < plan_->communes.size()) ahead_ = texts_ahead(c + 1);
    writer_->begin_command(context.seq, commune.people);
    add_hamlets(context, commune, c);
    add_households(*writer_, commune, texts);
    add_clans(*writer_, c);
    add_units(*writer_, c);
    recognition::AssessmentWriter assessments(context.db, context.province, context.seq);
    assess(assessments, commune, texts, c);
    ++next_;
    return first_ids(c);
}

}  // namespace khuyenhoc::demo
