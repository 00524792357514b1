-- The duties of personal data: consents, requests and their clocks, restrictions, erasures, breaches, storage times.
-- append-only: consent
-- append-only: consent_withdrawn
-- append-only: privacy_request
-- append-only: request_step
-- append-only: restriction
-- append-only: erasure
-- append-only: breach
-- append-only: breach_step
-- append-only: retention_result
-- Words about a person can be blanked, by an erasure of the person or when their time is over; days, kinds and outcomes stay.
-- erasable: consent(evidence, kept_at) beside(province_id, consent_id, person_id, purpose, giver, guardian_id, how, taken_by, channel, given_on, until_date, assisted, seq)
-- erasable: privacy_request(asker_name, detail) beside(province_id, request_id, person_id, place_id, kind, purpose, asked_by, asker_id, channel, third_party, received_on, assisted, actor, seq)
-- erasable: request_step(reason) beside(province_id, request_id, step_no, step, on_date, outcome, by_name, seq)
-- erasable: restriction(reason) beside(province_id, person_id, change_no, restricted, on_date, request_id, seq)

-- One consent of one giver for one purpose. Of a child two stand side by side: the guardian's and, from 7 years, the child's.
CREATE TABLE consent(
    province_id BIGINT NOT NULL,
    consent_id BIGINT NOT NULL,
    person_id BIGINT NOT NULL,
    purpose TEXT NOT NULL,
    giver TEXT NOT NULL CHECK (giver IN ('self', 'guardian')),
    guardian_id BIGINT,                  -- a person of the register
    how TEXT NOT NULL CHECK (how IN ('paper', 'recording', 'digital')),
    evidence TEXT NOT NULL,              -- what was signed, recorded or clicked
    kept_at TEXT NOT NULL,               -- where it is kept
    taken_by TEXT NOT NULL,              -- the office that took it
    channel TEXT NOT NULL CHECK (channel IN ('in_person', 'phone', 'post', 'online')),
    given_on TEXT NOT NULL,
    until_date TEXT,                     -- the first day on which it no longer counts
    assisted TEXT,                       -- entered by an officer for the giver: how
    seq BIGINT NOT NULL,
    PRIMARY KEY (province_id, consent_id));
CREATE INDEX consent_person ON consent(province_id, person_id);
CREATE TABLE consent_withdrawn(
    province_id BIGINT NOT NULL,
    consent_id BIGINT NOT NULL,
    withdrawn_on TEXT NOT NULL,
    channel TEXT NOT NULL CHECK (channel IN ('in_person', 'phone', 'post', 'online')),
    seq BIGINT NOT NULL,
    PRIMARY KEY (province_id, consent_id));

-- What somebody asks of their data. Its days follow from the day of receipt and the law of that day.
CREATE TABLE privacy_request(
    province_id BIGINT NOT NULL,
    request_id BIGINT NOT NULL,
    person_id BIGINT NOT NULL,
    place_id BIGINT NOT NULL,            -- the hamlet the person lived in when it came; 0: in none
    kind TEXT NOT NULL CHECK (kind IN ('see', 'correct', 'restrict', 'withdraw', 'object', 'delete', 'provide')),
    purpose TEXT,                        -- of a withdrawal or objection
    asked_by TEXT NOT NULL CHECK (asked_by IN ('self', 'guardian', 'authorised')),
    asker_id BIGINT,                     -- of the register
    asker_name TEXT NOT NULL,
    channel TEXT NOT NULL CHECK (channel IN ('in_person', 'phone', 'post', 'online')),
    third_party INTEGER NOT NULL CHECK (third_party IN (0, 1)),
    received_on TEXT NOT NULL,
    detail TEXT NOT NULL,
    assisted TEXT,                       -- entered by an officer: how
    actor TEXT NOT NULL,
    seq BIGINT NOT NULL,
    PRIMARY KEY (province_id, request_id));
CREATE INDEX privacy_request_person ON privacy_request(province_id, person_id);
CREATE TABLE request_step(
    province_id BIGINT NOT NULL,
    request_id BIGINT NOT NULL,
    step_no INTEGER NOT NULL,
    step TEXT NOT NULL CHECK (step IN ('acknowledged', 'extended', 'answered')),
    on_date TEXT NOT NULL,
    outcome TEXT CHECK (outcome IN ('done', 'partly', 'refused', 'taken_back')),
    reason TEXT NOT NULL,
    by_name TEXT NOT NULL,
    seq BIGINT NOT NULL,
    PRIMARY KEY (province_id, request_id, step_no));

-- The last change of a person says whether processing is restricted.
CREATE TABLE restriction(
    province_id BIGINT NOT NULL,
    person_id BIGINT NOT NULL,
    change_no INTEGER NOT NULL,
    restricted INTEGER NOT NULL CHECK (restricted IN (0, 1)),
    on_date TEXT NOT NULL,
    reason TEXT NOT NULL,
    request_id BIGINT,
    seq BIGINT NOT NULL,
    PRIMARY KEY (province_id, person_id, change_no));
CREATE TABLE erasure(
    province_id BIGINT NOT NULL,
    person_id BIGINT NOT NULL,
    request_id BIGINT NOT NULL,
    on_date TEXT NOT NULL,
    commands BIGINT NOT NULL,            -- how many commands in the journal lost their body
    evidence BIGINT NOT NULL,            -- how many files went
    seq BIGINT NOT NULL,
    PRIMARY KEY (province_id, person_id));

-- A leak or loss of personal data. Names nobody.
CREATE TABLE breach(
    province_id BIGINT NOT NULL,
    breach_id BIGINT NOT NULL,
    what TEXT NOT NULL,
    detected_at TEXT NOT NULL,           -- 'YYYY-MM-DDTHH:MM', Viet Nam's time
    affected BIGINT NOT NULL,            -- how many persons, as far as known
    data_kinds TEXT NOT NULL,            -- JSON list: basic, sensitive, children
    serious INTEGER NOT NULL CHECK (serious IN (0, 1)),
    measures TEXT NOT NULL,
    seq BIGINT NOT NULL,
    PRIMARY KEY (province_id, breach_id));
CREATE TABLE breach_step(
    province_id BIGINT NOT NULL,
    breach_id BIGINT NOT NULL,
    step_no INTEGER NOT NULL,
    step TEXT NOT NULL CHECK (step IN ('agency_notified', 'persons_told', 'measure', 'closed')),
    at TEXT NOT NULL,
    note TEXT NOT NULL,
    by_name TEXT NOT NULL,
    seq BIGINT NOT NULL,
    PRIMARY KEY (province_id, breach_id, step_no));

-- What a run of the storage times removed, by rule.
CREATE TABLE retention_result(
    province_id BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    rule TEXT NOT NULL,
    before_date TEXT NOT NULL,
    removed BIGINT NOT NULL,
    on_date TEXT NOT NULL,
    PRIMARY KEY (province_id, seq, rule));
