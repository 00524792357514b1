-- Key pairs that a holder's telephone or computer keeps: the public half, by which a signature is known.
-- reference: account_passkey
CREATE TABLE account_passkey(
    passkey_id BIGINT NOT NULL,
    account_id BIGINT NOT NULL,
    credential TEXT NOT NULL,            -- how the device knows it; URL-safe base64
    algorithm BIGINT NOT NULL,           -- of COSE: -7 ES256, -257 RS256
    public_key TEXT NOT NULL,            -- URL-safe base64
    sign_count BIGINT NOT NULL,          -- 0: the device does not count
    device TEXT NOT NULL,                -- it was made in, as people know it: "Chrome, Android"
    made_ms BIGINT NOT NULL,
    used_ms BIGINT,
    PRIMARY KEY (passkey_id));
CREATE UNIQUE INDEX account_passkey_credential ON account_passkey(credential);
CREATE INDEX account_passkey_account ON account_passkey(account_id);

-- What a device has been asked to sign: each once, whichever program is answered.
-- reference: passkey_challenge
CREATE TABLE passkey_challenge(
    challenge_hash TEXT NOT NULL,        -- keyed
    account_id BIGINT NOT NULL,          -- who adds a passkey; 0: somebody signs in
    expires_ms BIGINT NOT NULL,
    PRIMARY KEY (challenge_hash));
