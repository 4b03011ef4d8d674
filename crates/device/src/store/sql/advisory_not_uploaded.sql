-- The advisory that stands longest, as in advisory_local.sql, of what waits to be sent. An advisory that central reported is part of its answer already.
SELECT spared_until, at FROM stops
JOIN outbox ON outbox.record = stops.stop_id
WHERE own_key = ?1 AND at >= ?2 AND ?3 > 0 AND withdrawn IS NULL AND spared_until > ?4
ORDER BY spared_until DESC LIMIT 1
