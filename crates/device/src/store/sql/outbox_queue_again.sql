INSERT INTO outbox (record, kind, revision)
SELECT query_id, 'query', revision
FROM queries
WHERE sent_at IS NOT NULL AND subject IS NOT NULL AND led_to IS NOT NULL
ON CONFLICT (record) DO NOTHING;

INSERT INTO outbox (record, kind, revision)
SELECT stop_id, 'stop', revision
FROM stops
WHERE sent_revision > 0 AND subject IS NOT NULL AND withdrawn IS NULL
ON CONFLICT (record) DO NOTHING;

-- The revision of a withdrawal is that after the last one of its record.
INSERT INTO outbox (record, kind, revision)
SELECT stop_id, 'withdrawal', revision + 1
FROM stops
WHERE sent_revision > 0 AND withdrawn IS NOT NULL
ON CONFLICT (record) DO NOTHING;

INSERT INTO outbox (record, kind, revision)
SELECT query_id, 'mistyped', revision + 1
FROM queries
WHERE sent_at IS NOT NULL AND mistyped
ON CONFLICT (record) DO NOTHING;

-- A record that was withdrawn because it cannot be sent with its present hour, or without its mark, may be at
-- central again under a former name.
UPDATE outbox
SET refusal = NULL, refused_at = NULL, outlook = NULL
WHERE refusal IN ('epoch_closed', 'misdated') AND record IN (SELECT record FROM former_names);

-- A record that came too late for a central that had it may be new to a central that lost it.
UPDATE outbox
SET refusal = NULL, refused_at = NULL, outlook = NULL
WHERE refusal = 'too_late'
    AND record IN (
        SELECT query_id FROM queries WHERE subject IS NOT NULL
        UNION ALL
        SELECT stop_id FROM stops WHERE subject IS NOT NULL
    );
