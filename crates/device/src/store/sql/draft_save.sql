-- A clock that is behind makes no draft look older than the last moment that was believed.
INSERT INTO drafts (slot, draft_id, query_id, body, touched_at, stretch)
VALUES (1, ?1, ?2, ?3, max(?4, coalesce((SELECT believed_at FROM sync_state), ?4)), ?5)
ON CONFLICT (slot) DO UPDATE SET
    draft_id = excluded.draft_id,
    query_id = excluded.query_id,
    body = excluded.body,
    touched_at = excluded.touched_at
