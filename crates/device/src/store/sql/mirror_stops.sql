-- The stops that stand, since a moment, each in its newest revision. They come in the order in which their bodies lie on disk:
-- in any other, each body is a search of its own through pages that are no longer in the cache of the processor.
SELECT r.body, s.at, s.id
FROM stops AS s
LEFT JOIN stop_revisions AS r ON r.stop_id = s.stop_id AND r.revision = s.revision
WHERE s.withdrawn IS NULL AND s.at >= ?1
ORDER BY s.stop_id
