-- The stops of the other subjects of the same check, of those that stand. One that was withdrawn, or replaced by a
-- correction, is in no check.
SELECT t.stop_id, t.subject, t.reflected
FROM stops AS s
JOIN stops AS t ON t.check_of = s.check_of AND t.stop_id <> s.stop_id
WHERE s.stop_id = ?1 AND s.withdrawn IS NULL AND t.withdrawn IS NULL
ORDER BY t.id
