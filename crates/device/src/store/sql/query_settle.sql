-- Decides that undecided look-ups led to nothing. Only the newest look-up and those of the open drafts can be
-- undecided, because each new look-up decides those before it. So only a few rows are read, and no index is
-- needed, which every save would have to update. With a moment (?2 is its stretch of the clock), look-ups whose
-- own time still has to be dated are left out. ?3 is looked up again, and goes on.
UPDATE queries
SET led_to = 'nothing'
WHERE led_to IS NULL
    AND id > (SELECT max(id) FROM queries) - 20
    AND at <= ?1
    AND query_id IS NOT ?3
    AND (
        ?2 IS NULL OR stretch = ?2
        OR stretch NOT IN (SELECT number FROM stretches WHERE state = 'open')
    )
    AND query_id NOT IN (SELECT query_id FROM drafts)
RETURNING query_id
