-- The last stop that found what its ground pointed to, or the look-up at which central last told that one had ended the
-- advisories of before it, with what central told. Parameters: own key; the beginning of the last 365 days.
SELECT at, told FROM (
    SELECT at, NULL AS told FROM stops
    WHERE own_key = ?1 AND at > ?2 AND withdrawn IS NULL AND found_nothing = 0
        AND CASE WHEN json_valid(outcome) THEN outcome ->> '$.link' = 'linked' END
    UNION ALL
    SELECT at, centre -> '$.advisory_ended' FROM queries
    WHERE own_key = ?1 AND at > ?2
        AND CASE WHEN json_valid(centre) THEN centre ->> '$.advisory_ended' IS NOT NULL END
)
ORDER BY at DESC LIMIT 1
