-- A report that never entered a batch is known to nobody, so its first revision is still to be made.
UPDATE queries
SET led_to = ?2,
    revision = revision + (report_id IS NOT NULL)
WHERE query_id = ?1
    AND led_to IS NOT ?2
    AND subject IS NOT NULL
RETURNING revision
