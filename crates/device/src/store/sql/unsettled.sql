-- What of one subject central may not have, or not in its newest revision. The last column: what waits and may be
-- there, so that only its receipt can say whether it is. Left out is what was refused and may be there: nothing more
-- can be learned of it.
SELECT r.record, o.id, o.kind, o.revision, r.at, r.standing <> 'absent'
FROM (
    SELECT query_id AS record, at, standing FROM queries WHERE own_key = ?1
    UNION ALL
    SELECT stop_id, at, standing FROM stops WHERE own_key = ?1
) AS r
LEFT JOIN outbox AS o ON o.record = r.record
WHERE r.standing = 'absent' OR (o.id IS NOT NULL AND o.refusal IS NULL)
