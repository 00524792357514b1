-- Who may sign in, what each may do and where, and what they sign in with. Times in milliseconds since 1970. Small, and asked for
-- before anybody says which province: whole on every server.
-- reference: account
-- reference: account_grant
-- reference: account_password
-- reference: account_session
-- reference: account_device
-- reference: account_code
-- reference: account_totp
-- reference: account_recovery

CREATE TABLE account(
    account_id BIGINT NOT NULL,
    login TEXT NOT NULL,                 -- lower case, for ever its own: a closed account's login is not given again
    name TEXT NOT NULL,
    is_demo INTEGER NOT NULL CHECK (is_demo IN (0, 1)),   -- of the demo: no password, signs in by its name alone
    opened_by TEXT NOT NULL,             -- the actor of the command
    from_date TEXT NOT NULL,
    to_date TEXT,
    PRIMARY KEY (account_id));
CREATE UNIQUE INDEX account_login ON account(login);

-- A role held somewhere: at a place with everything under it, at a unit, or in a household.
CREATE TABLE account_grant(
    grant_id BIGINT NOT NULL,
    account_id BIGINT NOT NULL,
    role TEXT NOT NULL,
    for_province BIGINT NOT NULL,
    place_id BIGINT,
    unit_id BIGINT,
    household_id BIGINT,
    from_date TEXT NOT NULL,
    to_date TEXT,                        -- the first day on which it no longer counts
    granted_by TEXT NOT NULL,
    PRIMARY KEY (grant_id));
CREATE INDEX account_grant_account ON account_grant(account_id);
CREATE INDEX account_grant_place ON account_grant(place_id);

CREATE TABLE account_password(
    account_id BIGINT NOT NULL,
    hash TEXT NOT NULL,                  -- argon2id, with its salt and cost
    changed_ms BIGINT NOT NULL,
    PRIMARY KEY (account_id));

CREATE TABLE account_session(
    session_id BIGINT NOT NULL,
    account_id BIGINT NOT NULL,
    token_hash TEXT NOT NULL,            -- keyed; the token itself is in the browser alone
    device TEXT NOT NULL,                -- as people know it: "Chrome, Android"
    begun_ms BIGINT NOT NULL,
    seen_ms BIGINT NOT NULL,
    ended_ms BIGINT,
    PRIMARY KEY (session_id));
CREATE UNIQUE INDEX account_session_token ON account_session(token_hash);
CREATE INDEX account_session_account ON account_session(account_id);

-- A browser that has signed in to the account before: guesses made elsewhere do not use up its attempts.
CREATE TABLE account_device(
    account_id BIGINT NOT NULL,
    device_hash TEXT NOT NULL,
    seen_ms BIGINT NOT NULL,
    PRIMARY KEY (account_id, device_hash));

-- Codes given once, in person or on the terminal. Only their keyed hash is kept.
CREATE TABLE account_code(
    code_hash TEXT NOT NULL,
    account_id BIGINT,                   -- NULL: makes the first administrator
    drops_totp INTEGER NOT NULL CHECK (drops_totp IN (0, 1)),   -- for who has lost the second factor too
    expires_ms BIGINT NOT NULL,
    used_ms BIGINT,
    PRIMARY KEY (code_hash));
CREATE INDEX account_code_account ON account_code(account_id);

CREATE TABLE account_totp(
    account_id BIGINT NOT NULL,
    secret_sealed TEXT NOT NULL,
    is_confirmed INTEGER NOT NULL CHECK (is_confirmed IN (0, 1)),
    last_step BIGINT NOT NULL,           -- the newest step whose code was taken: no code is taken twice
    PRIMARY KEY (account_id));
CREATE TABLE account_recovery(
    account_id BIGINT NOT NULL,
    code_hash TEXT NOT NULL,
    used_ms BIGINT,
    PRIMARY KEY (account_id, code_hash));
