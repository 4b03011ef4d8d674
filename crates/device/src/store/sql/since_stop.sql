-- What was recorded of a subject after a moment. Parameters: own key; the moment.
SELECT
    (SELECT count(*) FROM queries WHERE own_key = ?1 AND at > ?2 AND NOT mistyped),
    count(*),
    count(*) FILTER (WHERE found_nothing)
FROM stops WHERE own_key = ?1 AND at > ?2 AND withdrawn IS NULL
