-- Queues again the records that were sent with an hour other than their present one, as long as they have a
-- mark. A record without a mark that was sent more than a day off is queued to be withdrawn.
INSERT INTO outbox (record, kind, revision)
SELECT query_id, 'query', revision
FROM queries
WHERE stretch = ?1 AND id >= (SELECT first_query FROM stretches WHERE number = ?1)
    AND report_id IS NOT NULL AND led_to IS NOT NULL AND NOT mistyped
    AND iif(subject IS NULL, abs(named_at - at) > 86400000, named_at / 3600000 <> at / 3600000)
UNION ALL
SELECT stop_id, 'stop', revision
FROM stops
WHERE stretch = ?1 AND id >= (SELECT first_stop FROM stretches WHERE number = ?1)
    AND report_id IS NOT NULL AND withdrawn IS NULL
    AND iif(subject IS NULL, abs(named_at - at) > 86400000, named_at / 3600000 <> at / 3600000)
ON CONFLICT (record) DO NOTHING
