-- The stops that were entered afterwards in a stretch.
SELECT stop_id, at, entered_at, given_at, given_on
FROM stops
WHERE stretch = ?1 AND entered_at IS NOT NULL
    AND id >= (SELECT first_stop FROM stretches WHERE number = ?1)
