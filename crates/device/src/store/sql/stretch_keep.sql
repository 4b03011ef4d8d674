-- The first record is noted when the stretch begins, so that no search has to go through all records.
INSERT INTO stretches (
    number, began_at, boot, since_boot, correction, state, compared_at, first_query, first_stop
)
VALUES (
    ?1, ?2, ?3, ?4, ?5, ?6, ?7,
    coalesce((SELECT max(id) FROM queries), 0) + 1, coalesce((SELECT max(id) FROM stops), 0) + 1
)
ON CONFLICT (number) DO UPDATE SET
    correction = excluded.correction,
    state = excluded.state,
    compared_at = excluded.compared_at
