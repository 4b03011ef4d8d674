-- The commits of this store, counted; the same number stands in a file beside it. When that file knows of
-- more, the newest saves are gone: the log was cut, or an older copy of the store was put back.
CREATE TABLE commits (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    store_id BLOB    NOT NULL CHECK (length(store_id) = 16), -- chance: tells this store from one that was begun anew
    number   INTEGER NOT NULL CHECK (number >= 0),           -- grows with each transaction that changes something
    lost     INTEGER NOT NULL DEFAULT 0 CHECK (lost >= 0),   -- saves that were found gone, in all
    lost_at  INTEGER                                         -- when that was last found; UTC milliseconds
) STRICT;
INSERT INTO commits (only_row, store_id, number) VALUES (1, randomblob(16), 0);
