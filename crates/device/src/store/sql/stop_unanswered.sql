-- Central has the stop, so its counts include it.
SELECT stop_id, query_id, subject
FROM stops
WHERE at > ?1
    AND sent_revision > 0
    AND reflected = 0
    AND withdrawn IS NULL
    AND centre IS NULL
    AND subject IS NOT NULL
ORDER BY at DESC
LIMIT ?2
