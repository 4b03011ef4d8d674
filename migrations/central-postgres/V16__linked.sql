-- Whether a stop found what its ground pointed to; of stops only. NULL where the record had lost its answers before this
-- column was there. A later stop of that kind ends an advisory.
ALTER TABLE records ADD COLUMN linked boolean CHECK (linked IS NULL OR kind = 'stop');
UPDATE records SET linked = coalesce(facts ->> 'link' = 'linked', false)
WHERE kind = 'stop' AND facts IS NOT NULL;

CREATE INDEX records_linked ON records (epoch, subject, hour) WHERE linked;
-- With the hour of the stop on which an advisory stands.
DROP INDEX records_spared;
CREATE INDEX records_spared ON records (epoch, subject, spare_until, hour) WHERE spare_until IS NOT NULL;
