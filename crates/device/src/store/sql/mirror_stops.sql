-- The stops that stand, since a moment, each in its newest revision, and whether the same subject was stopped in the ?2
-- milliseconds before. That question is answered from the index `stops_counts` alone.
SELECT
    r.body, s.at,
    EXISTS (
        SELECT 1 FROM stops AS t
        WHERE t.own_key = s.own_key AND t.at < s.at AND t.at >= s.at - ?2 AND t.withdrawn IS NULL
    )
FROM stops AS s
JOIN stop_revisions AS r ON r.stop_id = s.stop_id AND r.revision = s.revision
WHERE s.withdrawn IS NULL AND s.at >= ?1
