-- Who has looked at which person, household, unit or place, under which role and line of a table, and why when a reason was asked.
CREATE TABLE reading(
    province_id BIGINT NOT NULL,
    reading_id BIGINT NOT NULL,
    at TEXT NOT NULL,
    account_id BIGINT NOT NULL,
    role TEXT NOT NULL,
    line TEXT NOT NULL,                  -- the query's path or the command's name, as the table has it
    subject TEXT NOT NULL,               -- person, household, unit, place
    subject_id BIGINT NOT NULL,
    reason_sealed TEXT NULL,
    PRIMARY KEY (province_id, reading_id)
);
CREATE INDEX reading_of_subject ON reading(province_id, subject, subject_id, reading_id);
CREATE INDEX reading_by_account ON reading(province_id, account_id, reading_id);

-- Files of readings that have been moved into the table; one is forgotten once the file is gone.
-- reference: reading_file
CREATE TABLE reading_file(
    name TEXT NOT NULL,
    PRIMARY KEY (name)
);

-- Somebody opened, for some hours, the records of a place that is not theirs, to read them: an emergency, with its reason.
-- reference: break_glass
CREATE TABLE break_glass(
    glass_id BIGINT NOT NULL,
    account_id BIGINT NOT NULL,
    role TEXT NOT NULL,
    for_province BIGINT NOT NULL,
    place_id BIGINT NOT NULL,
    reason TEXT NOT NULL,
    begun_at TEXT NOT NULL,
    until_ms BIGINT NOT NULL,            -- milliseconds since 1970; brought forward when it is ended early
    PRIMARY KEY (glass_id)
);
CREATE INDEX break_glass_account ON break_glass(account_id, until_ms);
