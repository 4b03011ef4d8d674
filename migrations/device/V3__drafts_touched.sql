-- A draft that nobody touches is closed after a while, and its officer told so.
ALTER TABLE drafts ADD COLUMN touched_at INTEGER NOT NULL DEFAULT 0; -- when it was last changed; UTC milliseconds
UPDATE drafts SET touched_at = 1000 * unixepoch();
ALTER TABLE sync_state ADD COLUMN draft_closed INTEGER NOT NULL DEFAULT 0 CHECK (draft_closed IN (0, 1)); -- until the next one is begun
