-- Statements over the real schema with one fault of every rule, and some without. Each is followed by a line `-- RULES`; `-- none`:
-- nothing may be found.
SELECT full_name FROM person WHERE province_id = $1 AND person_id = $2
-- none
SELECT p.full_name, h.book_no FROM person AS p JOIN household_member AS m ON m.province_id = p.province_id AND m.person_id = p.person_id JOIN household AS h ON h.province_id = m.province_id AND h.household_id = m.household_id WHERE p.province_id = $1 ORDER BY h.book_no NULLS LAST
-- none
SELECT name FROM place_name WHERE place_id = $1 ORDER BY from_date
-- none
/* national */ SELECT province_id, count(*) FROM person GROUP BY province_id ORDER BY province_id
-- none
/* national */ SELECT count(*) FROM person
-- none
/* whole */ SELECT province_id, person_id, seq FROM person WHERE (province_id, person_id) > ($1, $2) ORDER BY province_id, person_id LIMIT 50000
-- none
/* whole */ SELECT count(*) FROM place
-- none
/* whole */ SELECT h.book_no, m.person_id FROM household AS h JOIN household_member AS m ON m.household_id = h.household_id
-- not_inside
UPDATE household_member SET to_date = $1 WHERE province_id = $2 AND household_id = $3 AND person_id = $4 AND to_date IS NULL
-- none
SELECT full_name FROM person WHERE person_id = $1
-- no_province
SELECT count(*) FROM household WHERE province_id = 14 AND from_date > $1
-- no_province
SELECT p.full_name, h.book_no FROM person AS p JOIN household_member AS m ON m.person_id = p.person_id JOIN household AS h ON h.household_id = m.household_id WHERE p.province_id = $1
-- many_partitions
SELECT full_name FROM person WHERE province_id = $1 OR person_id = $2
-- many_partitions
SELECT p.full_name FROM person AS p WHERE p.province_id = $1 AND p.person_id IN (SELECT m.person_id FROM household_member AS m WHERE m.relation = 1)
-- many_partitions
INSERT INTO name_key(name_id, folded) VALUES ($1, $2)
-- insert_without_key
/* national */ SELECT criteria_id, count(*) FROM assessment AS a WHERE EXISTS (SELECT 1 FROM person AS p WHERE p.person_id = a.subject_id) GROUP BY criteria_id
-- not_inside
/* national */ SELECT h.book_no, m.person_id FROM household AS h JOIN household_member AS m ON m.household_id = h.household_id
-- not_inside
/* national */ SELECT kind, rank() OVER (ORDER BY subject_id) FROM assessment
-- not_inside
/* national */ SELECT full_name FROM person WHERE province_id = $1
-- national_of_one
/* national */ SELECT name FROM place_name WHERE place_id = $1
-- national_without_need
/* everywhere */ SELECT full_name FROM person WHERE province_id = $1
-- unknown_tag
SELECT full_name FROM person WHERE province_id = $1 AND birth_year = $2::integer
-- cast_by_colons
SELECT person_id FROM person WHERE province_id = $1 AND full_name ILIKE $2
-- ilike
SELECT DISTINCT ON (person_id) person_id, seq FROM person WHERE province_id = $1
-- distinct_on
UPDATE household SET to_date = CURRENT_DATE WHERE province_id = $1
-- clock
SELECT person_id FROM person WHERE province_id = $1 AND birth < CAST(now() AS TEXT)
-- clock
SELECT person_id FROM person WHERE province_id = $1 ORDER BY random() LIMIT 1
-- chance
SELECT next FROM counter WHERE province_id = $1 AND name = $2 FOR UPDATE
-- for_update
SELECT avg(birth_year) FROM person WHERE province_id = $1
-- average
SELECT round(CAST(birth_year AS NUMERIC)) FROM person WHERE province_id = $1
-- rounding
SELECT birth_year / 10 FROM person WHERE province_id = $1
-- division
SELECT h.household_id, m.n FROM household AS h, LATERAL (SELECT count(*) AS n FROM household_member AS m WHERE m.province_id = h.province_id AND m.household_id = h.household_id) AS m WHERE h.province_id = $1
-- lateral
DELETE FROM household AS h USING household_home AS a WHERE a.province_id = h.province_id AND a.household_id = h.household_id AND h.province_id = $1
-- delete_using
WITH gone AS (DELETE FROM household WHERE province_id = $1 RETURNING household_id) SELECT household_id FROM gone
-- changing_subquery
MERGE INTO sheet_count AS s USING household AS h ON s.province_id = h.province_id AND s.hamlet_id = h.household_id AND s.province_id = $1 WHEN MATCHED THEN DELETE
-- merge
SELECT n FROM generate_series(1, 3) AS n
-- series
SELECT province_id, year, count(*) FROM campaign WHERE province_id = $1 GROUP BY GROUPING SETS ((province_id), (province_id, year))
-- grouping_sets
SELECT string_agg(full_name, ',') FROM person WHERE province_id = $1
-- joined_texts
SELECT greatest(seq, person_id) FROM person WHERE province_id = $1
-- greatest_least
SELECT format('%s', full_name) FROM person WHERE province_id = $1
-- formatting
SELECT CAST(body AS JSON) ->> 'year' FROM journal WHERE province_id = $1
-- json
SELECT ctid FROM person WHERE province_id = $1
-- rowid
SELECT pg_advisory_lock($1)
-- advisory_lock
SELECT pg_notify('journal', 'x')
-- notify
SELECT full_name FROM person WHERE province_id = $1 AND person_id = ANY ($2)
-- array
SELECT full_name FROM person WHERE province_id = $1 AND full_name ~ 'x'
-- regular_expression
UPDATE household SET province_id = $1 WHERE province_id = $2
-- key_changed
SELECT full_name FROM person WHERE province_id = $1 LIMIT 20
-- order_of_limit
SELECT sum(seq) FROM person WHERE province_id = $1
-- bare_sum
SELECT household_id FROM household WHERE province_id = $1 ORDER BY book_no
-- order_of_nulls
SELECT full_name FROM person WHERE person_id = $2 AND province_id = $1
-- parameters
SELECT seq FROM journal WHERE province_id = $1 AND refused
-- refused
INSERT OR IGNORE INTO name_key(province_id, name_id, folded) VALUES ($1, $2, $3)
-- replace_into no_province
SELECT iif(seq > 1, 1, 0) FROM person WHERE province_id = $1
-- iif refused
SELECT nextval('x') FROM place
-- sequence refused
TRUNCATE TABLE person
-- truncate refused
