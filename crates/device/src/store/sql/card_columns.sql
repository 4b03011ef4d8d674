-- A stop waits for its reflection as long as it can still be changed. Counted with it are the stops of the same check that
-- stand; one that was withdrawn is in no check.
SELECT
    s.stop_id, s.subject, s.at, s.revision, s.outcome, s.spared_until,
    s.reflected = 0 AND s.withdrawn IS NULL AND s.subject IS NOT NULL AS awaits_reflection,
    s.withdrawn IS NOT NULL, s.centre, s.report_id IS NOT NULL,
    o.id IS NOT NULL, o.refusal,
    s.entered_at IS NOT NULL AS afterwards,
    (
        SELECT count(*) FROM stops AS t
        WHERE t.check_of = s.check_of AND t.stop_id <> s.stop_id
            AND t.withdrawn IS NULL AND s.withdrawn IS NULL
    )
FROM stops AS s
LEFT JOIN outbox AS o ON o.record = s.stop_id
