-- A schema with one fault of every rule of the catalogue lint. `-- fault: RULE TABLE` says what must be found, no more, no less.
-- reference: place
-- reference: office
-- Without fault: what must not be found.
CREATE TABLE place(place_id BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL, above_id BIGINT REFERENCES place(place_id));
CREATE TABLE good(province_id BIGINT NOT NULL, id BIGINT NOT NULL, seq BIGINT NOT NULL DEFAULT 0, PRIMARY KEY (province_id, id));
CREATE INDEX good_by_seq ON good USING brin (seq);
CREATE TABLE child(province_id BIGINT NOT NULL, id BIGINT NOT NULL, good_id BIGINT NOT NULL, PRIMARY KEY (province_id, id),
    FOREIGN KEY (province_id, good_id) REFERENCES good(province_id, id) ON DELETE CASCADE);

-- fault: tenant_without_key keyless
CREATE TABLE keyless(id BIGINT NOT NULL PRIMARY KEY, word TEXT);
-- fault: tenant_without_key small_key
-- fault: no_primary_key small_key
CREATE TABLE small_key(province_id INTEGER NOT NULL, id BIGINT NOT NULL);
-- fault: key_not_first late_key
CREATE TABLE late_key(province_id BIGINT NOT NULL, id BIGINT NOT NULL, PRIMARY KEY (id, province_id));
-- fault: key_not_first plain_index
CREATE TABLE plain_index(province_id BIGINT NOT NULL, id BIGINT NOT NULL, word TEXT, PRIMARY KEY (province_id, id));
CREATE INDEX plain_index_word ON plain_index(word);
-- fault: bad_type dated
CREATE TABLE dated(province_id BIGINT NOT NULL, id BIGINT NOT NULL, on_day DATE, PRIMARY KEY (province_id, id));
-- fault: default_expression clocked
CREATE TABLE clocked(province_id BIGINT NOT NULL, id BIGINT NOT NULL, at TEXT DEFAULT lower('X' || clock_timestamp()), PRIMARY KEY (province_id, id));
-- fault: sequence counted_id_seq
-- fault: default_expression counted
CREATE TABLE counted(province_id BIGINT NOT NULL, id BIGSERIAL, PRIMARY KEY (province_id, id));
-- fault: identity itself
-- fault: sequence itself_id_seq
CREATE TABLE itself(province_id BIGINT NOT NULL, id BIGINT GENERATED ALWAYS AS IDENTITY, PRIMARY KEY (province_id, id));
-- fault: generated doubled
CREATE TABLE doubled(province_id BIGINT NOT NULL, id BIGINT NOT NULL, twice BIGINT GENERATED ALWAYS AS (id * 2) STORED, PRIMARY KEY (province_id, id));
-- fault: trigger triggered
CREATE TABLE triggered(province_id BIGINT NOT NULL, id BIGINT NOT NULL, PRIMARY KEY (province_id, id));
CREATE TRIGGER triggered_same BEFORE UPDATE ON triggered FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger();
-- fault: rule ruled
CREATE TABLE ruled(province_id BIGINT NOT NULL, id BIGINT NOT NULL, PRIMARY KEY (province_id, id));
CREATE RULE ruled_never AS ON DELETE TO ruled DO INSTEAD NOTHING;
-- fault: exclusion apart
-- fault: key_not_first apart
CREATE TABLE apart(province_id BIGINT NOT NULL, id BIGINT NOT NULL, PRIMARY KEY (province_id, id), EXCLUDE USING btree (id WITH =));
-- fault: deferrable later
CREATE TABLE later(province_id BIGINT NOT NULL, id BIGINT NOT NULL, good_id BIGINT, PRIMARY KEY (province_id, id),
    FOREIGN KEY (province_id, good_id) REFERENCES good(province_id, id) DEFERRABLE);
-- fault: set_null emptied
CREATE TABLE emptied(province_id BIGINT NOT NULL, id BIGINT NOT NULL, good_id BIGINT, PRIMARY KEY (province_id, id),
    FOREIGN KEY (province_id, good_id) REFERENCES good(province_id, id) ON DELETE SET NULL (good_id));
-- fault: reference_across to_place
CREATE TABLE to_place(province_id BIGINT NOT NULL, id BIGINT NOT NULL, place_id BIGINT REFERENCES place(place_id), PRIMARY KEY (province_id, id));
-- fault: reference_across office
CREATE TABLE office(office_id BIGINT NOT NULL PRIMARY KEY, province_id BIGINT, good_id BIGINT, FOREIGN KEY (province_id, good_id) REFERENCES good(province_id, id));
-- fault: reference_without_key crossed
CREATE TABLE crossed(province_id BIGINT NOT NULL, id BIGINT NOT NULL, PRIMARY KEY (province_id, id),
    FOREIGN KEY (id, province_id) REFERENCES good(province_id, id));
-- fault: inheritance heir
CREATE TABLE heir(PRIMARY KEY (province_id, id)) INHERITS (good);
-- fault: not_a_table seen
CREATE VIEW seen AS SELECT province_id, id FROM good;
-- fault: unknown_table stranger
-- stranger: nobody has said what this table is
CREATE TABLE stranger(province_id BIGINT NOT NULL, id BIGINT NOT NULL, PRIMARY KEY (province_id, id));
-- fault: missing_table promised
