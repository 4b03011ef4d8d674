-- The commits of this database, counted; the same number stands in a file beside it. When that file knows of
-- more, what was acknowledged is gone: the log was lost, cut or damaged, or an older copy was put in place.
CREATE TABLE commits (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    -- Chance: tells this database from a copy of it, and from one that was begun anew.
    store    INTEGER NOT NULL,
    -- Grows with each transaction that changes something.
    number   INTEGER NOT NULL CHECK (number >= 0),
    -- A wrong digit in either of the two shows here.
    total    INTEGER NOT NULL CHECK (total = store + number),
    -- Commits that were found gone, in all, and when that was last found; milliseconds since 1970.
    lost     INTEGER NOT NULL DEFAULT 0 CHECK (lost >= 0),
    lost_at  INTEGER
) STRICT;

-- 56 bits, so that the sum of the two stays a whole number.
WITH chance (store) AS MATERIALIZED (SELECT random() >> 8)
INSERT INTO commits (only_row, store, number, total) SELECT 1, store, 0, store FROM chance;
