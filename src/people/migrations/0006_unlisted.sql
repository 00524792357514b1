-- Whose data are restricted: left out of lists, searches and files, kept in every count. The duties of personal data say who.
CREATE TABLE person_unlisted(
    province_id BIGINT NOT NULL,
    person_id BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    PRIMARY KEY (province_id, person_id));
