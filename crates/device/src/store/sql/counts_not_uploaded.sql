-- Parameters as in counts_local.sql, but last the look-up that is left out. Counted is what central
-- certainly does not have: what never entered a batch, and what was refused in its first revision
-- or in its only batch. Of what entered a batch and has no receipt nobody here can tell; it is sent
-- before central is asked, and when a later revision is refused it is left to central. So is what came
-- too late, or was withdrawn already: central has what is to be counted.
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
    LEFT JOIN outbox ON outbox.record = queries.query_id
    WHERE own_key = ?1 AND at > ?5 AND sent_at IS NULL AND query_id <> ?6
        AND (
            report_id IS NULL
            OR (refusal NOT IN ('too_late', 'withdrawn') AND (outbox.revision = 1 OR attempts <= 1))
        )
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
        -- Also of an amendment, when central has the stop as it was before.
        max(spared_until) AS spared_until
    FROM (
        SELECT
            at, found_nothing, spared_until,
            sent_revision = 0 AND (
                report_id IS NULL
                OR (refusal NOT IN ('too_late', 'withdrawn') AND (outbox.revision = 1 OR attempts <= 1))
            ) AS here
        FROM stops
        JOIN outbox ON outbox.record = stops.stop_id
        WHERE own_key = ?1 AND at > ?5 AND withdrawn IS NULL
    )
) AS s
