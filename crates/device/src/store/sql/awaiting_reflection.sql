-- The stops that wait for their reflection, by the rule of card_columns.sql.
SELECT count(*) FROM stops AS s
WHERE s.reflected = 0 AND s.withdrawn IS NULL AND s.subject IS NOT NULL
