-- Look-ups that may lose their mark, and the oldest ones that may go whole. Parameters: nothing
-- younger loses its mark; nothing younger goes; how many at most of each.
-- One that is still undecided waits as well: it has yet to be queued. So does one that was sent and
-- then decided anew.
SELECT
    r.id, r.query_id, r.at, r.subject IS NOT NULL,
    (r.sent_at IS NULL OR o.id IS NOT NULL) AND o.refusal IS NULL,
    o.id IS NOT NULL
FROM (
    SELECT * FROM (
        SELECT id, query_id, at, subject, sent_at FROM queries
        WHERE subject IS NOT NULL AND at <= ?1 AND sent_at IS NOT NULL
            AND query_id NOT IN (SELECT record FROM outbox)
        ORDER BY at LIMIT ?3
    )
    UNION
    SELECT * FROM (
        SELECT id, query_id, at, subject, sent_at FROM queries
        ORDER BY id LIMIT ?3
    )
    WHERE at <= ?2
) AS r
LEFT JOIN outbox AS o ON o.record = r.query_id
