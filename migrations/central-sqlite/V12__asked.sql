-- How many questions each device was answered, and how many of its look-ups arrived, in the last seven days.
-- No subject and no record: only whether the two part.
CREATE TABLE asked (
    device   BLOB    NOT NULL CHECK (length(device) = 16), -- identifier of the device
    day      INTEGER NOT NULL,                             -- days since 1970, UTC
    answered INTEGER NOT NULL CHECK (answered >= 0),       -- subjects that it was told about
    look_ups INTEGER NOT NULL CHECK (look_ups >= 0),       -- look-ups that arrived
    PRIMARY KEY (device, day)
) STRICT, WITHOUT ROWID;

-- The last day on which it was said where they part.
CREATE TABLE asked_told (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    day      INTEGER NOT NULL
) STRICT;
