-- Records that were refused for their hour, and have another hour now.
UPDATE outbox
SET refusal = NULL, refused_at = NULL, outlook = NULL
WHERE refusal IN ('in_future', 'epoch_closed', 'before_enrolment')
    AND kind NOT IN ('withdrawal', 'mistyped')
    AND record IN (
        SELECT query_id FROM queries
        WHERE stretch = ?1 AND id >= (SELECT first_query FROM stretches WHERE number = ?1)
        UNION ALL
        SELECT stop_id FROM stops
        WHERE stretch = ?1 AND id >= (SELECT first_stop FROM stretches WHERE number = ?1)
    )
