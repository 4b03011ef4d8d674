-- The weekly roll-up, kept in the same transaction as the records, and what was published of it.

CREATE TABLE rollup (
    team    text    NOT NULL,
    -- The week in which the records count: its first hour since 1970.
    week    integer NOT NULL,
    -- The epoch of the records: year × 10 + quarter.
    epoch   integer NOT NULL,
    -- As in records; empty once the epoch is no longer live.
    officer bytea   NOT NULL CHECK (length(officer) IN (0, 8)),
    -- What is counted, such as 'stops' or 'ground:evading'.
    measure text    NOT NULL,
    -- How many records.
    number  integer NOT NULL CHECK (number >= 0),
    -- The sum of ratings, 0 for anything else.
    total   integer NOT NULL CHECK (total >= 0),
    PRIMARY KEY (team, week, epoch, officer, measure)
);

-- The first week that is still open. It never goes back, even if the clock does.
CREATE TABLE closing (
    only_row  integer PRIMARY KEY CHECK (only_row = 1),
    open_week integer NOT NULL
);

-- Figures that may be shown. Published is published: a row never changes.
CREATE TABLE published (
    team    text  NOT NULL,
    -- 2026-W47, 2026-11 or 2026-Q4.
    period  text  NOT NULL,
    -- Name of the figure → figure. What is hidden does not stand in it.
    figures jsonb NOT NULL,
    PRIMARY KEY (team, period)
);
