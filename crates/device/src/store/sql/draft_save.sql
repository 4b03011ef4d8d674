-- A clock that is behind does not make a draft older than the last trusted moment.
INSERT INTO drafts (draft_id, query_id, body, touched_at, stretch, revision, entered_at, given_at, given_on)
VALUES (?1, ?2, ?3, max(?4, coalesce((SELECT believed_at FROM sync_state), ?4)), ?5, ?6, ?7, ?8, ?9)
ON CONFLICT (draft_id) DO UPDATE SET
    query_id = excluded.query_id,
    body = excluded.body,
    touched_at = excluded.touched_at,
    revision = excluded.revision
