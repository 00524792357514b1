-- Who may also sign in at another service. The subject there is kept as a keyed hash: it is only ever compared.
-- reference: account_external
CREATE TABLE account_external(
    issuer TEXT NOT NULL,
    subject_hash TEXT NOT NULL,
    account_id BIGINT NOT NULL,
    tied_ms BIGINT NOT NULL,
    PRIMARY KEY (issuer, subject_hash));
CREATE UNIQUE INDEX account_external_account ON account_external(account_id, issuer);
