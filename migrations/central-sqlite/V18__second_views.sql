-- Requests of officers for a second view, and what advisers answered. Nothing here leads to a phone, a team or an officer,
-- and nothing tells in which order requests or answers came: identifiers are chance and order each table, and requests and
-- answers are written anew, in the order of their keys, with each one that comes.

-- Those that the advisers see with the next batch.
CREATE TABLE views_waiting (
    view   BLOB    NOT NULL PRIMARY KEY CHECK (length(view) = 16), -- identifier: chance, made by the phone
    week   INTEGER NOT NULL,                            -- its week: the first hour of it, since 1970-01-01T00:00Z
    about  TEXT    NOT NULL,                            -- one or two of ground:CODE and theme:CODE, with a space between
    words  TEXT    NOT NULL CHECK (length(words) > 0),  -- the question
    secret BLOB    NOT NULL CHECK (length(secret) = 32) -- hash of the secret with which the answers are read
) STRICT, WITHOUT ROWID;

-- Those that the advisers see.
CREATE TABLE views (
    view   BLOB    NOT NULL PRIMARY KEY CHECK (length(view) = 16),
    week   INTEGER NOT NULL,
    about  TEXT    NOT NULL,
    words  TEXT    NOT NULL CHECK (length(words) > 0),
    secret BLOB    NOT NULL CHECK (length(secret) = 32)
) STRICT, WITHOUT ROWID;

-- The answers. Nothing says which adviser gave which.
CREATE TABLE view_answers (
    view   BLOB    NOT NULL CHECK (length(view) = 16),
    answer BLOB    NOT NULL CHECK (length(answer) = 32), -- hash of request and words: the same answer is kept once
    words  TEXT    NOT NULL CHECK (length(words) > 0),
    PRIMARY KEY (view, answer)
) STRICT, WITHOUT ROWID;

-- Those that were taken back, so that a late copy does not come again.
CREATE TABLE views_over (
    view   BLOB    NOT NULL PRIMARY KEY CHECK (length(view) = 16),
    week   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The day of the last batch.
CREATE TABLE view_batch (
    only_row INTEGER NOT NULL PRIMARY KEY CHECK (only_row = 1),
    day      INTEGER NOT NULL                           -- days since 1970, UTC
) STRICT;
