-- One row for each record: a later revision takes over the row and waits anew. The attempts of which
-- no receipt told stay counted: one of them may have reached central.
INSERT INTO outbox (record, kind, revision)
VALUES (?1, ?2, ?3)
ON CONFLICT (record) DO UPDATE SET
    kind = excluded.kind,
    revision = excluded.revision,
    attempts = CASE
        WHEN refusal NOT IN ('too_late', 'withdrawn') AND (revision = 1 OR attempts <= 1) THEN 0
        ELSE attempts
    END,
    refusal = NULL,
    refused_at = NULL,
    last_attempt = NULL
