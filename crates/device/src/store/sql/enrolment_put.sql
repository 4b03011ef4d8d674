INSERT OR REPLACE INTO enrolment (slot, device, token, token_until, role, team, revoked)
VALUES (1, ?1, ?2, ?3, ?4, ?5, 0)
