-- What is added to the revision of a record for central. What its officer decided after this store was put back
-- has a higher number than all that was sent before; what merely waited in it keeps its own, and yields
-- to what central has.
ALTER TABLE queries ADD COLUMN revisions_above INTEGER NOT NULL DEFAULT 0;
ALTER TABLE stops ADD COLUMN revisions_above INTEGER NOT NULL DEFAULT 0;
-- What was named until now may have been sent above all before it.
UPDATE queries SET revisions_above = (SELECT revisions_from FROM sync_state) WHERE report_id IS NOT NULL;
UPDATE stops SET revisions_above = (SELECT revisions_from FROM sync_state) WHERE report_id IS NOT NULL;
-- Whether a record that has a name was sent with named_at, if at all: 0 where it may have been sent before this store
-- was put back, with an hour that was corrected by then.
ALTER TABLE queries ADD COLUMN hour_known INTEGER NOT NULL DEFAULT 1 CHECK (hour_known IN (0, 1));
ALTER TABLE stops ADD COLUMN hour_known INTEGER NOT NULL DEFAULT 1 CHECK (hour_known IN (0, 1));
