// What can never be: queries that return no row, and the memory against the store.
#include <fmt/format.h>

#include "recognition/lines.h"
#include "recognition/machinery.h"

namespace khuyenhoc::recognition {

std::vector<Check> integrity_checks() {
    return {
        {"recognition.assessment_has_campaign",
         "/* national */ SELECT a.province_id, a.year, a.kind, a.subject_id FROM assessment AS a LEFT JOIN campaign AS c"
         " ON c.province_id = a.province_id AND c.year = a.year WHERE c.year IS NULL ORDER BY a.subject_id LIMIT 20"},
        {"recognition.assessment_has_set",
         "/* national */ SELECT a.criteria_id, a.subject_id FROM assessment AS a LEFT JOIN criteria_set AS s ON s.criteria_id ="
         " a.criteria_id WHERE s.criteria_id IS NULL ORDER BY a.subject_id LIMIT 20"},
        {"recognition.assessment_has_person",
         "/* national */ SELECT a.subject_id FROM assessment AS a LEFT JOIN person AS p ON p.province_id = a.province_id"
         " AND p.person_id = a.subject_id WHERE a.kind = 1 AND p.person_id IS NULL ORDER BY a.subject_id LIMIT 20"},
        {"recognition.assessment_has_household",
         "/* national */ SELECT a.subject_id FROM assessment AS a LEFT JOIN household AS h ON h.province_id = a.province_id"
         " AND h.household_id = a.subject_id WHERE a.kind = 2 AND h.household_id IS NULL ORDER BY a.subject_id LIMIT "
         "20"},
        {"recognition.assessment_has_clan",
         "/* national */ SELECT a.subject_id FROM assessment AS a LEFT JOIN clan AS c ON c.province_id = a.province_id"
         " AND c.clan_id = a.subject_id WHERE a.kind = 3 AND c.clan_id IS NULL ORDER BY a.subject_id LIMIT 20"},
        {"recognition.assessment_has_hamlet",
         "/* national */ SELECT a.subject_id FROM assessment AS a LEFT JOIN place AS p ON p.place_id = a.subject_id AND p.kind = "
         "'hamlet'"
         " WHERE a.kind = 4 AND p.place_id IS NULL ORDER BY a.subject_id LIMIT 20"},
        {"recognition.assessment_has_unit",
         "/* national */ SELECT a.subject_id FROM assessment AS a LEFT JOIN unit AS u ON u.province_id = a.province_id"
         " AND u.unit_id = a.subject_id WHERE a.kind = 5 AND u.unit_id IS NULL ORDER BY a.subject_id LIMIT 20"},
        {"recognition.correction_names_the_corrected",
         "/* national */ SELECT year, kind, subject_id, revision FROM assessment WHERE (revision = 1 AND corrects IS NOT NULL)"
         " OR (revision > 1 AND (corrects IS NULL OR corrects <> revision - 1 OR reason IS NULL)) OR revision < 1"
         " ORDER BY subject_id LIMIT 20"},
        {"recognition.revisions_without_gap",
         "/* national */ SELECT year, kind, subject_id, max(revision), count(*) FROM assessment WHERE revision > 1"
         " GROUP BY province_id, year, kind, subject_id HAVING max(revision) <> count(*) + 1 ORDER BY subject_id LIMIT "
         "20"},
        {"recognition.title_events_follow",
         "/* national */ SELECT e.year, e.kind, e.subject_id, e.event_no FROM title_event AS e LEFT JOIN title_event AS b"
         " ON b.province_id = e.province_id AND b.year = e.year AND b.kind = e.kind AND b.subject_id = e.subject_id"
         " AND b.event_no = e.event_no - 1"
         " WHERE NOT ((e.event = 'proposed' AND (e.event_no = 1 OR b.event IN ('refused', 'revoked')))"
         " OR (e.event IN ('recognised', 'refused') AND b.event = 'proposed')"
         " OR (e.event = 'revoked' AND b.event = 'recognised')) OR (e.event_no > 1 AND b.event IS NULL) OR (e.event <> "
         "'proposed' AND b.event IS NULL)"
         " ORDER BY e.subject_id LIMIT 20"},
        {"recognition.title_has_decision",
         "/* national */ SELECT e.year, e.kind, e.subject_id, e.event_no FROM title_event AS e LEFT JOIN decision AS d"
         " ON d.province_id = e.province_id AND d.decision_id = e.decision_id"
         " WHERE (e.event IN ('recognised', 'revoked') AND d.decision_id IS NULL)"
         " OR (e.event IN ('refused', 'revoked') AND e.reason IS NULL) ORDER BY e.subject_id LIMIT 20"},
        {"recognition.draft_revisions_without_gap",
         "/* national */ SELECT draft_id, max(revision), count(*) FROM criteria_draft GROUP BY province_id, draft_id"
         " HAVING max(revision) <> count(*) ORDER BY draft_id LIMIT 20"},
        {"recognition.scenario_revisions_without_gap",
         "/* national */ SELECT scenario_id, max(revision), count(*) FROM scenario GROUP BY province_id, scenario_id"
         " HAVING max(revision) <> count(*) ORDER BY scenario_id LIMIT 20"},
        {"recognition.published_draft_is_a_set",
         "/* national */ SELECT p.draft_id FROM criteria_publication AS p LEFT JOIN criteria_set AS s ON s.criteria_id = p.criteria_id"
         " LEFT JOIN criteria_draft AS d ON d.province_id = p.province_id AND d.draft_id = p.draft_id AND d.revision = "
         "p.revision"
         " WHERE s.criteria_id IS NULL OR d.draft_id IS NULL ORDER BY p.draft_id LIMIT 20"},
        {"recognition.fact_has_command",
         "/* national */ SELECT s.province_id, s.seq FROM (SELECT DISTINCT province_id, seq FROM title_event UNION SELECT DISTINCT "
         "province_id, seq"
         " FROM decision UNION SELECT province_id, seq FROM campaign UNION SELECT province_id, seq FROM criteria_draft"
         " UNION SELECT province_id, seq FROM criteria_publication UNION SELECT province_id, seq FROM scenario) AS s LEFT JOIN journal AS j"
         " ON j.province_id = s.province_id AND j.seq = s.seq AND j.refused = 0 WHERE j.seq IS NULL ORDER BY s.seq "
         "LIMIT 20"},
    };
}

namespace {

std::vector<int> campaign_years(store::Connection& db, std::int64_t province) {
    std::vector<int> years;
    db.query("SELECT year FROM campaign WHERE province_id = $1 ORDER BY year", {province},
             [&](const store::Row& row) { years.push_back(static_cast<int>(row.integer(0))); });
    return years;
}

/// What the program keeps in memory is what a fresh reading of the store gives.
std::vector<std::string> compare_memory(Recognition& recognition, store::Connection& db) {
    auto& machinery = recognition.machinery();
    std::vector<std::string> problems;
    for (const int year : machinery.years_in_memory()) {
        const auto fresh = machinery.load_from(db, year);
        if (!fresh) {
            problems.push_back(fmt::format("{}: {}", year, fresh.error().code));
            continue;
        }
        const auto compared = machinery.read(
            year, [&](const Model& model) -> Result<std::vector<std::string>> { return model.differences(**fresh); });
        if (!compared) problems.push_back(fmt::format("{}: {}", year, compared.error().code));
        else
            for (const auto& what : *compared) problems.push_back(fmt::format("{}: {}", year, what));
    }
    return problems;
}

struct Counted {
    const char* what;
    const char* sql;  ///< province, then the day twice (or the year, then nothing)
    std::int64_t (*of)(const Model&);
};

/// Plain counts of the store, counted by the store.
std::vector<std::string> compare_counts(Recognition& recognition, store::Connection& db) {
    static constexpr Counted counted[] = {
        {"persons in a household",
         "SELECT count(DISTINCT m.person_id) FROM household_member AS m JOIN person AS p ON p.province_id = "
         "m.province_id"
         " AND p.person_id = m.person_id JOIN household AS h ON h.province_id = m.province_id AND h.household_id = "
         "m.household_id"
         " WHERE m.province_id = $1 AND m.from_date <= $2 AND (m.to_date IS NULL OR m.to_date > $3)"
         " AND h.from_date <= $4 AND (h.to_date IS NULL OR h.to_date > $5) AND (p.died_on IS NULL OR p.died_on > $6)",
         [](const Model& m) {
             return static_cast<std::int64_t>(m.population().persons()) -
                    m.population().unplaced().persons_without_household;
         }},
        {"households",
         "SELECT count(*) FROM household WHERE province_id = $1 AND from_date <= $2 AND (to_date IS NULL OR to_date > "
         "$3)"
         " AND $4 = $5 AND $6 <> ''",
         [](const Model& m) { return static_cast<std::int64_t>(m.population().households()); }},
        {"clans",
         "SELECT count(*) FROM clan WHERE province_id = $1 AND from_date <= $2 AND (to_date IS NULL OR to_date > $3)"
         " AND $4 = $5 AND $6 <> ''",
         [](const Model& m) { return static_cast<std::int64_t>(m.population().clans()); }},
        {"units",
         "SELECT count(*) FROM unit WHERE province_id = $1 AND from_date <= $2 AND (to_date IS NULL OR to_date > $3)"
         " AND $4 = $5 AND $6 <> ''",
         [](const Model& m) { return static_cast<std::int64_t>(m.population().units()); }},
    };
    std::vector<std::string> problems;
    auto& machinery = recognition.machinery();
    for (const int year : campaign_years(db, machinery.province)) {
        const auto model = machinery.load_from(db, year);
        if (!model) {
            problems.push_back(fmt::format("{}: {}", year, model.error().code));
            continue;
        }
        const auto on = khuyenhoc::to_text((*model)->on());
        for (const auto& one : counted) {
            const auto stored = db.query_integer(one.sql, {machinery.province, on, on, on, on, on}).value_or(0);
            if (const auto known = one.of(**model); known != stored)
                problems.push_back(fmt::format("{}: {}: {} in memory, {} in the store", year, one.what, known, stored));
        }
    }
    return problems;
}

}  // namespace

std::vector<DeepCheck> model_checks(Recognition& recognition) {
    return {{"recognition.memory_is_the_store",
             [&recognition](store::Connection& db) { return compare_memory(recognition, db); }},
            {"recognition.counts_by_the_store",
             [&recognition](store::Connection& db) { return compare_counts(recognition, db); }}};
}

}  // namespace khuyenhoc::recognition
