-- How many questions each device was answered, and how many of its look-ups arrived, in the last seven days.
-- No subject and no record: only whether the two part.
CREATE TABLE asked (
    device   uuid    NOT NULL,
    day      integer NOT NULL, -- days since 1970, UTC
    answered bigint  NOT NULL CHECK (answered >= 0),
    look_ups bigint  NOT NULL CHECK (look_ups >= 0),
    PRIMARY KEY (device, day)
);

-- The last day on which it was said where they part.
CREATE TABLE asked_told (
    only_row integer PRIMARY KEY CHECK (only_row = 1),
    day      integer NOT NULL
);
