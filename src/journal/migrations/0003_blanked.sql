-- Bodies that a lawful erasure blanked, and the command that did it. The chain hashes the hash of a body and stays whole.
-- append-only: journal_blanked
-- erasable: journal(body) beside(province_id, seq, command_id, name, actor, at, body_hash, refused, answer, answer_hash, previous_hash, hash)
CREATE TABLE journal_blanked(
    province_id BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    by_seq BIGINT NOT NULL,
    PRIMARY KEY (province_id, seq));
-- The commands of a name: an erasure looks through those that name persons.
CREATE INDEX journal_name ON journal(province_id, name, seq);
