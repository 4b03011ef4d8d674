-- A report that never entered a batch is unknown to central, so its first revision is still open. The same
-- holds for a look-up that was undecided so far; it has a name if it may have been sent before this store was
-- put back.
UPDATE queries
SET led_to = ?2,
    revision = revision + (report_id IS NOT NULL AND led_to IS NOT NULL),
    revisions_above = CASE
        WHEN ?3 THEN max(revisions_above, (SELECT revisions_from FROM sync_state))
        ELSE revisions_above
    END
WHERE query_id = ?1
    AND led_to IS NOT ?2
    AND subject IS NOT NULL
RETURNING revision
