-- Since when phones may have pinned the key of an epoch: no other key may take its place then. Of
-- what was made before this step that cannot be told, so it counts from when it was made.
ALTER TABLE epochs ADD COLUMN answered_at INTEGER; -- ms since 1970, UTC
UPDATE epochs SET answered_at = created_at;

-- When the key was last copied out, by a backup or an export.
ALTER TABLE epochs ADD COLUMN copied_at INTEGER; -- ms since 1970, UTC

-- The last moment at which the clock of this machine was believed. At most one row.
CREATE TABLE belief (
    one   INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    until INTEGER NOT NULL, -- ms since 1970, UTC
    -- Since when it is believed though it had been far ahead of the moment before, if it had.
    jumped_at INTEGER       -- ms since 1970, UTC
) STRICT;
