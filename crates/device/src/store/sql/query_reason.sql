-- Another reason for a look-up. The revision is open or closed as for another decision (query_decide.sql); none is given
-- for a look-up that is undecided and has no report yet.
UPDATE queries
SET initiative = ?2,
    revision = revision + (report_id IS NOT NULL AND led_to IS NOT NULL),
    revisions_above = max(revisions_above, (SELECT revisions_from FROM sync_state))
WHERE query_id = ?1
    AND initiative <> ?2
    AND subject IS NOT NULL
RETURNING iif(led_to IS NULL, NULL, revision)
