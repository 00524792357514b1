-- Appeals and their answers; decisions that correct another one; what each command put under a decision.
-- append-only: appeal
-- append-only: appeal_answer
-- append-only: decision_correction
-- append-only: reissue
-- append-only: decision_part

-- Somebody asks for a title to be looked at again. At most one of a subject and year waits for its answer.
CREATE TABLE appeal(
    province_id BIGINT NOT NULL,
    appeal_id BIGINT NOT NULL,
    year INTEGER NOT NULL,
    kind INTEGER NOT NULL,               -- as in title_event
    subject_id BIGINT NOT NULL,
    ground TEXT NOT NULL CHECK (ground IN ('not_proposed', 'refused', 'revoked')),
    event_no INTEGER NOT NULL,           -- the title's last event when it was filed; 0 when there was none
    place_id BIGINT NOT NULL,            -- hamlet (units: commune) the subject counted in
    filed_by TEXT NOT NULL,
    filed_on TEXT NOT NULL,
    reason TEXT NOT NULL,
    seq BIGINT NOT NULL,
    PRIMARY KEY (province_id, appeal_id));
CREATE INDEX appeal_subject ON appeal(province_id, kind, subject_id, year);

CREATE TABLE appeal_answer(
    province_id BIGINT NOT NULL,
    appeal_id BIGINT NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('upheld', 'rejected')),
    answered_by TEXT NOT NULL,
    answered_on TEXT NOT NULL,
    reason TEXT NOT NULL,
    seq BIGINT NOT NULL,
    PRIMARY KEY (province_id, appeal_id));

-- A decision that corrects an earlier one. Both stay; the earlier one is read together with its corrections.
CREATE TABLE decision_correction(
    province_id BIGINT NOT NULL,
    decision_id BIGINT NOT NULL,         -- the new decision
    corrects BIGINT NOT NULL,            -- the decision that it corrects, never itself a correction
    what TEXT NOT NULL CHECK (what IN ('name', 'number', 'date', 'signer', 'withdrawn')),
    right_value TEXT,                    -- number, date, signer: how it should have read
    reason TEXT NOT NULL,
    seq BIGINT NOT NULL,
    PRIMARY KEY (province_id, decision_id));
CREATE INDEX decision_correction_corrects ON decision_correction(province_id, corrects);

-- Certificates and notices that a correction replaces: those of these subjects are printed again.
CREATE TABLE reissue(
    province_id BIGINT NOT NULL,
    decision_id BIGINT NOT NULL,         -- the correcting decision
    kind INTEGER NOT NULL,
    subject_id BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    PRIMARY KEY (province_id, decision_id, kind, subject_id));
CREATE INDEX reissue_subject ON reissue(province_id, kind, subject_id);

-- How many titles of a kind one command gave or took by a decision, so that a list of decisions need not count them.
CREATE TABLE decision_part(
    province_id BIGINT NOT NULL,
    decision_id BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    kind INTEGER NOT NULL,
    event TEXT NOT NULL CHECK (event IN ('recognised', 'revoked')),
    titles BIGINT NOT NULL,
    PRIMARY KEY (province_id, decision_id, seq, kind, event));
/* national */ INSERT INTO decision_part(province_id, decision_id, seq, kind, event, titles)
    SELECT province_id, decision_id, seq, kind, event, count(*) FROM title_event WHERE decision_id IS NOT NULL
    GROUP BY province_id, decision_id, seq, kind, event;

-- The list annexed to a decision.
CREATE INDEX title_event_decision ON title_event(province_id, decision_id, kind, subject_id, event)
    WHERE decision_id IS NOT NULL;
CREATE INDEX decision_place ON decision(province_id, year, place_id, number);
