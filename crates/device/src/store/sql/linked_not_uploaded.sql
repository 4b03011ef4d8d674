-- The last stop that found what its ground pointed to, of what waits to be sent, also of an amendment of a stop that central has in an earlier revision.
SELECT at, NULL FROM stops
JOIN outbox ON outbox.record = stops.stop_id
WHERE own_key = ?1 AND at > ?2 AND withdrawn IS NULL AND found_nothing = 0
    AND CASE WHEN json_valid(outcome) THEN outcome ->> '$.link' = 'linked' END
ORDER BY at DESC LIMIT 1
