-- The talks of a shift lead with the team, one a week. Nothing of them is sent.
CREATE TABLE talks (
    team TEXT NOT NULL,         -- the code of the team that the lead led then
    week TEXT NOT NULL,         -- by ISO 8601: 2026-W48
    topic TEXT NOT NULL,        -- its name in crates/practice/data/talk.json
    round INTEGER NOT NULL CHECK (round >= 0), -- how many weeks before had this topic, for the questions that are drawn
    quarter TEXT,               -- the closed quarter whose figures chose the topic: 2026-Q3
    turn TEXT,                  -- or why no figures did
    held_at INTEGER,            -- when it was marked as held, in milliseconds since 1970 UTC
    note TEXT,                  -- in the lead's own words
    PRIMARY KEY (team, week),
    CHECK ((quarter IS NULL) <> (turn IS NULL))
) STRICT, WITHOUT ROWID;

-- What a shift lead did with the figures of a closed period. Nothing of it is sent.
CREATE TABLE period_reviews (
    team TEXT NOT NULL,         -- the code of the team
    period TEXT NOT NULL,       -- 2026-W48, 2026-11 or 2026-Q4
    state TEXT NOT NULL CHECK (state IN ('seen', 'discussed', 'asked')),
    at INTEGER NOT NULL,        -- when it was marked, in milliseconds since 1970 UTC
    PRIMARY KEY (team, period, state)
) STRICT, WITHOUT ROWID;

-- The figures of the whole force as central told them last. They are public within the force.
CREATE TABLE force_figures (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    summary TEXT NOT NULL,      -- the answer of central, in JSON
    fetched_at INTEGER NOT NULL -- in milliseconds since 1970 UTC
) STRICT;
