-- Two windows may show one draft. A save says on which revision it builds, and is refused where that is no longer the
-- last one: otherwise the window that was opened first would overwrite what the other one answered.
ALTER TABLE drafts ADD COLUMN revision INTEGER NOT NULL DEFAULT 1 CHECK (revision >= 1); -- raised with each other answer or subject
