-- Asked after each save, so it must not grow with what waits: all rows are counted by the pages of
-- an index, and only the refused ones, which are few, are looked at.
SELECT (SELECT count(*) FROM outbox) - refused, refused, look_ups
FROM (
    SELECT count(*) AS refused, count(*) FILTER (WHERE kind = 'query') AS look_ups
    FROM outbox
    WHERE refusal IS NOT NULL
)
