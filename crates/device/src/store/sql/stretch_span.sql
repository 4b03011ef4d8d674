-- When the first and the last record of a stretch were, as they stand. The open draft is one, unless
-- it amends a stop, whose moment it has; and so is what was finished in it of an earlier stop.
SELECT min(at), max(at)
FROM (
    SELECT at FROM queries
    WHERE stretch = ?1 AND id >= (SELECT first_query FROM stretches WHERE number = ?1)
    UNION ALL
    SELECT at FROM stops
    WHERE stretch = ?1 AND id >= (SELECT first_stop FROM stretches WHERE number = ?1)
    UNION ALL
    SELECT json_extract(body, '$.started_at') FROM drafts
    WHERE stretch = ?1 AND json_valid(body) AND json_extract(body, '$.amends') IS NULL
    UNION ALL
    SELECT json_extract(body, '$.finished_at') + moved FROM stop_revisions
    WHERE stretch = ?1 AND json_valid(body)
)
