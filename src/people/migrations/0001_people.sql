-- Persons, households, clans, units, and who belonged to which and when.
-- Dates are TEXT 'YYYY-MM-DD'; to_date is the first day that no longer counts, NULL while it lasts.

-- Distinct folded full names ("lo van tien"): far fewer than persons. Searching holds them in memory, word by word, and
-- reads persons by name_id; rows are only ever added, with rising ids.
CREATE TABLE name_key(
    province_id BIGINT NOT NULL,
    name_id BIGINT NOT NULL,
    folded TEXT NOT NULL,
    PRIMARY KEY (province_id, name_id));
CREATE UNIQUE INDEX name_key_folded ON name_key(province_id, folded);

CREATE TABLE person(
    province_id BIGINT NOT NULL,
    person_id BIGINT NOT NULL,
    full_name TEXT NOT NULL,
    name_id BIGINT NOT NULL,
    birth TEXT NOT NULL,                 -- 'YYYY-MM-DD', or 'YYYY' when only the year is known
    birth_year INTEGER NOT NULL,
    sex INTEGER NOT NULL CHECK (sex IN (0, 1, 2)),   -- ISO/IEC 5218: 0 not known, 1 male, 2 female
    ethnicity INTEGER NOT NULL,          -- code of the national list of ethnic groups; 0 not known
    citizen_sealed TEXT,                 -- citizen number, sealed
    citizen_hash TEXT,                   -- keyed hash of the citizen number, for look-up
    died_on TEXT,
    seq BIGINT NOT NULL,                 -- the command that added it
    PRIMARY KEY (province_id, person_id));
CREATE INDEX person_name ON person(province_id, name_id, birth_year);
CREATE UNIQUE INDEX person_citizen ON person(province_id, citizen_hash) WHERE citizen_hash IS NOT NULL;

CREATE TABLE household(
    province_id BIGINT NOT NULL,
    household_id BIGINT NOT NULL,
    book_no TEXT,                        -- number of the household in the hamlet's register
    from_date TEXT NOT NULL,
    to_date TEXT,
    seq BIGINT NOT NULL,
    PRIMARY KEY (province_id, household_id));

-- Where a household lives. The hamlet is the finest place; everything above follows from places on a date.
CREATE TABLE household_home(
    province_id BIGINT NOT NULL,
    household_id BIGINT NOT NULL,
    from_date TEXT NOT NULL,
    to_date TEXT,
    hamlet_id BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    PRIMARY KEY (province_id, household_id, from_date));
CREATE INDEX household_home_hamlet ON household_home(province_id, hamlet_id);

CREATE TABLE household_member(
    province_id BIGINT NOT NULL,
    household_id BIGINT NOT NULL,
    person_id BIGINT NOT NULL,
    from_date TEXT NOT NULL,
    to_date TEXT,
    relation INTEGER NOT NULL,           -- 1 head, 2 spouse, 3 child, 4 parent, 5 grandchild, 6 sibling, 9 other
    seq BIGINT NOT NULL,
    PRIMARY KEY (province_id, household_id, person_id, from_date));
CREATE INDEX household_member_person ON household_member(province_id, person_id);

-- A clan is a lineage or a branch of one, kept by its own people; a surname is not a clan.
CREATE TABLE clan(
    province_id BIGINT NOT NULL,
    clan_id BIGINT NOT NULL,
    name TEXT NOT NULL,
    folded TEXT NOT NULL,
    home_hamlet_id BIGINT NOT NULL,
    from_date TEXT NOT NULL,
    to_date TEXT,
    seq BIGINT NOT NULL,
    PRIMARY KEY (province_id, clan_id));
CREATE TABLE clan_household(
    province_id BIGINT NOT NULL,
    clan_id BIGINT NOT NULL,
    household_id BIGINT NOT NULL,
    from_date TEXT NOT NULL,
    to_date TEXT,
    seq BIGINT NOT NULL,
    PRIMARY KEY (province_id, clan_id, household_id, from_date));
CREATE INDEX clan_household_household ON clan_household(province_id, household_id);

CREATE TABLE unit(
    province_id BIGINT NOT NULL,
    unit_id BIGINT NOT NULL,
    name TEXT NOT NULL,
    folded TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('agency', 'school', 'enterprise', 'armed_forces')),
    managed_by TEXT NOT NULL CHECK (managed_by IN ('commune', 'province')),
    commune_id BIGINT NOT NULL,          -- where it stands
    from_date TEXT NOT NULL,
    to_date TEXT,
    seq BIGINT NOT NULL,
    PRIMARY KEY (province_id, unit_id));
CREATE TABLE unit_member(
    province_id BIGINT NOT NULL,
    unit_id BIGINT NOT NULL,
    person_id BIGINT NOT NULL,
    from_date TEXT NOT NULL,
    to_date TEXT,
    role INTEGER NOT NULL CHECK (role IN (1, 2)),    -- 1 staff, 2 learner
    seq BIGINT NOT NULL,
    PRIMARY KEY (province_id, unit_id, person_id, from_date));
CREATE INDEX unit_member_person ON unit_member(province_id, person_id);
