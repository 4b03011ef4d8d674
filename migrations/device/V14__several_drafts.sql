-- Several drafts may wait while one is on the screen.
CREATE TABLE several_drafts (
    id         INTEGER PRIMARY KEY,                    -- never leaves this file
    draft_id   BLOB    NOT NULL UNIQUE CHECK (length(draft_id) = 16),
    query_id   BLOB    NOT NULL CHECK (length(query_id) = 16),
    body       TEXT    NOT NULL,                       -- JSON
    touched_at INTEGER NOT NULL,                       -- when it was last changed; UTC milliseconds
    stretch    INTEGER NOT NULL,                       -- in which it was begun
    parked     INTEGER NOT NULL DEFAULT 0 CHECK (parked IN (0, 1)) -- 0 for the one on the screen
) STRICT;
INSERT INTO several_drafts (draft_id, query_id, body, touched_at, stretch)
SELECT draft_id, query_id, body, touched_at, stretch FROM drafts;
DROP TABLE drafts;
ALTER TABLE several_drafts RENAME TO drafts;

CREATE UNIQUE INDEX drafts_on_screen ON drafts (parked) WHERE parked = 0;
