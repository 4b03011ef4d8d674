-- One row for each record: a later revision takes over the row, which then waits again.
INSERT INTO outbox (record, kind, revision)
VALUES (?1, ?2, ?3)
ON CONFLICT (record) DO UPDATE SET
    kind = excluded.kind,
    revision = excluded.revision,
    refusal = NULL,
    refused_at = NULL,
    outlook = NULL
