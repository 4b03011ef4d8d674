INSERT OR REPLACE INTO drafts (slot, draft_id, query_id, body, touched_at)
VALUES (1, ?1, ?2, ?3, ?4)
