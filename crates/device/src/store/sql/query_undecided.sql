-- The newest look-up about which nothing was decided, unless a draft came from it.
SELECT id, query_id, own_key, at, subject, initiative, led_to, advisory_until, centre
FROM queries
WHERE led_to IS NULL
    AND subject IS NOT NULL
    AND query_id NOT IN (SELECT query_id FROM drafts)
ORDER BY id DESC
LIMIT 1
