-- Who was restricted before lists knew of it.
INSERT INTO person_unlisted(province_id, person_id, seq)
SELECT r.province_id, r.person_id, r.seq FROM restriction r WHERE r.restricted = 1 AND NOT EXISTS (
    SELECT 1 FROM restriction n WHERE n.province_id = r.province_id AND n.person_id = r.person_id AND n.change_no > r.change_no);
