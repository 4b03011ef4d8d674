-- What is sent has revisions above this one. It is raised each time that this store was found to be older
-- than it was, by the minute of that, so that two lives of one copy share none.
ALTER TABLE sync_state RENAME COLUMN put_back TO revisions_from;
UPDATE sync_state SET revisions_from = 65536 * revisions_from;
