-- What of one subject central may not have, or not in its newest revision. The last column: a row
-- that entered a batch, so that only its receipt can say whether central has it. Left out is a later
-- revision that was refused after a batch without receipts, and what came too late or was withdrawn
-- already: nothing more can be learned of it.
SELECT
    r.record, o.id, o.kind, o.revision, r.at,
    r.named AND o.id IS NOT NULL AND o.refusal IS NULL
FROM (
    SELECT query_id AS record, at, report_id IS NOT NULL AS named, sent_at IS NULL AS unsent
    FROM queries
    WHERE own_key = ?1
    UNION ALL
    SELECT stop_id, at, report_id IS NOT NULL, 0
    FROM stops
    WHERE own_key = ?1
) AS r
LEFT JOIN outbox AS o ON o.record = r.record
WHERE (o.id IS NOT NULL OR r.unsent)
    AND NOT coalesce(r.named AND o.refusal IS NOT NULL AND o.revision > 1 AND o.attempts > 1, 0)
    AND coalesce(o.refusal NOT IN ('too_late', 'withdrawn'), 1)
