-- Where its records begin is kept when it begins, so that nobody has to look through all of them.
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
