-- The keys that columns and files are sealed with, each sealed by the installation's master key, which is not in the database.
-- reference: data_key
CREATE TABLE data_key(
    purpose TEXT NOT NULL,
    version INTEGER NOT NULL,            -- the newest seals; older ones still open what was sealed with them
    wrapped TEXT NOT NULL,
    made_at TEXT NOT NULL,
    resealed_to BIGINT,                  -- rows up to this id are under this version, the others are not yet; NULL: all are
    PRIMARY KEY (purpose, version));
