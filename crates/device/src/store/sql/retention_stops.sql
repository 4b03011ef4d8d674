-- Stops that may lose their mark, and the oldest ones that may go whole. Parameters: nothing
-- younger loses its mark; nothing younger goes; how many at most of each.
-- One that is being amended waits: the draft names the look-up of its stop. One that was refused can
-- be amended, so its officer must see what it was, for a year from the refusal; its record stays. Nothing
-- can be put right of an amendment that came too late, or of what was withdrawn already: it shows its mark
-- for a week.
SELECT
    r.id, max(r.at, iif(o.outlook = 'final', o.refused_at, r.at)), r.subject IS NOT NULL,
    o.id IS NOT NULL AND o.refusal IS NULL OR r.query_id IN (SELECT query_id FROM drafts),
    o.id IS NOT NULL AND coalesce(o.outlook <> 'final', 1) AND coalesce(o.refused_at > ?2, 1),
    o.refusal IS NOT NULL
FROM (
    SELECT * FROM (
        SELECT id, stop_id, query_id, at, subject FROM stops
        WHERE subject IS NOT NULL AND at <= ?1
            AND stop_id NOT IN (
                SELECT record FROM outbox
                WHERE refusal IS NULL OR refused_at > iif(outlook = 'final', ?1, ?2)
            )
        ORDER BY at LIMIT ?3
    )
    UNION
    SELECT * FROM (
        SELECT id, stop_id, query_id, at, subject FROM stops
        WHERE stop_id NOT IN (SELECT record FROM outbox)
        ORDER BY id LIMIT ?3
    )
    WHERE at <= ?2
) AS r
LEFT JOIN outbox AS o ON o.record = r.stop_id
