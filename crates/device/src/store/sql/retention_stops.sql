-- Stops whose mark may be removed, and the oldest ones that may be deleted. Parameters: the moment before which
-- a mark may be removed; the one before which a stop may be deleted; the most rows of each kind. A stop that is
-- being amended is left out: the draft refers to the look-up of its stop. A refused stop can be amended, so its
-- officer sees its mark for a year from the refusal, and the record stays. An amendment that came too late, or
-- of a stop that was withdrawn, cannot be corrected: its mark stays for a week.
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
