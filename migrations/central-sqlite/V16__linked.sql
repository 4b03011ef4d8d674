-- 1 when a stop found what its ground pointed to, 0 when it did not; of stops only. NULL where the record had lost its
-- answers before this column was there. A later stop of that kind ends an advisory.
ALTER TABLE records ADD COLUMN linked INTEGER CHECK (linked IS NULL OR (linked IN (0, 1) AND kind = 'stop'));
UPDATE records SET linked = coalesce(json_extract(facts, '$.link') = 'linked', 0)
WHERE kind = 'stop' AND facts IS NOT NULL AND json_valid(facts);

CREATE INDEX records_linked ON records (epoch, subject, hour) WHERE linked = 1;
-- With the hour of the stop on which an advisory stands.
DROP INDEX records_spared;
CREATE INDEX records_spared ON records (epoch, subject, spare_until, hour) WHERE spare_until IS NOT NULL;
