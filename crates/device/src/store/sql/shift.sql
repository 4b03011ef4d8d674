-- The look-ups since a moment that still have their mark, newest first, and the stop that came from each. The first
-- condition is that of the index by time.
SELECT q.query_id, q.at, q.subject, q.led_to, s.stop_id, coalesce(s.found_nothing, 0)
FROM queries AS q
LEFT JOIN stops AS s ON s.query_id = q.query_id AND s.withdrawn IS NULL
WHERE q.subject IS NOT NULL AND q.at >= ?1
ORDER BY q.at DESC, q.id DESC
