-- Places through time. Reference tables: small, rarely written, no province in the key.
-- reference: place
-- reference: place_name
-- reference: place_code
-- reference: place_parent
-- reference: place_succession
-- reference: place_measure
-- reference: place_alias
-- reference: place_centre
-- reference: place_neighbour
-- to_date is the first day that no longer counts, NULL while it lasts.
CREATE TABLE place(
    place_id BIGINT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('province', 'district', 'commune', 'hamlet', 'area')),
    province_id BIGINT NOT NULL,
    from_date TEXT NOT NULL,
    to_date TEXT,
    PRIMARY KEY (place_id));
CREATE TABLE place_name(
    place_id BIGINT NOT NULL,
    from_date TEXT NOT NULL,
    to_date TEXT,
    type TEXT NOT NULL,                  -- tinh, huyen, thi_xa, thanh_pho, xa, phuong, thi_tran, ban, tieu_khu, to_dan_pho, lien_minh
    name TEXT NOT NULL,
    name_en TEXT NOT NULL,
    folded TEXT NOT NULL,
    PRIMARY KEY (place_id, from_date));
CREATE TABLE place_code(
    place_id BIGINT NOT NULL,
    scheme TEXT NOT NULL,                -- 'nso': codes of the statistics office
    code TEXT NOT NULL,
    from_date TEXT NOT NULL,
    to_date TEXT,
    PRIMARY KEY (place_id, scheme, from_date));
CREATE INDEX place_code_code ON place_code(scheme, code);
CREATE TABLE place_parent(
    place_id BIGINT NOT NULL,
    parent_id BIGINT NOT NULL,
    from_date TEXT NOT NULL,
    to_date TEXT,
    PRIMARY KEY (place_id, parent_id, from_date));
CREATE TABLE place_succession(
    old_place_id BIGINT NOT NULL,
    new_place_id BIGINT NOT NULL,
    on_date TEXT NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (old_place_id, new_place_id, on_date));
CREATE TABLE place_measure(
    place_id BIGINT NOT NULL,
    measure TEXT NOT NULL,               -- area_ha, population
    as_of TEXT NOT NULL,
    value BIGINT NOT NULL,
    source TEXT NOT NULL,
    note TEXT,
    PRIMARY KEY (place_id, measure, as_of));
-- Other spellings that registers and maps use.
CREATE TABLE place_alias(
    place_id BIGINT NOT NULL,
    alias TEXT NOT NULL,
    folded TEXT NOT NULL,
    PRIMARY KEY (place_id, alias));
-- Ten-thousandths of a degree.
CREATE TABLE place_centre(
    place_id BIGINT NOT NULL,
    lat_e4 BIGINT NOT NULL,
    lon_e4 BIGINT NOT NULL,
    PRIMARY KEY (place_id));
-- Pairs that share a border, the smaller id first.
CREATE TABLE place_neighbour(
    place_id BIGINT NOT NULL,
    neighbour_id BIGINT NOT NULL,
    PRIMARY KEY (place_id, neighbour_id),
    CHECK (place_id < neighbour_id));
