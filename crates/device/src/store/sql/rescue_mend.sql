-- A rescued store of the newest schema goes on though rows are missing. Of these tables there is always
-- one row.
INSERT OR IGNORE INTO sync_state (slot) VALUES (1);
INSERT OR IGNORE INTO commits (only_row, store_id, number) VALUES (1, randomblob(16), 0);
INSERT OR IGNORE INTO stretches (number, began_at, correction, state, first_query, first_stop)
VALUES (0, 0, 0, 'dated', 0, 0);

-- Of a stretch of the clock that is lost nobody knows how far the clock was off. Records of which one
-- was sent had been dated; of others the officer is asked.
INSERT OR IGNORE INTO stretches (number, began_at, correction, state, first_query, first_stop)
SELECT
    stretch, min(at), 0, CASE WHEN max(sent) THEN 'dated' ELSE 'asks' END,
    coalesce(min(query), 0), coalesce(min(stop), 0)
FROM (
    SELECT stretch, at, sent_at IS NOT NULL AS sent, id AS query, NULL AS stop FROM queries
    UNION ALL
    SELECT stretch, at, sent_revision > 0, NULL, id FROM stops
    UNION ALL
    SELECT stretch, json_extract(body, '$.started_at'), 0, NULL, NULL FROM drafts
    WHERE json_valid(body) AND json_extract(body, '$.amends') IS NULL
    UNION ALL
    SELECT stretch, json_extract(body, '$.finished_at') + moved, 0, NULL, NULL FROM stop_revisions
    WHERE json_valid(body)
)
WHERE stretch NOT IN (SELECT number FROM stretches)
GROUP BY stretch;

-- Undecided is the newest look-up, and that of the open draft. Of any other the draft is lost.
UPDATE queries SET led_to = 'nothing'
WHERE led_to IS NULL AND subject IS NOT NULL
    AND id < (SELECT max(id) FROM queries)
    AND query_id NOT IN (SELECT query_id FROM drafts);

-- What has no receipt and lost its row in the outbox is queued again: twice changes nothing.
INSERT OR IGNORE INTO outbox (record, kind, revision)
SELECT query_id, 'query', revision FROM queries
WHERE sent_at IS NULL AND led_to IS NOT NULL AND subject IS NOT NULL;
INSERT OR IGNORE INTO outbox (record, kind, revision)
SELECT stop_id, 'stop', revision FROM stops
WHERE withdrawn IS NULL AND sent_revision < revision AND subject IS NOT NULL;
INSERT OR IGNORE INTO outbox (record, kind, revision)
SELECT stop_id, 'withdrawal', revision + 1 FROM stops
WHERE withdrawn IS NOT NULL AND report_id IS NOT NULL AND sent_revision <= revision;
