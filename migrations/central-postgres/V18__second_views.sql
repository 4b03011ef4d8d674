-- Requests of officers for a second view, and what advisers answered. Nothing here leads to a phone, a team or an officer,
-- and nothing may tell in which order requests or answers came. A table of PostgreSQL keeps its rows in the order in which
-- they were written, and the former ones until it is vacuumed: the store has to write requests and answers anew, in the
-- order of their keys, with each one that comes, and to rewrite the table (VACUUM FULL) after it.

-- Those that the advisers see with the next batch.
CREATE TABLE views_waiting (
    view   bytea   NOT NULL PRIMARY KEY CHECK (length(view) = 16), -- identifier: chance, made by the phone
    week   integer NOT NULL,                            -- its week: the first hour of it, since 1970-01-01T00:00Z
    about  text    NOT NULL,                            -- one or two of ground:CODE and theme:CODE, with a space between
    words  text    NOT NULL CHECK (length(words) > 0),  -- the question
    secret bytea   NOT NULL CHECK (length(secret) = 32) -- hash of the secret with which the answers are read
);

-- Those that the advisers see.
CREATE TABLE views (
    view   bytea   NOT NULL PRIMARY KEY CHECK (length(view) = 16),
    week   integer NOT NULL,
    about  text    NOT NULL,
    words  text    NOT NULL CHECK (length(words) > 0),
    secret bytea   NOT NULL CHECK (length(secret) = 32)
);

-- The answers. Nothing says which adviser gave which.
CREATE TABLE view_answers (
    view   bytea   NOT NULL CHECK (length(view) = 16),
    answer bytea   NOT NULL CHECK (length(answer) = 32), -- hash of request and words: the same answer is kept once
    words  text    NOT NULL CHECK (length(words) > 0),
    PRIMARY KEY (view, answer)
);

-- Those that were taken back, so that a late copy does not come again.
CREATE TABLE views_over (
    view   bytea   NOT NULL PRIMARY KEY CHECK (length(view) = 16),
    week   integer NOT NULL
);

-- The day of the last batch.
CREATE TABLE view_batch (
    only_row integer NOT NULL PRIMARY KEY CHECK (only_row = 1),
    day      integer NOT NULL                           -- days since 1970, UTC
);
