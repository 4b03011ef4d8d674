UPDATE stop_revisions SET moved = moved + ?2 WHERE stretch = ?1
