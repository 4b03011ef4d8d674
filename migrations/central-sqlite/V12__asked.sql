-- The devices that asked more in a week than their look-ups explained. How many of each there were is not kept:
-- look-ups per device and day, beside records with a tag and an hour, would tell whose tag is whose.
CREATE TABLE unexplained (
    device BLOB    NOT NULL PRIMARY KEY CHECK (length(device) = 16), -- identifier of the device
    day    INTEGER NOT NULL                                       -- days since 1970, UTC: when that was found last
) STRICT, WITHOUT ROWID;
