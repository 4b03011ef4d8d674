-- A look-up that was typed wrong is taken back here and at central, and counted nowhere. Its mark goes at once.
ALTER TABLE queries ADD COLUMN mistyped INTEGER NOT NULL DEFAULT 0 CHECK (mistyped IN (0, 1));

-- The local counts leave it out, and still never touch the table.
DROP INDEX queries_counts;
CREATE INDEX queries_counts ON queries (own_key, at, advisory_until, mistyped);

-- A row may stand for taking back a look-up. A check of a column cannot be changed, so the table is made anew.
ALTER TABLE outbox RENAME TO outbox_before;
DROP INDEX outbox_refused;
DROP INDEX outbox_withdrawals;
CREATE TABLE outbox (
    id         INTEGER PRIMARY KEY,                    -- oldest first
    record     BLOB    NOT NULL UNIQUE CHECK (length(record) = 16), -- query_id or stop_id
    kind       TEXT    NOT NULL CHECK (kind IN ('query', 'stop', 'withdrawal', 'mistyped')),
    revision   INTEGER NOT NULL CHECK (revision >= 1), -- the one that is to be sent
    refusal    TEXT,                                   -- code of central; NULL while it waits
    refused_at INTEGER,                                -- UTC milliseconds; NULL while it waits
    outlook    TEXT CHECK (outlook IN ('may_pass', 'amendable', 'final')) -- NULL while it waits
) STRICT;
INSERT INTO outbox (id, record, kind, revision, refusal, refused_at, outlook)
SELECT id, record, kind, revision, refusal, refused_at, outlook FROM outbox_before;
DROP TABLE outbox_before;

-- The refused rows, which are few, so that they can be counted after each save without the others.
CREATE INDEX outbox_refused ON outbox (kind) WHERE refusal IS NOT NULL;
-- What takes records back goes first, so that it is found without a look at the others.
CREATE INDEX outbox_withdrawals ON outbox (kind) WHERE kind IN ('withdrawal', 'mistyped');
