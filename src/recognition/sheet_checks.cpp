// What can never be among sheets, self-assessments and evidence.
#include "recognition/lines.h"

namespace khuyenhoc::recognition {

std::vector<Check> sheet_checks() {
    return {
        {"recognition.origin_has_assessment",
         "/* national */ SELECT o.year, o.kind, o.subject_id, o.revision FROM assessment_origin AS o LEFT JOIN assessment AS a"
         " ON a.province_id = o.province_id AND a.year = o.year AND a.kind = o.kind AND a.subject_id = o.subject_id"
         " AND a.revision = o.revision WHERE a.revision IS NULL OR (o.origin = 'copied') <> (o.from_year IS NOT NULL)"
         " ORDER BY o.subject_id LIMIT 20"},
        {"recognition.confirmed_was_copied",
         "/* national */ SELECT c.year, c.kind, c.subject_id, c.revision FROM assessment_confirmed AS c LEFT JOIN assessment_origin "
         "AS o"
         " ON o.province_id = c.province_id AND o.year = c.year AND o.kind = c.kind AND o.subject_id = c.subject_id"
         " AND o.revision = c.revision AND o.origin = 'copied' WHERE o.revision IS NULL ORDER BY c.subject_id LIMIT "
         "20"},
        {"recognition.self_has_person",
         "/* national */ SELECT s.person_id FROM self_assessment AS s LEFT JOIN person AS p ON p.province_id = s.province_id"
         " AND p.person_id = s.person_id WHERE p.person_id IS NULL ORDER BY s.person_id LIMIT 20"},
        {"recognition.answer_has_self",
         "/* national */ SELECT a.year, a.person_id, a.self_no FROM self_answer AS a LEFT JOIN self_assessment AS s"
         " ON s.province_id = a.province_id AND s.year = a.year AND s.person_id = a.person_id AND s.self_no = a.self_no"
         " WHERE s.self_no IS NULL OR (a.answer = 'declined' AND a.reason IS NULL) ORDER BY a.person_id LIMIT 20"},
        {"recognition.unconfirmed_counted",
         "/* national */ SELECT n.year, n.hamlet_id, n.unconfirmed FROM sheet_count AS n WHERE n.unconfirmed <> (SELECT count(*)"
         " FROM assessment_origin AS o WHERE o.province_id = n.province_id AND o.year = n.year AND o.hamlet_id = "
         "n.hamlet_id"
         " AND o.origin = 'copied' AND NOT EXISTS (SELECT 1 FROM assessment_confirmed AS c WHERE c.province_id ="
         " o.province_id AND c.year = o.year AND c.kind = o.kind AND c.subject_id = o.subject_id AND c.revision = "
         "o.revision)"
         " AND NOT EXISTS (SELECT 1 FROM assessment AS a WHERE a.province_id = o.province_id AND a.year = o.year"
         " AND a.kind = o.kind AND a.subject_id = o.subject_id AND a.revision > o.revision)) ORDER BY n.hamlet_id "
         "LIMIT 20"},
        {"recognition.waiting_self_counted",
         "/* national */ SELECT n.year, n.hamlet_id, n.waiting_self FROM sheet_count AS n WHERE n.waiting_self <> (SELECT count(*)"
         " FROM self_assessment AS s WHERE s.province_id = n.province_id AND s.year = n.year AND s.hamlet_id = "
         "n.hamlet_id"
         " AND NOT EXISTS (SELECT 1 FROM self_assessment AS l WHERE l.province_id = s.province_id AND l.year = s.year"
         " AND l.person_id = s.person_id AND l.self_no > s.self_no) AND NOT EXISTS (SELECT 1 FROM self_answer AS a"
         " WHERE a.province_id = s.province_id AND a.year = s.year AND a.person_id = s.person_id AND a.self_no = "
         "s.self_no))"
         " ORDER BY n.hamlet_id LIMIT 20"},
        {"recognition.evidence_has_content",
         "/* national */ SELECT e.evidence_id FROM evidence AS e LEFT JOIN evidence_content AS c ON c.province_id = e.province_id"
         " AND c.evidence_id = e.evidence_id LEFT JOIN evidence_removed AS r ON r.province_id = e.province_id AND r.evidence_id = e.evidence_id"
         " WHERE (c.evidence_id IS NULL) <> (r.evidence_id IS NOT NULL) OR e.size_bytes < 1 ORDER BY e.evidence_id "
         "LIMIT 20"},
    };
}

}  // namespace khuyenhoc::recognition
