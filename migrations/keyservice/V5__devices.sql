-- The devices that are in, as the issuer said. Others get nothing.
CREATE TABLE devices (
    device      TEXT    NOT NULL PRIMARY KEY, -- identifier of the device, a UUID
    stated_at   INTEGER NOT NULL,             -- s since 1970, UTC: as the issuer first signed it
    received_at INTEGER NOT NULL              -- ms since 1970, UTC
) STRICT, WITHOUT ROWID;

-- What all devices together may still ask for, and how many new devices may still come.
CREATE TABLE budgets (
    name  TEXT    NOT NULL PRIMARY KEY CHECK (name IN ('hour', 'day', 'new_devices')),
    level INTEGER NOT NULL CHECK (level >= 0), -- in parts of 1/86,400,000
    at    INTEGER NOT NULL                     -- ms since 1970, UTC: when the level was so
) STRICT, WITHOUT ROWID;
