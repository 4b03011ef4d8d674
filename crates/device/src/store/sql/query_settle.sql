-- What nothing was decided about led to nothing. Undecided are the newest look-up, that of the open
-- draft, and no other: each new look-up settles those before it. So a few rows are looked at, and
-- an index, which every save would have to keep, is not needed.
-- Of before a moment that is compared with (?2 is the stretch of the clock that it lies in) none is
-- settled whose own moment is still to be dated.
UPDATE queries
SET led_to = 'nothing'
WHERE led_to IS NULL
    AND id > (SELECT max(id) FROM queries) - 20
    AND at <= ?1
    AND (
        ?2 IS NULL OR stretch = ?2
        OR stretch NOT IN (SELECT number FROM stretches WHERE state = 'open')
    )
    AND query_id NOT IN (SELECT query_id FROM drafts)
RETURNING query_id
