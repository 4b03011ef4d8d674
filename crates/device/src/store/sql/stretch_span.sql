-- The times of the first and the last record of a stretch. An open draft counts as a record, unless it amends
-- a stop, whose time it has; and so does a revision of an earlier stop that was finished in the stretch.
SELECT min(at), max(at)
FROM (
    SELECT at FROM queries
    WHERE stretch = ?1 AND id >= (SELECT first_query FROM stretches WHERE number = ?1)
    UNION ALL
    SELECT coalesce(entered_at, at) FROM stops
    WHERE stretch = ?1 AND id >= (SELECT first_stop FROM stretches WHERE number = ?1)
    UNION ALL
    SELECT coalesce(entered_at, json_extract(body, '$.started_at')) FROM drafts
    WHERE stretch = ?1 AND json_valid(body) AND json_extract(body, '$.amends') IS NULL
    UNION ALL
    SELECT json_extract(body, '$.finished_at') + moved FROM stop_revisions
    WHERE stretch = ?1 AND json_valid(body)
)
