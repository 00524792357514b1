-- Every title of the demo's campaign, from the tables of `khuyenhoc export cascade-input`, written by hand from the criteria
-- files citizen-2022, family-, clan-, community- and unit-sonla-2025. Shares no text with the program's own SQL, so that it
-- can judge it. Numbers come as :names from the files; which rules there are is written here, and test.py holds the files to it.

-- Where each person lives: once, in the household joined first.
CREATE TABLE known_member AS
SELECT m.person_id, m.household_id, min(m.from_date) AS since
FROM household_member m
WHERE EXISTS (SELECT 1 FROM household h WHERE h.household_id = m.household_id)
  AND EXISTS (SELECT 1 FROM person p WHERE p.person_id = m.person_id)
GROUP BY m.person_id, m.household_id;
CREATE TABLE home AS
SELECT person_id, household_id, households FROM (
    SELECT person_id, household_id,
           row_number() OVER (PARTITION BY person_id ORDER BY since, household_id) AS place,
           count(*) OVER (PARTITION BY person_id) AS households
    FROM known_member)
WHERE place = 1;
CREATE INDEX home_person ON home(person_id);

-- Citizens: ten indicators of 0 to 10; a total of :citizen_total and none below :citizen_least; assessed from :adult_age on.
CREATE TABLE judged_person AS
SELECT p.person_id, home.household_id,
       :year - p.birth_year AS age,
       p.schooling,
       CASE
         WHEN :year - p.birth_year < :adult_age THEN 'out_of_scope'
         WHEN home.households > 1 THEN 'two_households'
         WHEN coalesce(s1, s2, s3, s4, s5, s6, s7, s8, s9, s10) IS NULL THEN 'not_assessed'
         WHEN s1 + s2 + s3 + s4 + s5 + s6 + s7 + s8 + s9 + s10 IS NULL THEN 'incomplete'
         WHEN s1 + s2 + s3 + s4 + s5 + s6 + s7 + s8 + s9 + s10 >= :citizen_total
          AND min(s1, s2, s3, s4, s5, s6, s7, s8, s9, s10) >= :citizen_least THEN 'achieved'
         ELSE 'not_achieved'
       END AS state
FROM person p LEFT JOIN home ON home.person_id = p.person_id;
CREATE INDEX judged_person_person ON judged_person(person_id);

-- Families: F1 to F3, at least :family_share of the adults, no child of :child_from to :child_to out of school, none not asked.
CREATE TABLE people_of_household AS
SELECT household_id,
       count(*) AS members,
       sum(age >= :adult_age) AS adults,
       sum(state = 'achieved') AS citizens,
       sum(age BETWEEN :child_from AND :child_to AND coalesce(schooling, 0) = 3) AS out_of_school,
       sum(age BETWEEN :child_from AND :child_to AND coalesce(schooling, 0) = 0) AS not_asked
FROM judged_person WHERE household_id IS NOT NULL GROUP BY household_id;
CREATE TABLE judged_household AS
SELECT h.household_id, h.hamlet_id,
       CASE
         WHEN coalesce(s1, s2, s3) IS NULL THEN 'not_assessed'
         WHEN s1 + s2 + s3 IS NULL THEN 'incomplete'
         WHEN s1 = 1 AND s2 = 1 AND s3 = 1
          AND coalesce(p.adults, 0) > 0 AND 10000 * p.citizens >= :family_share * p.adults
          AND p.out_of_school = 0 AND p.not_asked = 0 THEN 'achieved'
         ELSE 'not_achieved'
       END AS state
FROM household h LEFT JOIN people_of_household p ON p.household_id = h.household_id;

-- Clans: C1, C2, and at least :clan_share of their households; a household counts in the clan joined first.
CREATE TABLE kin AS
SELECT clan_id, household_id FROM (
    SELECT clan_id, household_id, row_number() OVER (PARTITION BY household_id ORDER BY since, clan_id) AS place
    FROM (SELECT k.clan_id, k.household_id, min(k.from_date) AS since FROM clan_household k
          WHERE EXISTS (SELECT 1 FROM clan c WHERE c.clan_id = k.clan_id)
            AND EXISTS (SELECT 1 FROM household h WHERE h.household_id = k.household_id)
          GROUP BY k.clan_id, k.household_id))
WHERE place = 1;
CREATE TABLE judged_clan AS
SELECT c.clan_id, c.home_hamlet_id,
       CASE
         WHEN coalesce(s1, s2) IS NULL THEN 'not_assessed'
         WHEN s1 + s2 IS NULL THEN 'incomplete'
         WHEN s1 = 1 AND s2 = 1 AND coalesce(k.households, 0) > 0 AND 10000 * k.families >= :clan_share * k.households THEN 'achieved'
         ELSE 'not_achieved'
       END AS state
FROM clan c LEFT JOIN (
    SELECT kin.clan_id, count(*) AS households, sum(h.state = 'achieved') AS families
    FROM kin JOIN judged_household h ON h.household_id = kin.household_id GROUP BY kin.clan_id) k ON k.clan_id = c.clan_id;

-- Communities (hamlets): H1, H2; :community_families of the households, :community_citizens of the adults, and of the clans
-- whose home the hamlet is :community_clans, if it is the home of any.
CREATE TABLE judged_hamlet AS
SELECT v.hamlet_id, v.commune_id,
       CASE
         WHEN coalesce(s1, s2) IS NULL THEN 'not_assessed'
         WHEN s1 + s2 IS NULL THEN 'incomplete'
         WHEN s1 = 1 AND s2 = 1
          AND coalesce(f.households, 0) > 0 AND 10000 * f.families >= :community_families * f.households
          AND coalesce(p.adults, 0) > 0 AND 10000 * p.citizens >= :community_citizens * p.adults
          AND (c.clans IS NULL OR 10000 * c.learning >= :community_clans * c.clans) THEN 'achieved'
         ELSE 'not_achieved'
       END AS state
FROM hamlet v
LEFT JOIN (SELECT hamlet_id, count(*) AS households, sum(state = 'achieved') AS families FROM judged_household GROUP BY hamlet_id) f
       ON f.hamlet_id = v.hamlet_id
LEFT JOIN (SELECT h.hamlet_id, sum(p.age >= :adult_age) AS adults, sum(p.state = 'achieved') AS citizens
           FROM judged_person p JOIN judged_household h ON h.household_id = p.household_id GROUP BY h.hamlet_id) p
       ON p.hamlet_id = v.hamlet_id
LEFT JOIN (SELECT home_hamlet_id, count(*) AS clans, sum(state = 'achieved') AS learning FROM judged_clan GROUP BY home_hamlet_id) c
       ON c.home_hamlet_id = v.hamlet_id;

-- Units: U1, U2; level 1 from :unit_share_1 of the staff, level 2 from :unit_share_2.
CREATE TABLE judged_unit AS
SELECT u.unit_id, u.commune_id,
       CASE
         WHEN coalesce(s1, s2) IS NULL THEN 'not_assessed'
         WHEN s1 + s2 IS NULL THEN 'incomplete'
         WHEN s1 < 1 OR s2 < 1 OR coalesce(m.staff, 0) = 0 THEN 'not_achieved'
         WHEN 10000 * m.citizens >= :unit_share_2 * m.staff AND 10000 * m.citizens >= :unit_share_1 * m.staff THEN 'achieved_2'
         WHEN 10000 * m.citizens >= :unit_share_1 * m.staff THEN 'achieved'
         ELSE 'not_achieved'
       END AS state
FROM unit u LEFT JOIN (
    SELECT m.unit_id, count(*) AS staff, sum(p.state = 'achieved') AS citizens
    FROM (SELECT DISTINCT unit_id, person_id FROM unit_member WHERE role = 1) m
    JOIN judged_person p ON p.person_id = m.person_id GROUP BY m.unit_id) m ON m.unit_id = u.unit_id;

-- The province: what stands in one of its communes.
CREATE TABLE in_province AS
SELECT v.hamlet_id FROM hamlet v JOIN commune c ON c.commune_id = v.commune_id;
CREATE TABLE province AS
SELECT
  (SELECT count(*) FROM judged_person p JOIN judged_household h ON h.household_id = p.household_id
    WHERE h.hamlet_id IN in_province) AS "population",
  (SELECT count(*) FROM judged_person p JOIN judged_household h ON h.household_id = p.household_id
    WHERE h.hamlet_id IN in_province AND p.age >= :adult_age) AS "adults",
  (SELECT count(*) FROM judged_person p JOIN judged_household h ON h.household_id = p.household_id
    WHERE h.hamlet_id IN in_province AND p.state = 'achieved') AS "computed.learning_citizens",
  (SELECT count(*) FROM judged_household WHERE hamlet_id IN in_province) AS "households",
  (SELECT count(*) FROM judged_household WHERE hamlet_id IN in_province AND state = 'achieved') AS "computed.learning_families",
  (SELECT count(*) FROM judged_clan WHERE home_hamlet_id IN in_province) AS "clans",
  (SELECT count(*) FROM judged_clan WHERE home_hamlet_id IN in_province AND state = 'achieved') AS "computed.learning_clans",
  (SELECT count(*) FROM in_province) AS "hamlets",
  (SELECT count(*) FROM judged_hamlet WHERE hamlet_id IN in_province AND state = 'achieved') AS "computed.learning_communities",
  (SELECT count(*) FROM unit WHERE commune_id IN (SELECT commune_id FROM commune)) AS "units",
  (SELECT count(*) FROM judged_unit WHERE commune_id IN (SELECT commune_id FROM commune) AND state LIKE 'achieved%') AS "computed.learning_units",
  (SELECT count(*) FROM judged_unit WHERE commune_id IN (SELECT commune_id FROM commune) AND state = 'achieved_2') AS "computed.learning_units_level2";
