-- How many of the rows that wait cannot go: the officer has to say when their records were, or their hour is known to
-- be wrong. Parameters: the earliest and the latest moment that is possible.
SELECT count(*)
FROM outbox AS o
LEFT JOIN queries AS q ON q.query_id = o.record
LEFT JOIN stops AS s ON s.stop_id = o.record
JOIN stretches AS t ON t.number = coalesce(q.stretch, s.stretch)
WHERE o.refusal IS NULL
    -- What takes back a stop that was sent waits for no hour: it has the one that was sent.
    AND (o.kind <> 'withdrawal' OR s.report_id IS NULL)
    AND (
        t.state = 'asks'
        OR (t.state = 'open' AND coalesce(q.at, s.at) NOT BETWEEN ?1 AND ?2)
        OR (t.state = 'dated' AND coalesce(q.at, s.at) > ?2)
    )
