-- One check may have several subjects. Each further subject has a draft of its own that joins the one of the
-- check, and becomes a stop of its own.
ALTER TABLE drafts ADD COLUMN joins BLOB CHECK (length(joins) = 16); -- the draft of the check
CREATE INDEX drafts_joined ON drafts (joins) WHERE joins IS NOT NULL;

-- The first stop of the check, where it had several subjects. Known to this phone alone.
ALTER TABLE stops ADD COLUMN check_of BLOB CHECK (length(check_of) = 16);
CREATE INDEX stops_of_check ON stops (check_of) WHERE check_of IS NOT NULL;
