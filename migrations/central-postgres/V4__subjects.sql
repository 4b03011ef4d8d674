-- The look-up of a subject and the deletion of an epoch read the front of this index. The question
-- whether a stop is a repeat is answered by all of it, without reading any record.
DROP INDEX records_by_subject;
CREATE INDEX records_by_subject ON records (epoch, subject, kind, hour);
