-- The question of the shift: which one this phone asked on a day, and what its officer answered. Nothing of it is sent.
CREATE TABLE shift_questions (
    day TEXT PRIMARY KEY,       -- YYYY-MM-DD; it begins at six in the morning in the Netherlands
    question TEXT NOT NULL,     -- its name in crates/practice/data/questions.json
    choice INTEGER,             -- the number of the answer that was chosen, from 0
    thought TEXT                -- in the officer's own words
) STRICT, WITHOUT ROWID;

-- The practice scenarios that were done. Nothing else of them is kept, and nothing is sent.
CREATE TABLE scenarios_done (
    scenario TEXT PRIMARY KEY   -- its name in crates/practice/data/scenarios.json
) STRICT, WITHOUT ROWID;
