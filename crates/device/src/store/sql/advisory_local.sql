-- The advisory that stands longest, and the moment of its stop where it is of this phone. Parameters: own key; since
-- when; the number of the look-up before which is read; now.
SELECT until, at FROM (
    SELECT spared_until AS until, at FROM stops
    WHERE own_key = ?1 AND at >= ?2 AND withdrawn IS NULL AND spared_until > ?4
    UNION ALL
    SELECT advisory_until, NULL FROM queries
    WHERE own_key = ?1 AND at >= ?2 AND id < ?3 AND advisory_until > ?4
)
ORDER BY until DESC LIMIT 1
