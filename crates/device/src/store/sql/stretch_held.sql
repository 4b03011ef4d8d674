-- The number of waiting rows that must not be sent: the officer has to date their records, or their hour is
-- known to be wrong. Parameters: the earliest and the latest possible moment.
SELECT count(*)
FROM outbox AS o
LEFT JOIN queries AS q ON q.query_id = o.record
LEFT JOIN stops AS s ON s.stop_id = o.record
LEFT JOIN stretches AS t ON t.number = coalesce(q.stretch, s.stretch)
WHERE o.refusal IS NULL
    -- The withdrawal of a record that was sent does not wait, because it goes with the hour that was sent.
    AND (o.kind NOT IN ('withdrawal', 'mistyped') OR coalesce(q.report_id, s.report_id) IS NULL)
    AND (
        t.state = 'asks'
        OR (t.state = 'open' AND coalesce(q.at, s.entered_at, s.at) NOT BETWEEN ?1 AND ?2)
        OR (coalesce(t.state, 'dated') = 'dated' AND coalesce(q.at, s.at) > ?2)
    )
