INSERT INTO drafts (slot, draft_id, query_id, body, touched_at, stretch)
VALUES (1, ?1, ?2, ?3, ?4, ?5)
ON CONFLICT (slot) DO UPDATE SET
    draft_id = excluded.draft_id,
    query_id = excluded.query_id,
    body = excluded.body,
    touched_at = excluded.touched_at
