-- Of a withdrawn name: whether the hour of the record was corrected and it goes on under its next name; false where
-- the record itself was withdrawn. NULL where a program of before this version did not write it down.
ALTER TABLE records ADD COLUMN renamed boolean CHECK (renamed IS NULL OR kind = 'withdrawn');
