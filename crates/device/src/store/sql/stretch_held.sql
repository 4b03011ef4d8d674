-- What waits to be sent of the stretches of which the officer is asked when they were.
SELECT o.record
FROM outbox AS o
WHERE o.refusal IS NULL AND EXISTS (
    SELECT 1
    FROM stretches AS t
    WHERE t.state = 'asks' AND (
        EXISTS (SELECT 1 FROM queries AS q WHERE q.query_id = o.record AND q.stretch = t.number)
        OR EXISTS (SELECT 1 FROM stops AS s WHERE s.stop_id = o.record AND s.stretch = t.number)
    )
)
