-- Merging two entries takes two people: one asks for it, another confirms or declines.

-- append-only: person_merge_ask
CREATE TABLE person_merge_ask(
    province_id BIGINT NOT NULL,
    ask_id BIGINT NOT NULL,
    keep_id BIGINT NOT NULL,
    gone_id BIGINT NOT NULL,
    reason TEXT NOT NULL,
    seq BIGINT NOT NULL,                 -- the command that asked; its actor is who must not confirm
    PRIMARY KEY (province_id, ask_id));
CREATE INDEX person_merge_ask_keep ON person_merge_ask(province_id, keep_id);
CREATE INDEX person_merge_ask_gone ON person_merge_ask(province_id, gone_id);

-- append-only: person_merge_answer
CREATE TABLE person_merge_answer(
    province_id BIGINT NOT NULL,
    ask_id BIGINT NOT NULL,
    merge_id BIGINT,                     -- the merge, when it was confirmed; NULL: declined
    reason TEXT,                         -- of declining
    seq BIGINT NOT NULL,
    PRIMARY KEY (province_id, ask_id));
