-- What was recorded under a clock that ran ahead, and whose moment has come.
UPDATE outbox
SET refusal = NULL, refused_at = NULL, outlook = NULL
WHERE refusal = 'in_future'
    AND coalesce(
        (SELECT at FROM queries WHERE query_id = outbox.record),
        (SELECT at FROM stops WHERE stop_id = outbox.record)
    ) <= ?1
