-- Sheets of a hamlet: where an assessment came from, what people say of themselves, evidence.
-- append-only: assessment_origin
-- append-only: assessment_confirmed
-- append-only: self_assessment
-- append-only: self_answer
-- append-only: evidence
-- append-only: evidence_content
-- append-only: evidence_withdrawn

-- Revisions that were not seen by the hamlet itself: copied from another year, or said by the person.
CREATE TABLE assessment_origin(
    province_id BIGINT NOT NULL,
    year INTEGER NOT NULL,
    kind INTEGER NOT NULL,               -- as in assessment
    subject_id BIGINT NOT NULL,
    revision INTEGER NOT NULL,
    origin TEXT NOT NULL CHECK (origin IN ('copied', 'self')),
    from_year INTEGER,                   -- of a copy
    hamlet_id BIGINT NOT NULL,           -- on whose sheet it was
    seq BIGINT NOT NULL,
    PRIMARY KEY (province_id, year, kind, subject_id, revision));

-- The hamlet has looked at a copied revision and found it still true.
CREATE TABLE assessment_confirmed(
    province_id BIGINT NOT NULL,
    year INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    subject_id BIGINT NOT NULL,
    revision INTEGER NOT NULL,
    seq BIGINT NOT NULL,
    PRIMARY KEY (province_id, year, kind, subject_id, revision));

-- What a person says of themselves; counts for nothing until the hamlet has accepted it.
CREATE TABLE self_assessment(
    province_id BIGINT NOT NULL,
    year INTEGER NOT NULL,
    person_id BIGINT NOT NULL,
    self_no INTEGER NOT NULL,            -- the newest one is what the person says
    criteria_id TEXT NOT NULL,
    population_group INTEGER NOT NULL,
    scores TEXT NOT NULL,                -- as in assessment
    hamlet_id BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    PRIMARY KEY (province_id, year, person_id, self_no));
CREATE INDEX self_assessment_hamlet ON self_assessment(province_id, year, hamlet_id);
CREATE TABLE self_answer(
    province_id BIGINT NOT NULL,
    year INTEGER NOT NULL,
    person_id BIGINT NOT NULL,
    self_no INTEGER NOT NULL,
    answer TEXT NOT NULL CHECK (answer IN ('accepted', 'declined')),
    reason TEXT,
    seq BIGINT NOT NULL,
    PRIMARY KEY (province_id, year, person_id, self_no));

-- How many of a hamlet still wait: kept beside the facts above, from which it can be counted again.
CREATE TABLE sheet_count(
    province_id BIGINT NOT NULL,
    year INTEGER NOT NULL,
    hamlet_id BIGINT NOT NULL,
    unconfirmed BIGINT NOT NULL,         -- copied revisions, the newest of their subject, not confirmed
    waiting_self BIGINT NOT NULL,        -- persons whose newest self-assessment has no answer
    PRIMARY KEY (province_id, year, hamlet_id));

-- Photos and papers behind an assessment. The journal knows hash and size; the content lies here, sealed.
CREATE TABLE evidence(
    province_id BIGINT NOT NULL,
    evidence_id BIGINT NOT NULL,
    year INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    subject_id BIGINT NOT NULL,
    media_type TEXT NOT NULL CHECK (media_type IN ('image/jpeg', 'image/png', 'image/webp', 'application/pdf')),
    size_bytes BIGINT NOT NULL,
    sha256 TEXT NOT NULL,
    added_on TEXT NOT NULL,
    seq BIGINT NOT NULL,
    PRIMARY KEY (province_id, evidence_id));
CREATE INDEX evidence_subject ON evidence(province_id, year, kind, subject_id);
CREATE TABLE evidence_content(
    province_id BIGINT NOT NULL,
    evidence_id BIGINT NOT NULL,
    sealed TEXT NOT NULL,
    PRIMARY KEY (province_id, evidence_id));
CREATE TABLE evidence_withdrawn(
    province_id BIGINT NOT NULL,
    evidence_id BIGINT NOT NULL,
    reason TEXT NOT NULL,
    seq BIGINT NOT NULL,
    PRIMARY KEY (province_id, evidence_id));
