-- Until when a subject is to be spared is found without reading all that is known of it.
CREATE INDEX records_spared ON records (epoch, subject, spare_until) WHERE spare_until IS NOT NULL;

-- What an officer's phones may still upload. A bucket that is full again is not kept.
CREATE TABLE upload_quota (
    -- The tag of the epoch in which the upload came, as in records: this tells of nobody what records do
    -- not tell.
    officer    BLOB    PRIMARY KEY NOT NULL CHECK (length(officer) = 8),
    -- What is left, of reports and of advisories; one of them is 86,400,000 parts.
    reports    INTEGER NOT NULL CHECK (reports >= 0),
    advisories INTEGER NOT NULL CHECK (advisories >= 0),
    -- At the start of which hour since 1970 that was. No finer, as in records.
    hour       INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
