-- The figures of the newest revision take the place of those before; the revisions all stay. With
-- the mark, since it is to be sent.
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
