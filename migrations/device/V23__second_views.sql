-- A request for a second view that is being written, from the reflection on a stop. It goes with the readable mark of that
-- stop.
CREATE TABLE view_drafts (
    stop_id BLOB PRIMARY KEY CHECK (length(stop_id) = 16),
    about   TEXT,                   -- one or two of ground:CODE and theme:CODE with a space between, once one was chosen
    text    TEXT                    -- in the officer's own words
) STRICT, WITHOUT ROWID;

-- The requests that were made. Nothing leads from one to the stop from whose reflection it came.
CREATE TABLE views (
    id     INTEGER PRIMARY KEY,     -- in the order in which they were made
    view   BLOB    NOT NULL UNIQUE CHECK (length(view) = 16),   -- identifier: chance
    secret BLOB    NOT NULL CHECK (length(secret) = 32),        -- with it the answers are read and the request is taken back
    about  TEXT    NOT NULL,        -- one or two of ground:CODE and theme:CODE, with a space between
    text   TEXT,                    -- the question; NULL once it was taken back
    state  TEXT    NOT NULL,        -- where it stands: crates/device/src/second_view.rs
    week   INTEGER NOT NULL,        -- the week in which it was made: its first hour since 1970
    asked  INTEGER                  -- when central was asked last where it stands, in quarters of a day since 1970
) STRICT;

-- The answers that central told of.
CREATE TABLE view_answers (
    id   INTEGER PRIMARY KEY,       -- in the order in which this phone got them
    view BLOB    NOT NULL CHECK (length(view) = 16),
    text TEXT    NOT NULL,
    UNIQUE (view, text)
) STRICT;

-- Of an adviser: answers that are being written.
CREATE TABLE answer_drafts (
    view BLOB    PRIMARY KEY CHECK (length(view) = 16),
    text TEXT    NOT NULL,
    week INTEGER NOT NULL           -- the week in which it was written last: its first hour since 1970
) STRICT, WITHOUT ROWID;
