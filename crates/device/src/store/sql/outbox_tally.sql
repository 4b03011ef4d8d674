-- Run after each save, so its cost must not grow with the waiting rows: all rows are counted by the pages of an
-- index, and only the refused ones, which are few, are read.
SELECT (SELECT count(*) FROM outbox) - refused, refused, look_ups
FROM (
    SELECT count(*) AS refused, count(*) FILTER (WHERE kind = 'query') AS look_ups
    FROM outbox
    WHERE refusal IS NOT NULL
)
