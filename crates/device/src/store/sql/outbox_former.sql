-- The row of a stop whose amendment was undone stands for the former revision again. It waits, unless that revision was
-- refused before. Where central has that revision by now, nothing is to be sent.
UPDATE outbox SET revision = ?2, refusal = ?3, refused_at = ?4, outlook = ?5 WHERE record = ?1 AND kind = 'stop'
