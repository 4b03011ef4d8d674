-- What central knows of itself: what it believes of its clock, which keys belong to this database, how
-- often it was put back from a copy, and which epoch keys an administrator accepted.
-- Moments are milliseconds since 1970-01-01T00:00Z.

CREATE TABLE clock_belief (
    only_row    INTEGER PRIMARY KEY CHECK (only_row = 1),
    -- The last moment that was believed, to the hour.
    until       INTEGER NOT NULL,
    -- On which side of it the clock is too far away, and since when it says so, by that clock.
    doubt       TEXT    CHECK (doubt IN ('ahead', 'behind')),
    doubt_since INTEGER,
    CHECK ((doubt IS NULL) = (doubt_since IS NULL))
) STRICT;

-- HMAC(key, "key of this database") of each key file: another key beside this database is refused.
CREATE TABLE key_checks (
    -- 'central.key' or 'issuer.key'.
    file  TEXT PRIMARY KEY NOT NULL,
    value BLOB NOT NULL CHECK (length(value) = 32)
) STRICT, WITHOUT ROWID;

-- Each time that this database was put back from a copy, or begun anew.
CREATE TABLE restores (
    -- Grows with each; phones know the restore by it.
    number       INTEGER PRIMARY KEY,
    restored_at  INTEGER NOT NULL,
    -- The last moment that central believed when the copy was made; 0 where there was none.
    copied_until INTEGER NOT NULL
) STRICT;

-- The keys of epochs that were replaced on purpose.
CREATE TABLE accepted_epoch_keys (
    -- year × 10 + quarter.
    epoch       INTEGER PRIMARY KEY,
    public_key  BLOB    NOT NULL CHECK (length(public_key) = 32),
    accepted_at INTEGER NOT NULL
) STRICT;

-- From when on there can be records of this device, where that is not since it was enrolled: it was
-- enrolled anew after a restore, or under a clock that was not believed. 0 where nobody knows.
ALTER TABLE devices ADD COLUMN records_from INTEGER;
