-- Lessons that officers share with their team. Nothing here leads to a phone or to an officer, and nothing tells in which
-- order lessons came: identifiers are chance and order each table, those that wait are all written anew with each one
-- that comes, and a batch is written in the order of its identifiers.

-- Those that wait for their batch.
CREATE TABLE lessons_waiting (
    lesson BLOB    NOT NULL PRIMARY KEY CHECK (length(lesson) = 16), -- identifier: chance, made by the phone
    team   TEXT    NOT NULL,
    week   INTEGER NOT NULL,                            -- its week: the first hour of it, since 1970-01-01T00:00Z
    about  TEXT    NOT NULL,                            -- ground:CODE or theme:CODE
    words  TEXT    NOT NULL CHECK (length(words) > 0),
    secret BLOB    NOT NULL CHECK (length(secret) = 32), -- hash of the secret with which it is taken back
    enough INTEGER NOT NULL CHECK (enough IN (0, 1))    -- 1 once enough phones of the team were active in its week
) STRICT, WITHOUT ROWID;

-- Those that the team can read.
CREATE TABLE lessons (
    lesson BLOB    NOT NULL PRIMARY KEY CHECK (length(lesson) = 16),
    team   TEXT    NOT NULL,
    week   INTEGER NOT NULL,
    about  TEXT    NOT NULL,
    words  TEXT    NOT NULL CHECK (length(words) > 0),
    secret BLOB    NOT NULL CHECK (length(secret) = 32)
) STRICT, WITHOUT ROWID;
CREATE INDEX lessons_team ON lessons (team, week);

-- Those that were taken back, so that a late copy does not come again, and those that a shift lead set aside.
CREATE TABLE lessons_over (
    lesson BLOB    NOT NULL PRIMARY KEY CHECK (length(lesson) = 16),
    week   INTEGER NOT NULL,
    reason TEXT    CHECK (reason IN ('names_somebody', 'no_lesson')), -- why it was set aside; NULL where it was taken back
    secret BLOB    CHECK (length(secret) = 32),        -- of one that was set aside: its author may ask
    CHECK ((reason IS NULL) = (secret IS NULL))
) STRICT, WITHOUT ROWID;

-- The day of the last batch.
CREATE TABLE lesson_batch (
    only_row INTEGER NOT NULL PRIMARY KEY CHECK (only_row = 1),
    day      INTEGER NOT NULL                           -- days since 1970, UTC
) STRICT;
