// What can never be among consents, requests and erasures.
#include "privacy/lines.h"

namespace khuyenhoc::privacy {

std::vector<Check> integrity_checks() {
    return {
        {"privacy.consent_has_person",
         "/* national */ SELECT c.consent_id FROM consent c LEFT JOIN person p ON p.province_id = c.province_id AND p.person_id = c.person_id WHERE p.person_id IS NULL"},
        {"privacy.guardian_is_named",
         "/* national */ SELECT c.consent_id FROM consent c LEFT JOIN person g ON g.province_id = c.province_id AND g.person_id = c.guardian_id "
         "WHERE (c.giver = 'guardian' AND (g.person_id IS NULL OR c.guardian_id = c.person_id)) OR (c.giver = 'self' AND c.guardian_id IS NOT NULL)"},
        {"privacy.withdrawn_was_given",
         "/* national */ SELECT w.consent_id FROM consent_withdrawn w LEFT JOIN consent c ON c.province_id = w.province_id AND c.consent_id = w.consent_id "
         "WHERE c.consent_id IS NULL"},
        {"privacy.request_has_person",
         "/* national */ SELECT q.request_id FROM privacy_request q LEFT JOIN person p ON p.province_id = q.province_id AND p.person_id = q.person_id "
         "WHERE p.person_id IS NULL"},
        {"privacy.each_step_once",
         "/* national */ SELECT request_id FROM request_step GROUP BY province_id, request_id, step HAVING count(*) > 1"},
        {"privacy.nothing_after_the_answer",
         "/* national */ SELECT s.request_id FROM request_step s JOIN request_step a ON a.province_id = s.province_id AND a.request_id = s.request_id AND "
         "a.step = 'answered' AND a.step_no < s.step_no"},
        {"privacy.step_has_request",
         "/* national */ SELECT s.request_id FROM request_step s LEFT JOIN privacy_request q ON q.province_id = s.province_id AND q.request_id = s.request_id "
         "WHERE q.request_id IS NULL"},
        {"privacy.erased_has_no_identity",
         "/* national */ SELECT e.person_id FROM erasure e JOIN person p ON p.province_id = e.province_id AND p.person_id = e.person_id "
         "WHERE p.citizen_hash IS NOT NULL OR p.citizen_sealed IS NOT NULL OR length(p.birth) <> 4 OR p.ethnicity <> 0 OR p.full_name <> 'Người đã xoá'"},
        {"privacy.erased_has_no_consent",
         "/* national */ SELECT c.consent_id FROM erasure e JOIN consent c ON c.province_id = e.province_id AND c.person_id = e.person_id "
         "LEFT JOIN consent_withdrawn w ON w.province_id = c.province_id AND w.consent_id = c.consent_id WHERE w.consent_id IS NULL OR c.evidence <> ''"},
        {"privacy.restricted_is_unlisted",
         "/* national */ SELECT r.person_id FROM restriction r LEFT JOIN person_unlisted u ON u.province_id = r.province_id AND u.person_id = r.person_id "
         "WHERE NOT EXISTS (SELECT 1 FROM restriction n WHERE n.province_id = r.province_id AND n.person_id = r.person_id AND n.change_no > r.change_no) "
         "AND r.restricted <> CASE WHEN u.person_id IS NULL THEN 0 ELSE 1 END"},
        {"privacy.unlisted_is_restricted",
         "/* national */ SELECT u.person_id FROM person_unlisted u LEFT JOIN restriction r ON r.province_id = u.province_id AND r.person_id = u.person_id "
         "WHERE r.person_id IS NULL"},
        {"privacy.serious_breach_closed_only_when_notified",
         "/* national */ SELECT b.breach_id FROM breach b JOIN breach_step c ON c.province_id = b.province_id AND c.breach_id = b.breach_id AND c.step = 'closed' "
         "LEFT JOIN breach_step n ON n.province_id = b.province_id AND n.breach_id = b.breach_id AND n.step = 'agency_notified' "
         "WHERE b.serious = 1 AND n.breach_id IS NULL"},
    };
}

}  // namespace khuyenhoc::privacy
