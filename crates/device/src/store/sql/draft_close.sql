-- A further subject of a check is as old as the last change of that check.
DELETE FROM drafts
WHERE coalesce((SELECT c.touched_at FROM drafts AS c WHERE c.draft_id = drafts.joins), touched_at) <= ?1
RETURNING query_id
