-- Counts of a province and its communes for those who look at many provinces: made again from the facts when the journal
-- has grown, never a source of anything. The province's own rows say of when and up to which command; a commune's row is
-- written when its number changes.
CREATE TABLE rollup(
    province_id BIGINT NOT NULL,
    year INTEGER NOT NULL,
    place_id BIGINT NOT NULL,            -- the province itself or one of its communes
    measure TEXT NOT NULL,               -- of the dictionary of figures; 'recognised.' before titles given by decision
    n BIGINT NOT NULL,
    as_of TEXT NOT NULL,                 -- when it was counted, UTC
    seq BIGINT NOT NULL,                 -- the last command of the journal that was counted in
    PRIMARY KEY (province_id, year, place_id, measure));
-- The provinces that were ever rolled up here: so that one that cannot be asked is missed by name.
-- reference: rollup_province
CREATE TABLE rollup_province(
    province_id BIGINT NOT NULL,
    PRIMARY KEY (province_id));
