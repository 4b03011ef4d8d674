SELECT r.body, s.subject, s.at, r.moved
FROM stop_revisions AS r
JOIN stops AS s ON s.stop_id = r.stop_id
WHERE r.stop_id = ?1
ORDER BY r.revision DESC
