-- Nothing is removed on the word of a clock that has just jumped ahead.
ALTER TABLE sync_state ADD COLUMN believed_at INTEGER; -- the hour of the last moment that was believed; UTC milliseconds; NULL before the first look
ALTER TABLE sync_state ADD COLUMN ahead_since INTEGER; -- when the clock was first seen far ahead of it, by that clock; UTC milliseconds; NULL while it is believed
UPDATE sync_state SET believed_at = last_attempt;
