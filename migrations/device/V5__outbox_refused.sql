-- The refused rows, which are few, so that they can be counted after each save without the others.
CREATE INDEX outbox_refused ON outbox (kind) WHERE refusal IS NOT NULL;
