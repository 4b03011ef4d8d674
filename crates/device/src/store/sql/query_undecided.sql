-- The newest look-up, if it is undecided and no draft came from it.
SELECT id, query_id, at, subject, initiative, led_to, advisory_until, centre
FROM queries
WHERE led_to IS NULL
    AND id = (SELECT max(id) FROM queries)
    AND subject IS NOT NULL
    AND query_id NOT IN (SELECT query_id FROM drafts)
