-- The bytes as they are: what cannot be read must not be looked at on the way.
INSERT INTO drafts_set_aside (aside_at, draft_id, query_id, body)
SELECT max(?1, coalesce((SELECT believed_at FROM sync_state), ?1)), draft_id, query_id, body FROM drafts
