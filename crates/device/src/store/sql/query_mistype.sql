-- Takes back a look-up that was typed wrong. One that led to a stop is taken back with that stop alone (?2).
UPDATE queries
SET mistyped = 1,
    subject = NULL,
    led_to = CASE WHEN ?2 THEN 'nothing' ELSE coalesce(led_to, 'nothing') END,
    sent_at = NULL
WHERE query_id = ?1
    AND NOT mistyped
    AND (?2 OR led_to IS NOT 'stop')
RETURNING revision + 1
