-- The figures of the newest revision replace the earlier ones; all revisions stay. The mark is written too,
-- because the revision has to be sent.
UPDATE stops
SET revision = ?2,
    subject = ?3,
    outcome = ?4,
    found_nothing = ?5,
    spared_until = ?6,
    reflected = ?7,
    revisions_above = max(revisions_above, (SELECT revisions_from FROM sync_state)),
    reflection_draft = CASE WHEN ?7 THEN NULL ELSE reflection_draft END
WHERE stop_id = ?1
