-- The write-ahead log is synced (fsync) at each commit, so the last save survives a power cut.
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
-- In KiB: 64 MiB. A page that is not in memory costs 7 microseconds to decrypt.
PRAGMA cache_size = -65536;
PRAGMA foreign_keys = ON;
-- Deleted content is overwritten.
PRAGMA secure_delete = ON;
-- A temporary table on disk would be a readable file.
PRAGMA temp_store = MEMORY;
-- Checkpoints are made after a pass and not inside a save; this limit of 32 MiB is for a phone that never gets
-- to one.
PRAGMA wal_autocheckpoint = 8000;
