-- A lesson for the team that is being written, from the reflection on a stop. It goes with the readable mark of that stop.
CREATE TABLE lesson_drafts (
    stop_id BLOB PRIMARY KEY CHECK (length(stop_id) = 16),
    about   TEXT,                   -- ground:CODE or theme:CODE, once it was chosen
    text    TEXT                    -- in the officer's own words
) STRICT, WITHOUT ROWID;

-- The lessons that were shared. Nothing leads from one to the stop from whose reflection it came.
CREATE TABLE lessons (
    id     INTEGER PRIMARY KEY,     -- in the order in which they were shared
    lesson BLOB    NOT NULL UNIQUE CHECK (length(lesson) = 16), -- identifier: chance
    secret BLOB    NOT NULL CHECK (length(secret) = 32),        -- with it the lesson is taken back
    about  TEXT    NOT NULL,        -- ground:CODE or theme:CODE
    text   TEXT,                    -- NULL once it was taken back
    state  TEXT    NOT NULL,        -- where it stands: crates/device/src/lesson.rs
    week   INTEGER,                 -- the week in which it was sent first: its first hour since 1970; NULL until then
    asked  INTEGER                  -- the day on which central was asked last where it stands, since 1970
) STRICT;
