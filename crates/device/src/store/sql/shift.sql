-- What lies after a moment and still has its mark, newest first: the look-ups, each with the stop that came from it,
-- and the stops that were entered afterwards. Such a stop is counted under its own
-- hour, also when its subject was corrected later and it has a look-up since.
SELECT query_id, at, subject, led_to, stop_id, checked, found_nothing
FROM (
    SELECT q.query_id, q.at, q.subject, q.led_to, s.stop_id,
        s.stop_id IS NOT NULL AND s.entered_at IS NULL AS checked,
        coalesce(s.entered_at IS NULL AND s.found_nothing, 0) AS found_nothing,
        q.id
    FROM queries AS q
    LEFT JOIN stops AS s ON s.query_id = q.query_id AND s.withdrawn IS NULL
    WHERE q.subject IS NOT NULL AND q.at >= ?1
    UNION ALL
    SELECT NULL, at, subject, NULL, stop_id, 1, found_nothing, id
    FROM stops
    WHERE entered_at IS NOT NULL AND withdrawn IS NULL AND subject IS NOT NULL AND at >= ?1
)
ORDER BY at DESC, query_id IS NULL, id DESC
