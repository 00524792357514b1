// What must always hold of the register. Each query returns the ids of rows that break it.
#include "base/text.h"
#include "people/lines.h"
#include "people/sealed_ethnicity.h"

namespace khuyenhoc::people {

std::vector<Check> integrity_checks() {
    return {
        {"people.member_has_person",
         "/* national */ SELECT m.person_id FROM household_member m LEFT JOIN person p ON p.province_id = m.province_id AND p.person_id = m.person_id "
         "WHERE p.person_id IS NULL"},
        {"people.member_has_household",
         "/* national */ SELECT m.household_id FROM household_member m LEFT JOIN household h ON h.province_id = m.province_id AND "
         "h.household_id = m.household_id WHERE h.household_id IS NULL"},
        {"people.person_has_name",
         "/* national */ SELECT p.person_id FROM person p LEFT JOIN name_key n ON n.province_id = p.province_id AND n.name_id = p.name_id WHERE n.name_id IS NULL"},
        {"people.one_open_home",
         "/* national */ SELECT h.household_id FROM household h LEFT JOIN household_home a ON a.province_id = h.province_id AND a.household_id = h.household_id "
         "AND a.to_date IS NULL WHERE h.to_date IS NULL GROUP BY h.province_id, h.household_id HAVING count(a.household_id) <> 1"},
        {"people.homes_do_not_overlap",
         "/* national */ SELECT a.household_id FROM household_home a JOIN household_home b ON b.province_id = a.province_id AND b.household_id = a.household_id "
         "AND b.from_date > a.from_date WHERE a.to_date IS NULL OR a.to_date > b.from_date"},
        {"people.memberships_do_not_overlap",
         "/* national */ SELECT a.person_id FROM household_member a JOIN household_member b ON b.province_id = a.province_id AND b.household_id = a.household_id "
         "AND b.person_id = a.person_id AND b.from_date > a.from_date WHERE a.to_date IS NULL OR a.to_date > b.from_date"},
        {"people.one_head",
         "/* national */ SELECT household_id FROM household_member WHERE relation = 1 AND to_date IS NULL GROUP BY province_id, household_id HAVING count(*) > 1"},
        {"people.dates_in_order",
         "/* national */ SELECT household_id AS id FROM household WHERE to_date < from_date UNION ALL "
         "SELECT household_id FROM household_home WHERE to_date < from_date UNION ALL "
         "SELECT person_id FROM household_member WHERE to_date < from_date UNION ALL "
         "SELECT clan_id FROM clan WHERE to_date < from_date UNION ALL "
         "SELECT household_id FROM clan_household WHERE to_date < from_date UNION ALL "
         "SELECT unit_id FROM unit WHERE to_date < from_date UNION ALL "
         "SELECT person_id FROM unit_member WHERE to_date < from_date"},
        {"people.dead_are_nowhere",
         "/* national */ SELECT m.person_id FROM person p JOIN household_member m ON m.province_id = p.province_id AND m.person_id = p.person_id "
         "WHERE p.died_on IS NOT NULL AND m.to_date IS NULL"},
        {"people.birth_year_agrees",
         "/* national */ SELECT person_id FROM person WHERE CAST(substr(birth, 1, 4) AS INTEGER) <> birth_year OR length(birth) NOT IN (4, 10)"},
        {"people.citizen_hash_unique",
         "/* national */ SELECT min(person_id) FROM person WHERE citizen_hash IS NOT NULL GROUP BY province_id, citizen_hash HAVING count(*) > 1"},
        {"people.citizen_sealed_and_hashed",
         "/* national */ SELECT person_id FROM person WHERE (citizen_sealed IS NULL) <> (citizen_hash IS NULL) OR length(citizen_sealed) = 12"},
        {"people.clan_household_exists",
         "/* national */ SELECT c.household_id FROM clan_household c LEFT JOIN household h ON h.province_id = c.province_id AND h.household_id = c.household_id "
         "LEFT JOIN clan k ON k.province_id = c.province_id AND k.clan_id = c.clan_id WHERE h.household_id IS NULL OR k.clan_id IS NULL"},
        {"people.unit_member_exists",
         "/* national */ SELECT m.person_id FROM unit_member m LEFT JOIN person p ON p.province_id = m.province_id AND p.person_id = m.person_id "
         "LEFT JOIN unit u ON u.province_id = m.province_id AND u.unit_id = m.unit_id WHERE p.person_id IS NULL OR u.unit_id IS NULL"},
        {"people.merged_are_nowhere",
         "/* national */ SELECT m.person_id FROM person_merge g LEFT JOIN person_merge_undone u ON u.province_id = g.province_id AND u.merge_id = g.merge_id "
         "JOIN household_member m ON m.province_id = g.province_id AND m.person_id = g.gone_id WHERE u.merge_id IS NULL AND m.to_date IS NULL"},
        {"people.merge_answer_has_ask",
         "/* national */ SELECT n.ask_id FROM person_merge_answer n LEFT JOIN person_merge_ask a ON a.province_id = n.province_id AND a.ask_id = n.ask_id "
         "LEFT JOIN person_merge g ON g.province_id = n.province_id AND g.merge_id = n.merge_id "
         "WHERE a.ask_id IS NULL OR (n.merge_id IS NOT NULL AND g.merge_id IS NULL) OR (n.merge_id IS NULL AND n.reason IS NULL)"},
        {"people.merge_by_two_people",
         "/* national */ SELECT n.ask_id FROM person_merge_answer n JOIN person_merge_ask a ON a.province_id = n.province_id AND a.ask_id = n.ask_id "
         "JOIN journal j ON j.province_id = a.province_id AND j.seq = a.seq JOIN journal k ON k.province_id = n.province_id AND k.seq = n.seq "
         "WHERE n.merge_id IS NOT NULL AND j.actor = k.actor AND j.actor <> 'system'"},
        {"people.merged_once",
         "/* national */ SELECT g.gone_id FROM person_merge g LEFT JOIN person_merge_undone u ON u.province_id = g.province_id AND u.merge_id = g.merge_id "
         "WHERE u.merge_id IS NULL GROUP BY g.province_id, g.gone_id HAVING count(*) > 1"},
        {"people.merge_has_persons",
         "/* national */ SELECT g.merge_id FROM person_merge g LEFT JOIN person a ON a.province_id = g.province_id AND a.person_id = g.keep_id "
         "LEFT JOIN person b ON b.province_id = g.province_id AND b.person_id = g.gone_id WHERE a.person_id IS NULL OR b.person_id IS NULL"},
        {"people.merge_change_has_merge",
         "/* national */ SELECT c.merge_id FROM person_merge_change c LEFT JOIN person_merge g ON g.province_id = c.province_id AND g.merge_id = c.merge_id "
         "WHERE g.merge_id IS NULL UNION ALL SELECT u.merge_id FROM person_merge_undone u LEFT JOIN person_merge g ON g.province_id = u.province_id "
         "AND g.merge_id = u.merge_id WHERE g.merge_id IS NULL"},
        {"people.not_same_in_order", "/* national */ SELECT low_id FROM person_not_same WHERE low_id >= high_id"},
        {"people.home_is_a_hamlet",
         "/* national */ SELECT a.household_id FROM household_home a LEFT JOIN place p ON p.place_id = a.hamlet_id AND p.kind = 'hamlet' WHERE p.place_id IS NULL"},
    };
}

namespace {

/// Folding every name again: a name_key that no longer folds like the names under it would hide people from searches.
std::vector<std::string> names_fold_alike(store::Connection& db) {
    std::vector<std::string> problems;
    std::string last_name;
    std::string last_folded;
    db.query("/* national */ SELECT p.person_id, p.full_name, n.folded FROM person p JOIN name_key n ON n.province_id = p.province_id AND n.name_id = p.name_id "
             "ORDER BY p.province_id, p.person_id",
             {}, [&](const store::Row& row) {
                 if (row.text(1) != last_name) {
                     last_name = row.text(1);
                     last_folded = fold(last_name);
                 }
                 const bool canonical_name = canonical(last_name) == last_name;
                 if ((row.text(2) == last_folded && canonical_name) || problems.size() >= 20) return;
                 problems.push_back(std::to_string(row.integer(0)));
             });
    return problems;
}

/// A value that does not open was damaged or is another person's, and counts as not known; a plain one was written past the program,
/// but for the 0 of somebody who was erased.
std::vector<std::string> ethnicities_open(store::Connection& db, const Keys& keys) {
    std::vector<std::string> problems;
    db.query("/* national */ SELECT person_id, ethnicity FROM person ORDER BY province_id, person_id", {}, [&](const store::Row& row) {
        const bool sound = row.integer(1) == 0 || (!is_plain_ethnicity(row.integer(1)) && try_ethnicity(keys.ethnicity, row.integer(0), row.integer(1)));
        if (!sound && problems.size() < 20) problems.push_back(std::to_string(row.integer(0)));
    });
    return problems;
}

}  // namespace

std::vector<DeepCheck> integrity_deep_checks(const Keys& keys) {
    return {{"people.names_fold_alike", &names_fold_alike},
            {"people.ethnicity_opens", [keys](store::Connection& db) { return ethnicities_open(db, keys); }}};
}

}  // namespace khuyenhoc::people
