-- The keys of the epochs. A row is never deleted: it tells that there was an epoch, and what
-- became of its key.
CREATE TABLE epochs (
    epoch        TEXT    NOT NULL PRIMARY KEY, -- year and quarter, as 2026Q4
    state        TEXT    NOT NULL CHECK (state IN ('live', 'expired', 'destroyed')),
    public_key   BLOB    NOT NULL CHECK (length(public_key) = 32), -- element of ristretto255
    secret_key   BLOB             CHECK (length(secret_key) = 32), -- scalar; gone once destroyed
    created_at   INTEGER NOT NULL,             -- ms since 1970, UTC
    expired_at   INTEGER,                      -- ms since 1970, UTC
    destroyed_at INTEGER,                      -- ms since 1970, UTC
    CHECK ((state = 'destroyed') = (secret_key IS NULL)),
    CHECK ((state = 'destroyed') = (destroyed_at IS NOT NULL)),
    CHECK (state <> 'live' OR expired_at IS NULL)
) STRICT;
