-- What phones reported, in keyed forms only.
-- Epochs are written as year × 10 + quarter: 20264 is 2026Q4.
-- Hours and weeks are whole hours since 1970-01-01T00:00Z; a week stands as its first hour.

CREATE TABLE records (
    -- Grows with upload time, so that new rows go to the end of the file.
    seq           INTEGER PRIMARY KEY,
    -- The name that the phone gave the report: a UUID.
    report        BLOB    NOT NULL UNIQUE CHECK (length(report) = 16),
    revision      INTEGER NOT NULL CHECK (revision >= 1),
    -- A withdrawn record keeps its name, so that a late copy of it changes nothing, and no content.
    kind          TEXT    NOT NULL CHECK (kind IN ('query', 'stop', 'withdrawn')),
    epoch         INTEGER NOT NULL,
    -- HMAC(central key, "officer" ‖ epoch ‖ device), the first 8 bytes. Another one in each epoch.
    officer       BLOB    NOT NULL CHECK (length(officer) = 8),
    -- HMAC(central key, epoch ‖ pseudonym), the first 16 bytes.
    subject       BLOB    CHECK (length(subject) = 16),
    team          TEXT,
    -- When it happened.
    hour          INTEGER,
    -- In which week of the summaries it counts.
    week          INTEGER,
    -- 1 when a stop found nothing, 0 when it found something; of stops only.
    found_nothing INTEGER CHECK (found_nothing IN (0, 1)),
    -- 1 when the subject had been stopped in the 30 days before; of stops only.
    repeated      INTEGER CHECK (repeated IN (0, 1)),
    -- Spare the subject until the end of this hour.
    spare_until   INTEGER,
    -- The coded answers, as JSON.
    facts         TEXT,
    CHECK ((kind = 'withdrawn') = (subject IS NULL)),
    CHECK ((kind = 'withdrawn') = (facts IS NULL)),
    CHECK ((kind = 'withdrawn') = (hour IS NULL)),
    CHECK ((kind = 'withdrawn') = (week IS NULL)),
    CHECK ((kind = 'withdrawn') = (team IS NULL)),
    CHECK ((kind = 'stop') = (found_nothing IS NOT NULL)),
    CHECK ((kind = 'stop') = (repeated IS NOT NULL))
) STRICT;

-- The look-up, and the deletion of an epoch.
CREATE INDEX records_by_subject ON records (epoch, subject);
