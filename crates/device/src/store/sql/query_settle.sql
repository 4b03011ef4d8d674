-- What nothing was decided about led to nothing.
UPDATE queries
SET led_to = 'nothing'
WHERE led_to IS NULL
    AND at <= ?1
    AND query_id NOT IN (SELECT query_id FROM drafts)
RETURNING query_id
