-- Parameters: own key; the beginnings of the last 24 hours, 7, 30 and 365 days; the number of the look-up
-- before which records are counted.
SELECT
    q.day, q.week, q.month, q.year,
    s.day, s.week, s.month, s.year,
    s.nothing_day, s.nothing_week, s.nothing_month, s.nothing_year,
    q.last, s.last, s.spared_until, q.advisory_until
FROM (
    SELECT
        count(*) FILTER (WHERE NOT mistyped AND at > ?2) AS day,
        count(*) FILTER (WHERE NOT mistyped AND at > ?3) AS week,
        count(*) FILTER (WHERE NOT mistyped AND at > ?4) AS month,
        count(*) FILTER (WHERE NOT mistyped) AS year,
        max(at) FILTER (WHERE NOT mistyped) AS last,
        -- What central told of a subject holds also where the look-up was meant for another one.
        max(advisory_until) AS advisory_until
    FROM queries
    WHERE own_key = ?1 AND at > ?5 AND id < ?6
) AS q, (
    SELECT
        count(*) FILTER (WHERE at > ?2) AS day,
        count(*) FILTER (WHERE at > ?3) AS week,
        count(*) FILTER (WHERE at > ?4) AS month,
        count(*) AS year,
        count(*) FILTER (WHERE found_nothing AND at > ?2) AS nothing_day,
        count(*) FILTER (WHERE found_nothing AND at > ?3) AS nothing_week,
        count(*) FILTER (WHERE found_nothing AND at > ?4) AS nothing_month,
        count(*) FILTER (WHERE found_nothing) AS nothing_year,
        max(at) AS last,
        max(spared_until) AS spared_until
    FROM stops
    WHERE own_key = ?1 AND at > ?5 AND withdrawn IS NULL
) AS s
