-- The weekly roll-up, kept in the same transaction as the records, and what was published of it.

CREATE TABLE rollup (
    team    TEXT    NOT NULL,
    -- The week in which the records count: its first hour since 1970.
    week    INTEGER NOT NULL,
    -- The epoch of the records: year × 10 + quarter.
    epoch   INTEGER NOT NULL,
    -- As in records; empty once the epoch is no longer live.
    officer BLOB    NOT NULL CHECK (length(officer) IN (0, 8)),
    -- What is counted, such as 'stops' or 'ground:evading'.
    measure TEXT    NOT NULL,
    -- How many records.
    number  INTEGER NOT NULL CHECK (number >= 0),
    -- The sum of ratings, 0 for anything else.
    total   INTEGER NOT NULL CHECK (total >= 0),
    PRIMARY KEY (team, week, epoch, officer, measure)
) STRICT, WITHOUT ROWID;

-- The first week that is still open. It never goes back, even if the clock does.
CREATE TABLE closing (
    only_row  INTEGER PRIMARY KEY CHECK (only_row = 1),
    open_week INTEGER NOT NULL
) STRICT;

-- Figures that may be shown. Published is published: a row never changes.
CREATE TABLE published (
    team    TEXT NOT NULL,
    -- 2026-W47, 2026-11 or 2026-Q4.
    period  TEXT NOT NULL,
    -- Name of the figure → figure, as JSON. What is hidden does not stand in it.
    figures TEXT NOT NULL,
    PRIMARY KEY (team, period)
) STRICT, WITHOUT ROWID;
