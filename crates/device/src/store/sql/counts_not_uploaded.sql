-- Parameters as in counts_local.sql, but last the look-up that is left out.
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
        -- What central told of an advisory is not ours to add to what it tells now.
        NULL AS advisory_until
    FROM queries
    WHERE own_key = ?1 AND at > ?5 AND sent_at IS NULL AND query_id <> ?6
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
    WHERE own_key = ?1 AND at > ?5 AND withdrawn IS NULL AND sent_revision = 0
) AS s
