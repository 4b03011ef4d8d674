-- The records that central certainly does not have. Parameters as in counts_local.sql, but last the look-up
-- that is left out. A waiting record that central may have is sent before central is asked.
SELECT
    q.day, q.week, q.month, q.year,
    s.day, s.week, s.month, s.year,
    s.nothing_day, s.nothing_week, s.nothing_month, s.nothing_year,
    q.last, s.last, s.spared_until, q.advisory_until
FROM (
    SELECT
        count(*) FILTER (WHERE at > ?2) AS day,
        count(*) FILTER (WHERE at > ?3) AS week,
        count(*) FILTER (WHERE at > ?4) AS month,
        count(*) AS year,
        max(at) AS last,
        -- An advisory that central reported is part of its answer already.
        NULL AS advisory_until
    FROM queries
    WHERE own_key = ?1 AND at > ?5 AND standing = 'absent' AND query_id <> ?6 AND NOT mistyped
) AS q, (
    SELECT
        count(*) FILTER (WHERE here AND at > ?2) AS day,
        count(*) FILTER (WHERE here AND at > ?3) AS week,
        count(*) FILTER (WHERE here AND at > ?4) AS month,
        count(*) FILTER (WHERE here) AS year,
        count(*) FILTER (WHERE here AND found_nothing AND at > ?2) AS nothing_day,
        count(*) FILTER (WHERE here AND found_nothing AND at > ?3) AS nothing_week,
        count(*) FILTER (WHERE here AND found_nothing AND at > ?4) AS nothing_month,
        count(*) FILTER (WHERE here AND found_nothing) AS nothing_year,
        max(at) FILTER (WHERE here) AS last,
        -- This includes an amendment of a stop that central has in an earlier revision.
        max(spared_until) AS spared_until
    FROM (
        SELECT at, found_nothing, spared_until, standing = 'absent' AS here
        FROM stops
        JOIN outbox ON outbox.record = stops.stop_id
        WHERE own_key = ?1 AND at > ?5 AND withdrawn IS NULL
    )
) AS s
