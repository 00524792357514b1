-- What a lawful erasure or the end of a storage time takes away, and what an officer entered for somebody.
-- erasable: appeal(filed_by, reason) beside(province_id, appeal_id, year, kind, subject_id, ground, event_no, place_id, filed_on, seq)
-- erasable: appeal_answer(reason) beside(province_id, appeal_id, outcome, answered_by, answered_on, seq)
-- erasable: self_answer(reason) beside(province_id, year, person_id, self_no, answer, seq)
-- removable: evidence_content
-- append-only: evidence_removed
-- append-only: self_assisted
-- append-only: appeal_assisted

-- Evidence whose content is gone: the row that says it was there stays.
CREATE TABLE evidence_removed(
    province_id BIGINT NOT NULL,
    evidence_id BIGINT NOT NULL,
    why TEXT NOT NULL CHECK (why IN ('erased', 'time_over')),
    seq BIGINT NOT NULL,
    PRIMARY KEY (province_id, evidence_id));

-- Entered by an officer for somebody old or without a phone; `how` says how the person made themselves known.
CREATE TABLE self_assisted(
    province_id BIGINT NOT NULL,
    year INTEGER NOT NULL,
    person_id BIGINT NOT NULL,
    self_no INTEGER NOT NULL,
    how TEXT NOT NULL CHECK (how IN ('at_home', 'at_office', 'by_phone', 'from_paper', 'not_said')),
    actor TEXT NOT NULL,
    seq BIGINT NOT NULL,
    PRIMARY KEY (province_id, year, person_id, self_no));
CREATE TABLE appeal_assisted(
    province_id BIGINT NOT NULL,
    appeal_id BIGINT NOT NULL,
    how TEXT NOT NULL CHECK (how IN ('at_home', 'at_office', 'by_phone', 'from_paper', 'not_said')),
    person_id BIGINT,                    -- of the register, when it is not the subject itself
    actor TEXT NOT NULL,
    seq BIGINT NOT NULL,
    PRIMARY KEY (province_id, appeal_id));
