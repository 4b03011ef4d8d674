-- The bytes are copied unchanged, without parsing what cannot be read.
INSERT INTO drafts_set_aside (aside_at, draft_id, query_id, body)
SELECT max(?1, coalesce((SELECT believed_at FROM sync_state), ?1)), draft_id, query_id, body FROM drafts
WHERE draft_id = ?2
