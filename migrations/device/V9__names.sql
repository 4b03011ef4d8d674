-- The time with which a record was last named to central. Its hour may be corrected afterwards, and
-- central keeps a name under the epoch in which it first came.
ALTER TABLE queries ADD COLUMN named_at INTEGER; -- UTC milliseconds; NULL before the first batch
ALTER TABLE stops ADD COLUMN named_at INTEGER; -- UTC milliseconds; NULL before the first batch
UPDATE queries SET named_at = at WHERE report_id IS NOT NULL AND subject IS NOT NULL;
UPDATE stops SET named_at = at WHERE report_id IS NOT NULL;
-- Names that a record had with an hour that was corrected later: withdrawn at central each time that
-- the record is sent, because central may have been put back from a copy meanwhile.
CREATE TABLE former_names (
    record    BLOB    NOT NULL CHECK (length(record) = 16), -- query_id or stop_id
    number    INTEGER NOT NULL CHECK (number >= 0),          -- 0 is the first name
    report_id BLOB    NOT NULL CHECK (length(report_id) = 16),
    at        INTEGER NOT NULL,                              -- the time with which it was named; UTC milliseconds
    PRIMARY KEY (record, number)
) STRICT, WITHOUT ROWID;
