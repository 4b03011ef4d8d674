-- Who may speak to the centre. No record points here.
-- Moments are milliseconds since 1970-01-01T00:00Z.

CREATE TABLE devices (
    device      uuid   PRIMARY KEY,
    -- The device's Ed25519 public key. One device a key: a phone that enrols again is the same.
    public_key  bytea  NOT NULL UNIQUE CHECK (length(public_key) = 32),
    role        text   NOT NULL,
    team        text   NOT NULL,
    enrolled_at bigint NOT NULL,
    revoked_at  bigint
);

CREATE TABLE enrolment_codes (
    -- HMAC(central key, "code" ‖ code).
    code       bytea  PRIMARY KEY CHECK (length(code) = 32),
    role       text   NOT NULL,
    team       text   NOT NULL,
    expires_at bigint NOT NULL,
    -- The device that used it.
    used_by    uuid   REFERENCES devices (device)
);
