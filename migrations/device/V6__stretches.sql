-- The clock of the phone by stretches in which it ran on steadily: one comparison with central dates
-- all records of a stretch. What the clock said stands uncorrected here.
CREATE TABLE stretches (
    number       INTEGER PRIMARY KEY,                  -- grows with time
    began_at     INTEGER NOT NULL,                     -- what the clock said at the first look; UTC milliseconds
    boot         BLOB    CHECK (length(boot) = 16),    -- names the run of the platform; NULL where it does not tell
    since_boot   INTEGER,                              -- how long the platform had run at the first look; milliseconds
    correction   INTEGER NOT NULL,                     -- what was added to the clock for the times of its records; milliseconds
    state        TEXT    NOT NULL CHECK (state IN ('open', 'dated', 'asks')), -- how well that is known
    compared_at  INTEGER,                              -- what the clock said when it was last compared; UTC milliseconds
    disputed_since INTEGER,                            -- how long the platform had run when central first said something else than this clock; milliseconds
    first_query  INTEGER NOT NULL,                     -- no look-up of it has a lower id
    first_stop   INTEGER NOT NULL,                     -- no stop of it has a lower id
    CHECK ((boot IS NULL) = (since_boot IS NULL))
) STRICT;

CREATE INDEX stretches_by_state ON stretches (state);

-- 0 is what was recorded before stretches were kept: its times stand as they are.
INSERT INTO stretches (number, began_at, correction, state, compared_at, first_query, first_stop)
SELECT 0, 0, 0, 'dated', last_success, 0, 0 FROM sync_state;
ALTER TABLE queries ADD COLUMN stretch INTEGER NOT NULL DEFAULT 0; -- in which it was made
ALTER TABLE stops ADD COLUMN stretch INTEGER NOT NULL DEFAULT 0; -- in which it began
ALTER TABLE drafts ADD COLUMN stretch INTEGER NOT NULL DEFAULT 0; -- in which it was begun
-- A revision stays as it was written. What is to be added to its moment stands beside it.
ALTER TABLE stop_revisions ADD COLUMN stretch INTEGER NOT NULL DEFAULT 0; -- in which it was finished
ALTER TABLE stop_revisions ADD COLUMN moved INTEGER NOT NULL DEFAULT 0; -- milliseconds
-- Since when a record is refused: the officer has as long to look at it, however old it is.
ALTER TABLE outbox ADD COLUMN refused_at INTEGER; -- UTC milliseconds; NULL while it waits
UPDATE outbox SET refused_at = 1000 * unixepoch() WHERE refusal IS NOT NULL;
-- An epoch whose key at the key service is no longer the pinned one: nothing of it can be sent.
ALTER TABLE epoch_keys ADD COLUMN changed INTEGER NOT NULL DEFAULT 0 CHECK (changed IN (0, 1));
-- Why the clock is not believed, since ahead_since; NULL while it is.
ALTER TABLE sync_state ADD COLUMN doubt TEXT CHECK (doubt IN ('ahead', 'behind'));
UPDATE sync_state SET doubt = 'ahead' WHERE ahead_since IS NOT NULL;
-- How often this store was found to be older than it was. What is sent then has higher revisions than
-- all that was sent before, also by what is gone.
ALTER TABLE sync_state ADD COLUMN put_back INTEGER NOT NULL DEFAULT 0;
-- How often central said that it was put back from a copy; what it may have lost is sent again.
ALTER TABLE sync_state ADD COLUMN central_restored INTEGER NOT NULL DEFAULT 0;
