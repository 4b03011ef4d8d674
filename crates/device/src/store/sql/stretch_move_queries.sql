UPDATE queries
SET at = at + ?2
WHERE stretch = ?1 AND id >= (SELECT first_query FROM stretches WHERE number = ?1)
