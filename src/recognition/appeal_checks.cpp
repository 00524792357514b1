// What can never be, of appeals, corrections and what was put under decisions.
#include "recognition/lines.h"

namespace khuyenhoc::recognition {

std::vector<Check> decision_checks() {
    return {
        {"recognition.answer_has_appeal",
         "/* national */ SELECT n.province_id, n.appeal_id FROM appeal_answer AS n LEFT JOIN appeal AS a"
         " ON a.province_id = n.province_id AND a.appeal_id = n.appeal_id"
         " WHERE a.appeal_id IS NULL OR n.answered_on < a.filed_on ORDER BY n.appeal_id LIMIT 20"},
        {"recognition.one_appeal_waits",
         "/* national */ SELECT a.year, a.kind, a.subject_id, count(*) FROM appeal AS a LEFT JOIN appeal_answer AS n"
         " ON n.province_id = a.province_id AND n.appeal_id = a.appeal_id WHERE n.appeal_id IS NULL"
         " GROUP BY a.province_id, a.year, a.kind, a.subject_id HAVING count(*) > 1 ORDER BY a.subject_id LIMIT 20"},
        {"recognition.appeal_against_its_event",
         "/* national */ SELECT a.appeal_id FROM appeal AS a LEFT JOIN title_event AS e ON e.province_id = a.province_id"
         " AND e.year = a.year AND e.kind = a.kind AND e.subject_id = a.subject_id AND e.event_no = a.event_no"
         " WHERE NOT ((a.ground = 'not_proposed' AND a.event_no = 0) OR (a.event_no > 0 AND e.event = a.ground))"
         " OR (a.event_no > 0 AND e.event IS NULL) ORDER BY a.appeal_id LIMIT 20"},
        {"recognition.correction_names_a_decision",
         "/* national */ SELECT c.decision_id, c.corrects FROM decision_correction AS c LEFT JOIN decision AS d"
         " ON d.province_id = c.province_id AND d.decision_id = c.decision_id LEFT JOIN decision AS o"
         " ON o.province_id = c.province_id AND o.decision_id = c.corrects LEFT JOIN decision_correction AS oo"
         " ON oo.province_id = c.province_id AND oo.decision_id = c.corrects"
         " WHERE d.decision_id IS NULL OR o.decision_id IS NULL OR oo.decision_id IS NOT NULL"
         " OR o.place_id <> d.place_id OR o.year <> d.year OR d.decided_on < o.decided_on"
         " OR (c.what IN ('number', 'date', 'signer') AND c.right_value IS NULL) ORDER BY c.decision_id LIMIT 20"},
        {"recognition.reissue_has_correction",
         "/* national */ SELECT r.decision_id, r.kind, r.subject_id FROM reissue AS r LEFT JOIN decision_correction AS c"
         " ON c.province_id = r.province_id AND c.decision_id = r.decision_id"
         " WHERE c.decision_id IS NULL ORDER BY r.decision_id, r.subject_id LIMIT 20"},
        {"recognition.parts_are_the_events",
         "/* national */ SELECT e.decision_id, e.kind, e.n, p.n FROM (SELECT province_id, decision_id, kind, event, count(*) AS n"
         " FROM title_event WHERE decision_id IS NOT NULL GROUP BY province_id, decision_id, kind, event) AS e"
         " LEFT JOIN (SELECT province_id, decision_id, kind, event, CAST(sum(titles) AS BIGINT) AS n"
         " FROM decision_part GROUP BY province_id, decision_id, kind, event) AS p ON p.province_id = e.province_id"
         " AND p.decision_id = e.decision_id AND p.kind = e.kind AND p.event = e.event"
         " WHERE p.n IS NULL OR p.n <> e.n ORDER BY e.decision_id LIMIT 20"},
        {"recognition.part_has_events",
         "/* national */ SELECT p.decision_id, p.kind FROM decision_part AS p WHERE NOT EXISTS (SELECT 1 FROM title_event AS e"
         " WHERE e.province_id = p.province_id AND e.decision_id = p.decision_id AND e.kind = p.kind"
         " AND e.event = p.event) ORDER BY p.decision_id LIMIT 20"},
        {"recognition.paper_has_command",
         "/* national */ SELECT s.province_id, s.seq FROM (SELECT province_id, seq FROM appeal UNION SELECT province_id, seq FROM"
         " appeal_answer UNION SELECT province_id, seq FROM decision_correction UNION SELECT province_id, seq FROM"
         " reissue UNION SELECT province_id, seq FROM decision_part) AS s LEFT JOIN journal AS j"
         " ON j.province_id = s.province_id AND j.seq = s.seq AND j.refused = 0 WHERE j.seq IS NULL ORDER BY s.seq"
         " LIMIT 20"},
    };
}

}  // namespace khuyenhoc::recognition
