-- The version of the marks from which own_key of queries and stops is made. The program makes the keys of
-- readable subjects anew when its marks have a later one.
ALTER TABLE sync_state ADD COLUMN mark_version INTEGER NOT NULL DEFAULT 1 CHECK (mark_version >= 1);
