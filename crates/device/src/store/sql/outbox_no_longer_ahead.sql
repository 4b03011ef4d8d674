-- What was recorded under a clock that ran ahead, and whose moment has come.
UPDATE outbox
SET refusal = NULL,
    refused_at = NULL,
    attempts = CASE WHEN revision = 1 OR attempts <= 1 THEN 0 ELSE attempts END
WHERE refusal = 'in_future'
    AND coalesce(
        (SELECT at FROM queries WHERE query_id = outbox.record),
        (SELECT at FROM stops WHERE stop_id = outbox.record)
    ) <= ?1
