-- Removes the readable mark of a stop, and what was begun of a reflection. What two officers kept of looking back together
-- stays with the stop. Parameter: the number of the stop.
UPDATE stops SET
    subject = NULL,
    reflection_draft = NULL,
    pair = CASE WHEN json_valid(pair) THEN CASE WHEN pair ->> '$.stage' = 'kept' THEN pair END END
WHERE id = ?1
