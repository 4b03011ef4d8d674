INSERT INTO stops (
    stop_id, query_id, own_key, at, subject,
    revision, outcome, found_nothing, spared_until, reflected, stretch, entered_at, given_at, given_on,
    revisions_above
)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, (SELECT revisions_from FROM sync_state))
