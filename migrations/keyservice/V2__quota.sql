-- What each device may still ask for. A bucket that is full again is forgotten, so that a row
-- tells no more than that a device asked something of late.
CREATE TABLE quota (
    device TEXT    NOT NULL PRIMARY KEY,            -- identifier of the device, a UUID
    level  INTEGER NOT NULL CHECK (level >= 0),     -- elements, in parts of 1/86,400,000
    at     INTEGER NOT NULL                         -- ms since 1970, UTC: when the level was so
) STRICT, WITHOUT ROWID;
