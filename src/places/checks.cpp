// What must hold of the tables of places whatever commands have run.
#include "places/checks.h"

#include "base/text.h"
#include "places/atlas.h"

namespace khuyenhoc::places {

std::vector<Check> checks() {
    return {
        // A link to a virtual area is not a place in the administration, hence a.kind <> 'area' throughout.
        {"places.has_parent_at_start",
         "SELECT p.place_id FROM place p WHERE p.kind <> 'province' AND NOT EXISTS ("
         "SELECT 1 FROM place_parent l JOIN place a ON a.place_id = l.parent_id WHERE l.place_id = p.place_id "
         "AND a.kind <> 'area' AND l.from_date <= p.from_date AND (l.to_date IS NULL OR l.to_date > p.from_date)) "
         "ORDER BY p.place_id"},
        {"places.parent_without_gap",
         "SELECT l.place_id FROM place_parent l JOIN place a ON a.place_id = l.parent_id "
         "JOIN place p ON p.place_id = l.place_id WHERE a.kind <> 'area' AND l.to_date IS NOT NULL "
         "AND (p.to_date IS NULL OR l.to_date < p.to_date) AND NOT EXISTS ("
         "SELECT 1 FROM place_parent m JOIN place b ON b.place_id = m.parent_id WHERE m.place_id = l.place_id "
         "AND b.kind <> 'area' AND m.from_date = l.to_date) ORDER BY l.place_id"},
        {"places.one_parent",
         "SELECT l.place_id FROM place_parent l JOIN place_parent m ON m.place_id = l.place_id "
         "JOIN place a ON a.place_id = l.parent_id JOIN place b ON b.place_id = m.parent_id "
         "WHERE a.kind <> 'area' AND b.kind <> 'area' "
         "AND (l.from_date < m.from_date OR (l.from_date = m.from_date AND l.parent_id < m.parent_id)) "
         "AND (l.to_date IS NULL OR m.from_date < l.to_date) ORDER BY l.place_id"},
        {"places.parent_lasts",
         "SELECT l.place_id FROM place_parent l JOIN place a ON a.place_id = l.parent_id "
         "WHERE l.from_date < a.from_date OR (a.to_date IS NOT NULL AND (l.to_date IS NULL OR l.to_date > a.to_date)) "
         "ORDER BY l.place_id"},
        {"places.parent_kind",
         "SELECT l.place_id FROM place_parent l JOIN place p ON p.place_id = l.place_id JOIN place a ON a.place_id = "
         "l.parent_id "
         "WHERE a.kind <> 'area' AND NOT ((p.kind = 'hamlet' AND a.kind = 'commune') "
         "OR (p.kind = 'commune' AND a.kind IN ('district', 'province')) OR (p.kind = 'district' AND a.kind = "
         "'province') "
         "OR (p.kind = 'area' AND a.kind = 'province')) ORDER BY l.place_id"},
        {"places.has_name",
         "SELECT p.place_id FROM place p WHERE NOT EXISTS (SELECT 1 FROM place_name n WHERE n.place_id = p.place_id "
         "AND n.from_date <= p.from_date) ORDER BY p.place_id"},
        {"places.one_name",
         "SELECT a.place_id FROM place_name a JOIN place_name b ON b.place_id = a.place_id "
         "WHERE a.from_date < b.from_date AND (a.to_date IS NULL OR b.from_date < a.to_date) ORDER BY a.place_id"},
        {"places.one_code",
         "SELECT a.place_id FROM place_code a JOIN place_code b ON b.place_id = a.place_id AND b.scheme = a.scheme "
         "WHERE a.from_date < b.from_date AND (a.to_date IS NULL OR b.from_date < a.to_date) ORDER BY a.place_id"},
        {"places.code_unique",
         "SELECT a.place_id FROM place_code a JOIN place_code b ON b.scheme = a.scheme AND b.code = a.code "
         "WHERE a.place_id <> b.place_id AND a.from_date <= b.from_date AND (a.to_date IS NULL OR b.from_date < "
         "a.to_date) "
         "ORDER BY a.place_id"},
        {"places.period_runs_forward",
         "SELECT place_id FROM place WHERE to_date IS NOT NULL AND to_date <= from_date ORDER BY place_id"},
        {"places.succession_meets",
         "SELECT s.old_place_id FROM place_succession s LEFT JOIN place o ON o.place_id = s.old_place_id "
         "LEFT JOIN place n ON n.place_id = s.new_place_id WHERE o.place_id IS NULL OR n.place_id IS NULL "
         "OR o.to_date IS NULL OR o.to_date <> s.on_date OR n.from_date > s.on_date ORDER BY s.old_place_id"},
        {"places.ended_commune_has_successor",
         "SELECT p.place_id FROM place p WHERE p.kind = 'commune' AND p.to_date IS NOT NULL AND NOT EXISTS ("
         "SELECT 1 FROM place_succession s WHERE s.old_place_id = p.place_id) ORDER BY p.place_id"},
        // The province's population and area are the sums of its communes' on the same day.
        {"places.province_is_sum",
         "SELECT t.place_id FROM place_measure t JOIN place p ON p.place_id = t.place_id "
         "WHERE p.kind = 'province' AND t.measure IN ('population', 'area_ha') AND t.value <> ("
         "SELECT CAST(COALESCE(SUM(m.value), 0) AS BIGINT) FROM place_measure m JOIN place c ON c.place_id = "
         "m.place_id "
         "WHERE c.kind = 'commune' AND c.province_id = p.place_id AND m.measure = t.measure AND m.as_of = t.as_of) "
         "ORDER BY t.place_id"},
        {"places.link_names_places",
         "SELECT l.place_id FROM place_parent l LEFT JOIN place p ON p.place_id = l.place_id "
         "LEFT JOIN place a ON a.place_id = l.parent_id WHERE p.place_id IS NULL OR a.place_id IS NULL ORDER BY "
         "l.place_id"},
    };
}

std::vector<DeepCheck> deep_checks() {
    return {{"places.folded_names", [](store::Connection& db) {
                 std::vector<std::string> problems;
                 const auto compare = [&](const store::Row& row) {
                     if (fold(row.text(1)) != row.text(2))
                         problems.push_back("place " + std::to_string(row.integer(0)));
                 };
                 db.query("SELECT place_id, name, folded FROM place_name ORDER BY place_id, from_date", {}, compare);
                 db.query("SELECT place_id, alias, folded FROM place_alias ORDER BY place_id, alias", {}, compare);
                 return problems;
             }}};
}

}  // namespace khuyenhoc::places
