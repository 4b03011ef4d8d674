-- The undecided look-ups of the stretches in a state. They are among the newest: see query_settle.sql.
SELECT count(*)
FROM queries
WHERE led_to IS NULL
    AND id > (SELECT max(id) FROM queries) - 20
    AND stretch IN (SELECT number FROM stretches WHERE state = ?1)
    AND query_id NOT IN (SELECT query_id FROM drafts)
