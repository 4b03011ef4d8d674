-- Drafts that could not be read. They are kept as they were found, so that they block no other check
-- and a later program may still read them.
CREATE TABLE drafts_set_aside (
    id       INTEGER PRIMARY KEY,                      -- oldest first
    aside_at INTEGER NOT NULL,                         -- when; UTC milliseconds
    draft_id BLOB    NOT NULL,
    query_id BLOB    NOT NULL,
    body     TEXT    NOT NULL                          -- as it was found
) STRICT;
