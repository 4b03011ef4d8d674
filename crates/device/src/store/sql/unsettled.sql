-- The records of one subject that central may not have, or not in the newest revision. The last column: the
-- record waits and may be at central, so only its receipt can tell. A refused record that may be at central is
-- left out, because nothing more can be learned of it.
SELECT r.record, o.id, o.kind, o.revision, r.at, r.standing <> 'absent'
FROM (
    SELECT query_id AS record, at, standing FROM queries WHERE own_key = ?1
    UNION ALL
    SELECT stop_id, at, standing FROM stops WHERE own_key = ?1
) AS r
LEFT JOIN outbox AS o ON o.record = r.record
WHERE r.standing = 'absent' OR (o.id IS NOT NULL AND o.refusal IS NULL)
