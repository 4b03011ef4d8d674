-- The stops that stand, since a moment, of a subject that was stopped in the ?2 milliseconds before too. The index
-- `stops_counts` answers this alone, and in its own order: both stops of such a pair lie beside each other in it.
SELECT s.id, s.at
FROM stops AS s
WHERE s.withdrawn IS NULL AND s.at >= ?1
    AND EXISTS (
        SELECT 1 FROM stops AS t
        WHERE t.own_key = s.own_key AND t.at < s.at AND t.at >= s.at - ?2 AND t.withdrawn IS NULL
    )
ORDER BY s.own_key, s.at
