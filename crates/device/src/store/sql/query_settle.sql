-- What nothing was decided about led to nothing. Undecided are the newest look-up, that of the open
-- draft, and no other: each new look-up settles those before it. So a few rows are looked at, and
-- an index, which every save would have to keep, is not needed.
UPDATE queries
SET led_to = 'nothing'
WHERE led_to IS NULL
    AND id > (SELECT max(id) FROM queries) - 20
    AND at <= ?1
    AND query_id NOT IN (SELECT query_id FROM drafts)
RETURNING query_id
