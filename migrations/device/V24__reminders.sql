-- When the officer is reminded of looking back. Nothing of it is sent.
CREATE TABLE reminders (
    minute INTEGER PRIMARY KEY CHECK (minute BETWEEN 0 AND 1439), -- of the day, as the clocks in the Netherlands show it
    language TEXT NOT NULL      -- of its words: nl or en
) STRICT;
