-- Counted only while the row still waits with what is about to be sent.
UPDATE outbox
SET attempts = attempts + 1, last_attempt = ?5
WHERE id = ?1
    AND record = ?2
    AND kind = ?3
    AND revision = ?4
    AND refusal IS NULL
