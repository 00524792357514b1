-- Each change is one command, kept once. The chain hashes body_hash and answer_hash, not the texts, so that a lawful
-- erasure can blank a text and leave the chain whole.
-- append-only: journal
CREATE TABLE journal(
    province_id BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    command_id TEXT NOT NULL,
    name TEXT NOT NULL,
    actor TEXT NOT NULL,
    at TEXT NOT NULL,
    body TEXT NOT NULL,
    body_hash TEXT NOT NULL,
    refused INTEGER NOT NULL CHECK (refused IN (0, 1)),
    answer TEXT NOT NULL,
    answer_hash TEXT NOT NULL,
    previous_hash TEXT NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (province_id, seq));
CREATE UNIQUE INDEX journal_command ON journal(province_id, command_id);
