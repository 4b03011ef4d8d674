-- What the roll-up counts is counted anew of the records that are kept: the three outcomes of a look-up
-- instead of all look-ups, and the high and the low ratings instead of their sum. What was published stays.

DELETE FROM rollup WHERE measure = 'queries';

INSERT INTO rollup (team, week, epoch, officer, measure, number, total)
SELECT team, week, epoch, officer, 'undecided', count(*), 0
FROM records
WHERE kind = 'query' AND facts ->> 'led_to' = 'nothing'
GROUP BY team, week, epoch, officer;

INSERT INTO rollup (team, week, epoch, officer, measure, number, total)
SELECT team, week, epoch, officer,
       CASE WHEN rating.value::integer > 3 THEN 'rated_high:' ELSE 'rated_low:' END || rating.key, count(*), 0
FROM records, jsonb_each_text(coalesce(facts -> 'ratings', '{}')) AS rating
WHERE kind = 'stop' AND rating.value::integer <> 3
GROUP BY team, week, epoch, officer, 5;

ALTER TABLE rollup DROP COLUMN total;
