-- True boundaries of communes, as a file brought them, simplified: what the maps draw instead of tiles. The file loaded last counts,
-- until it is forgotten.
-- append-only: boundary_file
-- append-only: boundary
-- append-only: boundary_forgotten
CREATE TABLE boundary_file(
    province_id BIGINT NOT NULL,
    file_id BIGINT NOT NULL,             -- 1, 2, ... of the province
    source TEXT NOT NULL,                -- who made the file, as the map names it
    valid_on TEXT NOT NULL,              -- the day whose communes it shows
    sha256 TEXT NOT NULL,                -- of the file as it came
    seq BIGINT NOT NULL,
    PRIMARY KEY (province_id, file_id));
CREATE TABLE boundary(
    province_id BIGINT NOT NULL,
    file_id BIGINT NOT NULL,
    place_id BIGINT NOT NULL,
    rings TEXT NOT NULL,                 -- ten-thousandths of a degree: "lon lat dlon dlat ...;..." (src/places/outline.h)
    PRIMARY KEY (province_id, file_id, place_id));
CREATE TABLE boundary_forgotten(
    province_id BIGINT NOT NULL,
    file_id BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    PRIMARY KEY (province_id, file_id));
