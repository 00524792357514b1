-- Criteria in the making with their test cases, what was published of them, and what-ifs worth keeping.
-- append-only: criteria_draft
-- append-only: criteria_publication
-- append-only: scenario

-- Each saving is a revision; the newest is the draft. The document may be unfinished.
CREATE TABLE criteria_draft(
    province_id BIGINT NOT NULL,
    draft_id BIGINT NOT NULL,
    revision INTEGER NOT NULL,
    title TEXT NOT NULL,
    document TEXT NOT NULL,              -- the whole JSON text, as far as it has come
    cases TEXT NOT NULL,                 -- JSON list of its test cases
    saved_on TEXT NOT NULL,
    seq BIGINT NOT NULL,
    PRIMARY KEY (province_id, draft_id, revision));

-- A draft is published once, as the revision that passed its cases.
CREATE TABLE criteria_publication(
    province_id BIGINT NOT NULL,
    draft_id BIGINT NOT NULL,
    revision INTEGER NOT NULL,
    criteria_id TEXT NOT NULL,
    number TEXT NOT NULL,
    published_on TEXT NOT NULL,          -- the date of the document
    seq BIGINT NOT NULL,
    PRIMARY KEY (province_id, draft_id));

-- Other criteria over the facts of a year, to be looked at again. Changes nothing.
CREATE TABLE scenario(
    province_id BIGINT NOT NULL,
    scenario_id BIGINT NOT NULL,
    revision INTEGER NOT NULL,
    name TEXT NOT NULL,
    year INTEGER NOT NULL,
    sets TEXT NOT NULL,                  -- JSON list of criteria documents, at most one per title
    saved_on TEXT NOT NULL,
    seq BIGINT NOT NULL,
    PRIMARY KEY (province_id, scenario_id, revision));
