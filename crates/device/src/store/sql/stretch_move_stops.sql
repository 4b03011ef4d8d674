UPDATE stops
SET at = at + ?2, spared_until = spared_until + ?2
WHERE stretch = ?1 AND entered_at IS NULL AND id >= (SELECT first_stop FROM stretches WHERE number = ?1)
