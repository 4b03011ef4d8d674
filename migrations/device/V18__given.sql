-- The time that an officer gave for a check that was entered afterwards, and the moment of entering as it was known then.
-- A clock may be corrected more than once, and each correction begins at what she gave. UTC milliseconds; NULL for any
-- other check.
ALTER TABLE drafts ADD COLUMN given_at INTEGER;
ALTER TABLE drafts ADD COLUMN given_on INTEGER;
ALTER TABLE stops ADD COLUMN given_at INTEGER;
ALTER TABLE stops ADD COLUMN given_on INTEGER;
UPDATE drafts SET given_at = json_extract(body, '$.started_at'), given_on = entered_at
WHERE entered_at IS NOT NULL AND json_valid(body);
UPDATE stops SET given_at = at, given_on = entered_at WHERE entered_at IS NOT NULL;
