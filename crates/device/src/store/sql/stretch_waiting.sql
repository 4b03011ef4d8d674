SELECT o.record
FROM outbox AS o
WHERE o.refusal IS NULL AND EXISTS (
    SELECT 1
    FROM stretches AS t
    WHERE t.state = ?1 AND (
        EXISTS (
            SELECT 1 FROM queries AS q
            WHERE q.query_id = o.record AND q.stretch = t.number
                AND q.at NOT BETWEEN ?2 AND ?3
        )
        OR EXISTS (
            SELECT 1 FROM stops AS s
            WHERE s.stop_id = o.record AND s.stretch = t.number
                AND s.at NOT BETWEEN ?2 AND ?3
                -- What takes back a stop that was sent waits for no hour: it has the one that was sent.
                AND (o.kind <> 'withdrawal' OR s.report_id IS NULL)
        )
    )
)
