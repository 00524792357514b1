-- Campaigns, assessments (facts), titles (facts), decisions, snapshots.
-- append-only: assessment
-- append-only: title_event
-- append-only: decision
-- append-only: snapshot
-- append-only: snapshot_count

-- reference: criteria_set
-- A criteria set in force here: shipped ones are loaded from files, others are published by command.
CREATE TABLE criteria_set(
    criteria_id TEXT NOT NULL,
    title TEXT NOT NULL,
    document TEXT NOT NULL,              -- the whole JSON text
    sha256 TEXT NOT NULL,
    PRIMARY KEY (criteria_id));

CREATE TABLE campaign(
    province_id BIGINT NOT NULL,
    year INTEGER NOT NULL,
    criteria TEXT NOT NULL,              -- JSON: {"citizen":"citizen-2022",...}
    state TEXT NOT NULL CHECK (state IN ('open', 'closed')),
    opened_on TEXT NOT NULL,
    closed_on TEXT,
    seq BIGINT NOT NULL,
    PRIMARY KEY (province_id, year));

-- What was seen of one subject in one year. A correction is the next revision and names the one it corrects.
-- scores: one character per indicator of the criteria set, in its order: '0'..'9' then 'A'..'Z' for 10..35, '-' not scored.
CREATE TABLE assessment(
    province_id BIGINT NOT NULL,
    year INTEGER NOT NULL,
    kind INTEGER NOT NULL,               -- 1 person, 2 household, 3 clan, 4 hamlet, 5 unit
    subject_id BIGINT NOT NULL,
    revision INTEGER NOT NULL,
    criteria_id TEXT NOT NULL,           -- the set whose indicators the scores follow
    population_group INTEGER NOT NULL,   -- persons: index of the group in that set; others 0
    schooling INTEGER NOT NULL,          -- persons: 0 not asked, 1 attends, 2 completed, 3 out of school, 4 unable to attend
    scores TEXT NOT NULL,                -- '' when nothing is scored (children)
    corrects INTEGER,                    -- revision that this one corrects
    reason TEXT,
    seq BIGINT NOT NULL,
    PRIMARY KEY (province_id, year, kind, subject_id, revision));

CREATE TABLE decision(
    province_id BIGINT NOT NULL,
    decision_id BIGINT NOT NULL,
    year INTEGER NOT NULL,
    place_id BIGINT NOT NULL,            -- the deciding commune
    number TEXT NOT NULL,
    decided_on TEXT NOT NULL,
    signer TEXT NOT NULL,
    seq BIGINT NOT NULL,
    PRIMARY KEY (province_id, decision_id));

-- The life of one title of one subject in one year; the last event is its state.
CREATE TABLE title_event(
    province_id BIGINT NOT NULL,
    year INTEGER NOT NULL,
    kind INTEGER NOT NULL,               -- as in assessment
    subject_id BIGINT NOT NULL,
    event_no INTEGER NOT NULL,
    event TEXT NOT NULL CHECK (event IN ('proposed', 'recognised', 'refused', 'revoked')),
    level INTEGER NOT NULL,              -- level of the title (units: 1 or 2), else 1
    decision_id BIGINT,
    reason TEXT,
    seq BIGINT NOT NULL,
    PRIMARY KEY (province_id, year, kind, subject_id, event_no));

-- Figures frozen when a campaign closes: rows by place and measure, never recomputed.
CREATE TABLE snapshot(
    province_id BIGINT NOT NULL,
    snapshot_id BIGINT NOT NULL,
    year INTEGER NOT NULL,
    taken_on TEXT NOT NULL,
    criteria TEXT NOT NULL,
    journal_seq BIGINT NOT NULL,
    journal_hash TEXT NOT NULL,
    seq BIGINT NOT NULL,
    PRIMARY KEY (province_id, snapshot_id));
CREATE TABLE snapshot_count(
    province_id BIGINT NOT NULL,
    snapshot_id BIGINT NOT NULL,
    place_id BIGINT NOT NULL,
    measure TEXT NOT NULL,
    n BIGINT NOT NULL,
    PRIMARY KEY (province_id, snapshot_id, place_id, measure));
