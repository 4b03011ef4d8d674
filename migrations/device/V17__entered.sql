-- When a check was entered afterwards, by the corrected clock of its stretch. Its officer gives a time of day; the day
-- follows from the moment of entering, and so from what is known of the clock. UTC milliseconds; NULL for any other.
ALTER TABLE drafts ADD COLUMN entered_at INTEGER;
ALTER TABLE stops ADD COLUMN entered_at INTEGER;
-- Until now that moment was not kept. Such a check has the stretch -1, which there is not, so its time stays.
UPDATE drafts SET entered_at = json_extract(body, '$.started_at') WHERE stretch = -1 AND json_valid(body);
UPDATE stops SET entered_at = at WHERE stretch = -1;
