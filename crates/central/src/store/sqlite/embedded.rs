//! The migrations of central's SQLite file, in the program.

refinery::embed_migrations!("../../migrations/central-sqlite");
