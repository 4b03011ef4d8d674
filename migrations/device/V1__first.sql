-- The store of the phone. The whole file is encrypted; readable marks stand in it only until
-- retention removes them. Every time is in milliseconds since 1970-01-01T00:00:00Z, UTC.

-- One row for each look-up.
CREATE TABLE queries (
    id             INTEGER PRIMARY KEY,                -- grows with time; never leaves this file
    query_id       BLOB    NOT NULL UNIQUE CHECK (length(query_id) = 16), -- what the screens name it
    own_key        BLOB    NOT NULL CHECK (length(own_key) = 16), -- HMAC(own-counts key, mark), 16 bytes
    at             INTEGER NOT NULL,                   -- when; UTC milliseconds
    subject        TEXT,                               -- the readable mark as JSON; NULL after retention
    initiative     TEXT    NOT NULL,                   -- code
    led_to         TEXT    CHECK (led_to IN ('stop', 'left_it', 'nothing')), -- NULL while undecided
    revision       INTEGER NOT NULL DEFAULT 1 CHECK (revision >= 1), -- higher when decided anew after it entered a batch
    leave_reason   TEXT,                               -- code; stays on the phone
    advisory_until INTEGER,                            -- standing advisory that central told of; UTC milliseconds
    centre         TEXT,                               -- what was last shown of central's answer, JSON
    report_id      BLOB    CHECK (length(report_id) = 16), -- made when the report first enters a batch
    sent_at        INTEGER,                            -- when central's receipt came; UTC milliseconds
    CHECK (sent_at IS NULL OR report_id IS NOT NULL)
) STRICT;

-- Covers the local counts: they never touch the table.
CREATE INDEX queries_counts ON queries (own_key, at, advisory_until);
-- Readable marks, for retention.
CREATE INDEX queries_readable ON queries (at) WHERE subject IS NOT NULL;

-- One row for each stop, whatever its revision.
CREATE TABLE stops (
    id            INTEGER PRIMARY KEY,                 -- grows with time; never leaves this file
    stop_id       BLOB    NOT NULL UNIQUE CHECK (length(stop_id) = 16), -- what the screens name it
    query_id      BLOB    NOT NULL CHECK (length(query_id) = 16), -- the look-up it came from
    own_key       BLOB    NOT NULL CHECK (length(own_key) = 16), -- as in queries
    at            INTEGER NOT NULL,                    -- when it began; UTC milliseconds
    subject       TEXT,                                -- the readable mark as JSON; NULL after retention
    revision      INTEGER NOT NULL CHECK (revision >= 1), -- the newest
    outcome       TEXT    NOT NULL,                    -- of the newest revision, JSON
    found_nothing INTEGER NOT NULL CHECK (found_nothing IN (0, 1)), -- of the newest revision
    spared_until  INTEGER,                             -- of the newest revision; UTC milliseconds
    reflected     INTEGER NOT NULL CHECK (reflected IN (0, 1)), -- whether the newest revision has a reflection
    withdrawn     TEXT,                                -- code of the reason; NULL while it stands
    reflection_draft TEXT,                             -- a reflection that is being written, JSON; NULL when none is
    centre        TEXT,                                -- what central knew after the sync, JSON
    report_id     BLOB    CHECK (length(report_id) = 16), -- made when the report first enters a batch
    sent_revision INTEGER NOT NULL DEFAULT 0 CHECK (sent_revision >= 0) -- newest that central gave a receipt for; 0 is none
) STRICT;

-- Covers the local counts and own advisories.
CREATE INDEX stops_counts ON stops (own_key, at, found_nothing, spared_until) WHERE withdrawn IS NULL;

-- Every revision of every stop. Rows are added and never changed.
CREATE TABLE stop_revisions (
    stop_id  BLOB    NOT NULL REFERENCES stops (stop_id) ON DELETE CASCADE,
    revision INTEGER NOT NULL CHECK (revision >= 1),
    body     TEXT    NOT NULL,                         -- the stop without its subject, JSON
    PRIMARY KEY (stop_id, revision)
) STRICT, WITHOUT ROWID;

-- The one open draft, if any.
CREATE TABLE drafts (
    slot     INTEGER PRIMARY KEY CHECK (slot = 1),     -- there is never a second one
    draft_id BLOB    NOT NULL CHECK (length(draft_id) = 16),
    query_id BLOB    NOT NULL CHECK (length(query_id) = 16),
    body     TEXT    NOT NULL                          -- JSON
) STRICT;

-- What still has to be sent: references, no content. A row goes only on a receipt for its revision.
CREATE TABLE outbox (
    id           INTEGER PRIMARY KEY,                  -- oldest first
    record       BLOB    NOT NULL UNIQUE CHECK (length(record) = 16), -- query_id or stop_id
    kind         TEXT    NOT NULL CHECK (kind IN ('query', 'stop', 'withdrawal')),
    revision     INTEGER NOT NULL CHECK (revision >= 1), -- the one that is to be sent
    refusal      TEXT,                                 -- code of central; NULL while it waits
    attempts     INTEGER NOT NULL DEFAULT 0,           -- counted before sending
    last_attempt INTEGER                               -- UTC milliseconds
) STRICT;

-- Public keys of epochs, believed when first seen and never changed.
CREATE TABLE epoch_keys (
    epoch      TEXT PRIMARY KEY,                       -- 2026Q4
    public_key BLOB    NOT NULL CHECK (length(public_key) = 32),
    pinned_at  INTEGER NOT NULL                        -- UTC milliseconds
) STRICT, WITHOUT ROWID;

-- How this device is known to central.
CREATE TABLE enrolment (
    slot        INTEGER PRIMARY KEY CHECK (slot = 1),
    device      BLOB    NOT NULL CHECK (length(device) = 16),
    token       TEXT    NOT NULL,                      -- JWT
    token_until INTEGER NOT NULL,                      -- by the clock of this phone; UTC milliseconds
    role        TEXT    NOT NULL,                      -- code
    team        TEXT    NOT NULL,
    revoked     INTEGER NOT NULL DEFAULT 0 CHECK (revoked IN (0, 1))
) STRICT;

-- How sending stands.
CREATE TABLE sync_state (
    slot         INTEGER PRIMARY KEY CHECK (slot = 1),
    last_success INTEGER,                              -- UTC milliseconds
    last_attempt INTEGER,                              -- UTC milliseconds
    problem      TEXT,                                 -- code
    clock_off    INTEGER NOT NULL DEFAULT 0 CHECK (clock_off IN (0, 1)),
    app_version  TEXT                                  -- of the program that last made a pass; NULL before the first
) STRICT;
INSERT INTO sync_state (slot) VALUES (1);
