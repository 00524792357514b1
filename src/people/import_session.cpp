#include "people/import_session.h"

#include <algorithm>
#include <charconv>

#include "base/check.h"
#include "base/text.h"
#include "people/rules.h"

namespace khuyenhoc::people {

namespace {

std::uint64_t hash_of(std::string_view text) { return std::hash<std::string_view>{}(text); }

/// The first 64 bits of a hash in hex.
std::uint64_t half_of(std::string_view hex) {
    std::uint64_t value = 0;
    std::from_chars(hex.data(), hex.data() + std::min<std::size_t>(16, hex.size()), value, 16);
    return value;
}

std::int32_t birth_number(std::string_view birth) {
    std::int32_t value = 0;
    for (const char c : birth)
        if (c != '-') value = value * 10 + (c - '0');
    return birth.size() == 4 ? value * 10000 : value;
}

char letter_of(Severity severity) { return severity == Severity::error ? 'e' : severity == Severity::known ? 'k' : 'w'; }

Severity severity_of(std::string_view letter) {
    return letter == "e" ? Severity::error : letter == "k" ? Severity::known : Severity::warning;
}

}  // namespace

bool NumberSet::contains(std::uint64_t number) const {
    if (slots_.empty()) return false;
    number += number == 0;
    const std::size_t mask = slots_.size() - 1;
    for (std::size_t at = number & mask; slots_[at] != 0; at = (at + 1) & mask)
        if (slots_[at] == number) return true;
    return false;
}

void NumberSet::insert(std::uint64_t number) {
    number += number == 0;
    if (count_ * 2 >= slots_.size()) {
        std::vector<std::uint64_t> old(std::max<std::size_t>(1024, slots_.size() * 2));
        old.swap(slots_);
        count_ = 0;
        for (const auto kept : old)
            if (kept != 0) insert(kept);
    }
    const std::size_t mask = slots_.size() - 1;
    std::size_t at = number & mask;
    while (slots_[at] != 0 && slots_[at] != number) at = (at + 1) & mask;
    count_ += slots_[at] == 0;
    slots_[at] = number;
}

json::value ChunkResult::to_json() const {
    json::array list;
    for (const auto& p : problems)
        list.push_back(json::array{p.row, p.column, std::string(1, letter_of(p.severity)), p.code, p.shape});
    return json::object{{"rows", rows}, {"persons", persons}, {"households", households}, {"clans", clans},
                        {"unit_members", unit_members}, {"rows_with_errors", rows_with_errors}, {"rows_known", rows_known},
                        {"warnings", warnings}, {"problems", std::move(list)}};
}

ChunkResult ChunkResult::from_json(const json::value& answer) {
    const auto& object = answer.as_object();
    const auto number = [&](const char* name) { return object.at(name).to_number<std::int64_t>(); };
    ChunkResult r{number("rows"), number("persons"), number("households"), number("clans"), number("unit_members"),
                  number("rows_with_errors"), number("rows_known"), number("warnings"), {}};
    for (const auto& item : object.at("problems").as_array()) {
        const auto& p = item.as_array();
        r.problems.push_back({p.at(0).to_number<std::int64_t>(), p.at(1).to_number<std::int64_t>(),
                              severity_of(json::value_to<std::string>(p.at(2))), json::value_to<std::string>(p.at(3)),
                              json::value_to<std::string>(p.at(4))});
    }
    return r;
}

struct ImportSession::Settling {
    store::Connection& db;
    ChunkResult result;

    void say(std::int64_t row, Severity severity, std::string_view code, std::string shape = {}) {
        result.problems.push_back({row, -1, severity, std::string(code), std::move(shape)});
    }
};

ImportSession::ImportSession(const places::Atlas& atlas, const Keys& keys, std::int64_t province, Date on, bool pretend)
    : atlas_(atlas), keys_(keys), province_(province), on_(on), on_text_(to_text(on)), pretend_(pretend) {}

void ImportSession::begin(store::Connection& db, std::int64_t seq, std::size_t rows) {
    if (last_seq_ < 0) {
        all_numbers_known_ = !db.query_integer("SELECT person_id FROM person WHERE province_id = $1 LIMIT 1", {province_});
    } else if (seq != last_seq_ + 1 && !pretend_) {
        // Someone else changed the register in between: nothing that was remembered is sure.
        all_numbers_known_ = false;
        households_.clear();
        clans_.clear();
        units_.clear();
        clans_known_ = units_known_ = false;
        writer_.reset();  // it knows names, and an erasure takes away one that nobody else bears
    }
    last_seq_ = seq;
    if (pretend_) return;
    if (!writer_ || writer_db_ != &db) {
        writer_ = std::make_unique<RegisterWriter>(db, province_, keys_);
        writer_db_ = &db;
    }
    writer_->begin_command(seq, static_cast<std::int64_t>(std::max<std::size_t>(1, rows)));
}

ImportSession::Households& ImportSession::households_of(store::Connection& db, places::PlaceId hamlet) {
    auto [found, is_new] = households_.try_emplace(hamlet);
    if (is_new) {
        db.query("SELECT h.book_no, h.household_id FROM household_home a JOIN household h ON h.province_id = a.province_id AND "
                 "h.household_id = a.household_id WHERE a.province_id = $1 AND a.hamlet_id = $2 AND a.to_date IS NULL AND "
                 "h.to_date IS NULL AND h.book_no IS NOT NULL ORDER BY h.household_id",
                 {province_, hamlet}, [&](const store::Row& row) {
                     Household household;
                     household.id = row.integer(1);
                     household.members_known = false;
                     found->second.emplace(row.text(0), std::move(household));
                 });
    }
    return found->second;
}

void ImportSession::read_members(store::Connection& db, Household& household) {
    household.members_known = true;
    db.query("SELECT p.full_name, p.birth, m.relation FROM household_member m JOIN person p ON p.province_id = m.province_id AND "
             "p.person_id = m.person_id WHERE m.province_id = $1 AND m.household_id = $2 AND m.to_date IS NULL ORDER BY m.person_id",
             {province_, household.id}, [&](const store::Row& row) {
                 household.members.push_back({hash_of(fold(row.text(0))), hash_of(row.text(0)), birth_number(row.text(1)), 0});
                 household.has_head = household.has_head || row.integer(2) == static_cast<int>(Relation::head);
             });
    db.query("SELECT clan_id FROM clan_household WHERE province_id = $1 AND household_id = $2 AND to_date IS NULL ORDER BY clan_id",
             {province_, household.id}, [&](const store::Row& row) { household.clans.push_back(row.integer(0)); });
}

bool ImportSession::number_is_taken(store::Connection& db, const std::string& citizen_hash) const {
    const bool perhaps = numbers_.contains(half_of(citizen_hash));
    if (pretend_ && perhaps) return true;
    if (all_numbers_known_ && !perhaps) return false;
    return db.query_integer("SELECT person_id FROM person WHERE province_id = $1 AND citizen_hash = $2",
                            {province_, std::string_view(citizen_hash)}).has_value();
}

/// Judges a row against the register. Says why not.
bool ImportSession::may_add(Settling& s, const RegisterRow& row, Household* household) {
    if (household != nullptr) {
        if (!household->members_known) read_members(s.db, *household);
        const auto folded = hash_of(row.folded_name);
        const auto full = hash_of(row.full_name);
        const auto birth = birth_number(row.birth);
        for (const Member& member : household->members) {
            if (member.folded_name != folded || member.birth != birth) continue;
            if (member.full_name != full) {
                s.say(row.number, Severity::warning, "people.look_alike");
                continue;
            }
            if (member.row == 0) s.say(row.number, Severity::known, "people.already_registered");
            else s.say(row.number, Severity::error, "people.doubled_row", "row " + std::to_string(member.row));
            return false;
        }
    }
    if (!row.citizen_hash.empty() && number_is_taken(s.db, row.citizen_hash)) {
        s.say(row.number, Severity::error, "people.citizen_no_taken", "12 digits");
        return false;
    }
    return true;
}

void ImportSession::settle_row(Settling& s, const RegisterRow& row) {
    auto& hamlet = households_of(s.db, row.hamlet);
    auto found = hamlet.find(row.book_no);
    if (!may_add(s, row, found == hamlet.end() ? nullptr : &found->second)) return;
    if (found == hamlet.end()) {
        Household made;
        made.id = pretend_ ? --pretended_ids_ : writer_->add_household(row.book_no, row.hamlet, on_text_);
        found = hamlet.emplace(row.book_no, std::move(made)).first;
        ++s.result.households;
    }
    Household& household = found->second;
    Relation relation = row.relation;
    if (relation == Relation::head && household.has_head) {
        s.say(row.number, Severity::warning, "people.second_head");
        relation = Relation::other;
    }
    household.has_head = household.has_head || relation == Relation::head;
    std::int64_t person_id = 0;
    if (!pretend_) {
        person_id = writer_->add_person({row.full_name, row.birth, row.sex, row.ethnicity, {}, row.folded_name, row.citizen_sealed, row.citizen_hash});
        writer_->add_member(household.id, person_id, relation, on_text_);
    }
    if (!row.citizen_hash.empty()) numbers_.insert(half_of(row.citizen_hash));
    household.members.push_back({hash_of(row.folded_name), hash_of(row.full_name), birth_number(row.birth), static_cast<std::int32_t>(row.number)});
    ++s.result.persons;
    if (!row.clan.empty()) join_clan(s, row, household);
    if (!row.unit.empty()) join_unit(s, row, person_id);
}

void ImportSession::read_clans(store::Connection& db) {
    clans_known_ = true;
    db.query("SELECT clan_id, folded, home_hamlet_id FROM clan WHERE province_id = $1 AND to_date IS NULL ORDER BY clan_id", {province_},
             [&](const store::Row& row) {
                 const auto commune = atlas_.find(row.integer(2)) == nullptr ? std::nullopt : atlas_.commune_of(row.integer(2), on_);
                 clans_.emplace(std::to_string(commune.value_or(0)) + ' ' + std::string(row.text(1)), row.integer(0));
             });
}

void ImportSession::join_clan(Settling& s, const RegisterRow& row, Household& household) {
    if (!clans_known_) read_clans(s.db);
    const auto commune = atlas_.commune_of(row.hamlet, on_).value_or(0);
    const std::string key = std::to_string(commune) + ' ' + fold(row.clan);
    auto clan = clans_.find(key);
    if (clan == clans_.end()) {
        const std::int64_t id = pretend_ ? --pretended_ids_ : writer_->add_clan(row.clan, row.hamlet, on_text_);
        clan = clans_.emplace(key, id).first;
        ++s.result.clans;
    }
    if (std::ranges::find(household.clans, clan->second) != household.clans.end()) return;
    household.clans.push_back(clan->second);
    if (!pretend_) writer_->add_clan_household(clan->second, household.id, on_text_);
}

void ImportSession::read_units(store::Connection& db) {
    units_known_ = true;
    db.query("SELECT unit_id, folded, commune_id FROM unit WHERE province_id = $1 AND to_date IS NULL ORDER BY unit_id", {province_},
             [&](const store::Row& row) {
                 units_[std::string(row.text(1))].push_back(row.integer(0));
                 units_[std::to_string(row.integer(2)) + ' ' + std::string(row.text(1))].push_back(row.integer(0));
             });
}

void ImportSession::join_unit(Settling& s, const RegisterRow& row, std::int64_t person_id) {
    if (!units_known_) read_units(s.db);
    const std::string folded = fold(row.unit);
    const auto commune = atlas_.commune_of(row.hamlet, on_).value_or(0);
    auto found = units_.find(std::to_string(commune) + ' ' + folded);
    if (found == units_.end()) found = units_.find(folded);
    if (found == units_.end()) return s.say(row.number, Severity::warning, "people.unknown_unit", shape_of(row.unit));
    if (found->second.size() > 1)
        return s.say(row.number, Severity::warning, "people.ambiguous_unit", std::to_string(found->second.size()) + " units");
    ++s.result.unit_members;
    if (!pretend_) writer_->add_unit_member(found->second.front(), person_id, row.role, on_text_);
}

ChunkResult ImportSession::settle(const Chunk& chunk, store::Connection& db, std::int64_t seq) {
    begin(db, seq, chunk.rows.size());
    Settling s{db, {}};
    s.result.problems = chunk.problems;
    for (const RegisterRow& row : chunk.rows)
        if (!row.dropped) settle_row(s, row);
    auto& result = s.result;
    result.rows = static_cast<std::int64_t>(chunk.rows.size());
    std::ranges::stable_sort(result.problems, {}, [](const RowProblem& p) { return std::pair(p.row, p.column); });
    std::int64_t last_error = -1;
    for (const RowProblem& problem : result.problems) {
        if (problem.severity == Severity::error && problem.row != last_error) {
            ++result.rows_with_errors;
            last_error = problem.row;
        }
        result.rows_known += problem.severity == Severity::known;
        result.warnings += problem.severity == Severity::warning;
    }
    return std::move(s.result);
}

}  // namespace khuyenhoc::people
