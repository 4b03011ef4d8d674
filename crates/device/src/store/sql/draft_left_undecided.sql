-- The look-up of a draft, if it is undecided and others came after it.
SELECT query_id FROM queries
WHERE query_id IN (SELECT query_id FROM drafts WHERE draft_id = ?1)
    AND led_to IS NULL
    AND id < (SELECT max(id) FROM queries)
