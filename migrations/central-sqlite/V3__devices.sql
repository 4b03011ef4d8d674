-- Who may speak to the centre. No record points here.
-- Moments are milliseconds since 1970-01-01T00:00Z.

CREATE TABLE devices (
    device      BLOB    PRIMARY KEY NOT NULL CHECK (length(device) = 16),
    -- The device's Ed25519 public key. One device a key: a phone that enrols again is the same.
    public_key  BLOB    NOT NULL UNIQUE CHECK (length(public_key) = 32),
    role        TEXT    NOT NULL,
    team        TEXT    NOT NULL,
    enrolled_at INTEGER NOT NULL,
    revoked_at  INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE enrolment_codes (
    -- HMAC(central key, "code" ‖ code).
    code       BLOB    PRIMARY KEY NOT NULL CHECK (length(code) = 32),
    role       TEXT    NOT NULL,
    team       TEXT    NOT NULL,
    expires_at INTEGER NOT NULL,
    -- The device that used it.
    used_by    BLOB    REFERENCES devices (device)
) STRICT, WITHOUT ROWID;
