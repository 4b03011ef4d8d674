-- Of a withdrawn name: 1 where the hour of the record was corrected and it goes on under its next name, 0 where the
-- record itself was withdrawn. NULL where a program of before this version did not write it down.
ALTER TABLE records ADD COLUMN renamed INTEGER
    CHECK (renamed IS NULL OR (renamed IN (0, 1) AND kind = 'withdrawn'));
