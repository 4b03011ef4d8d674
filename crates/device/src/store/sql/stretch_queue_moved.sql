-- What was sent with another hour than it has now is sent again, as long as its mark is there. Without it, what was
-- sent more than a day off is queued to be taken back.
INSERT INTO outbox (record, kind, revision)
SELECT query_id, 'query', revision
FROM queries
WHERE stretch = ?1 AND id >= (SELECT first_query FROM stretches WHERE number = ?1)
    AND report_id IS NOT NULL AND led_to IS NOT NULL
    AND iif(subject IS NULL, abs(named_at - at) > 86400000, named_at / 3600000 <> at / 3600000)
UNION ALL
SELECT stop_id, 'stop', revision
FROM stops
WHERE stretch = ?1 AND id >= (SELECT first_stop FROM stretches WHERE number = ?1)
    AND report_id IS NOT NULL AND withdrawn IS NULL
    AND iif(subject IS NULL, abs(named_at - at) > 86400000, named_at / 3600000 <> at / 3600000)
ON CONFLICT (record) DO NOTHING
