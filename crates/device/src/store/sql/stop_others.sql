-- The stops of the other subjects of the same check.
SELECT t.stop_id, t.subject, t.withdrawn IS NOT NULL, t.reflected
FROM stops AS s
JOIN stops AS t ON t.check_of = s.check_of AND t.stop_id <> s.stop_id
WHERE s.stop_id = ?1
ORDER BY t.id
