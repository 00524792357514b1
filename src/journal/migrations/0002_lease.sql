-- Background work of a province: which program does it, and until when nobody else need look.
CREATE TABLE lease(
    province_id BIGINT NOT NULL,
    name TEXT NOT NULL,
    holder TEXT NOT NULL,
    until_ms BIGINT NOT NULL,            -- milliseconds since 1970, by the holder's clock
    PRIMARY KEY (province_id, name));
