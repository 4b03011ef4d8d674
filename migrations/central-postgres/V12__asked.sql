-- The devices that asked more in a week than their look-ups explained. How many of each there were is not kept:
-- look-ups per device and day, beside records with a tag and an hour, would tell whose tag is whose.
CREATE TABLE unexplained (
    device uuid    NOT NULL PRIMARY KEY,
    day    integer NOT NULL -- days since 1970, UTC: when that was found last
);
