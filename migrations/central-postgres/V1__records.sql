-- What phones reported, in keyed forms only.
-- Epochs are written as year × 10 + quarter: 20264 is 2026Q4.
-- Hours and weeks are whole hours since 1970-01-01T00:00Z; a week stands as its first hour.

CREATE TABLE records (
    seq           bigint   GENERATED ALWAYS AS IDENTITY,
    -- The name that the phone gave the report.
    report        uuid     NOT NULL,
    revision      integer  NOT NULL CHECK (revision >= 1),
    -- A withdrawn record keeps its name, so that a late copy of it changes nothing, and no content.
    kind          text     NOT NULL CHECK (kind IN ('query', 'stop', 'withdrawn')),
    epoch         integer  NOT NULL,
    -- HMAC(central key, "officer" ‖ epoch ‖ device), the first 8 bytes. Another one in each epoch.
    officer       bytea    NOT NULL CHECK (length(officer) = 8),
    -- HMAC(central key, epoch ‖ pseudonym), the first 16 bytes.
    subject       bytea    CHECK (length(subject) = 16),
    team          text,
    -- When it happened.
    hour          integer,
    -- In which week of the summaries it counts.
    week          integer,
    -- Whether a stop found nothing; of stops only.
    found_nothing boolean,
    -- Whether the subject had been stopped in the 30 days before; of stops only.
    repeated      boolean,
    -- Spare the subject until the end of this hour.
    spare_until   integer,
    -- The coded answers.
    facts         jsonb,
    -- The name alone is looked for in every live partition; a partition can only promise this.
    PRIMARY KEY (epoch, report),
    CHECK ((kind = 'withdrawn') = (subject IS NULL)),
    CHECK ((kind = 'withdrawn') = (facts IS NULL)),
    CHECK ((kind = 'withdrawn') = (hour IS NULL)),
    CHECK ((kind = 'withdrawn') = (week IS NULL)),
    CHECK ((kind = 'withdrawn') = (team IS NULL)),
    CHECK ((kind = 'stop') = (found_nothing IS NOT NULL)),
    CHECK ((kind = 'stop') = (repeated IS NOT NULL))
) PARTITION BY LIST (epoch);

-- The look-up. A partition is made when its epoch begins and dropped when it is no longer live.
CREATE INDEX records_by_subject ON records (epoch, subject);
