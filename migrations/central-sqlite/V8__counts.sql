-- The counts of a subject are answered by this index alone. So a wrong digit in a record, or in the index,
-- is a difference between the two, which the check of the database finds.
DROP INDEX records_by_subject;
CREATE INDEX records_by_subject
    ON records (epoch, subject, kind, hour, found_nothing, spare_until);
