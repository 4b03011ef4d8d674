-- The legal bases of the last own stops, the newest first. A row that cannot be read has none.
SELECT CASE WHEN json_valid(r.body) THEN json_extract(r.body, '$.details.legal_basis') END
FROM stops AS s
JOIN stop_revisions AS r ON r.stop_id = s.stop_id AND r.revision = s.revision
WHERE s.withdrawn IS NULL
ORDER BY s.at DESC, s.stop_id DESC
LIMIT ?1
