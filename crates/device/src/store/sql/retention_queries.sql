-- Look-ups whose mark may be removed, and the oldest ones that may be deleted. Parameters: the moment before
-- which a mark may be removed; the one before which a look-up may be deleted; the most rows of each kind. Left
-- out are an undecided look-up, which has yet to be queued, one that was sent and then decided again, and one
-- from which an open draft came. A refused look-up cannot be corrected, unless the reason may pass by itself;
-- its mark stays for some days from the refusal, so that its officer can see it, and the record stays.
SELECT
    r.id, max(r.at, coalesce(o.refused_at, r.at)), r.subject IS NOT NULL,
    (r.sent_at IS NULL OR o.id IS NOT NULL) AND o.refusal IS NULL
        OR r.query_id IN (SELECT query_id FROM drafts),
    coalesce(o.outlook = 'may_pass', 0),
    o.refusal IS NOT NULL
FROM (
    SELECT * FROM (
        SELECT id, query_id, at, subject, sent_at FROM queries
        WHERE subject IS NOT NULL AND at <= ?1
            AND (sent_at IS NOT NULL OR query_id IN (SELECT record FROM outbox))
            AND query_id NOT IN (
                SELECT record FROM outbox
                WHERE refusal IS NULL OR outlook = 'may_pass' OR refused_at > ?1
            )
        ORDER BY at LIMIT ?3
    )
    UNION
    SELECT * FROM (
        SELECT id, query_id, at, subject, sent_at FROM queries
        WHERE query_id NOT IN (SELECT record FROM outbox)
        ORDER BY id LIMIT ?3
    )
    WHERE at <= ?2
) AS r
LEFT JOIN outbox AS o ON o.record = r.query_id
