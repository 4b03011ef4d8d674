-- The grounds in the officer's own words, of the stops that stand since a moment. A row that cannot be read has none.
SELECT s.stop_id, CASE WHEN json_valid(r.body) THEN json_extract(r.body, '$.details.ground_note') END
FROM stops AS s
JOIN stop_revisions AS r ON r.stop_id = s.stop_id AND r.revision = s.revision
WHERE s.withdrawn IS NULL AND s.at >= ?1
