-- A phone that was enrolled in place of another counts as the same officer. Devices follow each other
-- here; no record points to any of them.

-- The first device of its officer; NULL for a first one.
ALTER TABLE devices ADD COLUMN counts_as uuid REFERENCES devices (device);
-- The device whose place the user of the code takes.
ALTER TABLE enrolment_codes ADD COLUMN replaces uuid REFERENCES devices (device);

-- One phone in use for each of them: a code in place of one whose place is taken is not accepted.
CREATE UNIQUE INDEX devices_in_use ON devices ((coalesce(counts_as, device)))
    WHERE revoked_at IS NULL;
