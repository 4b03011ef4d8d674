-- The records that were refused as too old, with their times. A withdrawal is sent under the epoch in which its
-- record was sent.
SELECT id, coalesce(
    (
        SELECT CASE outbox.kind WHEN 'mistyped' THEN coalesce(named_at, at) ELSE at END
        FROM queries WHERE query_id = record
    ),
    (
        SELECT CASE outbox.kind WHEN 'withdrawal' THEN coalesce(named_at, at) ELSE at END
        FROM stops WHERE stop_id = record
    )
)
FROM outbox
WHERE refusal = 'epoch_closed'
