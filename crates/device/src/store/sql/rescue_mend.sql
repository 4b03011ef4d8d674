-- A rescued store of the newest schema goes on though rows are missing. Of these tables there is always
-- one row.
INSERT OR IGNORE INTO sync_state (slot) VALUES (1);
INSERT OR IGNORE INTO commits (only_row, store_id, number) VALUES (1, randomblob(16), 0);
INSERT OR IGNORE INTO stretches (number, began_at, correction, state, first_query, first_stop)
VALUES (0, 0, 0, 'dated', 0, 0);

-- What has no receipt and lost its row in the outbox is queued again: twice changes nothing.
INSERT OR IGNORE INTO outbox (record, kind, revision, attempts)
SELECT query_id, 'query', revision, 1 FROM queries
WHERE sent_at IS NULL AND led_to IS NOT NULL AND subject IS NOT NULL;
INSERT OR IGNORE INTO outbox (record, kind, revision, attempts)
SELECT stop_id, 'stop', revision, 1 FROM stops
WHERE withdrawn IS NULL AND sent_revision < revision AND subject IS NOT NULL;
INSERT OR IGNORE INTO outbox (record, kind, revision, attempts)
SELECT stop_id, 'withdrawal', revision + 1, 1 FROM stops
WHERE withdrawn IS NOT NULL AND report_id IS NOT NULL AND sent_revision <= revision;
