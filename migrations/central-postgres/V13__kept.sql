-- What a record keeps, by its age. Once it can no longer be amended, only what the counts of a subject need
-- stays. No name of a record tells when the record came, or with which others.
-- No store of this kind has been in use: there is no record to take over.

DROP TABLE records;

CREATE TABLE records (
    -- Above 0 in order of arrival. Below 0 once the week of the record is closed: its week, then chance. Rows
    -- lie in the file in the order in which they were last written, so those of a week are written anew in
    -- this order.
    seq           bigint   NOT NULL,
    -- HMAC(central key, "report" ‖ the name that the phone gave the report), the first 16 bytes.
    report        bytea    NOT NULL CHECK (length(report) = 16),
    -- The revision; without facts a keyed seal of it. NULL when the record was withdrawn.
    revision      integer  CHECK (revision >= 1),
    -- A withdrawn record keeps its name, so that a late copy of it changes nothing, and no content.
    kind          text     NOT NULL CHECK (kind IN ('query', 'stop', 'withdrawn')),
    epoch         integer  NOT NULL,
    -- HMAC(central key, "officer" ‖ epoch ‖ device), the first 8 bytes. Another one in each epoch.
    officer       bytea    CHECK (length(officer) = 8),
    -- HMAC(central key, epoch ‖ pseudonym), the first 16 bytes.
    subject       bytea    CHECK (length(subject) = 16),
    team          text,
    -- When it happened; without facts the first hour of that day (UTC).
    hour          integer,
    -- In which week of the summaries it counts.
    week          integer,
    -- Whether a stop found nothing; of stops only.
    found_nothing boolean,
    -- Whether the subject had been stopped in the 30 days before; of stops only.
    repeated      boolean,
    -- Spare the subject until the end of this hour; without facts the last hour of that day (UTC).
    spare_until   integer,
    -- The coded answers. NULL once the record can no longer be amended.
    facts         jsonb,
    -- The name alone is looked for in every live partition; a partition can only promise this.
    PRIMARY KEY (epoch, report),
    CHECK ((kind = 'withdrawn') = (subject IS NULL)),
    CHECK ((kind = 'withdrawn') = (hour IS NULL)),
    CHECK ((kind = 'withdrawn') = (revision IS NULL)),
    CHECK (kind <> 'withdrawn' OR facts IS NULL),
    CHECK ((facts IS NULL) = (officer IS NULL)),
    CHECK ((facts IS NULL) = (team IS NULL)),
    CHECK ((facts IS NULL) = (week IS NULL)),
    CHECK (facts IS NOT NULL OR (hour % 24 = 0 AND seq < 0) OR kind = 'withdrawn'),
    CHECK (facts IS NOT NULL OR coalesce(spare_until % 24 = 23, true)),
    CHECK ((kind = 'stop') = (found_nothing IS NOT NULL)),
    CHECK ((kind = 'stop' AND facts IS NOT NULL) = (repeated IS NOT NULL))
) PARTITION BY LIST (epoch);

CREATE INDEX records_by_subject
    ON records (epoch, subject, kind, hour, found_nothing, spare_until);
CREATE INDEX records_spared ON records (epoch, subject, spare_until) WHERE spare_until IS NOT NULL;
