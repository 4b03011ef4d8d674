-- The figures are those of the former revision again. The mark stays as it is: retention may have removed it meanwhile.
UPDATE stops
SET revision = ?2,
    outcome = ?3,
    found_nothing = ?4,
    spared_until = ?5,
    reflected = ?6,
    reflection_draft = ?7,
    revisions_above = ?8
WHERE stop_id = ?1
