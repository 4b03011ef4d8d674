-- Records of a clock that ran ahead, whose time has come by now.
UPDATE outbox
SET refusal = NULL, refused_at = NULL, outlook = NULL
WHERE refusal = 'in_future'
    AND coalesce(
        (SELECT at FROM queries WHERE query_id = outbox.record),
        (SELECT at FROM stops WHERE stop_id = outbox.record)
    ) <= ?1
