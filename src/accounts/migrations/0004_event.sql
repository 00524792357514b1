-- What happened to how an account is signed in to: for its holder, who is told once.
-- reference: account_event
CREATE TABLE account_event(
    event_id BIGINT NOT NULL,
    account_id BIGINT NOT NULL,
    at_ms BIGINT NOT NULL,               -- milliseconds since 1970; of `wrong`, the last time
    kind TEXT NOT NULL,
    times BIGINT NOT NULL,               -- of `wrong`: how often; else 1
    session_id BIGINT NOT NULL,          -- whose holder did it; 0: nobody who was signed in
    device TEXT NOT NULL,                -- of that session, as people know it; else empty
    is_told BIGINT NOT NULL,
    PRIMARY KEY (event_id));
CREATE INDEX account_event_account ON account_event(account_id, event_id);
