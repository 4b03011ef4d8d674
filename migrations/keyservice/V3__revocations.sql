-- The devices that are out, for good.
CREATE TABLE revocations (
    device      TEXT    NOT NULL PRIMARY KEY, -- identifier of the device, a UUID
    stated_at   INTEGER NOT NULL,             -- s since 1970, UTC: as the issuer signed it
    received_at INTEGER NOT NULL              -- ms since 1970, UTC
) STRICT, WITHOUT ROWID;
