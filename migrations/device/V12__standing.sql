-- Whether central has a record, as far as this phone can tell: set when the record enters a batch, on its receipt, and
-- where one of the two stores was put back. ARCHITECTURE.md has the table.
ALTER TABLE queries ADD COLUMN standing TEXT NOT NULL DEFAULT 'absent'
    CHECK (standing IN ('absent', 'first_batch', 'unknown', 'there'));
ALTER TABLE stops ADD COLUMN standing TEXT NOT NULL DEFAULT 'absent'
    CHECK (standing IN ('absent', 'first_batch', 'unknown', 'there'));
-- Until now it was computed from the attempts to send a row. Of what waits under a name an answer may have been lost.
UPDATE queries SET standing = CASE
    WHEN sent_at IS NOT NULL THEN 'there'
    ELSE coalesce((
        SELECT CASE
            WHEN refusal IS NULL THEN 'unknown'
            WHEN refusal IN ('too_late', 'withdrawn') THEN 'there'
            WHEN revision = 1 OR attempts <= 1 THEN 'absent'
            ELSE 'unknown'
        END
        FROM outbox WHERE record = query_id
    ), 'unknown')
END
WHERE report_id IS NOT NULL;
UPDATE stops SET standing = CASE
    WHEN sent_revision > 0 THEN 'there'
    ELSE coalesce((
        SELECT CASE
            WHEN refusal IS NULL THEN 'unknown'
            WHEN refusal IN ('too_late', 'withdrawn') THEN 'there'
            WHEN outbox.revision = 1 OR attempts <= 1 THEN 'absent'
            ELSE 'unknown'
        END
        FROM outbox WHERE record = stop_id
    ), 'unknown')
END
WHERE report_id IS NOT NULL;
ALTER TABLE outbox DROP COLUMN attempts;
ALTER TABLE outbox DROP COLUMN last_attempt;
-- What may still become of a refused row: another clock or program may get it taken, an amendment of its officer
-- may, or nothing.
ALTER TABLE outbox ADD COLUMN outlook TEXT CHECK (outlook IN ('may_pass', 'amendable', 'final')); -- NULL while it waits
UPDATE outbox SET outlook = CASE
    WHEN refusal IN ('in_future', 'unreadable') THEN 'may_pass'
    WHEN refusal IN ('too_late', 'withdrawn') THEN 'final'
    ELSE 'amendable'
END
WHERE refusal IS NOT NULL;
-- Withdrawals, which go first, so that they are found without a look at the others.
CREATE INDEX outbox_withdrawals ON outbox (kind) WHERE kind = 'withdrawal';
