-- What central does not believe of the clock yet, and since when the clock says so. It has to outlast a
-- restart: a centre that never runs for a day would else never believe it.
-- Moments are milliseconds since 1970-01-01T00:00Z, by that same clock.

-- Since when the clock has been more than a week ahead of open_week; NULL while it is not.
ALTER TABLE closing ADD COLUMN ahead_since bigint;

-- Since when an epoch has been over.
CREATE TABLE dead_epochs (
    -- year × 10 + quarter.
    epoch integer PRIMARY KEY,
    since bigint  NOT NULL
);
