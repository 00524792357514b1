-- One person entered twice: which entry was merged into which, what that changed, and whether it was undone. Both entries
-- keep their ids, so that assessments and titles stay with them.

-- append-only: person_merge
CREATE TABLE person_merge(
    province_id BIGINT NOT NULL,
    merge_id BIGINT NOT NULL,
    keep_id BIGINT NOT NULL,
    gone_id BIGINT NOT NULL,
    on_date TEXT NOT NULL,               -- the first day on which only keep_id counts
    reason TEXT NOT NULL,
    seq BIGINT NOT NULL,
    PRIMARY KEY (province_id, merge_id));
CREATE INDEX person_merge_gone ON person_merge(province_id, gone_id);
CREATE INDEX person_merge_keep ON person_merge(province_id, keep_id);

-- What the merge did to rows of memberships: enough to put each back as it was.
-- append-only: person_merge_change
CREATE TABLE person_merge_change(
    province_id BIGINT NOT NULL,
    merge_id BIGINT NOT NULL,
    change_no INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('household_closed', 'unit_closed', 'unit_taken_over')),
    group_id BIGINT NOT NULL,            -- the household or unit
    from_date TEXT NOT NULL,             -- of the row of the membership
    old_to_date TEXT,
    new_to_date TEXT,
    PRIMARY KEY (province_id, merge_id, change_no));

-- append-only: person_merge_undone
CREATE TABLE person_merge_undone(
    province_id BIGINT NOT NULL,
    merge_id BIGINT NOT NULL,
    reason TEXT NOT NULL,
    seq BIGINT NOT NULL,
    PRIMARY KEY (province_id, merge_id));

-- Two persons who look alike and are not the same: not suspected again.
-- append-only: person_not_same
CREATE TABLE person_not_same(
    province_id BIGINT NOT NULL,
    low_id BIGINT NOT NULL,
    high_id BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    PRIMARY KEY (province_id, low_id, high_id));
