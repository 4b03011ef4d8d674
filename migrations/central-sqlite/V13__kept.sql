-- What a record keeps, by its age. Once it can no longer be amended, only what the counts of a subject need
-- stays. No name of a record and no place in the table tells when the record came, or with which others.

ALTER TABLE records RENAME TO records_before;
DROP INDEX records_by_subject;
DROP INDEX records_spared;

CREATE TABLE records (
    -- Above 0 in order of arrival. Below 0 once the week of the record is closed: its week, then chance.
    seq           INTEGER PRIMARY KEY,
    -- HMAC(central key, "report" ‖ the name that the phone gave the report), the first 16 bytes.
    report        BLOB    NOT NULL UNIQUE CHECK (length(report) = 16),
    -- The revision; without facts a keyed seal of it. NULL when the record was withdrawn.
    revision      INTEGER CHECK (revision >= 1),
    -- A withdrawn record keeps its name, so that a late copy of it changes nothing, and no content.
    kind          TEXT    NOT NULL CHECK (kind IN ('query', 'stop', 'withdrawn')),
    epoch         INTEGER NOT NULL,
    -- HMAC(central key, "officer" ‖ epoch ‖ device), the first 8 bytes. Another one in each epoch.
    officer       BLOB    CHECK (length(officer) = 8),
    -- HMAC(central key, epoch ‖ pseudonym), the first 16 bytes.
    subject       BLOB    CHECK (length(subject) = 16),
    team          TEXT,
    -- When it happened; without facts the first hour of that day (UTC).
    hour          INTEGER,
    -- In which week of the summaries it counts.
    week          INTEGER,
    -- 1 when a stop found nothing, 0 when it found something; of stops only.
    found_nothing INTEGER CHECK (found_nothing IN (0, 1)),
    -- 1 when the subject had been stopped in the 30 days before; of stops only.
    repeated      INTEGER CHECK (repeated IN (0, 1)),
    -- Spare the subject until the end of this hour; without facts the last hour of that day (UTC).
    spare_until   INTEGER,
    -- The coded answers, as JSON. NULL once the record can no longer be amended.
    facts         TEXT,
    CHECK ((kind = 'withdrawn') = (subject IS NULL)),
    CHECK ((kind = 'withdrawn') = (hour IS NULL)),
    CHECK ((kind = 'withdrawn') = (revision IS NULL)),
    CHECK (kind <> 'withdrawn' OR facts IS NULL),
    CHECK ((facts IS NULL) = (officer IS NULL)),
    CHECK ((facts IS NULL) = (team IS NULL)),
    CHECK ((facts IS NULL) = (week IS NULL)),
    CHECK (facts IS NOT NULL OR (hour % 24 = 0 AND seq < 0) OR kind = 'withdrawn'),
    CHECK (facts IS NOT NULL OR coalesce(spare_until % 24 = 23, 1)),
    CHECK ((kind = 'stop') = (found_nothing IS NOT NULL)),
    CHECK ((kind = 'stop' AND facts IS NOT NULL) = (repeated IS NOT NULL))
) STRICT;

INSERT INTO records (seq, report, revision, kind, epoch, officer, subject, team, hour, week,
                     found_nothing, repeated, spare_until, facts)
SELECT seq, report, iif(kind = 'withdrawn', NULL, revision), kind, epoch,
       iif(kind = 'withdrawn', NULL, officer), subject, team, hour, week,
       found_nothing, repeated, spare_until, facts
FROM records_before;

DROP TABLE records_before;

CREATE INDEX records_by_subject
    ON records (epoch, subject, kind, hour, found_nothing, spare_until);
CREATE INDEX records_spared ON records (epoch, subject, spare_until) WHERE spare_until IS NOT NULL;

-- The records of before have the names that phones gave them until central has its key at hand, which SQL
-- does not: from this seq on. No row once each has its kept name.
CREATE TABLE unnamed (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    from_seq INTEGER NOT NULL
) STRICT;

INSERT INTO unnamed (only_row, from_seq)
SELECT 1, min(seq) FROM records HAVING count(*) > 0;
