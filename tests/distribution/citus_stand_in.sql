-- The catalogue of Citus as far as this program reads it, and functions that note what they are told: for the program's own part of
-- spreading a database. Says nothing of whether Citus would do it. A superuser runs it in a database of its own.
SET allow_system_table_mods = on;
INSERT INTO pg_extension(oid, extname, extowner, extnamespace, extrelocatable, extversion) VALUES (16000, 'citus', 10, 11, false, 'stand-in');
RESET allow_system_table_mods;
CREATE SCHEMA noted;
SET search_path = noted;
CREATE TABLE pg_dist_partition(logicalrelid REGCLASS PRIMARY KEY, partmethod "char", partkey TEXT, colocationid INTEGER, repmodel "char");
CREATE TABLE pg_dist_shard(shardid BIGINT, shardminvalue TEXT, shardmaxvalue TEXT);
CREATE TABLE told(n INTEGER GENERATED ALWAYS AS IDENTITY, what TEXT);
CREATE FUNCTION column_to_column_name(t REGCLASS, k TEXT) RETURNS TEXT LANGUAGE SQL AS 'SELECT k';
CREATE FUNCTION get_shard_id_for_distribution_column(t REGCLASS, p BIGINT) RETURNS BIGINT LANGUAGE SQL AS 'SELECT p';
CREATE FUNCTION create_reference_table(t REGCLASS) RETURNS VOID LANGUAGE SQL AS
    'INSERT INTO noted.pg_dist_partition VALUES (t, ''n'', NULL, 1, ''t''); INSERT INTO noted.told(what) VALUES (''reference '' || t)';
CREATE FUNCTION create_distributed_table(t REGCLASS, k TEXT, colocate_with TEXT, shard_count INTEGER DEFAULT 0) RETURNS VOID LANGUAGE SQL AS
    'INSERT INTO noted.pg_dist_partition VALUES (t, ''h'', k, 2, ''s'');
     INSERT INTO noted.told(what) VALUES (''spread '' || t || '' with '' || colocate_with || '' '' || shard_count)';
CREATE FUNCTION truncate_local_data_after_distributing_table(t REGCLASS) RETURNS VOID LANGUAGE SQL AS
    'INSERT INTO noted.told(what) VALUES (''emptied '' || t)';
CREATE FUNCTION isolate_tenant_to_new_shard(t REGCLASS, p BIGINT, how TEXT, shard_transfer_mode TEXT) RETURNS BIGINT LANGUAGE SQL AS
    'INSERT INTO noted.pg_dist_shard VALUES (p, ''1'', ''1''); INSERT INTO noted.told(what) VALUES (''alone '' || p); SELECT p';
GRANT USAGE ON SCHEMA noted TO PUBLIC;
GRANT ALL ON ALL TABLES IN SCHEMA noted TO PUBLIC;
GRANT ALL ON ALL SEQUENCES IN SCHEMA noted TO PUBLIC;
