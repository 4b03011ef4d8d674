-- Stops that may lose their mark, and the oldest ones that may go whole. Parameters: nothing
-- younger loses its mark; nothing younger goes; how many at most of each.
SELECT
    r.id, r.stop_id, r.at, r.subject IS NOT NULL,
    o.id IS NOT NULL AND o.refusal IS NULL,
    o.id IS NOT NULL
FROM (
    SELECT * FROM (
        SELECT id, stop_id, at, subject FROM stops
        WHERE subject IS NOT NULL AND at <= ?1
            AND stop_id NOT IN (SELECT record FROM outbox)
        ORDER BY at LIMIT ?3
    )
    UNION
    SELECT * FROM (
        SELECT id, stop_id, at, subject FROM stops
        ORDER BY id LIMIT ?3
    )
    WHERE at <= ?2
) AS r
LEFT JOIN outbox AS o ON o.record = r.stop_id
