-- Lets the app continue with a rescued store of the newest schema that lacks rows. Each of these tables always
-- has one row.
INSERT OR IGNORE INTO sync_state (slot) VALUES (1);
INSERT OR IGNORE INTO commits (only_row, store_id, number) VALUES (1, randomblob(16), 0);
INSERT OR IGNORE INTO stretches (number, began_at, correction, state, first_query, first_stop)
VALUES (0, 0, 0, 'dated', 0, 0);

-- If a stretch of the clock is lost, its correction is unknown. It was dated if one of its records was sent;
-- otherwise the officer is asked.
INSERT OR IGNORE INTO stretches (number, began_at, correction, state, first_query, first_stop)
SELECT
    stretch, min(at), 0, CASE WHEN max(sent) THEN 'dated' ELSE 'asks' END,
    coalesce(min(query), 0), coalesce(min(stop), 0)
FROM (
    SELECT stretch, at, sent_at IS NOT NULL AS sent, id AS query, NULL AS stop FROM queries
    UNION ALL
    SELECT stretch, coalesce(entered_at, at), sent_revision > 0, NULL, id FROM stops
    UNION ALL
    SELECT stretch, coalesce(entered_at, json_extract(body, '$.started_at')), 0, NULL, NULL FROM drafts
    WHERE json_valid(body) AND json_extract(body, '$.amends') IS NULL
    UNION ALL
    SELECT stretch, json_extract(body, '$.finished_at') + moved, 0, NULL, NULL FROM stop_revisions
    WHERE json_valid(body)
)
WHERE stretch <> -1 AND stretch NOT IN (SELECT number FROM stretches) -- -1: entered afterwards, before that moment was kept
GROUP BY stretch;

-- Only the newest look-up, and those of the open drafts, stay undecided. The drafts of all others are lost.
UPDATE queries SET led_to = 'nothing'
WHERE led_to IS NULL AND subject IS NOT NULL
    AND id < (SELECT max(id) FROM queries)
    AND query_id NOT IN (SELECT query_id FROM drafts);

-- A record without a receipt that lost its row in the outbox is queued again; central takes a report only once.
INSERT OR IGNORE INTO outbox (record, kind, revision)
SELECT query_id, 'query', revision FROM queries
WHERE sent_at IS NULL AND led_to IS NOT NULL AND subject IS NOT NULL;
INSERT OR IGNORE INTO outbox (record, kind, revision)
SELECT stop_id, 'stop', revision FROM stops
WHERE withdrawn IS NULL AND sent_revision < revision AND subject IS NOT NULL;
INSERT OR IGNORE INTO outbox (record, kind, revision)
SELECT stop_id, 'withdrawal', revision + 1 FROM stops
WHERE withdrawn IS NOT NULL AND report_id IS NOT NULL AND sent_revision <= revision;
INSERT OR IGNORE INTO outbox (record, kind, revision)
SELECT query_id, 'mistyped', revision + 1 FROM queries WHERE mistyped AND sent_at IS NULL;
