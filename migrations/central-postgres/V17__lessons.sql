-- Lessons that officers share with their team. Nothing here leads to a phone or to an officer, and nothing may tell in
-- which order lessons came. A table of PostgreSQL keeps its rows in the order in which they were written, and the former
-- ones until it is vacuumed: the store has to write those that wait anew, in the order of their identifiers, with each
-- one that comes, and to rewrite the table (VACUUM FULL) after it.

-- Those that wait for their batch.
CREATE TABLE lessons_waiting (
    lesson bytea   NOT NULL PRIMARY KEY CHECK (length(lesson) = 16), -- identifier: chance, made by the phone
    team   text    NOT NULL,
    week   integer NOT NULL,                            -- its week: the first hour of it, since 1970-01-01T00:00Z
    about  text    NOT NULL,                            -- ground:CODE or theme:CODE
    words  text    NOT NULL CHECK (length(words) > 0),
    secret bytea   NOT NULL CHECK (length(secret) = 32), -- hash of the secret with which it is taken back
    enough boolean NOT NULL                             -- whether enough phones of the team were active in its week
);

-- Those that the team can read.
CREATE TABLE lessons (
    lesson bytea   NOT NULL PRIMARY KEY CHECK (length(lesson) = 16),
    team   text    NOT NULL,
    week   integer NOT NULL,
    about  text    NOT NULL,
    words  text    NOT NULL CHECK (length(words) > 0),
    secret bytea   NOT NULL CHECK (length(secret) = 32)
);
CREATE INDEX lessons_team ON lessons (team, week);

-- Those that were taken back, so that a late copy does not come again, and those that a shift lead set aside.
CREATE TABLE lessons_over (
    lesson bytea   NOT NULL PRIMARY KEY CHECK (length(lesson) = 16),
    week   integer NOT NULL,
    reason text    CHECK (reason IN ('names_somebody', 'no_lesson')), -- why it was set aside; NULL where it was taken back
    secret bytea   CHECK (length(secret) = 32),        -- of one that was set aside: its author may ask
    CHECK ((reason IS NULL) = (secret IS NULL))
);

-- The day of the last batch.
CREATE TABLE lesson_batch (
    only_row integer NOT NULL PRIMARY KEY CHECK (only_row = 1),
    day      integer NOT NULL                           -- days since 1970, UTC
);
